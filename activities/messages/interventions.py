"""What people read when a round stops, and when somebody decides."""

from activities.messages.before_launch import objections
from activities.messages.blocks import (
    LONGEST_NAME,
    header,
    note,
    paragraph,
    quote,
    said,
    shorten,
    title,
    when,
)
from clients.slack.message import Message
from models.decisions import Decision, DecisionKind
from models.explain import next_words
from models.notices import AbortNotice, DecisionNotice, HoldNotice
from models.round import Hold, RoundRef

PAST = {
    DecisionKind.APPROVE: "approved",
    DecisionKind.ABORT: "aborted",
    DecisionKind.RESCHEDULE: "rescheduled",
    DecisionKind.RECHECK: "asked to recheck",
}
PLURAL = {
    DecisionKind.APPROVE: "approvals",
    DecisionKind.ABORT: "aborts",
    DecisionKind.RESCHEDULE: "reschedules",
    DecisionKind.RECHECK: "rechecks",
}


def hold(ref: RoundRef, notice: HoldNotice) -> Message:
    """Say that a round is blocked, why, and what releases it; or that this is over."""
    if notice.over is not None:
        return hold_over(ref, notice.hold, notice.over)
    held = notice.hold
    kind = held.kind.replace("_", " ")
    what = f"still blocked: {kind}" if notice.reminder else f"blocked: {kind}"
    since = when(held.since, ref.timezone)
    return Message(
        text=f"{title(ref, what)}. {held.detail} {held.advice}",
        blocks=(
            header(title(ref, what)),
            paragraph(f":octagonal_sign: {said(held.detail)}\n*{said(held.advice)}*"),
            *objections(notice.checklist),
            note(
                f"`{ref.id}` · blocked since {since} · released by {next_words(held)}"
                + (f" · reminder {notice.reminder}" if notice.reminder else "")
            ),
        ),
    )


def hold_over(ref: RoundRef, held: Hold, made: Decision) -> Message:
    """Close the card of a hold, so that nobody acts on it any more."""
    what = f"was blocked: {held.kind.replace('_', ' ')}"
    closed = f"{made.by} {PAST[made.kind]}"
    return Message(
        text=f"{title(ref, what)}; {closed}",
        blocks=(
            header(title(ref, what)),
            paragraph(f":white_check_mark: ~{said(held.detail)}~\n*{said(closed)}*"),
            note(f"`{ref.id}` · {when(made.at, ref.timezone)}"),
        ),
    )


def decision(ref: RoundRef, notice: DecisionNotice) -> Message:
    """Say who decided what, or why that was refused."""
    made = notice.decision
    by, answer = said(shorten(made.by, LONGEST_NAME)), said(made.answer)
    if made.accepted:
        told = f"*{by}* {PAST[made.kind]} round `{ref.id}`. {answer}"
    elif notice.more:
        told = (
            f"*{by}*: {notice.more} more refused {PLURAL[made.kind]} of `{ref.id}`, not told one "
            f"by one; those that follow are only counted. The first: {answer}"
        )
    else:
        told = f"*{by}* could not {made.kind} `{ref.id}`: {answer}"
    return Message(
        text=f"{made.by}: {made.kind} {ref.id}: {made.answer}",
        blocks=(
            paragraph(told + quote(made.reason)),
            note(f"{when(made.at, ref.timezone)} · {said(made.via)}"),
        ),
    )


def abort(ref: RoundRef, notice: AbortNotice) -> Message:
    """Say that a round ended without being sent."""
    made = notice.decision
    by = said(shorten(made.by, LONGEST_NAME))
    return Message(
        text=f"{title(ref, 'aborted')} by {made.by}",
        blocks=(
            header(title(ref, "aborted")),
            paragraph(f"*{by}* aborted it. {said(made.answer)}{quote(made.reason)}"),
            note(f"`{ref.id}` · {when(made.at, ref.timezone)}"),
        ),
    )
