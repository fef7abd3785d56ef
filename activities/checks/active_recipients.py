"""The list holds as many active recipients as were planned."""

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict

TOLERANCE = 0.01  # of the expected count; people unsubscribe between planning and launch


async def check_active_recipients(reads: Reads) -> Check:
    """Warn within 1 % of the expected count, fail beyond; an empty list always fails.

    Active means neither unsubscribed nor excluded from campaigns.
    """
    expected = reads.planned.expected_recipients
    active = await reads.active_recipients()
    difference = active - expected
    if active == 0 or abs(difference) > TOLERANCE * expected:
        verdict = Verdict.FAIL
    else:
        verdict = Verdict.WARN if difference else Verdict.PASS
    return Check(
        name="active recipients",
        group=CheckGroup.LIST,
        verdict=verdict,
        seen=f"{active:,}" + (f" ({difference:+,})" if difference else ""),
        expected=f"{expected:,}",
        advice="" if verdict is Verdict.PASS else "Find out who joined or left the list and why.",
    )
