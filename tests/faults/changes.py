"""Change what is sent behind everybody's back, at the worst moments."""

import asyncio
from dataclasses import dataclass

from tests.faults.campaigns import Order, short_policy, start
from tests.faults.control import Json
from tests.faults.suite import Suite

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


CHANGES = (
    Change("text changed after pre-flight", {"Text-part": "Other words. [[UNSUB_LINK_EN]]"}, {}),
    Change("somebody left the list after pre-flight", {}, {"unsubscribe": 1}),
    Change("many left the list after pre-flight", {}, {"unsubscribe": 9}),
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


async def change_behind_backs(
    suite: Suite, change: Change, slug: str
) -> tuple[Order, "asyncio.Task[None]"]:
    """Start a round to which a change will happen."""
    order = await start(suite.machine, slug, short_policy(SPAN), span=SPAN)
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
