"""Rounds, numbers and plans for the tests of the vocabulary; a test states what matters to it."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings

from models.approval import Approval
from models.assessment import AgentName, Assessment, Opinion, Rating, TokenUse
from models.checklist import Check, CheckGroup, Checklist, Verdict
from models.comparison import Comparison, compare
from models.decisions import Decision, DecisionKind
from models.metrics import BounceReason, LinkClicks, MailboxProvider, Metrics, Snapshot
from models.plan import ApprovalMode, PlannedRound
from models.round import (
    Hold,
    HoldKind,
    RoundState,
    Sent,
    StageOutcome,
    StageRecord,
    StartRound,
    Status,
)
from models.timeline import LifecyclePolicy, Timeline

LAUNCH = datetime(2026, 12, 1, 9, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
CHECKED_AT = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
FINGERPRINT = "0123456789abcdef"

# Cores are shared: no deadline, and few examples.
cheap = settings(max_examples=100, deadline=None)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_start(
    *,
    approval: ApprovalMode = ApprovalMode.AUTOMATIC,
    approvers: tuple[str, ...] = (),
    four_eyes: bool = False,
    started_by: str = "ada",
) -> StartRound:
    return StartRound(
        slug="spring-launch",
        campaign_name="Spring launch",
        total=2,
        timezone="Europe/Berlin",
        planned=PlannedRound(
            number=1,
            launch=LAUNCH,
            list_id=7001,
            draft_id=501,
            expected_recipients=1000,
            recipient_range="1-1000",
            subject="Spring is here",
            sender_name="Ada at Example",
            sender_email="news@example.com",
        ),
        approval=approval,
        approvers=approvers,
        four_eyes=four_eyes,
        started_by=started_by,
    )


def a_check(
    verdict: Verdict = Verdict.PASS, group: CheckGroup = CheckGroup.LIST, name: str = "recipients"
) -> Check:
    return Check(name=name, group=group, verdict=verdict, seen="1000", expected="1000")


def a_checklist(*verdicts: Verdict, fingerprint: str | None = FINGERPRINT) -> Checklist:
    return Checklist(
        checks=tuple(a_check(verdict) for verdict in verdicts or (Verdict.PASS,)),
        fingerprint=fingerprint,
        active_recipients=1000,
        checked_at=CHECKED_AT,
    )


def a_hold(kind: HoldKind = HoldKind.PREFLIGHT_FAILED) -> Hold:
    return Hold(kind=kind, detail="Something is wrong.", advice="Mend it.", since=CHECKED_AT)


def an_approval(fingerprint: str = FINGERPRINT) -> Approval:
    return Approval(
        by="grace", reason="looks right", fingerprint=fingerprint, override=False, at=CHECKED_AT
    )


def a_sending() -> Sent:
    return Sent(accepted_at=LAUNCH + SECOND, campaign_id=9001, recipients=998)


def a_round(
    status: Status = Status.SCHEDULED,
    *,
    asked: StartRound | None = None,
    hold: HoldKind | None = None,
    checklist: Checklist | None = None,
    approval: Approval | None = None,
    sent: Sent | None = None,
    over: tuple[str, ...] = (),
) -> RoundState:
    record = StageRecord(outcome=StageOutcome.DONE, due=CHECKED_AT, at=CHECKED_AT)
    return RoundState(
        asked=asked or a_start(),
        launch=LAUNCH,
        timeline=Timeline.of(LifecyclePolicy(), LAUNCH),
        status=status,
        hold=a_hold(hold) if hold else None,
        stages=dict.fromkeys(over, record),
        checklist=checklist,
        approval=approval,
        sent=sent,
    )


def some_metrics(
    *,
    processed: int = 1000,
    delivered: int = 980,
    hard_bounces: int = 12,
    soft_bounces: int = 8,
    blocked: int = 0,
    queued: int = 0,
    opened: int = 300,
    clicked: int = 40,
    unsubscribed: int = 3,
    complained: int = 0,
) -> Metrics:
    return Metrics(
        processed=processed,
        delivered=delivered,
        hard_bounces=hard_bounces,
        soft_bounces=soft_bounces,
        blocked=blocked,
        queued=queued,
        opened=opened,
        clicked=clicked,
        unsubscribed=unsubscribed,
        complained=complained,
    )


NOTHING_YET = Metrics.model_validate(dict.fromkeys(Metrics.model_fields, 0))


def a_snapshot(
    metrics: Metrics | None = None,
    *,
    name: str = "24h",
    number: int = 2,
    age: timedelta = timedelta(hours=24),
) -> Snapshot:
    return Snapshot(
        name=name,
        round_number=number,
        age=age,
        collected_at=LAUNCH + age,
        metrics=metrics or some_metrics(),
        send_start_at=LAUNCH,
        send_end_at=LAUNCH + MINUTE,
        mailbox_providers=(MailboxProvider(name="Gmail", attempted=500, delivered=495),),
        bounce_reasons=(
            BounceReason(group="user", reason="mailbox unknown", permanent=True, count=12),
        ),
        links=(LinkClicks(url="https://example.com/spring", people=38, clicks=41),),
    )


def a_comparison() -> Comparison:
    return compare(a_snapshot(), a_snapshot(some_metrics(opened=200), number=1))


def an_assessment() -> Assessment:
    return Assessment(
        snapshot="24h",
        opinions=tuple(
            Opinion(
                agent=agent,
                rating=Rating.GOOD,
                headline="All is well.",
                points=("Nothing to do.",),
                model="gemini-x",
                tokens=TokenUse(prompt=10, answer=5, thoughts=2),
                degraded=agent is AgentName.COMPARISON,
            )
            for agent in AgentName
        ),
        created_at=LAUNCH + timedelta(hours=24),
    )


def a_decision(kind: DecisionKind = DecisionKind.APPROVE) -> Decision:
    return Decision(
        number=1,
        kind=kind,
        by="grace",
        via="cli",
        reason="looks right",
        at=CHECKED_AT,
        accepted=True,
        answer="It launches at 2026-12-01 09:15:00 UTC.",
        fingerprint=FINGERPRINT,
        launch=LAUNCH,
    )
