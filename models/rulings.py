"""May this be decided now? One answer for signals, updates, Slack and the command."""

from datetime import datetime

from models.checklist import Verdict
from models.decisions import Abort, Approve, DecisionRequest, Recheck, Reschedule, SendOutcome
from models.fingerprint import is_spelling_of
from models.local_time import LAUNCH_YEARS
from models.round import BEFORE_HAND_OVER, NEEDS_OVERRIDE, HoldKind, RoundState, Status


def refusal(request: DecisionRequest, state: RoundState, now: datetime) -> str | None:
    """Say why a decision cannot be taken now, and what could be done; None when it can."""
    return (
        _refuse_author(request, state)
        or _refuse_too_late(state)
        or _refuse_kind(request, state, now)
    )


def _refuse_author(request: DecisionRequest, state: RoundState) -> str | None:
    """Hold the allow-list and the four-eyes rule against the author's name."""
    asked, by = state.asked, request.by.strip()
    if asked.approvers and by not in asked.approvers:
        allowed = ", ".join(asked.approvers)
        return f"{by or 'somebody'} may not decide about this campaign; ask {allowed}"
    if asked.four_eyes and isinstance(request, Approve):
        if not by:
            return "four-eyes: an approval needs a name (by)"
        if by.casefold() == asked.started_by.strip().casefold():
            return f"four-eyes: {by} started this campaign; somebody else must approve"
    return None


def _refuse_too_late(state: RoundState) -> str | None:
    if state.status in BEFORE_HAND_OVER:
        return None
    match state.status:
        case Status.ABORTED:
            return "the round was aborted; nothing is left to decide"
        case Status.LAUNCHING:
            took = (
                f", which took it at {state.accepted_at:%H:%M:%S} UTC" if state.accepted_at else ""
            )
            return f"the send has been handed over to Mailjet{took}; it cannot be changed any more"
        case _:
            at = f" at {state.sent.accepted_at:%Y-%m-%d %H:%M:%S} UTC" if state.sent else ""
            return f"the round was sent{at}; nothing can be decided about it any more"


def _refuse_kind(request: DecisionRequest, state: RoundState, now: datetime) -> str | None:
    unresolved = state.hold is not None and state.hold.kind is HoldKind.SEND_UNRESOLVED
    match request:
        case Approve():
            refuse = _refuse_outcome if unresolved else _refuse_approve
            return refuse(request, state, now)
        case Abort():
            return None
        case _ if unresolved:
            return (
                "nobody knows yet whether the round was sent; approve with outcome sent or not_sent"
            )
        case Reschedule():
            return _refuse_time(request.to, now)
        case Recheck() if state.checklist is None and state.hold is None:
            due = state.timeline.preflight
            return f"pre-flight has not run yet; it runs at {due:%Y-%m-%d %H:%M:%S} UTC"
        case _:
            return None


def _refuse_time(launch: datetime, now: datetime) -> str | None:
    if launch <= now:
        return f"{launch:%Y-%m-%d %H:%M:%S} UTC is past; choose a time ahead"
    if launch.year not in LAUNCH_YEARS:
        return f"{launch.year} is no year for a launch; choose a nearer time"
    return None


def _refuse_outcome(request: Approve, state: RoundState, now: datetime) -> str | None:
    """A send that nobody can see needs a person's word on what became of it.

    Nobody can know that it was not sent while a worker may still do it.
    """
    until = state.sending_until
    if request.outcome is None:
        return "say what became of the send: outcome sent (adopt it) or not_sent (send now)"
    if request.outcome is SendOutcome.NOT_SENT and not request.reason.strip():
        return "not_sent sends the round now; give the reason why you are sure it was not sent"
    if request.outcome is SendOutcome.NOT_SENT and until and now < until:
        return (
            f"a worker that gave no answer may still send it until {until:%Y-%m-%d %H:%M:%S} UTC; "
            f"look into Mailjet again then, and answer"
        )
    return None


def _refuse_approve(request: Approve, state: RoundState, now: datetime) -> str | None:
    return _refuse_unseen(request, state) or _refuse_override(request, state, now)


def _refuse_unseen(request: Approve, state: RoundState) -> str | None:
    """An approval needs something that pre-flight saw, and that its author saw too."""
    checklist = state.checklist
    if checklist is None and state.hold is not None:
        return "pre-flight could not look, so there is nothing to approve; recheck first"
    if checklist is None:
        due = state.timeline.preflight
        return f"nothing to approve yet: pre-flight runs at {due:%Y-%m-%d %H:%M:%S} UTC"
    if checklist.fingerprint is None:
        return "draft or list could not be read, so there is nothing to approve; recheck first"
    meant = filter(None, (checklist.fingerprint, checklist.approved_before))
    if request.fingerprint is not None and not any(
        is_spelling_of(request.fingerprint, one) for one in meant
    ):
        return "what you looked at is not what pre-flight saw last; look again, then approve"
    return None


def _refuse_override(request: Approve, state: RoundState, now: datetime) -> str | None:
    """A hold that checks or the clock made gives way only to an override with a reason.

    A draft that is not unsent, or a list that is gone, gives way to none; unless a send of ours
    is in doubt: then the draft may be ours that was sent, and the launch looks for it.
    """
    hold = state.hold.kind if state.hold else None
    if hold is HoldKind.CONTENT_CHANGED:
        return "draft or list changed after pre-flight; recheck first, then approve what it sees"
    if hold is HoldKind.COUNT_CHANGED:
        return "the number of recipients changed after pre-flight; recheck, then approve it"
    if state.checklist and state.checklist.final and not state.in_doubt:
        final = (f"{one.name} ({one.seen.rstrip('.')})" for one in state.checklist.final)
        return f"no override launches past {', '.join(final)}; mend it and recheck, or abort"
    failed = state.checklist is not None and state.checklist.verdict is Verdict.FAIL
    overrides = failed or hold in NEEDS_OVERRIDE
    late = hold is not None and now > state.deadline
    if (overrides or late) and not (request.override and request.reason.strip()):
        why = f"the round holds with {hold}" if hold else "pre-flight failed"
        why = "the launch window is over" if late else why
        return f"{why}; approve with override and a reason to launch now, or reschedule"
    return None
