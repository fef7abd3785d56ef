"""Stand-ins with memory for everything that the activities talk to."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel

from activities.agents import Answer
from clients.errors import (
    NotFound,
    OutcomeUnknown,
    Provider,
    Refused,
    TryAgain,
    Unreachable,
)
from clients.gemini import answers
from clients.mailjet import rows
from clients.slack.answers import Posted, UploadedFile
from clients.slack.message import Message
from models.assessment import Assessment, Rating
from models.checklist import Checklist
from models.decisions import Decision
from models.metrics import Metrics, Snapshot
from models.notices import Announced, Announcement
from models.round import RoundRef, Sent, StartRound, Status
from storage.launches import Claim
from storage.notifications import Intent

M = TypeVar("M", bound=BaseModel)
Hook = Callable[[], Awaitable[object]]

HTML = '<p>Hello</p><a href="https://example.com/">Read</a> <a href="[[UNSUB_LINK_EN]]">Leave</a>'


class Fake:
    """Remember every call; fail or do something at those that a test names."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._faults: dict[str, deque[Exception]] = defaultdict(deque)
        self._down: dict[str, Exception] = {}
        self._hooks: dict[str, Hook] = {}

    def fail_next(self, call: str, *errors: Exception) -> None:
        """Fail the next calls of that name, one error each."""
        self._faults[call].extend(errors)

    def down(self, error: Exception, *calls: str) -> None:
        """Fail every call of these names, until `up`."""
        self._down |= dict.fromkeys(calls, error)

    def up(self) -> None:
        self._down.clear()

    def during(self, call: str, hook: Hook) -> None:
        """Do something once, in the middle of the next call of that name."""
        self._hooks[call] = hook

    async def called(self, call: str) -> None:
        self.calls.append(call)
        hook = self._hooks.pop(call, None)
        if hook is not None:
            await hook()
        if self._faults[call]:
            raise self._faults[call].popleft().with_traceback(None)
        if call in self._down:
            raise self._down[call].with_traceback(None)


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


class FakeMailjet(Fake):
    """Drafts, lists, one POST a send, and counters that are there at once."""

    on_loopback = True

    def __init__(self) -> None:
        super().__init__()
        self.drafts: dict[int, rows.Draft] = {}
        self.html, self.text = HTML, "Hello"
        self.active: dict[int, int] = {}
        self.list_deleted = False
        self.sender_active = True
        self.spf_ok = self.dkim_ok = True
        self.import_job: rows.Job | None = None
        self.jobs: list[rows.BatchJob] = []
        self.campaigns: dict[int, rows.Campaign] = {}
        self.posts: list[int] = []
        self.counters: rows.Counters | None = COUNTERS
        self.takes_it = True

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

    async def send_draft(self, draft_id: rows.DraftId) -> str:
        self.posts.append(draft_id)
        await self.called("send_draft")
        if self.takes_it:
            self.take(draft_id)
        return "programmed"

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
        return []

    async def count_bounce_reasons(
        self,
        campaign_id: rows.CampaignId,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
    ) -> list[rows.BounceReason]:
        await self.called("count_bounce_reasons")
        return [rows.BounceReason("recipient", "user unknown", permanent=True, count=4)]

    async def get_link_clicks(self, campaign_id: rows.CampaignId) -> list[rows.LinkClicks]:  # noqa: ARG002
        await self.called("get_link_clicks")
        return []


def not_found(call: str) -> NotFound:
    return NotFound(f"Mailjet {call}: no such thing (404).", provider="mailjet", call=call)


class FakeDns:
    """Public DNS, as far as one domain goes."""

    def __init__(self, records: list[str] | None = None) -> None:
        self.records = ["v=DMARC1; p=none"] if records is None else records
        self.answers = True

    async def find_dmarc(self, domain: str) -> list[str] | None:  # noqa: ARG002
        return self.records if self.answers else None


@dataclass(frozen=True)
class Post:
    intent_id: str
    text: str
    payload: dict[str, object]
    thread: str | None
    ts: str


