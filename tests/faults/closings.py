"""Break the picture of a campaign's closing message: its upload, call by call, and its post."""

from collections.abc import Sequence

from tests.faults.campaigns import Order, short_policy, start
from tests.faults.control import Json
from tests.faults.pairs import (
    AWAY,
    DROP,
    DROP_AFTER,
    GARBAGE_AFTER,
    SLACK_FATAL_AFTER,
    SLACK_REVOKED,
    SLACK_THROTTLED,
    Failure,
)  # fmt: skip
from tests.faults.suite import Result, Suite

SPAN = 13.0
BAD_BLOCKS = Failure(
    "invalid_blocks", "respond", status=200, body={"ok": False, "error": "invalid_blocks"}
)
Closing = tuple[str, Failure]

ANNOUNCED, COMPLETED, POSTED = "announce the file", "complete the file", "post the closing"
FEW: tuple[Closing, ...] = (
    (ANNOUNCED, DROP),
    (COMPLETED, DROP_AFTER),
    (POSTED, DROP_AFTER),
    (POSTED, BAD_BLOCKS),
)
ALL: tuple[Closing, ...] = (
    *((ANNOUNCED, failure) for failure in (DROP, AWAY, SLACK_REVOKED)),
    *((COMPLETED, failure) for failure in (DROP, DROP_AFTER, SLACK_THROTTLED, GARBAGE_AFTER)),
    *((POSTED, failure) for failure in (DROP_AFTER, SLACK_FATAL_AFTER, SLACK_THROTTLED)),
    (POSTED, BAD_BLOCKS),
)


def fault_of(slug: str, call: str, failure: Failure) -> Json:
    """Strike one call of one campaign's closing, once."""
    which: dict[str, Json] = {
        ANNOUNCED: {
            "path": "*/files.getUploadURLExternal",
            "query": {"alt_txt": f"*chart of {slug}:*"},
        },
        COMPLETED: {
            "path": "*/files.completeUploadExternal",
            "query": {"files": f'*"{slug},*'},
        },
        POSTED: {"path": "*/chat.postMessage", "contains": f"{slug} is over"},
    }
    return {**which[call], **failure.json, "nth": 1}


async def break_closings(suite: Suite) -> tuple[list[Order], list[int]]:
    """Start a campaign of two rounds for each fault; give them, and the numbers of the faults."""
    orders, numbers = [], []
    for place, (call, failure) in enumerate(ALL if suite.long else FEW):
        slug = f"closing-{place:03}"
        numbers += await suite.machine.control.arm(fault_of(slug, call, failure))
        orders.append(
            await start(suite.machine, slug, short_policy(SPAN), span=SPAN, rounds=2, apart=2)
        )
    return orders, numbers


async def settle_closings(suite: Suite, orders: Sequence[Order], began: float) -> Result:
    """Judge that each campaign closed with one message, and no file was seen beside it."""
    result = await suite.settle(
        "Slack: the picture of a campaign", orders, faults=len(orders), began=began
    )
    state = await suite.machine.control.state()
    messages = [
        one for channel in state["slack"]["channels"] for one in channel["messages"]
        if not one["deleted"]
    ]  # fmt: skip
    pictures = 0
    for order in orders:
        closings = [one for one in messages if f"{order.slug} is over" in one["text"]]
        shown = [str(one).count("'slack_file'") for one in closings]
        pictures += sum(shown)
        if len(closings) != 1:
            result.findings.lost.append(f"{order.slug}: {len(closings)} closing messages")
        if any(count > 1 for count in shown):
            result.findings.reposted.append(f"{order.slug}: its picture is shown {shown} times")
    result.findings.reposted += [
        f"{one['ts']}: a file was shared by itself" for one in messages if one.get("files")
    ]
    if not pictures:
        result.findings.lost.append("no closing message shows a picture")
    return result
