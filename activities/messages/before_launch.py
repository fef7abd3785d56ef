"""What people read before a launch: the notice, the checklist, the warning."""

from slack_sdk.models.blocks import Block

from activities.messages.blocks import (
    LONGEST_NAME,
    facts,
    header,
    note,
    paragraph,
    said,
    shorten,
    title,
    when,
)
from clients.slack.message import Message
from models.checklist import Check, Checklist, Verdict
from models.notices import LaunchWarningNotice, PreflightNotice, PrelaunchNotice
from models.plan import ApprovalMode
from models.recipients import how_many, reach
from models.round import RoundRef

MOST_OBJECTIONS = 20
LONGEST_OBJECTIONS = 5_000  # all of them together
MARK = {
    Verdict.PASS: ":white_check_mark:",
    Verdict.NOT_CHECKED: ":grey_question:",
    Verdict.WARN: ":warning:",
    Verdict.FAIL: ":x:",
}


def prelaunch(ref: RoundRef, notice: PrelaunchNotice) -> Message:
    """Announce a launch the afternoon before."""
    launch = when(ref.launch, ref.timezone)
    approval = (
        "needs a person's approval"
        if notice.approval is ApprovalMode.REQUIRED
        else "by itself, if every check passes"
    )
    return Message(
        text=f"{title(ref, 'launches')} {launch}",
        blocks=(
            header(title(ref, "launch ahead")),
            facts(
                {
                    "Launch": launch,
                    "Recipients": expected_reach(notice),
                    "Subject": notice.subject,
                    "From": notice.sender_name,
                    "Checks": when(notice.preflight_at, ref.timezone),
                    "Goes out": approval,
                }
            ),
            note(f"`{ref.id}` · list {notice.list_id} · draft {notice.draft_id}"),
        ),
    )


def expected_reach(notice: PrelaunchNotice) -> str:
    """Say whom the round is planned for."""
    expected = notice.expected_recipients
    words = how_many(expected, list_id=notice.list_id, segment_id=notice.segment_id)
    return f"{words} planned" if notice.segment_id is None else f"{words}; {expected:,} expected"


def preflight(ref: RoundRef, notice: PreflightNotice) -> Message:
    """Show the checklist: what objects in full, what passed by name."""
    checklist = notice.checklist
    outcome = {
        Verdict.PASS: "checks passed",
        Verdict.NOT_CHECKED: "checks passed, not all could look",
        Verdict.WARN: "checks passed with warnings",
        Verdict.FAIL: "checks failed, and overridden" if notice.approved_by else "checks failed",
    }[checklist.verdict]
    blocks: list[Block] = [
        header(title(ref, outcome)),
        *objections(checklist),
    ]
    passed = ", ".join(check.name for check in checklist.of(Verdict.PASS))
    if passed:
        blocks.append(paragraph(f"{MARK[Verdict.PASS]} {said(passed)}"))
    launch = when(ref.launch, ref.timezone)
    if notice.needs_approval:
        goes = (
            f"*Waiting for an approval.* It launches {launch} only if somebody approves:\n"
            f"`campaign approve {ref.id}`"
        )
    elif notice.approved_by:
        by = said(shorten(notice.approved_by, LONGEST_NAME))
        goes = f"It launches {launch}: {by} has approved what was seen."
    else:
        goes = f"It launches {launch} by itself."
    blocks.append(paragraph(goes))
    blocks.append(note(f"`{ref.id}` · {checklist.tally} · fingerprint {checklist.fingerprint}"))
    return Message(text=f"{title(ref, outcome)} ({checklist.tally})", blocks=tuple(blocks))


def objections(checklist: Checklist | None) -> list[Block]:
    """List what objects, the failures first."""
    if checklist is None:
        return []
    worst_first = (Verdict.FAIL, Verdict.WARN, Verdict.NOT_CHECKED)
    graded = [one for verdict in worst_first for one in checklist.of(verdict)][:MOST_OBJECTIONS]
    longest = LONGEST_OBJECTIONS // max(len(graded), 1)
    return [paragraph(shorten(line_of(check), longest)) for check in graded]


def line_of(check: Check) -> str:
    """Write one objection: what was seen, what was expected, what to do."""
    advice = f"\n_{said(check.advice)}_" if check.advice else ""
    return (
        f"{MARK[check.verdict]} *{said(check.name)}*: {said(check.seen)}"
        f" (expected: {said(check.expected)}){advice}"
    )


def launch_warning(ref: RoundRef, notice: LaunchWarningNotice) -> Message:
    """Warn shortly before the launch."""
    launch = when(ref.launch, ref.timezone)
    whom = reach(notice.recipients, list_id=notice.list_id, segment_id=notice.segment_id)
    counted = f"counted {when(notice.counted_at, ref.timezone)}" if notice.counted_at else "planned"
    if notice.approval_missing:
        ahead, todo = "approval missing", f"*Not approved yet.* `campaign approve {ref.id}`"
    else:
        consent = f"Approved by {said(notice.approved_by)}. " if notice.approved_by else ""
        ahead, todo = "launches soon", f"{consent}To stop it: `campaign abort {ref.id}`"
    return Message(
        text=f"{title(ref, ahead)}: {whom}, {launch}",
        blocks=(
            header(title(ref, ahead)),
            paragraph(f"*{said(notice.subject)}* goes to *{whom}* ({counted}) {launch}.\n{todo}"),
        ),
    )
