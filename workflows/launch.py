"""The launch of a round: looked at again, handed over once, and found out about if need be."""

import asyncio
from datetime import datetime, timedelta
from typing import NamedTuple

from temporalio import workflow
from temporalio.exceptions import ActivityError

from models.decisions import SendOutcome
from models.launch import (
    ANSWER_WITHIN,
    CLOCKS_DIFFER,
    HandOver,
    LaunchReadiness,
    SendResult,
    Witnesses,
)
from models.metrics import snapshot_name
from models.plan import ApprovalMode
from models.round import HoldKind, RoundState, Sent, Status
from models.timeline import Stage
from workflows import policies
from workflows.course import Course
from workflows.desk import Desk
from workflows.failures import reason_of
from workflows.intents import intent_id
from workflows.sending import find_send, hand_over, prepare_launch

BEFORE_LAUNCH = frozenset({Stage.PRELAUNCH, Stage.PREFLIGHT, Stage.LAUNCH_WARNING})
FRESH = timedelta(minutes=2)  # for so long a look at draft and list stands for what is sent
TRIES = 60  # at the launch, within its grace, while Mailjet takes nothing
SOON = timedelta(seconds=15)  # in which a witness mostly speaks; later people see the wait
SECOND_LOOK = timedelta(seconds=5)  # for a send that a person has seen, or denied
OUTLIVES = "a-send-outlives-a-cancellation"
NEVER_BEGUN = "The worker that was to send it was lost before it began."
MAY_STILL = "Until {:%Y-%m-%d %H:%M:%S} UTC a worker that was held up may still send it."
CANCELLED = "It was cancelled meanwhile, but what was handed over can not be taken back."


class Try(NamedTuple):
    """One try to send a round: its intent, until when it may begin, and to how many it goes."""

    intent: str
    not_after: datetime
    recipients: int


