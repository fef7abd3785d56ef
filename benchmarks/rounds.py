"""Many rounds due in one minute: how late each stage comes, and what the processes take.

The launches of all rounds are spread evenly over a minute, and each round lives through its stages
in the seconds around its own launch. Beside it, in the same run, as many bare workflows with the
same timers, activities and payload sizes, spread in the same way.
"""

import asyncio
import math
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Self

from temporalio.client import Client

from benchmarks.bare import Bare, Shape
from benchmarks.bench import Bench
from benchmarks.cpu import Meter, megabytes_of
from benchmarks.histories import events_of, shape_of
from benchmarks.processes import OURS, bare, process_of
from benchmarks.rows import Row
from benchmarks.supply import POLICY
from cli.commands.start import begin
from models.campaign import CampaignReport, StartCampaign
from models.round import RoundView, Status
from models.timeline import Stage
from workflows.policies import Queue

NAME = "rounds"
SIZES = (100, 1000)
MINUTE = 60.0
ROUNDS_OF_ONE = 10  # of a campaign; they launch together, so none waits for another's results
LIFE = POLICY.model_copy(
    update={"followups": (), "settling": timedelta(minutes=3), "launch_grace": timedelta(minutes=5)}
)
EACH_START = 0.06  # seconds that a round takes to be started, on two cores
HEAD_START = 15.0  # seconds from the last start to the first stage
LOOK, AT_ONCE = 0.25, 20
STAGES = (
    Stage.PRELAUNCH, Stage.PREFLIGHT, Stage.LAUNCH_WARNING, Stage.LAUNCH, Stage.LAUNCH_CONFIRMATION,
    Stage.WRAPUP,
)  # fmt: skip
TIMED = tuple(stage for stage in STAGES if stage is not Stage.LAUNCH_CONFIRMATION)
SAMPLED_IN, MOST_SAMPLES = timedelta(seconds=12), 4
AIMS = {
    (1000, Stage.LAUNCH): "p99 <= 3 s",
    (1000, Stage.LAUNCH_WARNING): "p99 <= 3 s",
    (1000, Stage.WRAPUP): "p99 <= 60 s",
}
Lags = Mapping[Stage, list[float]]


async def measure(bench: Bench) -> list[Row]:
    """Let each number of rounds, and of bare workflows, go through their minute."""
    shape = await sample(bench)
    rows: list[Row] = []
    for size in SIZES:
        ours = await ours_of(bench, size)
        beside = await bares_of(bench, size, shape)
        rows += rows_of(size, ours, beside)
    return rows


@dataclass
class Use:
    """What the processes took: processor seconds in all, and their most memory in MB."""

    cpu: dict[str, float] = field(default_factory=dict)
    peak: dict[str, float] = field(default_factory=dict)
    at_rest: float = 0.0
    waiting: float = 0.0  # of the worker, with all rounds waiting


@dataclass(frozen=True)
class Outcome:
    """How late each stage was, in seconds, and what it took."""

    lags: Lags
    use: Use


async def sample(bench: Bench) -> Shape:
    """Run one campaign of one round alone, and take its shape, with a timer for each stage."""
    with process_of(OURS, bench):
        for _ in range(MOST_SAMPLES):  # the development server may come too late for a timer
            asked = bench.supply.campaign(SAMPLED_IN, rounds=1, policy=LIFE)
            await (await begin(bench.client, asked)).result()
            shape = shape_of(await events_of(bench.client, asked.rounds[0].id.workflow_id))
            if sum(step.due > 0 for step in shape.steps) == len(TIMED):
                break
        else:
            raise RuntimeError(f"no round set its {len(TIMED)} timers; the machine is too busy")
    await bench.clear()
    return shape


async def ours_of(bench: Bench, size: int) -> Outcome:
    """Start campaigns that launch over a minute, and ask every round how late it was."""
    count, wait = size // ROUNDS_OF_ONE, size * EACH_START + HEAD_START
    first = time.time() + wait
    with process_of(OURS, bench) as worker:
        watch = Watch(bench, worker.pid)
        async with watch:
            await asyncio.sleep(3)
            watch.use.at_rest = megabytes_of(worker.pid)
            started = []
            for number in range(count):
                due = first + MINUTE * number / count
                campaign = bench.supply.campaign(
                    timedelta(seconds=due - time.time()), rounds=ROUNDS_OF_ONE, policy=LIFE
                )
                started.append((campaign, await begin(bench.client, campaign)))
            await rest_until(first - LIFE_AHEAD)
            watch.use.waiting = megabytes_of(worker.pid)
            reports = await asyncio.gather(*(handle.result() for _, handle in started))
        check(size, reports)
        lags = await lags_of(bench.client, [campaign for campaign, _ in started])
    await bench.clear()
    return Outcome(lags, watch.use)


LIFE_AHEAD = 6.0  # seconds from a round's first stage to its launch, and a moment


