"""The list holds as many active recipients as were planned."""

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict
from models.counts import difference, tolerated, within
from models.recipients import UNKNOWN_SIZE


async def check_active_recipients(reads: Reads) -> Check:
    """Pass within the plan's tolerance of the expected count, fail beyond it.

    A segment is not counted by Mailjet: then only what its list cannot hold fails.
    Active means neither unsubscribed nor excluded from campaigns. People leave lists every hour:
    by how many is said, and holds nobody. Past an empty list no override launches.
    """
    expected = reads.planned.expected_recipients
    active = await reads.active_recipients()
    if reads.planned.segment_id is not None:
        return of_segment(reads, active)
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


def of_segment(reads: Reads, listed: int) -> Check:
    """Say that the segment's size is not known, unless its list is too short for it."""
    planned = reads.planned
    most = listed + tolerated(listed, reads.count_tolerance)
    impossible = listed == 0 or planned.expected_recipients > most
    return Check(
        name="active recipients",
        group=CheckGroup.LIST,
        verdict=Verdict.FAIL if impossible else Verdict.NOT_CHECKED,
        seen=f"segment {planned.segment_id}: {UNKNOWN_SIZE}; its list holds {listed:,}",
        expected=f"{planned.expected_recipients:,}, which Mailjet does not count in a segment",
        advice="Find out who left the list, or correct expected_recipients." if impossible else "",
    )
