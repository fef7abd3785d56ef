"""The desk of a round: where people's decisions arrive, are judged and take effect."""

import asyncio
from datetime import timedelta

from temporalio import workflow

from models.approval import Approval
from models.decisions import (
    Abort,
    Answer,
    Approve,
    Decision,
    DecisionKind,
    DecisionRequest,
    Recheck,
    Reschedule,
    SendOutcome,
    who,
)
from models.round import HoldKind, RoundState
from models.rulings import refusal
from models.text import clean, one_line
from models.timeline import Stage, Timeline
from workflows.details import details
from workflows.hearing import LONGEST_NAME, MOST_UNKNOWN
from workflows.interruptions import Aborted, Released, TimelineChanged
from workflows.refusals import MOST_DECISIONS, Flood, Refusals, too_many

FARTHEST = timedelta(days=5 * 366)  # a launch beyond is a slip of the keyboard

KINDS = {
    Approve: DecisionKind.APPROVE,
    Abort: DecisionKind.ABORT,
    Reschedule: DecisionKind.RESCHEDULE,
    Recheck: DecisionKind.RECHECK,
}


class Desk:
    """Judge decisions, apply them to the round's state, and tell the round to obey."""

    def __init__(self, state: RoundState) -> None:
        self._state = state
        self._abort: Decision | None = None
        self._changed = False
        self._released = False
        self.outcome: SendOutcome | None = None
        self._refusals = Refusals(state)
        self.unfiled: asyncio.Queue[Decision | Flood] = asyncio.Queue()

    @property
    def interrupted(self) -> bool:
        """Say whether a decision takes the round out of what it is doing."""
        return self._changed or self._released or self._abort is not None

    @property
    def abort(self) -> Decision:
        """Give the decision that ended the round."""
        if self._abort is None:
            raise LookupError("nobody aborted this round")
        return self._abort

    def obey(self) -> None:
        """Raise what was decided: Aborted, or, once for each decision, the other interruptions."""
        changed, released = self._changed, self._released
        self._changed = self._released = False
        if self._abort is not None:
            raise Aborted
        if changed:
            raise TimelineChanged
        if released:
            raise Released

    def refusal(self, request: DecisionRequest) -> str | None:
        """Say why a decision cannot be taken now; None when it can."""
        if self._abort is not None:
            return f"{self._abort.by} has just aborted the round"
        if self._full and not isinstance(request, Abort):
            return too_many()
        if isinstance(request, Reschedule) and request.to - workflow.now() > FARTHEST:
            return f"{request.to:%Y-%m-%d} is too far ahead; choose a time within five years"
        return self._refuse_contradiction(request) or refusal(request, self._state, workflow.now())

    def decide(self, request: DecisionRequest, via: str, objection: str | None = None) -> Answer:
        """Judge a decision, apply it if it may be taken, and keep it either way."""
        state, now = self._state, workflow.now()
        objection = objection or self.refusal(request) or self._refusals.objection(request)
        checklist, launch = state.checklist, state.launch
        decision = Decision(
            number=len(state.decisions) + 1,
            kind=KINDS[type(request)],
            by=who(request),
            via=request.via or via,
            reason=request.reason.strip(),
            at=now,
            accepted=objection is None,
            answer=objection or self._apply(request),
            fingerprint=checklist.fingerprint if checklist else None,
            launch=launch,
        )
        if decision.accepted and isinstance(request, Abort):
            self._abort = decision
        if decision.accepted or self._refusals.keeps(decision):
            self._keep(decision)
        else:
            if flood := self._refusals.count(decision):
                self.unfiled.put_nowait(flood)
            workflow.set_current_details(details(self._state))
        return Answer(accepted=decision.accepted, message=decision.answer, at=now)

    def cancel(self, reason: str) -> None:
        """Take a cancellation of the workflow as an abort; who may cancel it, Temporal judges."""
        state = self._state
        if self._abort is None:
            self._abort = Decision(
                number=len(state.decisions) + 1,
                kind=DecisionKind.ABORT,
                by="somebody",
                via="temporal",
                reason=clean(reason) or "the workflow was cancelled",
                at=workflow.now(),
                accepted=True,
                answer=self._end(),
                fingerprint=state.checklist.fingerprint if state.checklist else None,
                launch=state.launch,
            )
            self._keep(self._abort)

    def ignore(self, signal: str) -> None:
        """Show whoever sent it that a signal has changed nothing."""
        unknown, name = self._state.unknown_signals, one_line(signal)[:LONGEST_NAME]
        if name not in unknown and len(unknown) < MOST_UNKNOWN:
            unknown.append(name)
            workflow.set_current_details(details(self._state))

    @property
    def _full(self) -> bool:
        return sum(one.accepted for one in self._state.decisions) >= MOST_DECISIONS

    def _keep(self, decision: Decision) -> None:
        self._state.decisions.append(decision)
        self.unfiled.put_nowait(decision)
        workflow.set_current_details(details(self._state))

    def _refuse_contradiction(self, request: DecisionRequest) -> str | None:
        """Hear only one answer to what became of a send; an abort still stops a new one."""
        if not self._released or self.outcome is None:
            return None
        if self.outcome is SendOutcome.NOT_SENT and isinstance(request, Abort):
            return None
        return f"somebody has just answered that the send was {self.outcome.replace('_', ' ')}"

    def _apply(self, request: DecisionRequest) -> str:
        """Change the state as decided, and say what happens now."""
        match request:
            case Approve():
                return self._approve(request)
            case Reschedule():
                return self._reschedule(request)
            case Recheck():
                return self._recheck()
            case _:
                return self._end()

    def _end(self) -> str:
        hold = self._state.hold
        if hold is not None and hold.kind is HoldKind.SEND_UNRESOLVED:
            return "The round ends here; nobody knows whether it was sent, so look into Mailjet."
        return "The round ends; nothing is sent."

    def _approve(self, request: Approve) -> str:
        state, now = self._state, workflow.now()
        self._released = state.hold is not None
        if state.hold is not None and state.hold.kind is HoldKind.SEND_UNRESOLVED:
            self.outcome = request.outcome
            if request.outcome is SendOutcome.SENT:
                return "The send is adopted; its results are collected."
            state.late_until = now + state.asked.policy.launch_grace
            return "The round is sent now."
        checked = state.checklist.fingerprint if state.checklist else None
        state.approval = Approval(
            by=who(request),
            reason=request.reason.strip(),
            fingerprint=checked or "",
            override=request.override,
            at=now,
            recipients=state.checklist.active_recipients if state.checklist else None,
            crossed=state.crossed,
        )
        if now <= state.timeline.launch:
            return f"It launches at {state.launch:%Y-%m-%d %H:%M:%S} UTC."
        if request.override:
            state.late_until = now + state.asked.policy.launch_grace
        return "It launches now."

    def _reschedule(self, request: Reschedule) -> str:
        state = self._state
        state.launch = request.to
        state.moves += 1
        state.timeline = Timeline.of(state.asked.policy, request.to)
        state.stages.clear()
        state.checklist, state.approval, state.late_until = None, None, None
        state.hold = None
        self._changed = True
        return f"The launch moves to {request.to:%Y-%m-%d %H:%M:%S} UTC; it is checked again first."

    def _recheck(self) -> str:
        state = self._state
        state.stages.pop(Stage.PREFLIGHT, None)
        if state.consent is not None:  # one of release 0.1.0 did not keep the number it is bound to
            state.approval = state.consent.model_copy(update={"recipients": state.counted})
        state.checklist, state.hold = None, None
        self._changed = True
        return "Pre-flight runs again now."
