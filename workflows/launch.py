"""The launch of a round: looked at again, handed over once, and found out about if need be."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

from models.decisions import SendOutcome
from models.launch import HandOver, LaunchReadiness, SendResult, Witnesses
from models.metrics import snapshot_name
from models.plan import ApprovalMode
from models.round import HoldKind, RoundState, Sent, Status
from models.timeline import Stage
from workflows.course import Course
from workflows.desk import Desk
from workflows.failures import reason_of
from workflows.intents import intent_id
from workflows.sending import find_send, hand_over, prepare_launch

BEFORE_LAUNCH = frozenset({Stage.PRELAUNCH, Stage.PREFLIGHT, Stage.LAUNCH_WARNING})
FRESH = timedelta(minutes=2)  # for so long a look at draft and list stands for what is sent
TRIES = 60  # at the launch, within its grace, while Mailjet takes nothing
NEVER_BEGUN = "The worker that was to send it was lost before it began."
SECOND_LOOK = timedelta(seconds=5)  # for a send that a person has seen, or denied


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
        state.crossed = dict(ready.crossed)
        if ready.objection:
            return await self._object(ready)
        if workflow.now() > not_after:  # looking took long, so look again
            return None
        state.status = Status.LAUNCHING
        result = await hand_over(state, intent, not_after)
        return await self._settle(result, intent, ready.recipients)

    async def _object(self, ready: LaunchReadiness) -> None:
        """Hold because something else would be sent, unless it is our own send that changed it."""
        if self._state.in_doubt:
            self._state.status = Status.LAUNCHING
            seen = await find_send(self._state, ready.recipients, SECOND_LOOK)
            if seen.found:
                return self._adopt(seen, ready.recipients)
        return await self._course.hold(ready.hold, ready.objection)

    async def _settle(self, result: SendResult, intent: str, recipients: int) -> None:
        """Act on what is known of the one POST."""
        match result.outcome:
            case HandOver.ACCEPTED:
                self._state.sent = Sent(accepted_at=result.at, recipients=recipients)
            case HandOver.REFUSED:
                await self._course.hold(
                    HoldKind.PREFLIGHT_FAILED, f"Mailjet refused the send. {result.detail}"
                )
            case HandOver.NOT_SENT:
                await self._pause(result)
            case HandOver.UNKNOWN:
                await self._reconcile(result, intent, recipients)

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

    async def _reconcile(self, result: SendResult, intent: str, recipients: int) -> None:
        """Find out by reads whether a send happened; ask a person when nobody has seen it."""
        state = self._state
        self._course.publish()
        seen = await find_send(state, recipients, state.asked.policy.settling, doubted=intent)
        if seen.voided:
            return await self._pause(result.model_copy(update={"detail": NEVER_BEGUN}))
        state.in_doubt = True
        if not seen.found:
            await self._course.hold(
                HoldKind.SEND_UNRESOLVED,
                f"Nobody knows whether the round was sent. {result.detail} "
                f"Since then: {seen.evidence}.",
            )
            if self._desk.outcome is not SendOutcome.SENT:
                return None
            state.status = Status.LAUNCHING  # nothing is left to decide
            seen = await find_send(state, recipients, SECOND_LOOK)
        return self._adopt(seen, recipients)

    def _adopt(self, seen: Witnesses, recipients: int) -> None:
        """Carry on as accepted: witnesses, or a person, know of the send."""
        self._state.sent = Sent(
            accepted_at=seen.sent_at or workflow.now(),
            campaign_id=seen.campaign_id,
            recipients=recipients,
            adopted=True,
        )

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
