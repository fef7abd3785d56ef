"""Rounds a minute through the whole lifecycle, beside a bare workflow of the same shape.

Three kinds run in turn on the same servers, each with a fixed number of rounds under way: the
whole thing; a bare workflow with the timers, activities and payload sizes of a round of ours; and
our workflows with activities that do nothing, which tells the cost of the workflows from that of
Mailjet, Slack, Gemini and PostgreSQL.
"""

import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from statistics import mean

from temporalio.client import Client
from temporalio.worker import Worker

from benchmarks.bare import Bare, Shape, work
from benchmarks.bench import NO_LIMIT, Bench
from benchmarks.cpu import Meter
from benchmarks.empty import EmptyActivities
from benchmarks.histories import Events, Size, answers_of, events_of, shape_of, size_of
from benchmarks.pace import Counter, Pace, keep_busy
from benchmarks.rows import Row
from benchmarks.supply import ROUNDS_OF_A_CAMPAIGN
from cli.commands.start import begin
from models.campaign import StartCampaign
from models.round import Status
from workers.composition import GRACEFUL_SHUTDOWN
from workers.heartbeats import HeartbeatInterceptor
from workers.worker import working
from workflows.campaign import Campaign
from workflows.policies import Queue
from workflows.round import CampaignRound

NAME = "throughput"
ROUNDS_UNDER_WAY, TURNS = 40, 2
PROCESSES = ("worker", "Temporal", "PostgreSQL", "sandbox")