class FakeSlack(Fake):
    """A channel's history, and the files that were uploaded."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, bytes] = {}
        self.posts: list[Post] = []
        self.updates: list[Post] = []
        self.loses_answer = False  # posts, and then fails

    async def post(
        self, channel: str, message: Message, *, intent_id: str, thread_ts: str | None = None
    ) -> Posted:
        payload = message.payload()
        if not self.loses_answer:
            await self.called("post")
        post = Post(intent_id, message.text, payload, thread_ts, f"{len(self.posts) + 1}.0")
        self.posts.append(post)
        if self.loses_answer:
            await self.called("post")
        return Posted(channel=channel, ts=post.ts)

    async def update(self, channel: str, ts: str, message: Message, *, intent_id: str) -> Posted:
        payload = message.payload()
        await self.called("update")
        self.updates.append(Post(intent_id, message.text, payload, None, ts))
        return Posted(channel=channel, ts=ts)

    async def find_posted(
        self,
        channel: str,
        intent_id: str,
        *,
        since: datetime,  # noqa: ARG002
        thread_ts: str | None = None,  # noqa: ARG002
    ) -> Posted | None:
        await self.called("find_posted")
        for post in self.posts:
            if post.intent_id == intent_id:
                return Posted(channel=channel, ts=post.ts)
        return None

    async def upload(
        self,
        *,
        filename: str,  # noqa: ARG002
        content: bytes,
        title: str,
        alt_text: str,  # noqa: ARG002
    ) -> UploadedFile:
        await self.called("upload")
        file_id = f"F{len(self.files) + 1}"
        self.files[file_id] = content
        return UploadedFile(file_id, title, None)

    async def auth_test(self) -> object:
        await self.called("auth_test")
        return None


class FakeGemini(Fake):
    """A model that says the same to everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.prompts: list[str] = []
        self.answer = Answer(rating=Rating.GOOD, headline="The list is clean.", points=["Go on."])

    async def generate(
        self,
        prompt: str,
        *,
        system: str,  # noqa: ARG002
        schema: type[M],
    ) -> answers.Generated[M]:
        await self.called("generate")
        self.prompts.append(prompt)
        value = schema.model_validate(self.answer.model_dump())
        return answers.Generated(value, "gemini-test", answers.TokenUse(10, 5, 2, 17))

    async def ping(self) -> object:
        await self.called("ping")
        return None


