"""The draft goes to the segment that the plan names, or to none."""

from activities.reads import Reads
from activities.refusals import narrowing
from clients.errors import scrub
from models.checklist import Check, CheckGroup, Verdict

LONGEST_NAME = 80


async def check_segment_as_planned(reads: Reads) -> Check:
    """Fail for another segment than the plan's, and for one that is gone.

    No override launches past it: whoever reads the plan's numbers would read of others than get
    the mail. A segment that Mailjet calls `unused` has not been sent to yet, and is fine.
    """
    planned = reads.planned.segment_id
    wrong = narrowing(await reads.draft(), planned)
    expected = "no segment" if planned is None else f"segment {planned}"
    if wrong:
        advice = "Correct the draft in Mailjet, or start a plan with this segment_id."
        return made(Verdict.FAIL, wrong, expected, advice)
    if planned is None:
        return made(Verdict.PASS, "no segment", expected, "")
    segment = await reads.segment()
    if segment is None:
        return made(Verdict.FAIL, f"no segment {planned}", expected, "Plan a segment that exists.")
    if segment.deleted:
        gone = f"segment {planned} was deleted"
        return made(Verdict.FAIL, gone, expected, "Plan a segment that exists.")
    name = scrub(segment.name, LONGEST_NAME)
    return made(Verdict.PASS, f"segment {planned}, {name!r}", expected, "")


def made(verdict: Verdict, seen: str, expected: str, advice: str) -> Check:
    """Make this check's result."""
    return Check(
        name="segment",
        group=CheckGroup.SETUP,
        verdict=verdict,
        seen=seen,
        expected=expected,
        advice=advice,
        final=True,
    )
