"""The round before did no harm: none of its rates crossed a guardrail."""

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict
from models.guardrails import crossings, verdict_of
from models.metrics import WRAPUP_SNAPSHOT


async def check_previous_round(reads: Reads) -> Check:
    """Take over the guardrail verdict of the latest earlier round's wrap-up."""
    before = await reads.previous(WRAPUP_SNAPSHOT)
    if before is None:
        verdict, seen = Verdict.PASS, "no earlier round was measured"
    else:
        verdict = verdict_of(before.metrics)
        crossed = "; ".join(str(crossing) for crossing in crossings(before.metrics))
        seen = f"round {before.round_number}: {crossed or 'within all guardrails'}"
    return Check(
        name="previous round",
        group=CheckGroup.HISTORY,
        verdict=verdict,
        seen=seen,
        expected="within all guardrails",
        advice="" if verdict is Verdict.PASS else "Find the cause before more is sent.",
    )
