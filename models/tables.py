"""The tables: PostgreSQL's record of rounds, for people and for later rounds.

No workflow reaches them. campaign_schedule has one row a round; every other table hangs on it.
Closed words are text with a CHECK made from their StrEnum. `Text` and `JSONB` clean what they keep.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Interval,
    MetaData,
    TypeDecorator,
    UniqueConstraint,
    func,
    text,
)
from sqlmodel import Field, SQLModel

from models.columns import JSONB, Text
from models.decisions import DecisionKind
from models.launch import HandOver
from models.round import Status
from models.timeline import Stage


class NotificationStatus(StrEnum):
    """Say how far a message to Slack got."""

    RETRYING = "retrying"
    SUCCESS = "success"
    FAILURE = "failure"


class Word(TypeDecorator[StrEnum]):
    """Keep a closed word as text, and read it back as a member of its StrEnum."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        return None if value is None else self.words(value)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Allow a column the words of a StrEnum and no others."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


# SQLModel wants one Column object a field, so these make them.


def key() -> Column[int]:
    return Column(BigInteger, Identity(), primary_key=True)


def of_round() -> Column[int]:
    cascade = ForeignKey("campaign_schedule.id", ondelete="CASCADE")
    return Column(BigInteger, cascade, nullable=False)


def words(closed: type[StrEnum]) -> Column[StrEnum]:
    return Column(Word(closed), nullable=False)


def words_or_null(closed: type[StrEnum]) -> Column[StrEnum]:
    return Column(Word(closed), nullable=True)


def instant() -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=False)


def instant_or_null() -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=True)


def count_from_zero() -> Column[int]:
    return Column(Integer, nullable=False, server_default=text("0"))


def written_at() -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=False, server_default=func.now())


def changed_at() -> Column[datetime]:
    return Column(
        DateTime(timezone=True), nullable=False, server_default=func.now(), onupdate=func.now()
    )


def json(empty: str) -> Column[Any]:
    return Column(JSONB, nullable=False, server_default=text(f"'{empty}'::jsonb"))


def json_or_null() -> Column[Any]:
    return Column(JSONB(none_as_null=True), nullable=True)


class Table(SQLModel):
    """Share one set of named constraints."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


class CampaignSchedule(Table, table=True):
    """One round: what was planned, where it stands, which stages are over.

    `scheduled_at` is the launch in UTC, `scheduled_time` the same in the plan's zone, `moves` how
    often people moved it.
    `status_at` is when the round took its status; `updated_at` when the row was last written.
    """

    __tablename__ = "campaign_schedule"
    __table_args__ = (
        UniqueConstraint("campaign_slug", "round_number"),
        Index(None, "scheduled_at", "round_number"),
        Index(None, "status"),
        one_of("status", Status),
    )

    id: int | None = Field(default=None, sa_column=key())
    campaign_slug: str = Field(sa_type=Text)
    campaign_name: str = Field(sa_type=Text)
    round_number: int
    scheduled_at: datetime = Field(sa_column=instant())
    scheduled_time: str = Field(sa_type=Text)
    moves: int = Field(default=0, sa_column=count_from_zero())
    list_name: str | None = Field(default=None, sa_type=Text)
    list_id: int = Field(sa_type=BigInteger)
    recipient_count: int
    recipient_range: str = Field(sa_type=Text)
    mailjet_draft_id: int = Field(sa_type=BigInteger)
    mailjet_campaign_id: int | None = Field(default=None, sa_type=BigInteger)
    subject: str = Field(sa_type=Text)
    sender_name: str = Field(sa_type=Text)
    sender_email: str = Field(sa_type=Text)
    # Any: stage -> {"sent": bool, "timestamp": ISO 8601, "status": word}
    notification_status: dict[str, Any] = Field(default_factory=dict, sa_column=json("{}"))
    status: Status = Field(sa_column=words(Status))
    status_at: datetime | None = Field(default=None, sa_column=instant_or_null())
    checklist: dict[str, Any] | None = Field(default=None, sa_column=json_or_null())
    fingerprint: str | None = Field(default=None, sa_type=Text)
    created_at: datetime | None = Field(default=None, sa_column=written_at())
    updated_at: datetime | None = Field(default=None, sa_column=changed_at())

    @property
    def went_out_at(self) -> datetime | None:
        """Give when Mailjet took the send; None for a round that was not sent."""
        launched = self.notification_status.get(Stage.LAUNCH.value, {})
        return datetime.fromisoformat(launched["timestamp"]) if launched.get("sent") else None


class DraftClaim(Table, table=True):
    """Which round a draft belongs to, in one Mailjet account; '' is any account.

    `campaign_run_id` is the run of the campaign's workflow that claimed it.
    """

    __tablename__ = "draft_claim"
    __table_args__ = (
        UniqueConstraint("account", "mailjet_draft_id"),
        UniqueConstraint("schedule_id"),
    )

    id: int | None = Field(default=None, sa_column=key())
    schedule_id: int = Field(sa_column=of_round())
    account: str = Field(sa_type=Text)
    mailjet_draft_id: int = Field(sa_type=BigInteger)
    namespace: str | None = Field(default=None, sa_type=Text)
    campaign_run_id: str | None = Field(default=None, sa_type=Text)
    claimed_at: datetime | None = Field(default=None, sa_column=written_at())


class LaunchIntent(Table, table=True):
    """One try to send a round: meant, then claimed by the worker that sends, or voided.

    A claim holds until `claim_until`; `answer` is what its worker said of the one POST.
    """

    __tablename__ = "launch_intent"
    __table_args__ = (
        UniqueConstraint("intent_id"),
        Index(None, "schedule_id"),
        Index(None, "draft_id"),
        CheckConstraint("claimed_at IS NULL OR voided_at IS NULL", name="one_end"),
        one_of("answer", HandOver),
    )

    id: int | None = Field(default=None, sa_column=key())
    schedule_id: int = Field(sa_column=of_round())
    intent_id: str = Field(sa_type=Text)
    draft_id: int | None = Field(default=None, sa_type=BigInteger)
    intended_at: datetime = Field(sa_column=instant())
    claimed_at: datetime | None = Field(default=None, sa_column=instant_or_null())
    claim_until: datetime | None = Field(default=None, sa_column=instant_or_null())
    answer: HandOver | None = Field(default=None, sa_column=words_or_null(HandOver))
    voided_at: datetime | None = Field(default=None, sa_column=instant_or_null())


class CampaignMetrics(Table, table=True):
    """One snapshot of a round's counters; a rate is null while there is nothing to divide by."""

    __tablename__ = "campaign_metrics"
    __table_args__ = (
        UniqueConstraint("schedule_id", "snapshot"),
        Index(None, "mailjet_campaign_id"),
        Index(None, "collected_at"),
    )

    id: int | None = Field(default=None, sa_column=key())
    schedule_id: int = Field(sa_column=of_round())
    mailjet_campaign_id: int = Field(sa_type=BigInteger)
    snapshot: str = Field(sa_type=Text)
    age: timedelta = Field(sa_type=Interval)
    processed: int
    delivered: int
    bounced: int
    hard_bounces: int
    soft_bounces: int
    blocked: int
    queued: int
    opened: int
    clicked: int
    unsubscribed: int
    complained: int
    delivery_rate: float | None
    bounce_rate: float | None
    hard_bounce_rate: float | None
    soft_bounce_rate: float | None
    block_rate: float | None
    open_rate: float | None
    click_rate: float | None
    unsubscribe_rate: float | None
    complaint_rate: float | None
    details: dict[str, Any] = Field(default_factory=dict, sa_column=json("{}"))
    collected_at: datetime = Field(sa_column=instant())
    send_start_at: datetime | None = Field(default=None, sa_column=instant_or_null())
    send_end_at: datetime | None = Field(default=None, sa_column=instant_or_null())


