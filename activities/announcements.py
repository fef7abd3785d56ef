"""Tell people in Slack, once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.errors import log_refused, taken, told_to_temporal
from activities.messages import render
from activities.pictures import Pictures, picture_of
from clients.errors import OutcomeUnknown, ProviderError
from clients.slack.answers import Posted
from clients.slack.message import Message
from models.assessment import Assessment
from models.decisions import Decision
from models.notices import (
    AbortNotice,
    Announced,
    Announcement,
    DecisionNotice,
    Told,
    WrapupNotice,
)
from models.round import RoundRef
from storage.errors import RecordRefused
from storage.notifications import Intent

CLOCK_SKEW = timedelta(minutes=5)  # between our clock and Slack's
SETTLING = timedelta(seconds=5)  # until a message that was stored shows up in the history


class Slack(Protocol):
    async def post(
        self, channel: str, message: Message, *, intent_id: str, thread_ts: str | None = None
    ) -> Posted: ...
    async def update(
        self, channel: str, ts: str, message: Message, *, intent_id: str
    ) -> Posted: ...
    async def find_posted(
        self, channel: str, intent_id: str, *, since: datetime, thread_ts: str | None = None
    ) -> Posted | None: ...


class KeepsNotifications(Protocol):
    async def begin(self, announcement: Announcement, *, attempt: int, at: datetime) -> Intent: ...
    async def succeed(
        self, announcement: Announcement, announced: Announced, *, at: datetime
    ) -> None: ...
    async def fail(self, announcement: Announcement, error: str, *, at: datetime) -> None: ...


class KeepsAssessments(Protocol):
    async def record(self, ref: RoundRef, assessment: Assessment) -> None: ...


class KeepsDecisions(Protocol):
    async def record(self, ref: RoundRef, decision: Decision) -> None: ...


@dataclass(frozen=True, kw_only=True)
class SlackActivities:
    """Post announcements into the traction channel, and keep what they tell."""

    slack: Slack
    channel: str
    log: KeepsNotifications
    assessments: KeepsAssessments
    decisions: KeepsDecisions
    pictures: Pictures

    @activity.defn
    async def announce(self, announcement: Announcement) -> Announced:
        """Record what became true and the intent to say it, then post it once.

        The record does not wait for Slack: it is written first, by every attempt. What the database
        does not take, although it is there, is a fault of ours: logged, said in the message, and no
        reason not to post it. Twice is safe: the intent's id is in the message's metadata, and
        every repetition looks into the channel's history before it posts. An unknown outcome waits
        until a stored message would show up there. Amending a message twice leaves it the same. A
        picture is seen only where the post shows it.
        """
        now = datetime.now(UTC)
        attempt = activity.info().attempt
        with told_to_temporal():
            unkept = await self._keep(announcement)
            intent = await self._begin(announcement, attempt, now)
            if intent.posted is not None:
                return intent.posted
            try:
                repeated = attempt > 1 or intent.first_at < now
                if announcement.amends is not None:
                    posted = await self._amend(announcement, announcement.amends, unkept)
                else:
                    found = await self._find(announcement, intent) if repeated else None
                    posted = found or await self._post(announcement, intent, unkept)
            except ProviderError as error:
                failed = self.log.fail(announcement, str(error), at=datetime.now(UTC))
                await taken("failure", failed)
                if isinstance(error, OutcomeUnknown):
                    raise ApplicationError(
                        str(error), type=OutcomeUnknown.__name__, next_retry_delay=SETTLING
                    ) from None
                raise
            announced = Announced(channel=posted.channel, ts=posted.ts)
            told = self.log.succeed(announcement, announced, at=datetime.now(UTC))
            await taken("success", told)
        return announced

    async def _keep(self, announcement: Announcement) -> str:
        """Keep what the notice tells of that the round's row does not hold; name what was not."""
        ref = announcement.round
        match announcement.notice:
            case WrapupNotice(assessment=assessment):
                part, write = "assessment", self.assessments.record(ref, assessment)
            case DecisionNotice(decision=decision, more=0) | AbortNotice(decision=decision):
                part, write = "decision", self.decisions.record(ref, decision)
            case _:
                return ""
        return "" if await taken(part, write) else part

    async def _begin(self, announcement: Announcement, attempt: int, now: datetime) -> Intent:
        """Record the intent; where the database does not take it, it is as old as this step."""
        try:
            return await self.log.begin(announcement, attempt=attempt, at=now)
        except RecordRefused as error:
            log_refused("intent", error)
            return Intent(activity.info().scheduled_time, None)

    async def _find(self, announcement: Announcement, intent: Intent) -> Posted | None:
        return await self.slack.find_posted(
            self.channel,
            announcement.intent_id,
            since=intent.first_at - CLOCK_SKEW,
            thread_ts=announcement.thread,
        )

    async def _amend(self, announcement: Announcement, told: Told, unkept: str) -> Posted:
        message = render(announcement, unkept)
        return await self.slack.update(self.channel, told.ts, message, intent_id=told.intent_id)

    async def _post(self, announcement: Announcement, intent: Intent, unkept: str) -> Posted:
        async def post(message: Message) -> Posted:
            return await self.slack.post(
                self.channel,
                message,
                intent_id=announcement.intent_id,
                thread_ts=announcement.thread,
            )

        message, picture = render(announcement, unkept), picture_of(announcement)
        if picture is None:
            return await post(message)
        file_id = intent.file_id or await self.pictures.upload(announcement, picture)
        return await self.pictures.post(message, picture, file_id, post)
