"""Mailjet: drafts, lists, one POST a send."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from clients.errors import (
    NotFound,
)
from clients.mailjet import rows
from tests.fakes.fake import Fake

HTML = '<p>Hello</p><a href="https://example.com/">Read</a> <a href="[[UNSUB_LINK_EN]]">Leave</a>'


def a_draft(draft_id: int = 501, list_id: int = 7001) -> rows.Draft:
    return rows.Draft(
        id=rows.DraftId(draft_id),
        title="Spring",
        subject="Spring is here",
        sender_name="Ada at Example",
        sender_email="news@example.com",
        list_id=rows.ListId(list_id),
        segmentation_id=None,
        status=rows.DraftStatus.DRAFT,
        campaign_id=None,
        delivered_at=None,
        modified_at=None,
        locale="en_US",
    )


def a_campaign(draft_id: int = 501, *, sent_at: datetime | None = None) -> rows.Campaign:
    return rows.Campaign(
        id=rows.CampaignId(draft_id + 9000),
        draft_id=rows.DraftId(draft_id),
        list_id=rows.ListId(7001),
        subject="Spring is here",
        created_at=sent_at,
        send_started_at=sent_at,
        send_ended_at=None,
        deleted=False,
    )


def a_job(draft_id: int = 501) -> rows.BatchJob:
    return rows.BatchJob(
        id=rows.JobId(1),
        draft_id=rows.DraftId(draft_id),
        status="Completed",
        count=1000,
        errors=0,
        started_at=datetime(2026, 12, 1, 9, 15, tzinfo=UTC),
        ended_at=None,
    )


COUNTERS = rows.Counters(
    processed=1000,
    delivered=980,
    hard_bounces=4,
    soft_bounces=6,
    blocked=10,
    queued=0,
    opened=400,
    clicked=80,
    unsubscribed=2,
    complained=0,
)


A_PROVIDER = rows.MailboxProviderCounters(
    name="Gmail",
    attempted=990,
    delivered=980,
    deferred=0,
    hard_bounces=4,
    soft_bounces=6,
    opened=400,
    clicked=80,
    unsubscribed=2,
    complained=0,
)


class FakeMailjet(Fake):
    """Drafts, lists, one POST a send, and counters that are there at once."""

    on_loopback = True

    def __init__(self) -> None:
        super().__init__()
        self.drafts: dict[int, rows.Draft] = {}
        self.html, self.text = HTML, "Hello"
        self.active: dict[int, int] = {}
        self.list_deleted = False
        self.segments: dict[int, rows.Segment] = {}
        self.joined: rows.Joined | None = rows.Joined(0, 0)
        self.sender_active = True
        self.spf_ok = self.dkim_ok = True
        self.import_job: rows.Job | None = None
        self.jobs: list[rows.BatchJob] = []
        self.campaigns: dict[int, rows.Campaign] = {}
        self.posts: list[int] = []
        self.counters: rows.Counters | None = COUNTERS
        self.takes_it = True
        self.answer = "programmed"  # the word for a send
        self.deadlines: list[datetime | None] = []

    def plan(self, draft_id: int = 501, list_id: int = 7001, active: int = 1000) -> None:
        self.drafts[draft_id] = a_draft(draft_id, list_id)
        self.active[list_id] = active

    def change(self, draft_id: int, **fields: Any) -> None:
        self.drafts[draft_id] = replace(self.drafts[draft_id], **fields)

    def take(self, draft_id: int) -> None:
        """Let the send have its effect."""
        self.campaigns[draft_id] = a_campaign(draft_id)
        self.change(draft_id, status=rows.DraftStatus.SENT)

    async def get_draft(self, draft_id: rows.DraftId) -> rows.Draft:
        await self.called("get_draft")
        if draft_id not in self.drafts:
            raise not_found("get_draft")
        return self.drafts[draft_id]

    async def get_draft_content(self, draft_id: rows.DraftId) -> rows.DraftContent:
        await self.called("get_draft_content")
        if draft_id not in self.drafts:
            raise not_found("get_draft_content")
        return rows.DraftContent(html=self.html, text=self.text)

    async def count_active_recipients(self, list_id: rows.ListId) -> int:
        await self.called("count_active_recipients")
        return self.active.get(list_id, 0)

    async def count_joined(
        self,
        list_id: rows.ListId,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        most: int,  # noqa: ARG002
    ) -> rows.Joined | None:
        await self.called("count_joined")
        return self.joined

    async def get_segment(self, segment_id: int) -> rows.Segment:
        await self.called("get_segment")
        if segment_id not in self.segments:
            raise not_found("get_segment")
        return self.segments[segment_id]

    async def get_list(self, list_id: rows.ListId) -> rows.ContactList:
        await self.called("get_list")
        if list_id not in self.active:
            raise not_found("get_list")
        return rows.ContactList(list_id, "spring", self.list_deleted, 1000, None)

    async def get_contacts_job(self, list_id: rows.ListId, job_id: rows.JobId) -> rows.Job:  # noqa: ARG002
        await self.called("get_contacts_job")
        if self.import_job is None:
            raise not_found("get_contacts_job")
        return self.import_job

    async def get_sender(self, email: str) -> rows.Sender:
        await self.called("get_sender")
        status = "Active" if self.sender_active else "Inactive"
        return rows.Sender(id=1, email=email, status=status, active=self.sender_active)

    async def get_dns(self, domain: str) -> rows.Dns:
        await self.called("get_dns")
        words = {True: "OK", False: "Error"}
        return rows.Dns(
            domain=domain,
            spf_status=words[self.spf_ok],
            dkim_status=words[self.dkim_ok],
            spf_ok=self.spf_ok,
            dkim_ok=self.dkim_ok,
            checking=False,
            checked_at=None,
        )

    async def send_draft(self, draft_id: rows.DraftId, *, over_by: datetime | None = None) -> str:
        self.posts.append(draft_id)
        self.deadlines.append(over_by)
        await self.called("send_draft")
        if self.takes_it:
            self.take(draft_id)
        return self.answer

    async def find_campaign_by_draft(self, draft_id: rows.DraftId) -> rows.Campaign | None:
        await self.called("find_campaign_by_draft")
        return self.campaigns.get(draft_id)

    async def find_send_job(self, draft_id: rows.DraftId) -> rows.BatchJob | None:
        await self.called("find_send_job")
        return next((job for job in self.jobs if job.draft_id == draft_id), None)

    async def get_campaign(self, campaign_id: rows.CampaignId) -> rows.Campaign:
        await self.called("get_campaign")
        return next(one for one in self.campaigns.values() if one.id == campaign_id)

    async def get_counters(self, campaign_id: rows.CampaignId) -> rows.Counters | None:  # noqa: ARG002
        await self.called("get_counters")
        return self.counters

    async def get_mailbox_providers(
        self,
        campaign_id: rows.CampaignId,  # noqa: ARG002
    ) -> list[rows.MailboxProviderCounters]:
        await self.called("get_mailbox_providers")
        return [A_PROVIDER]

    async def count_bounce_reasons(
        self,
        campaign_id: rows.CampaignId,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
    ) -> list[rows.BounceReason]:
        await self.called("count_bounce_reasons")
        return [rows.BounceReason("recipient", "user unknown", permanent=True, count=4)]

    async def get_link_clicks(self, campaign_id: rows.CampaignId) -> list[rows.LinkClicks]:  # noqa: ARG002
        await self.called("get_link_clicks")
        return [rows.LinkClicks("https://example.com/", position=0, messages=80, clicks=90)]


def not_found(call: str) -> NotFound:
    return NotFound(f"Mailjet {call}: no such thing (404).", provider="mailjet", call=call)
