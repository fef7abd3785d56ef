"""Reads of one round's draft and list, each made once however many checks ask for it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar, cast

from activities.content.page import Page, read_page
from activities.drafts import Drafts
from activities.shared_reads import SharedReads
from clients.domains import in_ascii, organizational
from clients.errors import NotFound
from clients.mailjet.rows import (
    ContactList,
    Dns,
    Draft,
    DraftContent,
    DraftId,
    Job,
    JobId,
    Joined,
    ListId,
    Segment,
    Sender,
)
from models.earlier import EarlierRound, Judgement, judge
from models.fingerprint import Sendable
from models.rivals import Rival
from models.round import RoundRef
from models.steps import Preflight

T = TypeVar("T")

DMARC = re.compile(r"v\s*=\s*DMARC1\s*(?:;|$)", re.IGNORECASE)


class MailjetReads(Protocol):
    """The few reads that tell what would be sent, and to whom."""

    async def get_draft(self, draft_id: DraftId) -> Draft: ...
    async def get_draft_content(self, draft_id: DraftId) -> DraftContent: ...
    async def get_list(self, list_id: ListId) -> ContactList: ...
    async def count_active_recipients(self, list_id: ListId) -> int: ...
    async def get_segment(self, segment_id: int) -> Segment: ...


class CheckedMailjet(MailjetReads, Protocol):
    """What the checks read besides."""

    async def get_contacts_job(self, list_id: ListId, job_id: JobId) -> Job: ...
    async def count_joined(self, list_id: ListId, since: datetime, most: int) -> Joined | None: ...
    async def get_sender(self, email: str) -> Sender: ...
    async def get_dns(self, domain: str) -> Dns: ...


class ReadsDns(Protocol):
    async def find_dmarc(self, domain: str) -> list[str] | None: ...


@dataclass(frozen=True)
class DmarcRecords:
    """What DNS says of a domain; `records` is None where DNS does not answer."""

    domain: str
    records: tuple[str, ...] | None

    @property
    def published(self) -> tuple[str, ...]:
        """List the records that speak of DMARC (RFC 7489, section 6.6.3, step 2)."""
        return tuple(text for text in self.records or () if DMARC.match(text))


class KeepsSnapshots(Protocol):
    async def earlier_rounds(self, ref: RoundRef) -> tuple[EarlierRound, ...]: ...


async def read_sendable(mailjet: MailjetReads, draft: Draft, list_id: ListId) -> Sendable:
    """Read the rest of what decides what is sent, beside a draft that was just read."""
    content, active, segment = await asyncio.gather(
        mailjet.get_draft_content(draft.id),
        mailjet.count_active_recipients(list_id),
        segment_of(mailjet, draft),
    )
    return sendable_of(draft, content, active, segment)


async def segment_of(mailjet: MailjetReads, draft: Draft) -> Segment | None:
    """Read the segment that a draft is narrowed to; None when it has none, or that is gone."""
    if draft.segmentation_id is None:
        return None
    try:
        return await mailjet.get_segment(draft.segmentation_id)
    except NotFound:
        return None


def sendable_of(
    draft: Draft, content: DraftContent, active: int, segment: Segment | None
) -> Sendable:
    """Put together everything that the fingerprint covers."""
    return Sendable(
        draft_id=draft.id,
        list_id=draft.list_id,
        segmentation_id=draft.segmentation_id,
        segment_expression=segment.expression if segment and not segment.deleted else "",
        subject=draft.subject,
        sender_name=draft.sender_name,
        sender_email=draft.sender_email,
        html=content.html,
        text=content.text,
        headers=dict(content.headers),
        active_recipients=active,
    )


class Reads:
    """Give every check the same answer to the same question.

    Lives for one checklist only; what belongs to the account is shared with other rounds.
    """

    def __init__(
        self,
        command: Preflight,
        *,
        mailjet: CheckedMailjet,
        snapshots: KeepsSnapshots,
        services: Mapping[str, Callable[[], Awaitable[object]]],
        shared: SharedReads,
        dns: ReadsDns,
        drafts: Drafts,
    ) -> None:
        self._mailjet = mailjet
        self._snapshots = snapshots
        self.services = services
        self._shared = shared
        self._dns = dns
        self._drafts = drafts
        self._not_before = command.not_before
        self.round = command.round
        self.planned = command.planned
        self.count_tolerance = command.count_tolerance
        self._wrapup_delay = command.wrapup_delay
        self.list_quiet = command.list_quiet
        self._started_at = command.started_at
        self._answers: dict[str, asyncio.Future[object]] = {}

    async def draft(self) -> Draft:
        return await self._once("draft", self._read_draft)

    async def content(self) -> DraftContent:
        return await self._once("content", self._read_content)

    async def page(self) -> Page:
        """Read the HTML part as readers meet it, for all checks that look at it."""
        return await self._once("page", self._read_page)

    async def contact_list(self) -> ContactList:
        return await self._once("list", self._read_list)

    async def active_recipients(self) -> int:
        return await self._once("active recipients", self._read_active)

    async def segment(self) -> Segment | None:
        """Read the draft's segment; None when it has none, or that is gone."""
        return await self._once("segment", self._read_segment)

    async def import_job(self, number: int) -> Job:
        """Read how far the import into the list is."""
        return await self._once(f"import job {number}", lambda: self._read_import(number))

    async def members_known_since(self) -> datetime | None:
        """Give the instant from which on who joins is a surprise; None when it is not known.

        It is the campaign's start, or the end of the import that the plan names.
        """
        since, number = self._started_at, self.planned.import_job_id
        if since is None or number is None:
            return since
        job = await self.import_job(number)
        return max(since, job.ended_at) if job.ended_at else since

    async def joined(self, since: datetime, most: int) -> Joined | None:
        """Count who joined the list since then, as far as it matters for `most`."""
        return await self._mailjet.count_joined(ListId(self.planned.list_id), since, most)

    async def sender(self) -> Sender:
        email = self.planned.sender_email
        question = f"sender {email}"
        return await self._shared.get(
            question, lambda: self._mailjet.get_sender(email), self._not_before
        )

    async def dns(self) -> Dns:
        domain = self.sender_domain
        question = f"dns {domain}"
        return await self._shared.get(
            question, lambda: self._mailjet.get_dns(domain), self._not_before
        )

    async def dmarc(self) -> DmarcRecords:
        """Read the DMARC records that hold for the sender's domain.

        Without one of its own the organization's holds (RFC 7489, section 6.6.3).
        """
        own = await self._dmarc_of(self.sender_domain)
        above = organizational(self.sender_domain)
        if own.published or own.records is None or above == own.domain:
            return own
        organization = await self._dmarc_of(above)
        return organization if organization.published else own

    async def _dmarc_of(self, domain: str) -> DmarcRecords:
        records = await self._shared.get(
            f"dmarc {domain}", lambda: self._dns.find_dmarc(domain), self._not_before
        )
        return DmarcRecords(domain, None if records is None else tuple(records))

    async def earlier_rounds(self) -> Judgement:
        """Judge every earlier round by all that was measured of it until now."""
        return await self._once("earlier rounds", self._judge_earlier)

    async def keep_draft(self) -> None:
        """See that the draft belongs to this round; raises DraftTaken."""
        await self._drafts.keep(self.round, self.planned.draft_id)

    async def who_mails(self) -> tuple[Rival, ...]:
        """List the rounds that mail the same list in the same time."""
        return await self._drafts.who_mails(self.round, self.planned.list_id, self.list_quiet)

    async def sendable(self) -> Sendable:
        """Put together what would be sent, from the same reads."""
        draft, content, active, segment = await asyncio.gather(
            self.draft(), self.content(), self.active_recipients(), self.segment()
        )
        return sendable_of(draft, content, active, segment)

    @property
    def sender_domain(self) -> str:
        """Name the domain of the planned sender, as DNS writes it."""
        return in_ascii(self.planned.sender_email.rpartition("@")[2])

    async def _once(self, question: str, read: Callable[[], Coroutine[object, object, T]]) -> T:
        """Start a read, or join the one that was started for the same question."""
        if question not in self._answers:
            self._answers[question] = asyncio.ensure_future(read())
        answer = cast("asyncio.Future[T]", self._answers[question])  # one question, one type
        return await asyncio.shield(answer)

    async def _read_draft(self) -> Draft:
        return await self._mailjet.get_draft(DraftId(self.planned.draft_id))

    async def _read_content(self) -> DraftContent:
        return await self._mailjet.get_draft_content(DraftId(self.planned.draft_id))

    async def _read_page(self) -> Page:
        content = await self.content()
        return await asyncio.to_thread(read_page, content.html)

    async def _read_list(self) -> ContactList:
        return await self._mailjet.get_list(ListId(self.planned.list_id))

    async def _read_segment(self) -> Segment | None:
        return await segment_of(self._mailjet, await self.draft())

    async def _read_import(self, number: int) -> Job:
        return await self._mailjet.get_contacts_job(ListId(self.planned.list_id), JobId(number))

    async def _judge_earlier(self) -> Judgement:
        rounds = await self._snapshots.earlier_rounds(self.round)
        return judge(rounds, datetime.now(UTC), self._wrapup_delay)

    async def _read_active(self) -> int:
        return await self._mailjet.count_active_recipients(ListId(self.planned.list_id))
