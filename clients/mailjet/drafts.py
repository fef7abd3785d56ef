"""Drafts: read, create, change, and send exactly once."""

from datetime import datetime

from clients.mailjet.fields import Row, UnreadableAnswerError
from clients.mailjet.refusals import Call
from clients.mailjet.rows import (
    CampaignId,
    Draft,
    DraftChange,
    DraftContent,
    DraftId,
    DraftStatus,
    ListId,
    NewDraft,
)
from clients.mailjet.wire import Wire

_WORDS = {
    "axcancelled": DraftStatus.AB_CANCELLED,
    "deleted": DraftStatus.DELETED,
    "archived": DraftStatus.ARCHIVED,
    "draft": DraftStatus.DRAFT,
    "programmed": DraftStatus.PROGRAMMED,
    "sent": DraftStatus.SENT,
    "axtested": DraftStatus.AB_TESTED,
    "axselected": DraftStatus.AB_SELECTED,
}
# A PUT that leaves a field out has been seen to clear it, so all of these go along.
_STABLE = (
    "Locale",
    "Sender",
    "SenderName",
    "SenderEmail",
    "ReplyEmail",
    "Subject",
    "Title",
    "ContactsListID",
    "SegmentationID",
    "EditMode",
)


class Drafts:
    """Speak of `campaigndraft`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def get_draft(self, draft_id: DraftId) -> Draft:
        """Read a draft; NotFound when there is none."""
        call = Call("get_draft", f"draft {draft_id}")
        draft = await self._wire.one(call, f"campaigndraft/{draft_id}", _draft)
        if draft.id != draft_id:
            raise call.unclear("the answer is about another draft", "unreadable_answer")
        return draft

    async def find_drafts(self, list_id: ListId) -> list[Draft]:
        """Find the drafts for a list, so that a repeated creation can adopt the first one."""
        call = Call("find_drafts", f"list {list_id}")
        params = {"ContactsList": list_id}
        drafts = [draft async for draft in self._wire.pages(call, "campaigndraft", params, _draft)]
        return [draft for draft in drafts if draft.list_id == list_id]

    async def get_draft_content(self, draft_id: DraftId) -> DraftContent:
        """Read both parts of a draft; absent parts are empty."""
        call = Call("get_draft_content", f"draft {draft_id}")
        return await self._wire.one(call, f"campaigndraft/{draft_id}/detailcontent", _content)

    async def get_draft_status(self, draft_id: DraftId) -> DraftStatus:
        """Read only the status word of a draft."""
        call = Call("get_draft_status", f"draft {draft_id}")
        return await self._wire.one(call, f"campaigndraft/{draft_id}/status", _status)

    async def create_draft(self, new: NewDraft) -> Draft:
        """Create a draft without content; run twice it leaves a spare draft that nothing sends."""
        body: dict[str, object] = {
            "Title": new.title,
            "Subject": new.subject,
            "Sender": new.sender_name,
            "SenderName": new.sender_name,
            "SenderEmail": new.sender_email,
            "ContactsListID": new.list_id,
            "Locale": new.locale,
            "EditMode": new.edit_mode,
        }
        if new.segmentation_id is not None:
            body["SegmentationID"] = new.segmentation_id
        call = Call("create_draft", f"for list {new.list_id}")
        return await self._wire.write_one(call, "campaigndraft", body, _draft)

    async def update_draft(self, draft_id: DraftId, change: DraftChange) -> Draft:
        """Change a draft and return it as read back; may run twice.

        Compare the answer with what you wanted: Mailjet has been seen to lose fields.
        """
        call = Call("update_draft", f"draft {draft_id}")
        path = f"campaigndraft/{draft_id}"
        row = await self._wire.one(call, path, lambda row: row)
        body = {
            name: row.values[name] for name in _STABLE if row.values.get(name) not in (None, "")
        }
        changed = {
            "Title": change.title,
            "Subject": change.subject,
            "Sender": change.sender_name,
            "SenderName": change.sender_name,
            "SenderEmail": change.sender_email,
            "ContactsListID": change.list_id,
            "SegmentationID": change.segmentation_id,
            "Locale": change.locale,
        }
        body |= {name: value for name, value in changed.items() if value is not None}
        await self._wire.write(call, "PUT", path, body)
        return await self._wire.one(call, path, _draft)

    async def put_draft_content(self, draft_id: DraftId, content: DraftContent) -> None:
        """Replace both parts of a draft; may run twice."""
        # A POST with one part blanks the other, so both always go along.
        body: dict[str, object] = {"Html-part": content.html, "Text-part": content.text}
        if content.headers:
            body["Headers"] = dict(content.headers)
        if content.mjml:
            body["MJMLContent"] = content.mjml
        call = Call("put_draft_content", f"draft {draft_id}")
        await self._wire.write(call, "POST", f"campaigndraft/{draft_id}/detailcontent", body)

    async def send_draft(self, draft_id: DraftId, *, over_by: datetime | None = None) -> str:
        """Send a draft with exactly one POST and return the status word in lower case.

        Must not be run twice: anything but an answer or a certain refusal is OutcomeUnknown. With
        `over_by` it ends by then, and begins only while its whole time-out is left; later than
        that it is TryAgain, and nothing was sent.
        """
        call = Call("send_draft", f"draft {draft_id}", repeatable=False)
        path = f"campaigndraft/{draft_id}/send"
        if over_by is None:
            return await self._wire.write_one(call, path, {}, _word)
        return await self._wire.write_once(call, path, {}, _word, over_by=over_by)


def _word(row: Row) -> str:
    word = row.text("Status").lower()
    if not word:
        raise UnreadableAnswerError("field Status")
    return word


def _status(row: Row) -> DraftStatus:
    word = _word(row)
    try:
        return DraftStatus(int(word))
    except ValueError:
        return _WORDS.get(word, DraftStatus.UNKNOWN)


def _content(row: Row) -> DraftContent:
    headers = row.values.get("Headers")
    return DraftContent(
        html=row.text("Html-part"),
        text=row.text("Text-part"),
        headers=(
            {str(name): str(value) for name, value in headers.items()}
            if isinstance(headers, dict)
            else {}
        ),
        mjml=row.text("MJMLContent"),
    )


def _draft(row: Row) -> Draft:
    list_id = row.identity_or_none("ContactsListID")
    campaign_id = row.identity_or_none("CampaignID")
    return Draft(
        id=DraftId(row.integer("ID")),
        title=row.text("Title"),
        subject=row.text("Subject"),
        sender_name=row.text("SenderName") or row.text("Sender"),
        sender_email=row.text("SenderEmail"),
        list_id=None if list_id is None else ListId(list_id),
        segmentation_id=row.identity_or_none("SegmentationID"),
        status=_status(row),
        campaign_id=None if campaign_id is None else CampaignId(campaign_id),
        delivered_at=row.moment("DeliveredAt"),
        modified_at=row.moment("ModifiedAt"),
        locale=row.text("Locale"),
        sender=row.text("Sender") if "Sender" in row.values else None,
        ab_test_id=row.identity_or_none("AXTesting"),
        campaign_template=row.flag("IsCampaignTemplate"),
    )
