"""The voice of a round: everything that it tells Slack."""

from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.announcements import SlackActivities
from models.decisions import Decision
from models.notices import Announcement, HoldNotice, Notice, Told
from models.round import RoundState
from workflows import policies
from workflows.intents import intent_id


class Voice:
    """Tell people, once and in time; remember what could not be told."""

    def __init__(self, state: RoundState) -> None:
        self._state = state
        self._cards: list[tuple[Told, HoldNotice]] = []

    async def say(
        self,
        stage: str,
        notice: Notice,
        until: datetime,
        *,
        in_thread: bool = False,
        amends: Told | None = None,
    ) -> bool:
        """Announce something, trying until it has lost its point; say whether Slack took it.

        The intent's id never recurs, and stays the same however often the announcement is made.
        """
        state = self._state
        state.message_count += 1
        announcement = Announcement(
            intent_id=intent_id(state.ref.id, state.message_count),
            stage=stage,
            round=state.ref,
            status=state.status,
            notice=notice,
            thread=state.thread if in_thread else None,
            amends=amends,
            undelivered=tuple(state.undelivered),
        )
        policy = policies.announce(f"tell: {stage}", until - workflow.now())
        try:
            announced = await workflow.execute_activity_method(
                SlackActivities.announce, announcement, **policy
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            state.undelivered.append(stage)
            return False
        told = announcement.undelivered
        state.undelivered = [missed for missed in state.undelivered if missed not in told]
        state.thread = state.thread or announced.ts
        if isinstance(notice, HoldNotice) and amends is None:
            self._cards.append((Told(ts=announced.ts, intent_id=announcement.intent_id), notice))
        return True

    async def close_holds(self, decision: Decision, until: datetime) -> None:
        """Mark what told of a hold as over, so that nobody acts on it any more."""
        ended = [card for card in self._cards if card[1].hold.since <= decision.at]
        for told, notice in ended:
            self._cards.remove((told, notice))
            over = notice.model_copy(update={"over": decision})
            await self.say("hold over", over, until, amends=told)
