"""A worker process beside a bare one: from its start to its first tasks."""

import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from temporalio.client import WorkflowHandle

from benchmarks.bare import Bare, Load, Shape, Step
from benchmarks.bench import Bench
from benchmarks.processes import OURS, bare, process_of
from benchmarks.rows import Row
from benchmarks.supply import LATER
from cli.commands.start import begin
from workflows.policies import Queue

NAME = "worker start"
TURNS, WARM_UP = 5, 1
SHAPE = Shape([Step(loads=[Load(Queue.CAMPAIGN, gives=100, takes=100)])])
Handle = WorkflowHandle[Any, Any]  # Any: only its history is read


async def measure(bench: Bench) -> list[Row]:
    """Start a workflow that nobody serves, then a worker, and read when it got there."""

    async def start_campaign() -> Handle:
        return await begin(bench.client, bench.supply.campaign(launch_in=LATER))

    async def start_bare() -> Handle:
        return await bench.bare_client.start_workflow(
            Bare.run, SHAPE, id=f"bare/{uuid.uuid4()}", task_queue=Queue.CAMPAIGN
        )

    pairs = []
    for _ in range(TURNS + WARM_UP):
        mine = await first_tasks(bench, OURS, start_campaign)
        pairs.append((mine, await first_tasks(bench, bare(bench, Queue.CAMPAIGN), start_bare)))
    pairs = pairs[WARM_UP:]
    tasks = ("first workflow task", "first activity")
    return [
        Row.of(NAME, f"process start to {task} done", "ms", [(a[n], b[n]) for a, b in pairs])
        for n, task in enumerate(tasks)
    ]


async def first_tasks(
    bench: Bench, command: list[str], start: Callable[[], Awaitable[Handle]]
) -> tuple[float, float]:
    """Give the milliseconds to the first workflow task and the first activity, by the server."""
    handle = await start()
    workflow_task = 0.0
    began = time.time()
    with process_of(command, bench):
        async for event in handle.fetch_history_events(wait_new_event=True):
            at = 1000 * (event.event_time.ToNanoseconds() / 1e9 - began)
            if event.HasField("workflow_task_completed_event_attributes"):
                workflow_task = workflow_task or at
            if event.HasField("activity_task_completed_event_attributes"):
                break
    await bench.clear()
    return workflow_task, at
