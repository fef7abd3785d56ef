"""Keep a fixed number of rounds under way, and measure once they are spread over the lifecycle."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.cpu import Meter

STAGGER, FILL, WINDOW = 9.0, 13.0, 15.0  # seconds: lanes start; until measuring; measured


@dataclass(frozen=True)
class Pace:
    """What was done in the measured time."""

    rounds_per_minute: float
    cpu: dict[str, float]  # milliseconds a round, by process


async def keep_busy(once: Callable[[], Awaitable[int]], lanes: int, meter: Meter) -> Pace:
    """Let each lane do one thing after another; `once` says how many rounds it was.

    Rounds are counted from one completion to another, so that no part of a round is guessed.
    """
    done: list[tuple[float, int]] = []

    async def lane(number: int) -> None:
        await asyncio.sleep(STAGGER * number / lanes)
        while True:
            rounds = await once()
            done.append((time.monotonic(), rounds))

    tasks = [asyncio.create_task(lane(number)) for number in range(lanes)]
    try:
        await rest(tasks, FILL)
        began, before = time.monotonic(), meter.read()
        await rest(tasks, WINDOW)
        after, took = meter.read(), time.monotonic() - began
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    counted = [(at, rounds) for at, rounds in done if at >= began]
    span = counted[-1][0] - counted[0][0]
    per_second = sum(rounds for _, rounds in counted[1:]) / span
    return Pace(
        rounds_per_minute=60 * per_second,
        cpu={name: 1000 * (after[name] - before[name]) / (took * per_second) for name in before},
    )


async def rest(tasks: list[asyncio.Task[None]], seconds: float) -> None:
    """Wait; a lane that ends has failed, and raises."""
    ended, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in ended:
        task.result()
