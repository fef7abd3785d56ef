"""The list is made of those who were on it when the campaign was started."""

from activities.reads import Reads
from clients.errors import Refused
from models.checklist import Check, CheckGroup, Verdict
from models.counts import tolerated

NAME = "who joined"


async def check_newcomers(reads: Reads) -> Check:
    """Warn when more people joined the list since the campaign was started than is tolerated.

    The count alone does not show that members were replaced by as many others. Read is when the
    newest memberships began, at most a thousand of them, without addresses. Not seen: who left,
    who joined before the start, and who came back to a membership that was there.
    """
    since = await reads.members_known_since()
    if since is None:
        return made(Verdict.NOT_CHECKED, "when the list was counted is not known", "")
    size = reads.planned.expected_recipients
    if reads.planned.segment_id is not None:  # the plan's number is not the list's
        size = await reads.active_recipients()
    most = tolerated(size, reads.count_tolerance)
    expected = f"at most {most:,} since {since:%Y-%m-%d %H:%M} UTC"
    try:
        joined = await reads.joined(since, most)
    except Refused as error:
        return made(Verdict.NOT_CHECKED, str(error), expected)
    if joined is None:
        return made(Verdict.NOT_CHECKED, "Mailjet does not say when members joined", expected)
    if joined.least > most:
        advice = "Find out who joined the list and why, then approve it or correct the list."
        return made(Verdict.WARN, f"{joined} joined", expected, advice)
    return made(Verdict.PASS, f"{joined} joined" if joined.most else "nobody joined", expected)


def made(verdict: Verdict, seen: str, expected: str, advice: str = "") -> Check:
    """Make this check's result."""
    return Check(
        name=NAME,
        group=CheckGroup.LIST,
        verdict=verdict,
        seen=seen,
        expected=expected or "hardly anybody since the campaign was started",
        advice=advice,
    )
