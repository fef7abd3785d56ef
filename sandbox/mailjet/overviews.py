# ruff: noqa: ARG002  a verb has the same arguments on every resource
"""``campaignoverview`` and the legacy ``campaignstatistics``: a row for each mailing."""

from collections.abc import Iterator

from aiohttp import web

from sandbox.mailjet import campaigns
from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import Row, page, row_answer, time_text, unix
from sandbox.mailjet.mailings import Campaign, Draft, Status
from sandbox.mailjet.resource import Call, Resource, not_found
from sandbox.mailjet.sorting import Column, in_order
from sandbox.mailjet.tally import Counts


def counts_of(account: Account, campaign: Campaign) -> Counts:
    """Count a campaign as of now."""
    return campaign.results.tally.at(campaign.moment(account.clock.now(), account.delays))


class CampaignOverviews(Resource):
    """Serve ``campaignoverview``: sent campaigns and drafts side by side."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def browse(self, call: Call) -> web.Response:
        wanted_id, kind = call.query.number("ID"), call.query.text("IDType")
        subject = call.query.text("Subject")
        drafts, programmed = call.query.flag("Drafts"), call.query.flag("Programmed")
        sent = call.query.flag("Sent")
        statuses = {status for status, asked in ((0, drafts), (1, programmed), (2, sent)) if asked}
        rows = (
            row
            for row in self._rows()
            if wanted_id in {None, row["ID"]}
            and kind in {None, row["IDType"]}
            and subject in {None, row["Subject"]}
            and (not statuses or row["Status"] in statuses)
        )
        return page(call.query, rows, lambda row: row)

    def read(self, call: Call, key: str) -> web.Response:
        for row in self._rows():
            if key == f"{row['IDType']}|{row['ID']}":
                return row_answer(row)
        raise not_found()

    def _rows(self) -> Iterator[Row]:
        for campaign in self._account.visible_campaigns():
            yield self._sent(campaign)
        for draft in self._account.drafts.values():
            if draft.status is not Status.Sent:
                yield _unsent(draft)

    def _sent(self, campaign: Campaign) -> Row:
        counts = counts_of(self._account, campaign)
        return {
            "ClickedCount": counts.clicked,
            "DeliveredCount": counts.delivered,
            "EditMode": "html2",
            "EditType": "full",
            "ID": campaign.id,
            "IDType": "Campaign",
            "OpenedCount": counts.opened,
            "ProcessedCount": counts.processed,
            "SendTimeStart": unix(campaign.sent_at),
            "Starred": campaign.starred,
            "Status": int(Status.Sent),
            "Subject": campaign.subject,
            "Title": campaign.title,
        }


class CampaignStatistics(Resource):
    """Serve ``campaignstatistics``, whose rows carry both the draft's and the campaign's ID."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def browse(self, call: Call) -> web.Response:
        draft_id, segment_id = call.query.number("NewsLetter"), call.query.number("Segmentation")
        found = (
            each
            for each in campaigns.matching(self._account, call.query)
            if draft_id in {None, each.draft_id} and segment_id in {None, each.segment_id}
        )
        return page(call.query, in_order(call.query, found, self._columns()), self._render)

    def _columns(self) -> dict[str, Column[Campaign]]:
        def processed(campaign: Campaign) -> int:
            return counts_of(self._account, campaign).processed

        return {
            "id": Column[Campaign](lambda each: each.id),
            "newsletter.id": Column[Campaign](lambda each: each.draft_id),
            "processedcount": Column[Campaign](processed),
        }

    def read(self, call: Call, key: str) -> web.Response:
        return row_answer(self._render(campaigns.find(self._account, key)))

    def _render(self, campaign: Campaign) -> Row:
        counts = counts_of(self._account, campaign)
        place = self._account.lists.get(campaign.list_id)
        return {
            "BlockedCount": counts.blocked,
            "BouncedCount": counts.hard + counts.soft,
            "CampaignID": campaign.id,
            "CampaignSendStartAt": time_text(campaign.sent_at),
            "CampaignSubject": campaign.subject,
            "ClickedCount": counts.clicked,
            "ContactListName": place.name if place else "",
            "DeferredCount": counts.deferred,
            "DeliveredCount": counts.delivered,
            "HardBouncedCount": counts.hard,
            "LastActivityAt": time_text(campaign.sent_at),
            "NewsLetterID": campaign.draft_id,
            "OpenedCount": counts.opened,
            "PreQueuedCount": 0,
            "ProcessedCount": counts.processed,
            "QueuedCount": counts.queued,
            "SegmentName": campaign.segment_name,
            "SoftBouncedCount": counts.soft,
            "SpamComplaintCount": counts.complained,
            "UnsubscribedCount": counts.unsubscribed,
        }


def _unsent(draft: Draft) -> Row:
    return {
        "ClickedCount": 0,
        "DeliveredCount": 0,
        "EditMode": draft.text("EditMode") or "html2",
        "EditType": "full",
        "ID": draft.id,
        "IDType": "NL",
        "OpenedCount": 0,
        "ProcessedCount": 0,
        "SendTimeStart": unix(draft.scheduled_for),
        "Starred": bool(draft.properties.get("IsStarred")),
        "Status": int(draft.status),
        "Subject": draft.text("Subject"),
        "Title": draft.text("Title"),
    }
