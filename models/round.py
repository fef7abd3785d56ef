"""A round: what it was asked to do, where it stands, and why it waits."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, Field

from models.approval import Approval
from models.assessment import Assessment
from models.base import Instant, Value, write_duration
from models.checklist import Checklist
from models.comparison import Comparison
from models.decisions import Decision, DecisionKind
from models.ids import RoundId
from models.metrics import Metrics, Snapshot
from models.plan import ApprovalMode, PlannedRound
from models.timeline import LifecyclePolicy, Stage, Timeline


class Status(StrEnum):
    """Say where a round stands; the same words in code, tables, messages and docs."""

    SCHEDULED = "scheduled"
    READY = "ready"
    LAUNCHING = "launching"
    SENT = "sent"
    COMPLETED = "completed"
    BLOCKED = "blocked"
    ABORTED = "aborted"


BEFORE_HAND_OVER = frozenset({Status.SCHEDULED, Status.READY, Status.BLOCKED})


class HoldKind(StrEnum):
    """Say why a round is blocked."""

    PREFLIGHT_FAILED = "preflight_failed"
    APPROVAL_MISSING = "approval_missing"
    CONTENT_CHANGED = "content_changed"
    COUNT_CHANGED = "count_changed"
    MISSED_WINDOW = "missed_window"
    SEND_UNRESOLVED = "send_unresolved"
    GUARDRAIL = "guardrail"
    PAUSED = "paused"


RELEASES: dict[HoldKind, tuple[DecisionKind, ...]] = {
    HoldKind.PREFLIGHT_FAILED: (
        DecisionKind.RECHECK, DecisionKind.APPROVE, DecisionKind.RESCHEDULE, DecisionKind.ABORT,
    ),
    HoldKind.APPROVAL_MISSING: (
        DecisionKind.APPROVE, DecisionKind.RECHECK, DecisionKind.RESCHEDULE, DecisionKind.ABORT,
    ),
    HoldKind.CONTENT_CHANGED: (
        DecisionKind.RECHECK, DecisionKind.RESCHEDULE, DecisionKind.ABORT,
    ),
    HoldKind.COUNT_CHANGED: (
        DecisionKind.RECHECK, DecisionKind.RESCHEDULE, DecisionKind.ABORT,
    ),
    HoldKind.MISSED_WINDOW: (
        DecisionKind.APPROVE, DecisionKind.RESCHEDULE, DecisionKind.ABORT,
    ),
    HoldKind.SEND_UNRESOLVED: (DecisionKind.APPROVE, DecisionKind.ABORT),
    HoldKind.GUARDRAIL: (
        DecisionKind.APPROVE, DecisionKind.RECHECK, DecisionKind.RESCHEDULE, DecisionKind.ABORT,
    ),
    HoldKind.PAUSED: (
        DecisionKind.RECHECK, DecisionKind.APPROVE, DecisionKind.RESCHEDULE, DecisionKind.ABORT,
    ),
}  # fmt: skip

NEEDS_OVERRIDE = frozenset(
    {HoldKind.PREFLIGHT_FAILED, HoldKind.MISSED_WINDOW, HoldKind.GUARDRAIL, HoldKind.PAUSED}
)


class Hold(Value):
    """Why a round is blocked, since when, and what to do about it."""

    kind: HoldKind
    detail: str
    advice: str
    since: Instant

    @property
    def releases(self) -> tuple[DecisionKind, ...]:
        return RELEASES[self.kind]


class StageOutcome(StrEnum):
    """Say what became of a stage."""

    DONE = "done"
    SUPERSEDED = "superseded"
    UNDELIVERED = "undelivered"  # done, but Slack did not take its message


class StageRecord(Value):
    """One stage that is over."""

    outcome: StageOutcome
    due: Instant
    at: Instant


class Sent(Value):
    """What became true when Mailjet took the send."""

    accepted_at: Instant
    campaign_id: int | None = None
    recipients: int  # with a segment, of the list that it is a part of
    adopted: bool = False  # found by reconciliation or told by a person, not answered by Mailjet
    segment_id: int | None = None


class RoundRef(Value):
    """The few words by which every message names a round."""

    slug: str
    campaign_name: str
    number: int
    total: int
    timezone: str
    launch: Instant
    moves: int = 0  # how often the launch was moved: tells an older step from a newer one

    @property
    def id(self) -> RoundId:
        return RoundId(self.slug, self.number)


class StartRound(Value):
    """Run one round of a campaign."""

    slug: str
    campaign_name: str
    total: int
    timezone: str = "UTC"
    planned: PlannedRound
    approval: ApprovalMode = ApprovalMode.AUTOMATIC
    approvers: tuple[str, ...] = ()
    four_eyes: bool = False
    started_by: str = ""
    policy: LifecyclePolicy = LifecyclePolicy()

    @property
    def id(self) -> RoundId:
        return RoundId(self.slug, self.planned.number)


class RoundState(BaseModel):
    """Everything a round must not forget; the workflow's one piece of state."""

    asked: StartRound
    launch: Instant
    moves: int = 0  # of the launch, by reschedules
    timeline: Timeline
    status: Status = Status.SCHEDULED
    hold: Hold | None = None
    stages: dict[str, StageRecord] = Field(default_factory=dict)
    checklist: Checklist | None = None
    approval: Approval | None = None
    late_until: Instant | None = None
    crossed: Mapping[str, float] | None = None  # guardrails by rate, and how far, at the last look
    decisions: list[Decision] = Field(default_factory=list)
    more_refused: dict[str, int] = Field(default_factory=dict)  # beyond those in decisions
    unknown_signals: list[str] = Field(default_factory=list)
    in_doubt: bool = False  # whether an earlier POST of this round may have had its effect
    accepted_at: Instant | None = None  # when Mailjet took a send that no witness has seen yet
    sending_until: Instant | None = None  # so long a worker that gave no answer may still send it
    sent: Sent | None = None
    snapshots: list[Snapshot] = Field(default_factory=list)
    comparison: Comparison | None = None
    assessment: Assessment | None = None
    thread: str | None = None
    undelivered: list[str] = Field(default_factory=list)
    message_count: int = 0

    @property
    def ref(self) -> RoundRef:
        asked = self.asked
        return RoundRef(
            slug=asked.slug,
            campaign_name=asked.campaign_name,
            number=asked.planned.number,
            total=asked.total,
            timezone=asked.timezone,
            launch=self.launch,
            moves=self.moves,
        )

    @property
    def deadline(self) -> datetime:
        """Give the last instant at which the launch may still go ahead without asking."""
        planned = self.timeline.launch_deadline
        return max(planned, self.late_until) if self.late_until else planned

    @property
    def needs_approval(self) -> bool:
        """Say whether the launch needs a person's consent, as far as is known now."""
        warned = self.checklist is not None and self.checklist.needs_approval
        return warned or self.asked.approval is ApprovalMode.REQUIRED

    @property
    def consent(self) -> Approval | None:
        """Give the approval, if it covers what pre-flight saw."""
        if self.approval is None or self.checklist is None:
            return None
        covers = self.approval.covers(self.checklist, self.asked.policy.count_tolerance)
        return self.approval if covers else None

    @property
    def approved(self) -> bool:
        """Say whether a person consented to what pre-flight saw, to about so many people."""
        return self.consent is not None

    @property
    def counted(self) -> int | None:
        """Give the number of recipients that was approved, or else counted by pre-flight."""
        if self.consent is not None and self.consent.recipients is not None:
            return self.consent.recipients
        return self.checklist.active_recipients if self.checklist else None

    @property
    def announced_recipients(self) -> tuple[int, datetime | None]:
        """Give the number of recipients as counted last, and when; or as planned, and None."""
        if self.checklist is None or self.checklist.active_recipients is None:
            return self.asked.planned.expected_recipients, None
        return self.checklist.active_recipients, self.checklist.checked_at

    @property
    def accepted(self) -> Mapping[str, float] | None:
        """Name the guardrails that a person let the round pass; None if how far is not known."""
        if self.consent is None or self.checklist is None:
            return {}
        return self.consent.accepts(self.checklist)

    @property
    def harm_is_accepted(self) -> bool:
        """Say whether an override covers all that pre-flight saw of earlier rounds."""
        if self.consent is None or self.checklist is None or not self.checklist.crossed:
            return False
        return self.consent.overrides(self.checklist.crossed)

    def next_due(self) -> tuple[str, datetime] | None:
        """Name the next stage and its due instant; None when nothing more is to come."""
        for stage in (Stage.PRELAUNCH, Stage.PREFLIGHT, Stage.LAUNCH_WARNING):
            if self.sent is None and stage.value not in self.stages:
                return stage.value, self.timeline.due(stage)
        if self.sent is None:
            return Stage.LAUNCH.value, self.timeline.launch
        policy = self.asked.policy
        if Stage.WRAPUP.value not in self.stages:
            return Stage.WRAPUP.value, self.sent.accepted_at + policy.wrapup_delay
        for age in policy.followups:
            if followup_key(age) not in self.stages:
                return followup_key(age), self.sent.accepted_at + age
        return None


def followup_key(age: timedelta) -> str:
    """Name the stage record of one follow-up: `followup 24h`."""
    return f"{Stage.FOLLOWUP.value} {write_duration(age)}"


class RoundView(Value):
    """A round as people ask about it: its state, why it waits, who must act, what comes next."""

    state: RoundState
    waiting: str
    who: str
    next_stage: str | None
    next_at: Instant | None


class RoundReport(Value):
    """How a round ended, for its campaign's closing summary."""

    number: int
    status: Status
    launch: Instant
    sent: Sent | None = None
    snapshot: str = ""  # what the metrics are of, and how long after the send they were taken
    age: timedelta | None = None
    metrics: Metrics | None = None
    comparison: Comparison | None = None
    reason: str = ""
