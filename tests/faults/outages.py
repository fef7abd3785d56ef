"""Kill the Temporal server and PostgreSQL, and keep PostgreSQL away for a while."""

import asyncio
import time

from tests.faults.campaigns import Order, short_policy, start
from tests.faults.suite import Result, Suite

POSTS = ("left", "right")
SPAN = 15.0


async def lose_temporal(suite: Suite) -> Result:
    """Kill the server at random moments of running rounds, and start it on the same file."""
    times, away = (6, (1.0, 20.0)) if suite.long else (2, (1.0, 3.0))
    began, orders = time.monotonic(), []
    async with suite.crew(*POSTS):
        for number in range(times):
            orders.append(await some(suite, f"headless-{number:02}"))
            await asyncio.sleep(suite.random.uniform(3, SPAN))
            await suite.machine.kill_temporal()
            await asyncio.sleep(suite.random.uniform(*away))
            await suite.machine.restart_temporal()
        return await suite.settle(
            "Temporal server killed", orders, faults=times, began=began, patience=240
        )


async def lose_postgres(suite: Suite) -> Result:
    """Kill PostgreSQL while rounds run: back at once, and away over several launches."""
    away = (0.5, 10.0, 0.5, 30.0, 180.0) if suite.long else (0.5, 15.0)
    began, orders = time.monotonic(), []
    async with suite.crew(*POSTS):
        for number, seconds in enumerate(away):
            orders.append(await some(suite, f"recordless-{number:02}"))
            await asyncio.sleep(suite.random.uniform(2, SPAN * 0.8))
            await suite.machine.kill_postgres()
            await asyncio.sleep(seconds)
            await suite.machine.restart_postgres()
        remark = f"away for {', '.join(f'{seconds:g}' for seconds in away)} s"
        return await suite.settle(
            "PostgreSQL killed, and away",
            orders,
            faults=len(away),
            began=began,
            patience=400,
            remarks=(remark,),
        )


async def some(suite: Suite, slug: str) -> Order:
    """Start rounds that are at different stages when the blow falls."""
    return await start(
        suite.machine, slug, short_policy(SPAN, grace=100), span=SPAN, rounds=4, apart=3
    )
