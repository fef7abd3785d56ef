"""Slack away over a whole round, and Gemini away entirely."""

import asyncio
from collections.abc import Sequence

from cli.asking import ask
from models.plan import ApprovalMode
from models.round import HoldKind
from tests.faults.campaigns import Order, short_policy, start
from tests.faults.control import Json
from tests.faults.suite import Result, Suite

SPAN = 13.0
SLACK_AWAY = {"path": "/slack/api/chat.postMessage", "action": "drop"}
GEMINI_AWAY = {"path": "/gemini/*", "method": "POST", "action": "respond", "status": 503}
SAID_LATER = "did not take earlier messages"


async def slack_away(suite: Suite) -> list[Order]:
    """Start a round of each approval mode for which Slack is away until after its launch."""
    orders = []
    for mode in ApprovalMode:
        slug = f"silent-{mode.value}"
        (number,) = await suite.machine.control.arm({**SLACK_AWAY, "contains": f"{slug}/"})
        order = await start(
            suite.machine, slug, short_policy(SPAN, followups=2), span=SPAN, approval=mode
        )
        if mode is ApprovalMode.REQUIRED:
            suite.person.early.update(str(one.id) for one in order.asked.rounds)
        orders.append(order)
        suite.background(slack_returns(suite, order, number))
    return orders


async def slack_returns(suite: Suite, order: Order, number: int) -> None:
    """Let Slack answer again after the launch."""
    control = suite.machine.control
    for draft_id in order.parcels:
        await control.until_requested(f"{draft_id}/send", seconds=120)
    await asyncio.sleep(3)
    await control.disarm(number)


async def settle_slack(suite: Suite, orders: Sequence[Order], began: float) -> Result:
    """Judge that automatic went on and said so later, and that required held."""
    result = await suite.settle(
        "Slack away over a whole round", orders, faults=len(orders), began=began
    )
    said = {slug for slug in (order.slug for order in orders) if await was_said(suite, slug)}
    result.findings.lost += [
        f"{order.slug}: nothing said later of what Slack did not take"
        for order in orders
        if order.slug not in said
    ]
    if not suite.person.kinds("silent-required")[HoldKind.PAUSED]:
        result.findings.lost.append("silent-required: it did not hold while Slack was away")
    if suite.person.kinds("silent-automatic"):
        result.findings.lost.append("silent-automatic: it held, and should have gone on")
    return result


async def was_said(suite: Suite, slug: str) -> bool:
    """Look for the remark in a campaign's messages."""
    state: Json = await suite.machine.control.state()
    messages = [m for channel in state["slack"]["channels"] for m in channel["messages"]]
    return any(f"{slug}/" in str(m["metadata"]) and SAID_LATER in str(m) for m in messages)


async def settle_gemini(suite: Suite, orders: Sequence[Order], began: float) -> Result:
    """Judge that rules stood in for the agents, and were marked as such."""
    result = await suite.settle("Gemini away entirely", orders, faults=len(orders), began=began)
    for order in orders:
        for one in order.asked.rounds:
            assessment = (await ask(suite.machine.client, one.id)).state.assessment
            if assessment is None or not all(each.degraded for each in assessment.opinions):
                result.findings.lost.append(f"{one.id}: no assessment by rules")
    return result


async def gemini_away(suite: Suite) -> list[Order]:
    """Start a round that no agent ever answers."""
    order = await start(suite.machine, "modelless-1", short_policy(SPAN), span=SPAN)
    for draft_id in order.parcels:
        fault = {**GEMINI_AWAY, "contains": f'round\\": {draft_id},'}
        await suite.machine.control.arm(fault)
    return [order]
