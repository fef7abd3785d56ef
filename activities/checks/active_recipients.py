"""The list holds as many active recipients as were planned."""

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict
from models.counts import difference, tolerated, within


async def check_active_recipients(reads: Reads) -> Check:
    """Pass within the plan's tolerance of the expected count, fail beyond it.

    Active means neither unsubscribed nor excluded from campaigns. People leave lists every hour:
    by how many is said, and holds nobody. Past an empty list no override launches.
    """
    expected = reads.planned.expected_recipients
    active = await reads.active_recipients()
    fine = within(active, expected, reads.count_tolerance)
    verdict = Verdict.PASS if fine else Verdict.FAIL
    apart = difference(active, expected)
    return Check(
        name="active recipients",
        group=CheckGroup.LIST,
        verdict=verdict,
        seen=f"{active:,}" + (f" ({apart})" if apart else ""),
        expected=f"{expected:,}, give or take {tolerated(expected, reads.count_tolerance):,}",
        advice="" if verdict is Verdict.PASS else "Find out who joined or left the list and why.",
        final=active == 0,
    )
