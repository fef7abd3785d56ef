"""Subject, sender and list of the draft are the planned ones."""

from activities.content.likeness import difference, same_form
from activities.reads import Reads
from clients.domains import in_ascii
from models.checklist import Check, CheckGroup, Verdict


async def check_draft_as_planned(reads: Reads) -> Check:
    """Fail when the draft differs from the plan in subject, sender name or address, or list.

    Texts are compared in one Unicode form, and nothing is trimmed: what readers get is compared.
    """
    draft, planned = await reads.draft(), reads.planned
    pairs: dict[str, tuple[str | int | None, str | int | None]] = {
        "subject": (draft.subject, planned.subject),
        "sender name": (draft.sender_name, planned.sender_name),
        "sender address": (same_address(draft.sender_email), same_address(planned.sender_email)),
        "list": (draft.list_id, planned.list_id),
    }
    wrong = {
        name: pair for name, pair in pairs.items() if comparable(pair[0]) != comparable(pair[1])
    }
    return Check(
        name="draft as planned",
        group=CheckGroup.SETUP,
        verdict=Verdict.FAIL if wrong else Verdict.PASS,
        seen="; ".join(spelled(name, *pair) for name, pair in wrong.items()) or "as planned",
        expected="; ".join(f"{name} {planned!r}" for name, (_, planned) in wrong.items())
        or "subject, sender and list of the plan",
        advice="Correct the draft in Mailjet, or start a corrected plan." if wrong else "",
    )


def comparable(value: str | int | None) -> str | int | None:
    """Bring a text into the form in which it is compared."""
    return same_form(value) if isinstance(value, str) else value


def spelled(name: str, seen: str | int | None, planned: str | int | None) -> str:
    """Quote what was seen, with the difference where it cannot be seen."""
    unlike = difference(seen, planned) if isinstance(seen, str) and isinstance(planned, str) else ""
    return f"{name} {seen!r}" + (f" ({unlike})" if unlike else "")


def same_address(email: str) -> str:
    """Write an address in the one way in which it is compared: lower case, domain in ASCII."""
    local, at, domain = email.rpartition("@")
    return f"{local.lower()}{at}{in_ascii(domain)}"
