"""Why a round waits, who must act, and what happens next and when."""

from models.round import Hold, HoldKind, RoundState, RoundView, Status


def explain(state: RoundState) -> RoundView:
    """Put a round's state in the words of those who ask about it."""
    upcoming = None if state.status is Status.ABORTED else state.next_due()
    return RoundView(
        state=state,
        waiting=waiting(state),
        who=who_must_act(state),
        next_stage=upcoming[0] if upcoming else None,
        next_at=upcoming[1] if upcoming else None,
    )


def waiting(state: RoundState) -> str:
    """Say in one sentence why the round does nothing at the moment."""
    if state.hold is not None:
        return f"{state.hold.detail} {state.hold.advice}"
    match state.status:
        case Status.ABORTED:
            return "The round was aborted; it does not launch any more."
        case Status.LAUNCHING if state.accepted_at is not None:
            return (
                f"Mailjet took the send at {state.accepted_at:%Y-%m-%d %H:%M:%S} UTC; "
                f"a witness of it is awaited."
            )
        case Status.LAUNCHING:
            return "The send was handed over to Mailjet; its answer is awaited."
    upcoming = state.next_due()
    if upcoming is None:
        return "Nothing more is to come."
    stage, due = upcoming
    sentence = f"It sleeps until {stage.replace('_', ' ')} at {due:%Y-%m-%d %H:%M:%S} UTC."
    if state.sent is None and state.needs_approval and not state.approved:
        sentence += " It launches only after an approval."
    return sentence


def who_must_act(state: RoundState) -> str:
    """Name the people whose turn it is; `nobody` when the round goes on by itself."""
    missing = state.sent is None and state.needs_approval and not state.approved
    if state.status is Status.ABORTED or (state.hold is None and not missing):
        return "nobody"
    return ", ".join(state.asked.approvers) or "an operator"


# What releases a hold, for people who read it at night.
ADVICE = {
    HoldKind.PREFLIGHT_FAILED: (
        "Mend what failed and recheck, or approve with override and a reason."
    ),
    HoldKind.APPROVAL_MISSING: "Approve it, or reschedule or abort it.",
    HoldKind.CONTENT_CHANGED: "Recheck, so that what is checked is what is sent.",
    HoldKind.COUNT_CHANGED: "Find out who joined or left the list, then recheck.",
    HoldKind.MISSED_WINDOW: (
        "Reschedule it, or approve with override and a reason to launch now, or abort it."
    ),
    HoldKind.SEND_UNRESOLVED: (
        "Look into Mailjet, then approve with outcome sent (adopt it) or not_sent (send now)."
    ),
    HoldKind.GUARDRAIL: (
        "Find the cause; then approve with override and a reason, or abort what remains."
    ),
    HoldKind.PAUSED: "Recheck when Slack answers again, or approve with override and a reason.",
}


NO_OVERRIDE = "Mend it and recheck, or abort; no override launches past it."
PERHAPS_SENT = (
    "An earlier send of this round may have gone out after all: approve with override and a "
    "reason, and it is looked for and adopted."
)


def advice(kind: HoldKind, state: RoundState) -> str:
    """Say what releases a hold, in view of what pre-flight saw."""
    if kind is HoldKind.PREFLIGHT_FAILED and state.checklist and state.checklist.final:
        return PERHAPS_SENT if state.in_doubt else NO_OVERRIDE
    return ADVICE[kind]


def next_words(hold: Hold) -> str:
    """List the decisions that release a hold: `recheck, approve or abort`."""
    words = [kind.value for kind in hold.releases]
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
