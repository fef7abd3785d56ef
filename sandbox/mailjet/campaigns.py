# ruff: noqa: ARG002  a verb has the same arguments on every resource
"""``campaign``: what drafts became, readable some time after the send."""

from collections.abc import Iterator

from aiohttp import web

from sandbox.mailjet import properties
from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import (
    Row,
    page,
    row_answer,
    time_text,
    unchanged,
    without_missing,
)
from sandbox.mailjet.fates import PROCESSED_BY, domain_of
from sandbox.mailjet.mailings import Campaign
from sandbox.mailjet.query import Query
from sandbox.mailjet.resource import Call, Resource, not_found
from sandbox.mailjet.sorting import Column, in_order

COLUMNS = {"id": Column[Campaign](lambda each: each.id)}
MARKETING = 2
WRITABLE = {"IsDeleted": properties.flag, "IsStarred": properties.flag}
READ_ONLY = frozenset(
    {"ID", "CustomValue", "Subject", "Status", "SendStartAt", "SendEndAt", "ListID", "FromEmail"}
)


class Campaigns(Resource):
    """Serve ``campaign``, by ID or by ``mj.nl={draft}``; without a window, today's only."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def browse(self, call: Call) -> web.Response:
        found = in_order(call.query, matching(self._account, call.query), COLUMNS)
        return page(call.query, found, self._render)

    def read(self, call: Call, key: str) -> web.Response:
        return row_answer(self._render(find(self._account, key)))

    def change(self, call: Call, key: str) -> web.Response:
        campaign = find(self._account, key)
        wanted = properties.check("TCampaign", call.body, WRITABLE, READ_ONLY)
        before = campaign.starred, campaign.deleted
        campaign.starred = bool(wanted.get("IsStarred", campaign.starred))
        campaign.deleted = bool(wanted.get("IsDeleted", campaign.deleted))
        if (campaign.starred, campaign.deleted) == before:
            return unchanged()
        return row_answer(self._render(campaign))

    def _render(self, campaign: Campaign) -> Row:
        ended = campaign.instant(PROCESSED_BY, self._account.delays)
        row = {
            "CampaignType": MARKETING,
            "ClickTracked": 1,
            "CreatedAt": time_text(campaign.sent_at),
            "CustomValue": campaign.custom_value,
            "FirstMessageID": campaign.message_id(0),
            "FromEmail": campaign.sender_email,
            "FromID": campaign.sender_id,
            "FromName": campaign.sender_name,
            "HasHtmlCount": int(bool(campaign.content.html)),
            "HasTxtCount": int(bool(campaign.content.text)),
            "ID": campaign.id,
            "IsDeleted": campaign.deleted,
            "IsStarred": campaign.starred,
            "ListID": campaign.list_id,
            "NewsLetterID": campaign.draft_id,
            "OpenTracked": 1,
            "SegmentationID": campaign.segment_id,
            "SendEndAt": time_text(ended if ended <= self._account.clock.now() else None),
            "SendStartAt": time_text(campaign.sent_at),
            "SpamassScore": 0,
            "Status": 0,
            "Subject": campaign.subject,
            "UnsubscribeTrackedCount": int("[[UNSUB_LINK" in campaign.content.html),
        }
        return without_missing(row)


def find(account: Account, key: str) -> Campaign:
    """Return a readable campaign by ID or custom value."""
    for campaign in account.visible_campaigns():
        if key in {str(campaign.id), campaign.custom_value}:
            return campaign
    raise not_found()


def matching(account: Account, query: Query) -> Iterator[Campaign]:
    """Yield the readable campaigns that pass the filters of campaign-based resources."""
    window = query.window(account.clock.now())
    campaign_id, list_id = (
        query.number("CampaignID"),
        query.number("ContactsList", "ContactsListID"),
    )
    custom, sender_id = query.text("CustomCampaign"), query.number("FromID")
    sender, domain = query.text("From"), query.text("FromDomain")
    kind, starred = query.number("FromType"), query.flag("IsStarred")
    deleted = query.flag("IsDeleted")
    for each in account.visible_campaigns():
        if (
            window.holds(each.sent_at)
            and (campaign_id is None or each.id == campaign_id)
            and (list_id is None or each.list_id == list_id)
            and (custom is None or each.custom_value == custom)
            and (sender_id is None or each.sender_id == sender_id)
            and (sender is None or each.sender_email == sender)
            and (domain is None or domain_of(each.sender_email) == domain)
            and (kind is None or kind == MARKETING)
            and (starred is None or each.starred == starred)
            and (deleted is None or each.deleted == deleted)
        ):
            yield each