async def bares_of(bench: Bench, size: int, shape: Shape) -> Outcome:
    """Start bare workflows of the same shape, spread over a minute."""
    client = bench.bare_client
    launch = max(step.due for step in shape.steps) - LIFE.wrapup_delay.total_seconds()
    first = time.time() + size * EACH_START / 3 + HEAD_START
    with process_of(bare(bench, *Queue), bench) as worker:
        watch = Watch(bench, worker.pid)
        async with watch:
            await asyncio.sleep(3)
            watch.use.at_rest = megabytes_of(worker.pid)

            async def start(number: int) -> Callable[[], Awaitable[list[float]]]:
                zero = first + MINUTE * number / size - launch
                handle = await client.start_workflow(
                    Bare.run,
                    Shape(shape.steps, zero),
                    id=f"bare/{uuid.uuid4()}",
                    task_queue=Queue.CAMPAIGN,
                )
                return handle.result

            waiting = [await start(number) for number in range(size)]
            await rest_until(first - LIFE_AHEAD)
            watch.use.waiting = megabytes_of(worker.pid)
            found = await asyncio.gather(*(result() for result in waiting))
    await bench.clear()
    lags: dict[Stage, list[float]] = defaultdict(list)
    for one in found:
        for stage, lag in zip(TIMED, one, strict=True):
            lags[stage].append(lag)
    lags[Stage.LAUNCH_CONFIRMATION] = lags[Stage.LAUNCH]
    return Outcome(lags, watch.use)


async def rest_until(moment: float) -> None:
    """Sleep until an instant; one that is past makes the measure worthless."""
    left = moment - time.time()
    if left < 0:
        sys.stderr.write(f"rounds: {-left:.0f} s late before the first stage\n")
    await asyncio.sleep(max(left, 0))


def check(size: int, reports: Iterable[CampaignReport]) -> None:
    """Refuse to measure rounds that did not complete."""
    rounds = [one for report in reports for one in report.rounds]
    odd = [one for one in rounds if one.status is not Status.COMPLETED]
    if odd or len(rounds) != size:
        raise RuntimeError(f"{len(rounds)} of {size} rounds, {len(odd)} not completed: {odd[:2]}")


async def lags_of(client: Client, campaigns: Sequence[StartCampaign]) -> Lags:
    """Ask every round for the instants of its stages."""
    gate, lags = asyncio.Semaphore(AT_ONCE), defaultdict[Stage, list[float]](list)

    async def ask(workflow_id: str) -> None:
        async with gate:
            view = await client.get_workflow_handle(workflow_id).query(
                "status", result_type=RoundView
            )
        for stage in STAGES:
            record = view.state.stages[stage.value]
            lags[stage].append(max((record.at - record.due).total_seconds(), 0.0))

    await asyncio.gather(
        *(ask(one.id.workflow_id) for campaign in campaigns for one in campaign.rounds)
    )
    return lags


class Watch:
    """Watch what the processes take for as long as the context lasts."""

    def __init__(self, bench: Bench, worker: int) -> None:
        machine = bench.machine
        pids = {
            "worker": worker,
            "Temporal": machine.temporal.process.pid,
            "PostgreSQL": machine.postgres.pid,
            "sandbox": bench.sandbox.pid,
        }
        self.use = Use(peak=dict.fromkeys(pids, 0.0))
        self._meter = Meter(pids)
        self._before: dict[str, float] = {}
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._before = self._meter.read()
        self._looking = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._looking is not None:
            self._looking.cancel()
        after = self._meter.read()
        self.use.cpu = {name: after[name] - before for name, before in self._before.items()}

    async def _look(self) -> None:
        while True:
            for name, pid in self._meter.pids.items():
                self.use.peak[name] = max(self.use.peak[name], megabytes_of(pid))
            await asyncio.sleep(LOOK)


def rows_of(size: int, ours: Outcome, beside: Outcome) -> list[Row]:
    """Set both beside each other."""
    rows = []
    for stage in STAGES:
        name = stage.value.replace("_", " ")
        pairs = {
            what: (number(ours.lags[stage]), number(beside.lags[stage]))
            for what, number in (("p50", median), ("p99", p99), ("max", max))
        }
        for what, pair in pairs.items():
            row = Row.of(NAME, f"{size:,} in a minute, {name} lag {what}", "s", [pair])
            rows.append(row.aiming(AIMS.get((size, stage), "")) if what == "p99" else row)
    for process in ours.use.cpu:
        pair = (1000 * ours.use.cpu[process] / size, 1000 * beside.use.cpu[process] / size)
        rows.append(Row.of(NAME, f"{size:,} in a minute, CPU a round: {process}", "ms", [pair]))
    for process in ours.use.peak:
        pair = (ours.use.peak[process], beside.use.peak[process])
        rows.append(Row.of(NAME, f"{size:,} in a minute, most memory: {process}", "MB", [pair]))
    rest = (ours.use.at_rest, beside.use.at_rest)
    rows.append(Row.of(NAME, "worker at rest", "MB", [rest]).aiming("<= 180 MB"))
    each = [(one.use.waiting - one.use.at_rest) / size for one in (ours, beside)]
    waiting = Row.of(NAME, f"a waiting round, of {size:,}", "MB", [(each[0], each[1])])
    return [*rows, waiting.aiming("<= 0.25 MB")]


def p99(values: Sequence[float]) -> float:
    """Give the 99th percentile, by nearest rank."""
    return sorted(values)[math.ceil(0.99 * len(values)) - 1]
