"""The rounds before did no harm: none of their rates crossed a guardrail, however late."""

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict

ADVICE = {
    Verdict.WARN: "Find the cause before more is sent.",
    Verdict.FAIL: "Find the cause before more is sent.",
    Verdict.NOT_CHECKED: "The launch looks again.",
}


async def check_earlier_rounds(reads: Reads) -> Check:
    """Take over the worst guardrail verdict of all snapshots of all earlier rounds."""
    judgement = await reads.earlier_rounds()
    return Check(
        name="earlier rounds",
        group=CheckGroup.HISTORY,
        verdict=judgement.verdict,
        seen=judgement.words,
        expected="within all guardrails",
        advice=ADVICE.get(judgement.verdict, ""),
    )