@dataclass(frozen=True)
class Sample:
    """One campaign that ran alone, before anything is measured."""

    campaign: Events
    round: Events

    @property
    def activities(self) -> float:
        """Count the activities of a round, and its share of the campaign's."""
        shared = size_of(self.campaign).activities / ROUNDS_OF_A_CAMPAIGN
        return size_of(self.round).activities + shared

    @property
    def shape(self) -> Shape:
        """Shape a bare workflow: a round, and its share of the campaign's activities."""
        parent = [step for step in shape_of(self.campaign).steps if step.loads]
        share = parent[: max(1, len(parent) // ROUNDS_OF_A_CAMPAIGN)]
        return Shape(share + shape_of(self.round).steps)


async def measure(bench: Bench) -> list[Row]:
    """Run the three kinds in turn, and compare."""
    line = Line(bench, Counter(), meter_of(bench))
    client, bare_client = line.counter.on(bench.client), line.counter.on(bench.bare_client)
    async with working(client, bench.settings):
        sample = await Campaigns(line).sample()
    whole, empty, bare = Campaigns(line), Campaigns(line), Bares(line, sample.shape)
    paces: list[tuple[Pace, Pace, Pace]] = []
    for _ in range(TURNS):
        async with working(client, bench.settings):
            ours = await whole.keep_busy(sample)
        async with working_bare(bare_client):
            beside = await bare.keep_busy()
        async with working_empty(client, sample):
            effectless = await empty.keep_busy(sample)
        paces.append((ours, beside, effectless))
    loaded = [await mean_size(bench.bare_client, kind.done) for kind in (whole, bare)]
    await bare.once_alone(bare_client)
    alone = [size_of(sample.round), await mean_size(bench.bare_client, bare.done[-1:])]
    return [*rows_of(paces), *sizes_of(alone, loaded)]


def meter_of(bench: Bench) -> Meter:
    """Watch the four processes."""
    machine = bench.machine
    pids = (os.getpid(), machine.temporal.process.pid, machine.postgres.pid, bench.sandbox.pid)
    return Meter(dict(zip(PROCESSES, pids, strict=True)))


@dataclass(frozen=True)
class Line:
    """What every kind is measured with."""

    bench: Bench
    counter: Counter
    meter: Meter

    async def keep_busy(
        self, once: Callable[[], Awaitable[object]], lanes: int, activities: float
    ) -> Pace:
        """Measure, then leave the servers empty for the next kind."""
        pace = await keep_busy(
            once, lanes=lanes, counter=self.counter, activities=activities, meter=self.meter
        )
        await self.bench.clear()
        return pace


class Campaigns:
    """Our campaigns, one lane a campaign."""

    def __init__(self, line: Line) -> None:
        self._line, self._bench = line, line.bench
        self.done: list[str] = []  # rounds, by workflow id

    async def keep_busy(self, sample: Sample) -> Pace:
        lanes = ROUNDS_UNDER_WAY // ROUNDS_OF_A_CAMPAIGN
        return await self._line.keep_busy(self.once, lanes, sample.activities)

    async def once(self) -> StartCampaign:
        """Run one campaign; every round must have completed."""
        asked = self._bench.supply.campaign()
        report = await (await begin(self._bench.client, asked)).result()
        if any(one.status is not Status.COMPLETED for one in report.rounds):
            raise RuntimeError(f"a round did not complete: {report}")
        self.done += [one.id.workflow_id for one in asked.rounds]
        return asked

    async def sample(self) -> Sample:
        """Run one campaign alone, which also warms everything up."""
        asked, client = await self.once(), self._bench.client
        return Sample(
            campaign=await events_of(client, asked.workflow_id),
            round=await events_of(client, asked.rounds[0].id.workflow_id),
        )


class Bares:
    """Bare workflows, one lane a workflow."""

    def __init__(self, line: Line, shape: Shape) -> None:
        self._line, self._shape, self._client = line, shape, line.bench.bare_client
        self.done: list[str] = []

    async def keep_busy(self) -> Pace:
        activities = sum(len(step.loads) for step in self._shape.steps)
        return await self._line.keep_busy(self.once, ROUNDS_UNDER_WAY, activities)

    async def once(self) -> None:
        """Run one workflow."""
        name = f"bare/{uuid.uuid4()}"
        await self._client.execute_workflow(
            Bare.run, self._shape, id=name, task_queue=Queue.CAMPAIGN
        )
        self.done.append(name)

    async def once_alone(self, client: Client) -> None:
        """Run one workflow with nothing beside it."""
        async with working_bare(client):
            await self.once()


@asynccontextmanager
async def working_bare(client: Client) -> AsyncIterator[None]:
    """Serve the four queues with the one activity, by the options of our workers."""
    async with AsyncExitStack() as stack:
        for queue in Queue:
            worker = Worker(
                client,
                task_queue=queue,
                workflows=[Bare] if queue is Queue.CAMPAIGN else [],
                activities=[work],
                max_task_queue_activities_per_second=limit_of(queue),
                graceful_shutdown_timeout=GRACEFUL_SHUTDOWN,
            )
            await stack.enter_async_context(worker)
        yield


@asynccontextmanager
async def working_empty(client: Client, sample: Sample) -> AsyncIterator[None]:
    """Serve the four queues with our workflows and activities that do nothing."""
    activities = EmptyActivities(answers_of(sample.campaign) | answers_of(sample.round))
    async with AsyncExitStack() as stack:
        for queue in Queue:
            worker = Worker(
                client,
                task_queue=queue,
                workflows=[Campaign, CampaignRound] if queue is Queue.CAMPAIGN else [],
                activities=[activities.answer],
                interceptors=[HeartbeatInterceptor()],
                max_task_queue_activities_per_second=limit_of(queue),
                graceful_shutdown_timeout=GRACEFUL_SHUTDOWN,
            )
            await stack.enter_async_context(worker)
        yield


def limit_of(queue: Queue) -> float | None:
    """Give the limit that our own workers set."""
    return float(NO_LIMIT) if queue is Queue.SLACK else None


async def mean_size(client: Client, ids: list[str]) -> Size:
    """Measure the histories of the last of some workflows; of none there is nothing to say."""
    sizes = [size_of(await events_of(client, one)) for one in ids[-20:]]
    if not sizes:
        return Size(0, 0, 0, 0)
    return Size(
        events=mean(one.events for one in sizes),
        kilobytes=mean(one.kilobytes for one in sizes),
        activities=mean(one.activities for one in sizes),
        timers=mean(one.timers for one in sizes),
    )


def rows_of(paces: list[tuple[Pace, Pace, Pace]]) -> list[Row]:
    """Compare the paces of each turn."""
    rates = [tuple(one.rounds_per_minute for one in turn) for turn in paces]
    rows = [
        Row.of(NAME, "rounds a minute, whole", "", [(a, b) for a, b, _ in rates]).aiming(">= 0.7"),
        Row.of(NAME, "rounds a minute, empty activities", "", [(c, b) for _, b, c in rates]),
    ]
    for what, kind in (("whole", 0), ("empty activities", 2)):
        for name, processes in (("all", PROCESSES), *((one, (one,)) for one in PROCESSES)):
            pairs = [(cpu_of(turn[kind], processes), cpu_of(turn[1], processes)) for turn in paces]
            rows.append(Row.of(NAME, f"CPU a round, {what}: {name}", "ms", pairs))
    return rows


def cpu_of(pace: Pace, processes: tuple[str, ...]) -> float:
    """Add up some processes."""
    return sum(pace.cpu[name] for name in processes)


def sizes_of(alone: list[Size], loaded: list[Size]) -> list[Row]:
    """Compare histories, each ours and the bare one's; the promise is at most 120 events."""
    (ours, bare), (busy, bare_busy) = alone, loaded
    rows = [
        Row.of(NAME, "history of a round", "events", [(ours.events, bare.events)]).aiming(
            "<= 120 events"
        ),
        Row.of(NAME, "history of a round", "kB", [(ours.kilobytes, bare.kilobytes)]),
        Row.of(NAME, "activities of a round", "", [(ours.activities, bare.activities)]),
        Row.of(NAME, "timers of a round", "", [(ours.timers, bare.timers)]),
    ]
    if busy.events and bare_busy.events:  # else none ended while it was measured
        rows += [
            Row.of(NAME, "activities under load", "", [(busy.activities, bare_busy.activities)]),
            Row.of(NAME, "timers under load", "", [(busy.timers, bare_busy.timers)]),
        ]
    return rows
