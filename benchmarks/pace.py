"""Keep a fixed number of rounds under way, and measure once they are spread over the lifecycle."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from temporalio.client import Client
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from benchmarks.cpu import Meter

STAGGER, FILL, WINDOW = 8.0, 14.0, 13.0  # seconds: lanes start; until measuring; measured


class Counter(ClientInterceptor, Interceptor):
    """Count the activities done by every worker of a client."""

    def __init__(self) -> None:
        self.done = 0

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's name
        return _Counting(next, self)

    def on(self, client: Client) -> Client:
        """Give the same client, counted."""
        config = client.config()
        config["interceptors"] = [self]
        return Client(**config)


class _Counting(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, counter: Counter) -> None:
        super().__init__(following)
        self._counter = counter

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - as above
        answer = await super().execute_activity(input)
        self._counter.done += 1
        return answer


@dataclass(frozen=True)
class Pace:
    """What was done in the measured time."""

    rounds_per_minute: float
    cpu: dict[str, float]  # milliseconds a round, by process


async def keep_busy(
    once: Callable[[], Awaitable[object]],
    *,
    lanes: int,
    counter: Counter,
    activities: float,
    meter: Meter,
) -> Pace:
    """Let each lane do one thing after another, without an end.

    Rounds are counted by their activities, of which each has so many: a window of seconds holds
    hundreds of them, but only parts of most rounds.
    """

    async def lane(number: int) -> None:
        await asyncio.sleep(STAGGER * number / lanes)
        while True:
            await once()

    tasks = [asyncio.create_task(lane(number)) for number in range(lanes)]
    try:
        await rest(tasks, FILL)
        began, before, done = time.monotonic(), meter.read(), counter.done
        await rest(tasks, WINDOW)
        rounds, after = max(counter.done - done, 1) / activities, meter.read()
        minutes = (time.monotonic() - began) / 60
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    cpu = {name: 1000 * (after[name] - before[name]) / rounds for name in before}
    return Pace(rounds / minutes, cpu)


async def rest(tasks: list[asyncio.Task[None]], seconds: float) -> None:
    """Wait; a lane that ends has failed, and raises."""
    ended, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in ended:
        task.result()
