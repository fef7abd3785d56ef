"""The bare workflow: the same timers, activities and payload sizes, and nothing besides."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from temporalio import activity, workflow

LIMIT = timedelta(seconds=30)


@dataclass
class Load:
    """One activity: its queue, and how many bytes go in and come out."""

    queue: str
    gives: int
    takes: int


@dataclass
class Step:
    """What one turn of a workflow asks for: a timer, or activities at the same time.

    A timer is due so many seconds after the start, as a stage is at its time: what is late does
    not wait.
    """

    due: float = 0.0
    loads: list[Load] = field(default_factory=list)


@dataclass
class Shape:
    """A workflow's steps in their order; `zero` is the second from which they are due, if given."""

    steps: list[Step]
    zero: float | None = None


@dataclass
class Work:
    """The input of the one activity."""

    payload: str
    answer: int


@activity.defn
async def work(order: Work) -> str:
    """Answer with as many bytes as are asked for."""
    return "x" * order.answer


@workflow.defn
class Bare:
    """Go through a shape."""

    @workflow.run
    async def run(self, shape: Shape) -> list[float]:
        """Give for each timer how many seconds after its due time all that hung on it was done."""
        zero = workflow.time() if shape.zero is None else shape.zero
        lags: list[float] = []
        due = 0.0
        for step in shape.steps:
            if step.due:
                due = zero + step.due
                lags.append(0.0)
                if (left := due - workflow.time()) > 0:
                    await workflow.sleep(left)
            await asyncio.gather(*(self._do(load) for load in step.loads))
            if lags:
                lags[-1] = workflow.time() - due
        return lags

    async def _do(self, load: Load) -> str:
        return await workflow.execute_activity(
            work,
            Work(payload="x" * load.gives, answer=load.takes),
            task_queue=load.queue,
            start_to_close_timeout=LIMIT,
        )
