"""One round of a campaign, from its notice to its last follow-up."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from models.brief import Brief
from models.checklist import Checklist, Verdict
from models.comparison import compare, of_equal_age
from models.decisions import (
    Abort,
    Answer,
    Approve,
    DecisionRequest,
    Recheck,
    Reschedule,
    Unreadable,
)
from models.explain import explain
from models.metrics import WRAPUP_SNAPSHOT, snapshot_name
from models.notices import (
    AbortNotice,
    FollowupNotice,
    LaunchConfirmationNotice,
    LaunchWarningNotice,
    PreflightNotice,
    PrelaunchNotice,
    WrapupNotice,
)
from models.round import (
    HoldKind,
    RoundReport,
    RoundState,
    RoundView,
    Sent,
    StartRound,
    Status,
    followup_key,
)
from models.steps import Measured
from models.timeline import Stage, Timeline
from workflows.checking import check, failure_of
from workflows.clerk import Clerk
from workflows.course import AFTER_WORDS, Course
from workflows.desk import Desk
from workflows.details import details
from workflows.failures import reason_of
from workflows.hearing import Hearing, opened, said
from workflows.interruptions import Aborted, TimelineChanged
from workflows.launch import Launch
from workflows.measuring import assess, measure
from workflows.sending import find_send
from workflows.voice import Voice

MORE_TO_APPROVE = '; after a hold with "override": true, or "outcome": "sent" or "not_sent"'


@workflow.defn
class CampaignRound:
    """Take one round through its lifecycle.

    Prelaunch: the notice the afternoon before. Ends when it is told, or too late to tell.
    Pre-flight: every check, on launch morning. Ends with a checklist that lets the round launch.
    Launch warning: 15 minutes before. Ends when it is told, or the launch is due.
    Launch: exactly once, within its grace. Ends when a witness has seen what Mailjet took.
    Launch confirmation: ends when the campaign id is known and told.
    Wrap-up: first results, compared and assessed. Ends with the round completed.
    Follow-ups: later results. The round ends with the last of them.

    Until the send is handed over, a hold stops the round and says why, and people decide at any
    time: approve, abort, reschedule, recheck. A cancelled workflow is an aborted round; once it
    was sent, a cancellation only ends its watch.
    """

    @workflow.init
    def __init__(self, asked: StartRound) -> None:
        launch = asked.planned.launch
        self._state = RoundState(
            asked=asked, launch=launch, timeline=Timeline.of(asked.policy, launch)
        )
        self._desk = Desk(self._state)
        self._voice = Voice(self._state)
        self._course = Course(self._state, desk=self._desk, voice=self._voice)
        self._launch = Launch(self._state, desk=self._desk, course=self._course)
        self._clerk = Clerk(self._desk, self._voice)
        self._hearing = Hearing()

    @workflow.run
    async def run(self, asked: StartRound) -> RoundReport:  # noqa: ARG002 - taken by __init__
        workflow.set_current_details(details(self._state))
        self._clerk.begin()
        try:
            await self._reach_launch()
            await self._confirm_launch()
            await self._wrap_up()
            await self._follow_up()
        except Aborted:
            await self._end_unsent()
        except (asyncio.CancelledError, ActivityError) as error:
            if self._state.sent is not None or not is_cancelled_exception(error):
                raise
            self._desk.cancel(workflow.cancellation_reason() or "")
            await self._end_unsent()
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self._clerk.finish()
        return self._report()

    async def _reach_launch(self) -> None:
        """Live through the stages up to the launch; after a change, live through them again.

        A stage that is over is not repeated, so the way through is always the same.
        """
        while self._state.sent is None:
            try:
                await self._prelaunch()
                await self._preflight()
                await self._warn()
                await self._launch.attempt()
            except TimelineChanged:
                self._course.start_over()

    async def _prelaunch(self) -> None:
        if not await self._course.reach(Stage.PRELAUNCH):
            return
        planned, timeline = self._state.asked.planned, self._state.timeline
        notice = PrelaunchNotice(
            subject=planned.subject,
            sender_name=planned.sender_name,
            list_id=planned.list_id,
            draft_id=planned.draft_id,
            expected_recipients=planned.expected_recipients,
            preflight_at=timeline.preflight,
            approval=self._state.asked.approval,
            segment_id=planned.segment_id,
        )
        await self._course.tell(Stage.PRELAUNCH, notice, until=timeline.preflight)

    async def _preflight(self) -> None:
        if not await self._course.reach(Stage.PREFLIGHT):
            return None
        state = self._state
        try:
            checklist = await self._course.unless_interrupted(check(state))
        except ActivityError as error:
            self._course.over(Stage.PREFLIGHT, state.timeline.preflight)
            why = f"Pre-flight could not look. {reason_of(error)}"
            return await self._course.hold(HoldKind.PREFLIGHT_FAILED, why)
        state.checklist, state.crossed = checklist, checklist.crossed
        if checklist.verdict is Verdict.FAIL and not self._overridden(checklist):
            self._course.over(Stage.PREFLIGHT, state.timeline.preflight)
            return await self._course.hold(*failure_of(checklist), checklist)
        self._course.become(Status.READY)
        notice = PreflightNotice(
            checklist=checklist,
            needs_approval=state.needs_approval and not state.approved,
            approved_by=state.consent.by if state.consent else None,
        )
        return await self._course.tell(Stage.PREFLIGHT, notice, state.timeline.launch_warning)

    def _overridden(self, checklist: Checklist) -> bool:
        """Say whether only harm objects that somebody overrode, and that got no worse since."""
        kind, _ = failure_of(checklist)
        return kind is HoldKind.GUARDRAIL and self._state.harm_is_accepted

    async def _warn(self) -> None:
        if not await self._course.reach(Stage.LAUNCH_WARNING):
            return
        state, planned = self._state, self._state.asked.planned
        recipients, counted_at = state.announced_recipients
        notice = LaunchWarningNotice(
            recipients=recipients,
            counted_at=counted_at,
            list_id=planned.list_id,
            segment_id=planned.segment_id,
            subject=planned.subject,
            approval_missing=state.needs_approval and not state.approved,
            approved_by=state.consent.by if state.consent else None,
        )
        await self._course.tell(Stage.LAUNCH_WARNING, notice, until=state.timeline.launch)

    async def _confirm_launch(self) -> None:
        state = self._state
        self._course.over(Stage.LAUNCH, state.timeline.launch, at=self._sent.accepted_at)
        self._course.become(Status.SENT)
        sent = self._sent
        if sent.campaign_id is None:
            seen = await find_send(state, sent.recipients, state.asked.policy.settling)
            sent = state.sent = sent.model_copy(update={"campaign_id": seen.campaign_id})
        wrapup_at = sent.accepted_at + state.asked.policy.wrapup_delay
        checked = state.checklist.active_recipients if state.checklist else None
        notice = LaunchConfirmationNotice(
            sent=sent,
            wrapup_at=wrapup_at,
            checked_recipients=checked,
            list_id=state.asked.planned.list_id,
        )
        told = await self._voice.say(Stage.LAUNCH_CONFIRMATION, notice, until=wrapup_at)
        self._course.over(Stage.LAUNCH_CONFIRMATION, sent.accepted_at, told=told)

    async def _wrap_up(self) -> None:
        state = self._state
        due = self._sent.accepted_at + state.asked.policy.wrapup_delay
        await self._course.sleep_until(due, Stage.WRAPUP)
        measured = await self._measure(WRAPUP_SNAPSHOT)
        if measured.snapshot is None:
            self._course.become(Status.COMPLETED)
            told = await self._course.say_no_data(Stage.WRAPUP, WRAPUP_SNAPSHOT, measured.detail)
            self._course.over(Stage.WRAPUP, due, told=told)
            return
        brief = Brief(
            campaign=state.asked.campaign_name,
            round_number=state.asked.planned.number,
            expected_recipients=state.asked.planned.expected_recipients,
            snapshot=measured.snapshot,
            comparison=state.comparison,
        )
        state.assessment = await assess(brief)
        self._course.become(Status.COMPLETED)
        notice = WrapupNotice(
            snapshot=measured.snapshot, comparison=state.comparison, assessment=state.assessment
        )
        told = await self._voice.say(Stage.WRAPUP, notice, self._next_results(timedelta(0)))
        self._course.over(Stage.WRAPUP, due, told=told)

    async def _follow_up(self) -> None:
        for age in self._state.asked.policy.followups:
            due, name = self._sent.accepted_at + age, snapshot_name(age)
            await self._course.sleep_until(due, followup_key(age))
            measured = await self._measure(name)
            if measured.snapshot is None:
                told = await self._course.say_no_data(followup_key(age), name, measured.detail)
            else:
                notice = FollowupNotice(
                    snapshot=measured.snapshot, comparison=self._state.comparison
                )
                told = await self._voice.say(followup_key(age), notice, self._next_results(age))
            self._course.over(followup_key(age), due, told=told)

    async def _end_unsent(self) -> None:
        self._state.hold = None
        self._course.become(Status.ABORTED)
        notice = AbortNotice(decision=self._desk.abort)
        await self._voice.say("abort", notice, until=workflow.now() + AFTER_WORDS)

    # Steps of the stages.

    async def _measure(self, name: str) -> Measured:
        """Take a snapshot, and set it beside the earlier round's of the same age."""
        measured = await measure(self._state, name)
        self._state.comparison = None
        if measured.snapshot is not None:
            self._state.snapshots.append(measured.snapshot)
            if measured.earlier and of_equal_age(measured.snapshot, measured.earlier):
                self._state.comparison = compare(measured.snapshot, measured.earlier)
        if measured.campaign_id is not None:
            campaign = {"campaign_id": measured.campaign_id}
            self._state.sent = self._sent.model_copy(update=campaign)
        return measured

    def _next_results(self, age: timedelta) -> datetime:
        """Give the instant at which results of that age are old news: when the next are due."""
        later = [followup for followup in self._state.asked.policy.followups if followup > age]
        return self._sent.accepted_at + later[0] if later else workflow.now() + AFTER_WORDS

    def _report(self) -> RoundReport:
        state = self._state
        last = state.snapshots[-1] if state.snapshots else None
        return RoundReport(
            number=state.asked.planned.number,
            status=state.status,
            launch=state.launch,
            sent=state.sent,
            snapshot=last.name if last else "",
            age=last.age if last else None,
            metrics=last.metrics if last else None,
            comparison=state.comparison,
            reason=self._desk.abort.reason if state.status is Status.ABORTED else "",
        )

    @property
    def _sent(self) -> Sent:
        """Give what is known of the send; only stages after the launch ask."""
        if self._state.sent is None:
            raise ApplicationError("the round was not sent", type="NotSent", non_retryable=True)
        return self._state.sent

    # What people ask and say.

    @workflow.query(description="Where the round stands, why it waits, and what comes next")
    def status(self) -> RoundView:
        return explain(self._state)

    @workflow.signal(name="approve", description=f"Let it launch: {Approve.EXAMPLE}")
    def approve_by_signal(self, *payloads: Any) -> None:  # Any: typed by hand
        if not self._hearing.hears(payloads):
            return
        payload = said(payloads)
        try:
            self._desk.decide(Approve.read(payload), "signal")
        except Unreadable as unreadable:
            if workflow.patched("unreadable-approvals-are-kept"):
                self._desk.decide(Approve.heard(payload), "signal", str(unreadable))

    @workflow.signal(name="abort", description=f"End it unsent: {Abort.EXAMPLE}")
    def abort_by_signal(self, *payloads: Any) -> None:  # Any: typed by hand
        if self._hearing.hears(payloads):
            self._desk.decide(Abort.hear(said(payloads)), "signal")

    @workflow.signal(dynamic=True, description="Any other name changes nothing")
    def other_signal(self, name: str, payloads: Sequence[RawValue]) -> None:
        match self._hearing.knows(name, ("approve", "abort")):
            case "approve":
                self.approve_by_signal(*opened(payloads))
            case "abort":
                self.abort_by_signal(*opened(payloads))
            case _:
                self._desk.ignore(name)

    @workflow.update(description=f"Let the round launch: {Approve.EXAMPLE}{MORE_TO_APPROVE}")
    def approve(self, payload: Any = None, *_: Any) -> Answer:  # Any: typed by hand
        return self._desk.decide(Approve.read(payload), "update")

    @workflow.update(description=f"End the round without sending it: {Abort.EXAMPLE}")
    def abort(self, payload: Any = None, *_: Any) -> Answer:  # Any: typed by hand
        return self._desk.decide(Abort.read(payload), "update")

    @workflow.update(description=f"Move the launch: {Reschedule.EXAMPLE}")
    def reschedule(self, payload: Any = None, *_: Any) -> Answer:  # Any: typed by hand
        return self._desk.decide(Reschedule.read(payload), "update")

    @workflow.update(description=f"Run pre-flight again: {Recheck.EXAMPLE}")
    def recheck(self, payload: Any = None, *_: Any) -> Answer:  # Any: typed by hand
        return self._desk.decide(Recheck.read(payload), "update")

    @approve.validator
    def _check_approve(self, payload: Any = None, *_: Any) -> None:  # Any: as above
        self._refuse(Approve, payload)

    @abort.validator
    def _check_abort(self, payload: Any = None, *_: Any) -> None:  # Any: as above
        self._refuse(Abort, payload)

    @reschedule.validator
    def _check_reschedule(self, payload: Any = None, *_: Any) -> None:  # Any: as above
        self._refuse(Reschedule, payload)

    @recheck.validator
    def _check_recheck(self, payload: Any = None, *_: Any) -> None:  # Any: as above
        self._refuse(Recheck, payload)

    def _refuse(self, kind: type[DecisionRequest], payload: Any) -> None:  # Any: as above
        """Refuse an update with the reason; a refused one leaves nothing in the history."""
        try:
            objection = self._desk.refusal(kind.read_object(said([payload])))
        except Unreadable as unreadable:
            objection = str(unreadable)
        if objection:
            raise ApplicationError(objection, type="Refused", non_retryable=True)
