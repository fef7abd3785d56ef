"""Kill workers at random moments of many rounds."""

import asyncio
import time
from itertools import count

from tests.faults.campaigns import short_policy, start
from tests.faults.suite import Result, Suite

POSTS = ("left", "right")
SPAN = 24.0
SLOW = (
    # Every provider takes its time now and then, so that random moments fall into calls.
    {"provider": "mailjet", "every": 3, "action": "delay", "seconds": 0.4},
    {"provider": "mailjet", "path": "*/send", "action": "delay", "stage": "after", "seconds": 1.0},
    {"provider": "slack", "every": 2, "action": "delay", "stage": "after", "seconds": 0.5},
    {"provider": "gemini", "every": 2, "action": "delay", "seconds": 0.5},
)


async def kill_at_random(suite: Suite) -> Result:
    """Start campaigns one after another, and never stop killing until all were launched."""
    kills, rounds, every = (100, 4, 12.0) if suite.long else (8, 4, 10.0)
    began, orders = time.monotonic(), []
    async with suite.crew(*POSTS) as crew:
        slow = await suite.machine.control.arm(*SLOW)

        async def begin_campaigns() -> None:
            for number in count():
                if crew.kills >= kills:
                    return
                orders.append(
                    await start(
                        suite.machine,
                        f"random-{number:03}",
                        short_policy(SPAN),
                        span=SPAN,
                        rounds=rounds,
                        apart=1.7,
                    )
                )
                await asyncio.sleep(every)

        beginning = asyncio.create_task(begin_campaigns())
        try:
            await asyncio.sleep(3)
            while crew.kills < kills:
                await asyncio.sleep(suite.random.uniform(*((1.0, 4.5) if suite.long else (3, 7))))
                name = suite.random.choice(POSTS)
                await crew.polling(name)
                crew.kill(name)
            await beginning
        finally:
            beginning.cancel()
        killed = crew.kills
        result = await suite.settle(
            "kill -9 at random moments", orders, faults=killed, kills=killed, began=began
        )
        for number in slow:
            await suite.machine.control.disarm(number)
    return result
