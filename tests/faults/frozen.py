"""Freeze a worker before its claim, between claim and POST, and while it waits for the answer.

It wakes when others have sent in its place, after a person said that it had not. The frozen one
runs a copy of the code that lingers at those moments, so that they can be hit; it skips no fence.
"""

import time
from collections.abc import Sequence
from pathlib import Path

from tests.faults.campaigns import Order, short_policy, start
from tests.faults.intents import until_claimed, until_intended
from tests.faults.machine import Machine
from tests.faults.moments import HANDS, HEAD, send_fault
from tests.faults.processes import NeverCame
from tests.faults.releases import edit
from tests.faults.suite import Result, Suite
from workflows.policies import Queue

SCENARIO = "workers frozen, and woken after others sent"
OTHERS = "other hands"
ROUNDS = 2  # of each moment; one freeze strikes them all
LINGER = 5  # seconds at a moment
SPAN, LATER = 9.0, 6.0
UNTIL_SENT = 240  # seconds: a claim's deadline, and twice a lost heartbeat


async def freeze_workers(suite: Suite) -> Result:
    """Freeze one worker at three moments of three campaigns, and let the others go on."""
    began = time.monotonic()
    async with suite.crew() as crew:
        await crew.man(HEAD, queues=[q for q in Queue if q is not Queue.MAILJET])
        await crew.man(HANDS, queues=[Queue.MAILJET], code=lingering_release(suite.machine))
        posted = await begin(suite, "frozen-after-the-post", SPAN)
        claimed = await begin(suite, "frozen-after-the-claim", SPAN + LATER)
        taken = await begin(suite, "frozen-before-the-claim", SPAN + LATER)
        await suite.machine.control.arm(
            *(send_fault(draft, "delay", "after", LINGER + LATER) for draft in posted.parcels)
        )
        await until_requested(suite, posted)
        await until_intended(suite, taken)
        await until_claimed(suite, claimed)
        crew.freeze(HANDS)
        if await suite.machine.control.requests(f"{min(claimed.parcels)}/send"):
            raise NeverCame("the moment between claim and POST")
        await crew.man(OTHERS, queues=[Queue.MAILJET])
        for order in (taken, claimed):
            await until_requested(suite, order, UNTIL_SENT)
        crew.thaw(HANDS)
        for draft in claimed.parcels:
            await crew.said(HANDS, f"{draft} woke")
        orders = [posted, claimed, taken]
        faults = sum(len(order.parcels) for order in orders)
        result = await suite.settle(SCENARIO, orders, faults=faults, began=began)
        result.findings.duplicates += await asked_twice(suite, orders)
        return result


async def begin(suite: Suite, slug: str, span: float) -> Order:
    """Start a campaign whose rounds all launch at once."""
    return await start(suite.machine, slug, short_policy(span), span=span, rounds=ROUNDS)


async def until_requested(suite: Suite, order: Order, seconds: float = 60) -> None:
    """Wait until Mailjet was asked to send each round."""
    for draft in order.parcels:
        await suite.machine.control.until_requested(f"{draft}/send", seconds=seconds)


async def asked_twice(suite: Suite, orders: Sequence[Order]) -> list[str]:
    """Name the drafts that Mailjet was asked to send more than once, whatever came of it."""
    asked = {
        draft: len(await suite.machine.control.requests(f"{draft}/send"))
        for order in orders
        for draft in order.parcels
    }
    return [
        f"draft {draft}: {times} times asked for" for draft, times in asked.items() if times > 1
    ]


def lingering_release(machine: Machine) -> Path:
    """Copy the code with a pause before the claim, and one between the claim and the POST.

    The second comes after the first look at the deadline, and the POST outlives the cancelling of
    its activity, so that only what looks at the deadline from there on is left. It says aloud when
    it is past its POST.
    """
    copy = machine.copy_of_code("lingering-release")
    launch, wire = copy / "activities/launch.py", copy / "clients/mailjet/wire.py"
    claim = "        if objection := await self._claim("
    pause = f'{LINGER} if command.round.slug == "frozen-before-the-claim" else 0'
    edit(launch, claim, f"        await asyncio.sleep({pause})\n{claim}")
    post = "self._post(DraftId(command.draft_id), until)"
    edit(launch, f"await {post}", f"await asyncio.shield({post})")
    word = "            word = await self.mailjet.send_draft(draft_id, over_by=until)\n"
    aloud = "            finally:\n                print(draft_id, 'woke', flush=True)\n"
    edit(launch, word, f"            try:\n    {word}{aloud}")
    request = "            response = await self._http.request("
    edit(wire, request, f"            await asyncio.sleep({LINGER} if trace else 0)\n{request}")
    return copy
