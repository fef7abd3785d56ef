"""Rounds, messages and numbers for the tests of the record."""

from datetime import UTC, datetime, timedelta

from models.assessment import AgentName, Assessment, Opinion, Rating, TokenUse
from models.checklist import Check, CheckGroup, Checklist, Verdict
from models.decisions import Decision, DecisionKind
from models.metrics import (
    Absence,
    BounceReason,
    LinkClicks,
    MailboxProvider,
    Metrics,
    MissingPart,
    Part,
    Snapshot,
)
from models.notices import Announced, Announcement, NoDataNotice, Notice
from models.plan import PlannedRound
from models.round import RoundRef, Sent, StartRound, Status
from storage.claims import Claimant

LAUNCH = datetime(2026, 12, 1, 8, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CLAIMANT = Claimant(account="a1b2", namespace="default", campaign_run_id="run-1")
POSTED = Announced(channel="C1", ts="1700000000.000100")


def a_round(number: int = 1, *, slug: str = "spring-launch", draft_id: int = 501) -> StartRound:
    return StartRound(
        slug=slug,
        campaign_name="Spring launch",
        total=2,
        timezone="Europe/Berlin",
        planned=PlannedRound(
            number=number,
            launch=LAUNCH + (number - 1) * timedelta(days=7),
            list_id=7000 + number,
            draft_id=draft_id + number - 1,
            expected_recipients=1000,
            recipient_range=f"{1000 * number - 999}-{1000 * number}",
            subject="Spring is here",
            sender_name="Ada at Example",
            sender_email="news@example.com",
        ),
    )


def ref_of(asked: StartRound, *, launch: datetime | None = None, moves: int = 0) -> RoundRef:
    return RoundRef(
        slug=asked.slug,
        campaign_name=asked.campaign_name,
        number=asked.planned.number,
        total=asked.total,
        timezone=asked.timezone,
        launch=launch or asked.planned.launch,
        moves=moves,
    )


FIRST, SECOND = a_round(1), a_round(2)
REF, NEXT = ref_of(FIRST), ref_of(SECOND)
NOWHERE = ref_of(a_round(slug="no-such-campaign"))


def a_checklist(at: datetime = LAUNCH - 60 * MINUTE, fingerprint: str = "f1") -> Checklist:
    seen = Check(
        name="active recipients",
        group=CheckGroup.LIST,
        verdict=Verdict.PASS,
        seen="1000",
        expected="1000",
    )
    return Checklist(checks=(seen,), fingerprint=fingerprint, active_recipients=1000, checked_at=at)


def a_sending(*, campaign_id: int | None = 9001) -> Sent:
    return Sent(accepted_at=LAUNCH + timedelta(seconds=2), campaign_id=campaign_id, recipients=998)


def an_announcement(
    intent_id: str = "intent-1",
    *,
    stage: str = "prelaunch",
    status: Status = Status.SCHEDULED,
    ref: RoundRef = REF,
    notice: Notice | None = None,
) -> Announcement:
    default = NoDataNotice(snapshot_name="wrapup", detail="nothing yet")
    return Announcement(
        intent_id=intent_id, stage=stage, round=ref, status=status, notice=notice or default
    )


def a_snapshot(
    name: str = "wrapup",
    *,
    number: int = 1,
    age: timedelta = 30 * MINUTE,
    opened: int = 300,
    at: datetime = LAUNCH + 30 * MINUTE,
) -> Snapshot:
    return Snapshot(
        name=name,
        round_number=number,
        age=age,
        collected_at=at,
        metrics=Metrics(
            processed=1000,
            delivered=980,
            hard_bounces=12,
            soft_bounces=8,
            blocked=0,
            queued=0,
            opened=opened,
            clicked=40,
            unsubscribed=3,
            complained=0,
        ),
        send_start_at=LAUNCH,
        send_end_at=LAUNCH + MINUTE,
        mailbox_providers=(MailboxProvider(name="Gmail", attempted=500, delivered=495),),
        bounce_reasons=(
            BounceReason(group="user", reason="mailbox unknown", permanent=True, count=12),
        ),
        links=(LinkClicks(url="https://example.com", people=38, clicks=40),),
        missing=(MissingPart(part=Part.SEND_TIMES, absence=Absence.LATE, detail="no answer"),),
    )


def an_assessment(headline: str = "All well", at: datetime = LAUNCH + 31 * MINUTE) -> Assessment:
    return Assessment(
        snapshot="wrapup",
        opinions=tuple(
            Opinion(
                agent=agent,
                rating=Rating.GOOD,
                headline=headline,
                points=("a point",),
                model="gemini-x",
                tokens=TokenUse(prompt=10, answer=5, thoughts=2),
                degraded=agent is AgentName.COMPARISON,
            )
            for agent in AgentName
        ),
        created_at=at,
    )


def a_decision(number: int = 1) -> Decision:
    return Decision(
        number=number,
        kind=DecisionKind.APPROVE,
        by="ada",
        via="cli",
        reason="looks right",
        at=LAUNCH - 30 * MINUTE,
        accepted=True,
        answer="approved",
        fingerprint="f1",
    )
