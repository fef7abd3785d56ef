"""Subject, sender and list of the draft are the planned ones."""

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict


async def check_draft_as_planned(reads: Reads) -> Check:
    """Fail when the draft differs from the plan in subject, sender name or address, or list."""
    draft, planned = await reads.draft(), reads.planned
    pairs = {
        "subject": (draft.subject, planned.subject),
        "sender name": (draft.sender_name, planned.sender_name),
        "sender address": (draft.sender_email.lower(), planned.sender_email.lower()),
        "list": (draft.list_id, planned.list_id),
    }
    wrong = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return Check(
        name="draft as planned",
        group=CheckGroup.SETUP,
        verdict=Verdict.FAIL if wrong else Verdict.PASS,
        seen="; ".join(f"{name} {seen!r}" for name, (seen, _) in wrong.items()) or "as planned",
        expected="; ".join(f"{name} {planned!r}" for name, (_, planned) in wrong.items())
        or "subject, sender and list of the plan",
        advice="Correct the draft in Mailjet, or start a corrected plan." if wrong else "",
    )
