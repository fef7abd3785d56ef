"""Rounds a minute through the whole lifecycle, beside a bare workflow of the same shape.

Three kinds run in turn on the same servers, each with a fixed number of rounds under way: the
whole thing; a bare workflow with the timers, activities and payload sizes of a round of ours; and
our workflows with activities that do nothing, which tells the cost of the workflows from that of
Mailjet, Slack, Gemini and PostgreSQL.
"""

import asyncio
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
from benchmarks.pace import Pace, keep_busy
from benchmarks.rows import Row
from benchmarks.supply import ROUNDS_OF_A_CAMPAIGN
from cli.start import begin
from models.campaign import StartCampaign
from models.round import Status
from workers.composition import GRACEFUL_SHUTDOWN
from workers.heartbeats import HeartbeatInterceptor
from workers.worker import working
from workflows.campaign import Campaign
from workflows.policies import Queue
from workflows.round import CampaignRound

NAME = "throughput"
ROUNDS_UNDER_WAY, TURNS = 32, 2
RUNNING = "ExecutionStatus = 'Running'"
PROCESSES = ("worker", "Temporal", "PostgreSQL", "sandbox")


@dataclass(frozen=True)
class Sample:
    """One campaign that ran alone, before anything is measured."""

    campaign: Events
    round: Events

    @property
    def shape(self) -> Shape:
        """Shape a bare workflow: a round, and its share of the campaign's activities."""
        parent = [step for step in shape_of(self.campaign).steps if step.loads]
        share = parent[: max(1, len(parent) // ROUNDS_OF_A_CAMPAIGN)]
        return Shape(share + shape_of(self.round).steps)


async def measure(bench: Bench) -> list[Row]:
    """Run the three kinds in turn, and compare."""
    meter = Meter(
        dict(
            zip(
                PROCESSES,
                (
                    os.getpid(),
                    bench.machine.temporal.process.pid,
                    bench.machine.postgres.pid,
                    bench.sandbox.pid,
                ),
                strict=True,
            )
        )
    )
    whole = Campaigns(bench)
    async with working(bench.client, bench.settings):
        sample = await whole.sample()
    bare = Bares(bench, sample.shape)
    empty = Campaigns(bench)
    paces: list[tuple[Pace, Pace, Pace]] = []
    for _ in range(TURNS):
        async with working(bench.client, bench.settings):
            ours = await whole.keep_busy(meter)
        async with working_bare(bench.bare_client):
            beside = await bare.keep_busy(meter)
        async with working_empty(bench.client, sample):
            alone = await empty.keep_busy(meter)
        paces.append((ours, beside, alone))
    size = size_of(sample.round)
    loaded = await mean_size(bench, whole)
    return [*rows_of(paces), *sizes(size, loaded, await bare.size())]


class Campaigns:
    """Our campaigns, one lane a campaign."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.done: list[StartCampaign] = []

    async def keep_busy(self, meter: Meter) -> Pace:
        pace = await keep_busy(self.once, ROUNDS_UNDER_WAY // ROUNDS_OF_A_CAMPAIGN, meter)
        await clear(self._bench.bare_client)
        return pace

    async def once(self) -> int:
        """Run one campaign; every round must have completed."""
        asked = self._bench.supply.campaign()
        report = await (await begin(self._bench.client, asked)).result()
        if any(one.status is not Status.COMPLETED for one in report.rounds):
            raise RuntimeError(f"a round did not complete: {report}")
        self.done.append(asked)
        return len(report.rounds)

    async def sample(self) -> Sample:
        """Run one campaign alone, which also warms everything up."""
        await self.once()
        asked = self.done.pop()
        client = self._bench.client
        return Sample(
            campaign=await events_of(client, asked.workflow_id),
            round=await events_of(client, asked.rounds[0].id.workflow_id),
        )


class Bares:
    """Bare workflows, one lane a workflow."""

    def __init__(self, bench: Bench, shape: Shape) -> None:
        self._client, self._shape = bench.bare_client, shape
        self._last = ""

    async def keep_busy(self, meter: Meter) -> Pace:
        pace = await keep_busy(self.once, ROUNDS_UNDER_WAY, meter)
        await clear(self._client)
        return pace

    async def once(self) -> int:
        name = f"bare/{uuid.uuid4()}"
        await self._client.execute_workflow(
            Bare.run, self._shape, id=name, task_queue=Queue.CAMPAIGN
        )
        self._last = name
        return 1

    async def size(self) -> Size:
        return size_of(await events_of(self._client, self._last))


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


async def clear(client: Client) -> None:
    """End what is under way, so that the next kind has the servers to itself."""
    running = [one async for one in client.list_workflows(RUNNING)]
    ends: list[Callable[[], Awaitable[None]]] = [
        client.get_workflow_handle(one.id, run_id=one.run_id).terminate for one in running
    ]
    await asyncio.gather(*(end() for end in ends), return_exceptions=True)


async def mean_size(bench: Bench, campaigns: Campaigns) -> Size:
    """Measure histories of rounds that ran under load: did they keep all timers?"""
    ids = [asked.rounds[0].id.workflow_id for asked in campaigns.done[-10:]]
    sizes = [size_of(await events_of(bench.client, one)) for one in ids]
    return Size(
        events=round(mean(one.events for one in sizes)),
        kilobytes=mean(one.kilobytes for one in sizes),
        activities=round(mean(one.activities for one in sizes)),
        timers=round(mean(one.timers for one in sizes)),
    )


def rows_of(paces: list[tuple[Pace, Pace, Pace]]) -> list[Row]:
    """Compare the paces of each turn."""
    rates = [tuple(one.rounds_per_minute for one in turn) for turn in paces]
    rows = [
        Row.of(NAME, "rounds a minute, whole", "", [(a, b) for a, b, _ in rates]).aiming(">= 0.7"),
        Row.of(NAME, "rounds a minute, empty activities", "", [(c, b) for _, b, c in rates]),
    ]
    for what, kind in (("whole", 0), ("empty activities", 2)):
        rows += [
            Row.of(
                NAME,
                f"CPU a round, {what}: {process}",
                "ms",
                [(turn[kind].cpu[process], turn[1].cpu[process]) for turn in paces],
            )
            for process in PROCESSES
        ]
    return rows


def sizes(alone: Size, loaded: Size, bare: Size) -> list[Row]:
    """Compare histories; the promise is at most 120 events."""
    return [
        Row.of(NAME, "history of a round", "events", [(alone.events, bare.events)]).aiming(
            "<= 120 events"
        ),
        Row.of(NAME, "history of a round", "kB", [(alone.kilobytes, bare.kilobytes)]),
        Row.of(NAME, "activities of a round", "", [(alone.activities, bare.activities)]),
        Row.of(NAME, "timers of a round", "", [(alone.timers, bare.timers)]),
        Row.of(NAME, "timers of a round, under load", "", [(loaded.timers, bare.timers)]),
    ]
