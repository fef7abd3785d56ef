# ruff: noqa: ARG002  a verb has the same arguments on every resource
"""``campaigndraft``: make, read and change drafts. There is no way to delete one."""

from aiohttp import web

from sandbox.mailjet import properties
from sandbox.mailjet.account import Account
from sandbox.mailjet.actions import DraftActions
from sandbox.mailjet.envelope import (
    RefusedError,
    Row,
    page,
    row_answer,
    time_text,
    unchanged,
    without_missing,
)
from sandbox.mailjet.mailings import Content, Draft, Status
from sandbox.mailjet.query import Query
from sandbox.mailjet.resource import Call, Resource, as_id, not_found
from sandbox.mailjet.sorting import Column, in_order

COLUMNS = {"id": Column[Draft](lambda each: each.id)}
KIND = "TNewsLetter"
REQUIRED = ("Locale", "Sender", "SenderEmail", "Subject")
READ_ONLY = frozenset(
    {"ID", "CampaignID", "CreatedAt", "DeliveredAt", "ModifiedAt", "Status", "Url", "VarCount"}
)
WRITABLE = {
    "AXFraction": properties.number,
    "AXFractionName": properties.text,
    "AXTesting": properties.number,
    "ContactsListALT": properties.text,
    "ContactsListID": properties.number,
    "Current": properties.number,
    "EditMode": properties.text,
    "IsCampaignTemplate": properties.flag,
    "IsStarred": properties.flag,
    "IsTextPartIncluded": properties.flag,
    "Locale": properties.text,
    "Preset": properties.text,
    "ReplyEmail": properties.text,
    "SegmentationID": properties.number,
    "Sender": properties.text,
    "SenderEmail": properties.text,
    "SenderName": properties.text,
    "Subject": properties.text,
    "TemplateID": properties.number,
    "Title": properties.text,
    "Used": properties.flag,
}


class Drafts(Resource):
    """Serve ``campaigndraft``."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._actions = DraftActions(account)

    def browse(self, call: Call) -> web.Response:
        known = sorted(self._account.drafts.items())
        drafts = [draft for _, draft in known if self._matches(draft, call.query)]
        return page(call.query, in_order(call.query, drafts, COLUMNS), self.render)

    def create(self, call: Call) -> web.Response:
        wanted = self._checked(call)
        for name in REQUIRED:
            if not wanted.get(name):
                raise RefusedError(400, f'MJ03 A non-empty value is required: "{name}"')
        wanted.setdefault("EditMode", "html2")
        account = self._account
        draft = Draft(next(account.draft_ids), wanted, Content(), account.clock.now())
        account.drafts[draft.id] = draft
        return row_answer(self.render(draft), 201)

    def read(self, call: Call, key: str) -> web.Response:
        return row_answer(self.render(self._find(key)))

    def change(self, call: Call, key: str) -> web.Response:
        draft = self._find(key)
        wanted = self._checked(call)
        if all(draft.properties.get(name) == value for name, value in wanted.items()):
            return unchanged()
        draft.properties.update(wanted)
        draft.properties["Used"] = wanted.get("Used", True)
        draft.modified_at = self._account.clock.now()
        return row_answer(self.render(draft))

    def act(self, call: Call, key: str, action: str, rest: tuple[str, ...]) -> web.Response:
        if rest:
            raise not_found()
        return self._actions.answer(call, self._find(key), action)

    def _find(self, key: str) -> Draft:
        draft = self._account.drafts.get(as_id(key))
        if draft is None:
            raise not_found()
        return draft

    def _checked(self, call: Call) -> dict[str, object]:
        wanted = properties.check(KIND, call.body, WRITABLE, READ_ONLY)
        address = wanted.pop("ContactsListALT", None)
        if address is not None:
            found = (each for each in self._account.lists.values() if each.address == address)
            wanted["ContactsListID"] = next((each.id for each in found), 0)
        list_id = wanted.get("ContactsListID")
        if list_id and list_id not in self._account.lists:
            message = (
                'MJ08 Property ContactsListID is invalid: MJ01 Could not resolve "ContactsList"'
            )
            raise RefusedError(400, message)
        segment_id = wanted.get("SegmentationID")
        if segment_id and segment_id not in self._account.segments:
            message = (
                'MJ08 Property SegmentationID is invalid: MJ01 Could not resolve "Segmentation"'
            )
            raise RefusedError(400, message)
        return wanted

    def _matches(self, draft: Draft, query: Query) -> bool:
        statuses, list_id = query.numbers("Status"), query.number("ContactsList")
        subject, mode = query.text("Subject"), query.text("EditMode")
        campaign_id, mailed = query.number("Campaign"), query.flag("IsCampaign")
        starred, modified = query.flag("IsStarred"), query.flag("Modified")
        segment_id, test_id = query.number("Segmentation"), query.number("AXTesting")
        template, template_id = query.flag("IsCampaignTemplate"), query.number("Template")
        archived, deleted = query.flag("IsArchived"), query.flag("IsDeleted")
        delivered = query.instant("DeliveredAt")
        campaign = self._account.campaign_of(draft.id)
        return (
            (statuses is None or draft.status in statuses)
            and (list_id is None or draft.list_id == list_id)
            and (subject is None or draft.text("Subject") == subject)
            and (mode is None or draft.text("EditMode") == mode)
            and (campaign_id is None or (campaign is not None and campaign.id == campaign_id))
            and (mailed is None or (campaign is not None) == mailed)
            and (starred is None or bool(draft.properties.get("IsStarred")) == starred)
            and (modified is None or (draft.modified_at is not None) == modified)
            and (segment_id is None or draft.segment_id == segment_id)
            and (test_id is None or draft.properties.get("AXTesting") == test_id)
            and (template_id is None or draft.properties.get("TemplateID") == template_id)
            and (template is None or bool(draft.properties.get("IsCampaignTemplate")) == template)
            and (archived is None or (draft.status is Status.Archived) == archived)
            and (deleted is None or (draft.status is Status.Deleted) == deleted)
            and (
                delivered is None
                or (draft.delivered_at is not None and draft.delivered_at > delivered)
            )
        )

    def render(self, draft: Draft) -> Row:
        """Write a draft as Mailjet does: unset relations left out, unset dates empty."""
        campaign = self._account.campaign_of(draft.id)
        flags = ("IsStarred", "IsCampaignTemplate", "Used")
        texts = ("Locale", "Sender", "SenderEmail", "SenderName", "Subject", "Title")
        relations = ("ContactsListID", "SegmentationID", "TemplateID", "AXTesting")
        return without_missing(
            {
                "AXFraction": draft.properties.get("AXFraction", 0),
                "AXFractionName": draft.text("AXFractionName"),
                **{name: draft.properties.get(name) or None for name in relations},
                "CampaignID": campaign.id if campaign else None,
                "CreatedAt": time_text(draft.created_at),
                "Current": draft.properties.get("Current", draft.id),
                "DeliveredAt": time_text(draft.delivered_at),
                "EditMode": draft.text("EditMode") or "html2",
                "ID": draft.id,
                "IsTextPartIncluded": bool(draft.content.text),
                **{name: bool(draft.properties.get(name)) for name in flags},
                **{name: draft.text(name) for name in texts},
                "ModifiedAt": time_text(draft.modified_at),
                "Preset": draft.text("Preset"),
                "ReplyEmail": draft.text("ReplyEmail") or None,
                "Status": int(draft.status),
                "Url": f"{draft.id:x}" if draft.status is Status.Sent else "",
                "VarCount": 0,
            }
        )