class Launch:
    """Send one round exactly once, or hold and say why."""

    def __init__(self, state: RoundState, *, desk: Desk, course: Course) -> None:
        self._state = state
        self._desk = desk
        self._course = course
        self._tries = 0  # each has an intent of its own
        self._last_try = ""  # why Mailjet did not take it, when it certainly did not

    async def attempt(self) -> None:
        """Launch when it is time; whoever is let go of a hold comes here again.

        Returns with the round sent, or with the obstacle of this attempt out of the way.
        """
        state = self._state
        await self._course.sleep_until(state.timeline.launch, Stage.LAUNCH)
        if objection := self._objection():
            return await self._course.hold(*objection)
        checked = state.checklist.fingerprint if state.checklist else None
        not_after = min(workflow.now() + FRESH, state.deadline)
        self._tries += 1
        intent = intent_id(state.ref.id, f"launch-{self._tries}")
        look = prepare_launch(state, intent, checked or "")
        try:
            ready = await self._course.unless_interrupted(look)
        except ActivityError as error:
            return await self._course.hold(HoldKind.PREFLIGHT_FAILED, reason_of(error))
        if ready.crossed is not None:  # a worker of release 0.1.0 does not look
            state.crossed = ready.crossed
        if ready.objection:
            return await self._object(ready)
        if workflow.now() > not_after:  # looking took long, so look again
            return None
        state.status = Status.LAUNCHING
        state.sending_until = None
        result = await hand_over(state, intent, not_after)
        return await self._settle(result, Try(intent, not_after, ready.recipients))

    async def _object(self, ready: LaunchReadiness) -> None:
        """Hold because something else would be sent, unless it is our own send that changed it."""
        if self._state.in_doubt:
            self._state.status = Status.LAUNCHING
            seen = await find_send(self._state, ready.recipients, SECOND_LOOK)
            if seen.found:
                return self._adopt(seen, ready.recipients)
        return await self._course.hold(ready.hold, ready.objection)

    async def _settle(self, result: SendResult, this: Try) -> None:
        """Act on what is known of the one POST."""
        match result.outcome:
            case HandOver.ACCEPTED if workflow.patched("acceptance-waits-for-a-witness"):
                await self._await_witness(result, this)
            case HandOver.ACCEPTED:  # as rounds of 0.1.0 were told
                self._state.sent = Sent(
                    accepted_at=result.at,
                    recipients=this.recipients,
                    segment_id=self._state.asked.planned.segment_id,
                )
            case HandOver.REFUSED:
                self._heed_cancellation()
                await self._course.hold(
                    HoldKind.PREFLIGHT_FAILED, f"Mailjet refused the send. {result.detail}"
                )
            case HandOver.NOT_SENT:
                await self._pause(result)
            case HandOver.UNKNOWN:
                await self._reconcile(result, this)

    async def _await_witness(self, result: SendResult, this: Try) -> None:
        """Stay launching until a witness has seen what Mailjet took; ask a person when none has."""
        state, settling = self._state, self._state.asked.policy.settling
        state.accepted_at = result.at
        soon = min(SOON, settling)
        first = policies.look("see that it was sent", 2 * SOON)
        seen = await find_send(state, this.recipients, soon, outlives=True, policy=first)
        if not seen.found and settling > soon:
            self._course.publish()  # so long that people shall see it
            seen = await find_send(
                state, this.recipients, settling - soon, outlives=True, witness_suffices=True
            )
        state.accepted_at = None
        if seen.found:
            state.sent = Sent(
                accepted_at=result.at,
                campaign_id=seen.campaign_id,
                recipients=this.recipients,
                segment_id=state.asked.planned.segment_id,
            )
            return
        await self._ask_what_became_of_it(
            f"Mailjet took the send at {result.at:%Y-%m-%d %H:%M:%S} UTC, and nobody has seen it.",
            seen,
            this,
            accepted_at=result.at,
        )

    async def _pause(self, result: SendResult) -> None:
        """Wait before the next try, but not beyond the grace: then people are asked."""
        state = self._state
        if workflow.cancellation_reason() is not None:
            raise asyncio.CancelledError
        self._last_try = f" Last try: {result.detail}"
        self._course.become(Status.READY)
        pause = result.retry_after or state.asked.policy.launch_grace / TRIES
        over = state.deadline + timedelta(seconds=1)
        await self._course.sleep_until(min(workflow.now() + pause, over), "the next try")

    async def _reconcile(self, result: SendResult, this: Try) -> None:
        """Find out by reads whether a send happened; ask a person when nobody has seen it."""
        state = self._state
        self._course.publish()
        seen = await find_send(
            state,
            this.recipients,
            state.asked.policy.settling,
            doubted=this.intent,
            outlives=workflow.patched(OUTLIVES),
        )
        if seen.voided:
            return await self._pause(result.model_copy(update={"detail": NEVER_BEGUN}))
        if seen.found:
            state.in_doubt = True
            return self._adopt(seen, this.recipients)
        if not result.answered and workflow.patched("claims-have-a-deadline"):
            latest = seen.claim_until or this.not_after + ANSWER_WITHIN
            state.sending_until = latest + CLOCKS_DIFFER
        unknown = f"Nobody knows whether the round was sent. {result.detail}"
        return await self._ask_what_became_of_it(unknown, seen, this)

    async def _ask_what_became_of_it(
        self, what: str, seen: Witnesses, this: Try, accepted_at: datetime | None = None
    ) -> None:
        """Hold until a person says what became of the send: sent it is adopted, else sent again."""
        state = self._state
        state.in_doubt = True
        cancelled = f" {CANCELLED}" if workflow.cancellation_reason() is not None else ""
        until = state.sending_until
        frozen = f" {MAY_STILL.format(until)}" if until and until > workflow.now() else ""
        await self._course.hold(
            HoldKind.SEND_UNRESOLVED,
            f"{what} Since then: {seen.evidence}.{frozen}{cancelled}",
        )
        if self._desk.outcome is not SendOutcome.SENT:
            return self._heed_cancellation()
        state.status = Status.LAUNCHING  # nothing is left to decide
        seen = await find_send(state, this.recipients, SECOND_LOOK)
        return self._adopt(seen, this.recipients, accepted_at)

    def _adopt(self, seen: Witnesses, recipients: int, accepted_at: datetime | None = None) -> None:
        """Carry on as accepted: witnesses, or a person, know of the send."""
        self._state.sent = Sent(
            accepted_at=accepted_at or seen.sent_at or workflow.now(),
            campaign_id=seen.campaign_id,
            recipients=recipients,
            segment_id=self._state.asked.planned.segment_id,
            adopted=True,
        )

    def _heed_cancellation(self) -> None:
        """Obey a cancellation that came while a send was under way, now that it is not."""
        if workflow.cancellation_reason() is not None and workflow.patched(OUTLIVES):
            raise asyncio.CancelledError

    def _objection(self) -> tuple[HoldKind, str] | None:
        """Say why the round may not launch at this instant."""
        state = self._state
        if workflow.now() > state.deadline:
            sent = "an earlier try may have been sent" if state.in_doubt else "nothing was sent"
            return (
                HoldKind.MISSED_WINDOW,
                (
                    f"The launch was due at {state.launch:%Y-%m-%d %H:%M:%S} UTC and its grace of "
                    f"{snapshot_name(state.asked.policy.launch_grace)} is over; {sent}."
                    f"{self._last_try}"
                ),
            )
        if state.needs_approval and not state.approved:
            why = (
                "Every round of this campaign needs an approval, and nobody has given it."
                if state.asked.approval is ApprovalMode.REQUIRED
                else "Pre-flight has warnings, and nobody has approved them."
            )
            return HoldKind.APPROVAL_MISSING, why
        untold = [stage for stage in state.undelivered if stage in BEFORE_LAUNCH]
        overridden = state.approval is not None and state.approval.override
        if untold and state.asked.approval is ApprovalMode.REQUIRED and not overridden:
            return HoldKind.PAUSED, f"Slack did not take: {', '.join(untold)}."
        return None