class FakeNotifications(Fake):
    """What was meant to be told, and what was told."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[Announcement] = []
        self.told: list[Announcement] = []
        self.failed: list[tuple[str, str]] = []
        self.intents: dict[str, Intent] = {}

    async def begin(self, announcement: Announcement, *, attempt: int, at: datetime) -> Intent:
        await self.called("begin")
        if attempt == 1:
            self.begun.append(announcement)
        return self.intents.setdefault(announcement.intent_id, Intent(at, None))

    async def succeed(
        self,
        announcement: Announcement,
        announced: Announced,
        *,
        at: datetime,  # noqa: ARG002
    ) -> None:
        await self.called("succeed")
        intent = self.intents[announcement.intent_id]
        self.intents[announcement.intent_id] = replace(intent, posted=announced)
        self.told.append(announcement)

    async def keep_file(
        self,
        announcement: Announcement,
        file_id: str,
        *,
        at: datetime,  # noqa: ARG002
    ) -> str:
        await self.called("keep_file")
        intent = self.intents[announcement.intent_id]
        kept = intent.file_id or file_id
        self.intents[announcement.intent_id] = replace(intent, file_id=kept)
        return kept

    async def fail(self, announcement: Announcement, error: str, *, at: datetime) -> None:  # noqa: ARG002
        self.failed.append((announcement.stage, error))


class FakeDecisions(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Decision] = []

    async def record(self, ref: RoundRef, decision: Decision) -> None:  # noqa: ARG002
        await self.called("record")
        if decision not in self.kept:
            self.kept.append(decision)


class FakeAssessments(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Assessment] = []

    async def record(self, ref: RoundRef, assessment: Assessment) -> None:  # noqa: ARG002
        await self.called("record")
        self.kept.append(assessment)


class FakeRounds(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.planned: tuple[StartRound, ...] = ()
        self.checklists: list[tuple[Checklist, Status]] = []

    async def record_planned(self, rounds: tuple[StartRound, ...]) -> None:
        await self.called("record_planned")
        self.planned = rounds

    async def record_checklist(
        self,
        ref: RoundRef,  # noqa: ARG002
        checklist: Checklist,
        *,
        status: Status,
    ) -> None:
        await self.called("record_checklist")
        self.checklists.append((checklist, status))


class FakeLaunches(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.intents: dict[str, str] = {}
        self.sent: list[Sent] = []

    async def intend(self, ref: RoundRef, intent_id: str, at: datetime) -> None:  # noqa: ARG002
        await self.called("intend")
        self.intents.setdefault(intent_id, "intended")

    async def claim(self, intent_id: str, at: datetime) -> Claim:  # noqa: ARG002
        await self.called("claim")
        stands = self.intents.get(intent_id)
        if stands == "intended":
            self.intents[intent_id] = "claimed"
            return Claim.GRANTED
        return Claim.TAKEN if stands == "claimed" else Claim.VOID

    async def void(self, intent_id: str, at: datetime) -> bool:  # noqa: ARG002
        await self.called("void")
        if self.intents.get(intent_id) in {"intended", "void"}:
            self.intents[intent_id] = "void"
            return True
        return False

    async def record_sent(self, ref: RoundRef, sent: Sent) -> None:  # noqa: ARG002
        await self.called("record_sent")
        self.sent.append(sent)


class FakeMetrics(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[int, str], Snapshot] = {}

    async def record(self, ref: RoundRef, campaign_id: int, snapshot: Snapshot) -> None:  # noqa: ARG002
        await self.called("record")
        self.kept[ref.number, snapshot.name] = snapshot

    async def earlier(self, ref: RoundRef, snapshot_name: str) -> Snapshot | None:
        await self.called("earlier")
        found = [n for n, name in self.kept if n < ref.number and name == snapshot_name]
        return self.kept[max(found), snapshot_name] if found else None


def metrics(**counters: int) -> Metrics:
    fields = ("processed", "delivered", "hard_bounces", "soft_bounces", "blocked", "queued",
              "opened", "clicked", "unsubscribed", "complained")  # fmt: skip
    return Metrics(**{name: getattr(COUNTERS, name) for name in fields} | counters)


def a_snapshot(number: int = 1, name: str = "wrapup", **counters: int) -> Snapshot:
    return Snapshot(
        name=name,
        round_number=number,
        age=timedelta(minutes=30),
        collected_at=datetime(2026, 12, 1, 9, 45, tzinfo=UTC),
        metrics=metrics(**counters),
    )


@dataclass
class World:
    """Everything outside one campaign."""

    mailjet: FakeMailjet = field(default_factory=FakeMailjet)
    slack: FakeSlack = field(default_factory=FakeSlack)
    gemini: FakeGemini = field(default_factory=FakeGemini)
    log: FakeNotifications = field(default_factory=FakeNotifications)
    decisions: FakeDecisions = field(default_factory=FakeDecisions)
    assessments: FakeAssessments = field(default_factory=FakeAssessments)
    rounds: FakeRounds = field(default_factory=FakeRounds)
    launches: FakeLaunches = field(default_factory=FakeLaunches)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)

    @property
    def stages_told(self) -> list[str]:
        """What was posted, in order; a message that was amended counts once."""
        return [told.stage for told in self.log.told if told.amends is None]


def away(provider: Provider = "mailjet", call: str = "get_draft") -> TryAgain:
    return TryAgain(f"{provider} failed (503); try again.", provider=provider, call=call)


def unreachable() -> Unreachable:
    return Unreachable("Mailjet send: no connection.", provider="mailjet", call="send_draft")


def slow_down(seconds: float) -> TryAgain:
    wait = timedelta(seconds=seconds)
    return TryAgain("Slow down (429).", provider="mailjet", call="send_draft", retry_after=wait)


def refused(provider: Provider = "mailjet", call: str = "send_draft") -> Refused:
    return Refused(f"{provider} {call}: refused (400).", provider=provider, call=call)


def unknown(provider: Provider = "mailjet", call: str = "send_draft") -> OutcomeUnknown:
    return OutcomeUnknown(f"{provider} {call}: no answer.", provider=provider, call=call)


SLACK_AWAY = away("slack", "post")
GEMINI_AWAY = away("gemini", "generate")
