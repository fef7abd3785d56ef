"""What Mailjet checks before it sends, schedules or tests a draft."""

from datetime import datetime

from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import RefusedError
from sandbox.mailjet.mailings import Draft

WRONG_STATE = "Newsletter has to be in status draft or programmed"


def check_launch(account: Account, draft: Draft) -> None:
    """Refuse a draft that cannot go out to its list, or to the segment it is narrowed to."""
    if not draft.sendable():
        raise RefusedError(400, WRONG_STATE)
    check_mail(account, draft)
    place = account.lists.get(draft.list_id or 0)
    if place is None or place.deleted:
        raise RefusedError(400, "You need to specify an existing contacts list")
    if draft.segment_id is not None and account.segment_of(draft) is None:
        raise RefusedError(400, "You need to specify an existing segmentation")
    if next(account.audience(draft), None) is None:
        raise RefusedError(400, "The contacts list has no subscribed recipients")


def check_mail(account: Account, draft: Draft) -> None:
    """Refuse a draft that lacks what every mail needs."""
    email = draft.text("SenderEmail")
    senders = account.senders.values()
    if not email or not any(each.covers(email) and each.status == "Active" for each in senders):
        raise RefusedError(400, "You need to specify a valid and active sender email address")
    if not draft.text("Sender").strip():
        raise RefusedError(400, "You need to specify a sender name")
    if not draft.text("Subject").strip():
        raise RefusedError(400, "You need to specify a subject")
    if draft.content.empty:
        raise RefusedError(400, "Missing content")
    if draft.properties.get("AXTesting"):
        raise RefusedError(400, "Newsletter is part of an A/X test")


def check_date(now: datetime, wanted: datetime) -> None:
    """Refuse a date that is over."""
    if wanted < now:
        raise RefusedError(400, "Schedule date has to be in the future")
