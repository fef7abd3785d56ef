"""Nobody else mails the list in the same time."""

from activities.reads import Reads
from models.base import write_duration
from models.checklist import Check, CheckGroup, Verdict

MOST_NAMED = 3


async def check_list_quiet(reads: Reads) -> Check:
    """Warn when another round mails the list, or mailed it, within the plan's `list_quiet`.

    Rounds of every campaign in this database; what others mail by other means nobody here sees.
    """
    span = write_duration(reads.list_quiet)
    expected = f"no other round within {span} of this launch"
    if not reads.list_quiet:
        return made(Verdict.PASS, "the plan does not ask (list_quiet)", "any number of rounds")
    others = await reads.who_mails()
    if not others:
        return made(Verdict.PASS, f"no other round within {span}", expected)
    named = "; ".join(other.words for other in others[:MOST_NAMED])
    more = f"; and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    return made(
        Verdict.WARN, f"list {reads.planned.list_id} is also mailed by {named}{more}", expected
    )


def made(verdict: Verdict, seen: str, expected: str) -> Check:
    """Make this check's result."""
    return Check(
        name="list quiet",
        group=CheckGroup.LIST,
        verdict=verdict,
        seen=seen,
        expected=expected,
        advice="" if verdict is Verdict.PASS else "Find out whether its people should get both.",
    )
