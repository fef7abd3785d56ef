"""The course of a round: how it waits, obeys, holds, tells its stages and remembers them."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError

from models.checklist import Checklist
from models.explain import advice
from models.notices import HoldNotice, NoDataNotice, Notice
from models.round import Hold, HoldKind, RoundState, StageOutcome, StageRecord, Status
from models.timeline import Lateness, Stage
from workflows import search_attributes
from workflows.desk import Desk
from workflows.details import details
from workflows.interruptions import Released
from workflows.voice import Voice

T = TypeVar("T")

AFTER_WORDS = timedelta(days=1)  # how long a message that nothing waits for is worth telling
SHORTEST_SILENCE = timedelta(seconds=5)  # before a first reminder, whatever a plan asks for


class Course:
    """Keep a round on its timeline; a decision ends whatever it waits for at once."""

    def __init__(self, state: RoundState, *, desk: Desk, voice: Voice) -> None:
        self._state = state
        self._desk = desk
        self._voice = voice

    async def sleep_until(self, due: datetime, what: str) -> None:
        """Sleep until an instant; raise what people decide meanwhile."""
        left = due - workflow.now()
        if left > timedelta(0):
            with suppress(TimeoutError):
                await workflow.wait_condition(
                    lambda: self._desk.interrupted,
                    timeout=left,
                    timeout_summary=f"until {what.replace('_', ' ')}",
                )
        self._desk.obey()

    async def unless_interrupted(self, work: Coroutine[Any, Any, T]) -> T:
        """Do some work that nobody needs any more once a decision has come."""
        task = asyncio.create_task(work)
        try:
            await workflow.wait_condition(lambda: task.done() or self._desk.interrupted)
        finally:
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError, ActivityError):
                    await task
        self._desk.obey()
        return await task

    async def reach(self, stage: Stage) -> bool:
        """Sleep until a stage is due; False when it is over already, or too late to be of use."""
        state = self._state
        if stage in state.stages:
            return False
        due = state.timeline.due(stage)
        await self.sleep_until(due, stage)
        if state.timeline.lateness(stage, workflow.now()) is Lateness.SUPERSEDED:
            self.over(stage, due, outcome=StageOutcome.SUPERSEDED)
            return False
        return True

    async def tell(self, stage: Stage, notice: Notice, until: datetime) -> None:
        """Tell a stage before the launch; no decision waits for Slack."""
        told = await self.unless_interrupted(self._voice.say(stage, notice, until))
        self.over(stage, self._state.timeline.due(stage), told=told)

    async def say_no_data(self, stage: str, snapshot: str, detail: str) -> bool:
        """Say that there are no numbers yet."""
        notice = NoDataNotice(snapshot_name=snapshot, detail=detail)
        return await self._voice.say(stage, notice, until=workflow.now() + AFTER_WORDS)

    async def hold(self, kind: HoldKind, detail: str, checklist: Checklist | None = None) -> None:
        """Stop, say why, and say it again after each silence, until a decision lets go.

        Returns when the round was approved; any other decision is raised.
        """
        state, desk = self._state, self._desk
        state.hold = hold = Hold(
            kind=kind, detail=detail, advice=advice(kind, state), since=workflow.now()
        )
        desk.outcome = None
        self.become(Status.BLOCKED)
        silence, reminder = max(state.asked.policy.escalation, SHORTEST_SILENCE), 0
        with suppress(Released):
            while True:
                again = workflow.now() + silence
                notice = HoldNotice(hold=hold, reminder=reminder, checklist=checklist)
                await self.unless_interrupted(self._voice.say(f"hold {kind}", notice, again))
                await self.sleep_until(again, f"the reminder: {kind}")
                silence, reminder, checklist = silence * 2, reminder + 1, None
        state.hold = None
        self.become(Status.READY)

    def start_over(self) -> None:
        """Live through the stages anew; the launch may have moved, so it is always published."""
        self._state.status = Status.SCHEDULED
        self.publish()

    def become(self, status: Status) -> None:
        """Change the status, and publish it when it is another one."""
        if self._state.status is not status:
            self._state.status = status
            self.publish()

    def publish(self) -> None:
        """Show status and launch time where searches and people see them.

        The seconds of a launch are not published: each change costs an action and an event.
        """
        state = self._state
        workflow.upsert_search_attributes(search_attributes.standing(state))
        workflow.set_current_details(details(state))

    def over(
        self,
        stage: str,
        due: datetime,
        *,
        told: bool = True,
        outcome: StageOutcome = StageOutcome.DONE,
        at: datetime | None = None,
    ) -> None:
        """Remember that a stage is over, since now or since `at`."""
        if not told:
            outcome = StageOutcome.UNDELIVERED
        self._state.stages[stage] = StageRecord(outcome=outcome, due=due, at=at or workflow.now())
        workflow.set_current_details(details(self._state))
