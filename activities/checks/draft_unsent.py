"""The draft is there, and was never sent."""

from activities.launch import objection_to
from activities.reads import Reads
from clients.errors import NotFound
from models.checklist import Check, CheckGroup, Verdict


async def check_draft_unsent(reads: Reads) -> Check:
    """Fail for a draft that is missing, in another state, or has a campaign already."""
    draft_id = reads.planned.draft_id
    try:
        objection = objection_to(await reads.draft())
    except NotFound:
        objection = f"No draft {draft_id}."
    return Check(
        name="draft unsent",
        group=CheckGroup.SETUP,
        verdict=Verdict.FAIL if objection else Verdict.PASS,
        seen=objection or f"draft {draft_id}, unsent",
        expected=f"draft {draft_id}, unsent",
        advice="Abort the round, and plan a draft that was not sent." if objection else "",
        final=True,
    )
