"""What is known of rounds, for people: `campaign list` and `campaign show`."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import col

from models.assessment import Assessment
from models.base import Value
from models.checklist import Checklist
from models.decisions import Decision
from models.ids import RoundId
from models.metrics import Snapshot
from models.round import Status
from models.tables import (
    AssessmentRow,
    CampaignMetrics,
    CampaignSchedule,
    DecisionRow,
    NotificationLog,
    NotificationStatus,
)
from storage.assessments import to_assessment
from storage.database import Database
from storage.decisions import to_decision
from storage.metrics import to_snapshot
from storage.round_row import named

V = TypeVar("V", bound=Value)


class StageEntry(Value):
    """What became of one stage and its message."""

    sent: bool
    timestamp: datetime
    status: str


class ScheduledRound(Value):
    """One round of the schedule."""

    campaign_slug: str
    campaign_name: str
    round_number: int
    scheduled_at: datetime
    scheduled_time: str
    list_name: str | None
    list_id: int
    recipient_count: int
    recipient_range: str
    mailjet_draft_id: int
    mailjet_campaign_id: int | None
    subject: str
    sender_name: str
    sender_email: str
    notification_status: dict[str, StageEntry]
    status: Status
    status_at: datetime | None
    fingerprint: str | None
    created_at: datetime
    updated_at: datetime

    @property
    def id(self) -> RoundId:
        return RoundId(self.campaign_slug, self.round_number)


class Notification(Value):
    """One message to Slack."""

    intent_id: str
    stage: str
    status: NotificationStatus
    attempt: int
    error_message: str | None
    slack_channel_id: str | None
    slack_message_id: str | None
    first_at: datetime
    sent_at: datetime | None


class RoundRecord(Value):
    """All that is written down of one round."""

    schedule: ScheduledRound
    checklist: Checklist | None
    notifications: tuple[Notification, ...]
    snapshots: tuple[Snapshot, ...]
    assessments: tuple[Assessment, ...]
    decisions: tuple[Decision, ...]


async def list_rounds(database: Database, slug: str | None = None) -> tuple[ScheduledRound, ...]:
    """List every round, or those of one campaign, in the order of their launches."""
    query = select(CampaignSchedule).order_by(
        col(CampaignSchedule.scheduled_at), col(CampaignSchedule.round_number)
    )
    if slug is not None:
        query = query.where(col(CampaignSchedule.campaign_slug) == slug)
    async with database.begin() as session:
        rows = await session.scalars(query)
        return tuple(_read(ScheduledRound, row) for row in rows)


async def read_round(database: Database, round_id: RoundId) -> RoundRecord | None:
    """Read all that is written down of a round; None when it was never planned here."""
    async with database.begin() as session:
        row = await session.scalar(select(CampaignSchedule).where(*named(round_id)))
        if row is None:
            return None
        notifications = await session.scalars(
            select(NotificationLog)
            .where(col(NotificationLog.schedule_id) == row.id)
            .order_by(col(NotificationLog.first_at), col(NotificationLog.id))
        )
        metrics = await session.scalars(
            select(CampaignMetrics)
            .where(col(CampaignMetrics.schedule_id) == row.id)
            .order_by(col(CampaignMetrics.age))
        )
        assessments = await session.scalars(
            select(AssessmentRow)
            .where(col(AssessmentRow.schedule_id) == row.id)
            .order_by(col(AssessmentRow.created_at))
        )
        decisions = await session.scalars(
            select(DecisionRow)
            .where(col(DecisionRow.schedule_id) == row.id)
            .order_by(col(DecisionRow.number))
        )
        return RoundRecord(
            schedule=_read(ScheduledRound, row),
            checklist=Checklist.model_validate(row.checklist) if row.checklist else None,
            notifications=tuple(_read(Notification, log) for log in notifications),
            snapshots=tuple(to_snapshot(each, row.round_number) for each in metrics),
            assessments=tuple(to_assessment(each) for each in assessments),
            decisions=tuple(to_decision(each) for each in decisions),
        )


def _read(kind: type[V], row: object) -> V:
    """Read a row as the value that people are shown."""
    return kind.model_validate(row, from_attributes=True)
