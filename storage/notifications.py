"""The record of messages to Slack: one row an intent, however often it is tried."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.notices import Announced, Announcement, CampaignNotice
from models.tables import CampaignSchedule, NotificationLog, NotificationStatus
from storage.database import Database
from storage.round_row import advance, locked, mark

LONGEST_ERROR = 500


@dataclass(frozen=True)
class Intent:
    """When a message was first meant to be posted, and where it stands if it was."""

    first_at: datetime
    posted: Announced | None
    file_id: str | None = None  # the picture that was uploaded for it


@dataclass(frozen=True)
class Notifications:
    """Write down what is told to Slack. A message that was posted stays posted."""

    database: Database

    async def begin(self, announcement: Announcement, *, attempt: int, at: datetime) -> Intent:
        """Write the round's status and the intent to tell of it, in one transaction.

        Twice is safe: an intent has one row, its first time is kept, and one that succeeded is
        only read. A status is as old as its intent, however often it is tried, so that it is not
        written over a newer one. A campaign's notice belongs to no round and leaves it as it is.
        """
        async with self.database.begin() as session:
            row, log = await _both(session, announcement, at)
            if log.status is NotificationStatus.SUCCESS:
                return Intent(log.first_at, _posted(log))
            log.status = NotificationStatus.RETRYING
            log.attempt = max(attempt, log.attempt)
            if not isinstance(announcement.notice, CampaignNotice):
                advance(row, announcement.round, announcement.status, log.first_at)
            _mark(row, announcement, NotificationStatus.RETRYING, at)
            return Intent(log.first_at, None, log.slack_file_id)

    async def keep_file(self, announcement: Announcement, file_id: str, *, at: datetime) -> str:
        """Keep the picture that was uploaded for a message, and give the one to show.

        Twice is safe: the first is kept, and given to whoever comes with another.
        """
        async with self.database.begin() as session:
            _, log = await _both(session, announcement, at)
            log.slack_file_id = log.slack_file_id or file_id
            return log.slack_file_id

    async def succeed(
        self, announcement: Announcement, announced: Announced, *, at: datetime
    ) -> None:
        """Write where the message stands. Twice is safe: the first place and time are kept."""
        async with self.database.begin() as session:
            row, log = await _both(session, announcement, at)
            if log.status is NotificationStatus.SUCCESS:
                return
            log.status = NotificationStatus.SUCCESS
            log.error_message = None
            log.slack_channel_id = announced.channel
            log.slack_message_id = announced.ts
            log.sent_at = at
            _mark(row, announcement, NotificationStatus.SUCCESS, at)

    async def fail(self, announcement: Announcement, error: str, *, at: datetime) -> None:
        """Write why the message was not posted. Twice is safe: a success is not written over."""
        async with self.database.begin() as session:
            row, log = await _both(session, announcement, at)
            if log.status is NotificationStatus.SUCCESS:
                return
            log.status = NotificationStatus.FAILURE
            log.error_message = error[:LONGEST_ERROR]
            _mark(row, announcement, NotificationStatus.FAILURE, at)


async def _both(
    session: AsyncSession, announcement: Announcement, at: datetime
) -> tuple[CampaignSchedule, NotificationLog]:
    """Find or make the intent's row; the round's lock lets one caller do so at a time."""
    row = await locked(session, announcement.round.id)
    query = select(NotificationLog).where(col(NotificationLog.intent_id) == announcement.intent_id)
    log = await session.scalar(query)
    if log is None:
        log = NotificationLog(
            schedule_id=row.id or 0,
            intent_id=announcement.intent_id,
            stage=announcement.stage,
            status=NotificationStatus.RETRYING,
            attempt=1,
            first_at=at,
        )
        session.add(log)
    return row, log


def _mark(
    row: CampaignSchedule, announcement: Announcement, status: NotificationStatus, at: datetime
) -> None:
    sent = status is NotificationStatus.SUCCESS
    mark(row, announcement.stage, sent=sent, word=status.value, at=at)


def _posted(log: NotificationLog) -> Announced | None:
    if log.slack_channel_id is None or log.slack_message_id is None:
        return None
    return Announced(channel=log.slack_channel_id, ts=log.slack_message_id)
