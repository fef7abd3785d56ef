"""Change what is sent behind everybody's back, at the worst moments."""

import asyncio
from dataclasses import dataclass

from models.round import HoldKind
from tests.faults.campaigns import Order, short_policy, start
from tests.faults.control import Json
from tests.faults.suite import Result, Suite

SPAN = 13.0


@dataclass(frozen=True)
class Change:
    """What changes, in the draft or in its list, and after which call."""

    name: str
    draft: Json
    members: Json
    after: str = "detailcontent"  # the first such request of the round
    wait: float = 1.5  # seconds from it
    slow_send: bool = False
    calm: bool = False  # nobody is asked
    held: HoldKind | None = None  # what at least one hold must be called


CHANGES = (
    Change("text changed after pre-flight", {"Text-part": "Other words. [[UNSUB_LINK_EN]]"}, {}),
    Change("somebody left the list after pre-flight", {}, {"unsubscribe": 1}, calm=True),
    Change(
        "many left the list after pre-flight",
        {},
        {"unsubscribe": 9},
        held=HoldKind.COUNT_CHANGED,
    ),
    Change("list deleted after pre-flight", {}, {"IsDeleted": True}),
    Change("sent by others before pre-flight", {"send": True}, {}, after="", wait=0),
    Change("sent by others after pre-flight", {"send": True}, {}),
    Change(
        "sent by others while our POST is under way",
        {"send": True},
        {},
        after="send",
        wait=0,
        slow_send=True,
    ),
)


async def change_behind_backs(suite: Suite, change: Change) -> tuple[Order, "asyncio.Task[None]"]:
    """Start a round to which a change will happen."""
    order = await start(suite.machine, slug_of(change), short_policy(SPAN), span=SPAN)
    (parcel,) = order.parcels.values()
    if change.slow_send:
        # Long enough for the other one's send to be over when ours takes effect.
        path = f"*/campaigndraft/{parcel.draft_id}/send"
        await suite.machine.control.arm({"path": path, "nth": 1, "action": "delay", "seconds": 4.0})
    return order, asyncio.create_task(happen(suite, change, order))


async def happen(suite: Suite, change: Change, order: Order) -> None:
    """Wait for the moment, and change."""
    control = suite.machine.control
    (parcel,) = order.parcels.values()
    if change.after:
        method = "POST" if change.after == "send" else "GET"
        await control.until_requested(f"{parcel.draft_id}/{change.after}", method)
    await asyncio.sleep(change.wait)
    if change.draft:
        await control.change_draft(parcel.draft_id, **change.draft)
    if change.members:
        await control.change_list(parcel.list_id, **change.members)


async def settle_changes(suite: Suite, orders: list[Order], began: float) -> Result:
    """Judge the changed rounds, and whether people were asked as they should be."""
    result = await suite.settle(
        "draft or list changed, or sent by others", orders, faults=len(orders), began=began
    )
    for change in CHANGES:
        holds = suite.person.kinds(slug_of(change))
        if change.calm and holds:
            result.findings.lost.append(f"{change.name}: asked a person: {', '.join(holds)}")
        if change.held is not None and not holds[change.held]:
            result.findings.lost.append(f"{change.name}: was not held as {change.held}")
    return result


def slug_of(change: Change) -> str:
    """Name the campaign to which a change happens."""
    return f"change-{CHANGES.index(change):03}"
