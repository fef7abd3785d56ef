"""The draft belongs to this round and to no other."""

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict
from storage.errors import DraftTaken


async def check_draft_claimed(reads: Reads) -> Check:
    """Fail for a draft that belongs to another open round, or was sent by one.

    A campaign claims its drafts when it starts; a round from before there were claims, or whose
    worker has another Mailjet account by now, claims here.
    """
    draft_id = reads.planned.draft_id
    try:
        await reads.keep_draft()
    except DraftTaken as taken:
        seen, verdict = taken.rivals[0].words, Verdict.FAIL
    else:
        seen, verdict = f"draft {draft_id} belongs to this round", Verdict.PASS
    return Check(
        name="draft claimed",
        group=CheckGroup.SETUP,
        verdict=verdict,
        seen=seen,
        expected=f"draft {draft_id} belongs to this round",
        advice="" if verdict is Verdict.PASS else "Abort this round or that one.",
        final=True,
    )