class NotificationLog(Table, table=True):
    """One message to Slack, by its intent; however often it is tried, it is one row."""

    __tablename__ = "notification_log"
    __table_args__ = (
        UniqueConstraint("intent_id"),
        Index(None, "schedule_id", "stage"),
        one_of("status", NotificationStatus),
    )

    id: int | None = Field(default=None, sa_column=key())
    schedule_id: int = Field(sa_column=of_round())
    intent_id: str = Field(sa_type=Text)
    stage: str = Field(sa_type=Text)
    status: NotificationStatus = Field(sa_column=words(NotificationStatus))
    attempt: int
    error_message: str | None = Field(default=None, sa_type=Text)
    slack_channel_id: str | None = Field(default=None, sa_type=Text)
    slack_message_id: str | None = Field(default=None, sa_type=Text)
    slack_file_id: str | None = Field(default=None, sa_type=Text)
    first_at: datetime = Field(sa_column=instant())
    sent_at: datetime | None = Field(default=None, sa_column=instant_or_null())


class AssessmentRow(Table, table=True):
    """What the five agents said of one snapshot."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("schedule_id", "snapshot"),)

    id: int | None = Field(default=None, sa_column=key())
    schedule_id: int = Field(sa_column=of_round())
    snapshot: str = Field(sa_type=Text)
    opinions: list[dict[str, Any]] = Field(sa_column=json("[]"))
    model: str = Field(sa_type=Text)
    prompt_tokens: int
    answer_tokens: int
    thought_tokens: int
    degraded: bool
    created_at: datetime = Field(sa_column=instant())


class DecisionRow(Table, table=True):
    """What a person decided about a round, and what came of it."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("schedule_id", "number"),
        one_of("kind", DecisionKind),
    )

    id: int | None = Field(default=None, sa_column=key())
    schedule_id: int = Field(sa_column=of_round())
    number: int
    kind: DecisionKind = Field(sa_column=words(DecisionKind))
    by: str = Field(sa_type=Text)
    via: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    fingerprint: str | None = Field(default=None, sa_type=Text)
    at: datetime = Field(sa_column=instant())
    accepted: bool
    answer: str = Field(sa_type=Text)
    launch: datetime | None = Field(default=None, sa_column=instant_or_null())
