"""What people read before a launch: the notice, the checklist, the warning."""

from slack_sdk.models.blocks import Block

from activities.messages.blocks import facts, header, note, paragraph, shorten, title, when
from clients.slack.message import Message, escape
from models.checklist import Check, Checklist, Verdict
from models.notices import LaunchWarningNotice, PreflightNotice, PrelaunchNotice
from models.plan import ApprovalMode
from models.plurals import counted
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
                    "Recipients": f"{notice.expected_recipients:,}",
                    "Subject": notice.subject,
                    "From": notice.sender_name,
                    "Checks": when(notice.preflight_at, ref.timezone),
                    "Goes out": approval,
                }
            ),
            note(f"`{ref.id}` · list {notice.list_id} · draft {notice.draft_id}"),
        ),
    )


def preflight(ref: RoundRef, notice: PreflightNotice) -> Message:
    """Show the checklist: what objects in full, what passed by name."""
    checklist = notice.checklist
    outcome = {
        Verdict.PASS: "checks passed",
        Verdict.NOT_CHECKED: "checks passed, not all could look",
        Verdict.WARN: "checks passed with warnings",
        Verdict.FAIL: "checks failed",
    }[checklist.verdict]
    blocks: list[Block] = [
        header(title(ref, outcome)),
        *objections(checklist),
    ]
    passed = ", ".join(check.name for check in checklist.of(Verdict.PASS))
    if passed:
        blocks.append(paragraph(f"{MARK[Verdict.PASS]} {escape(passed)}"))
    launch = when(ref.launch, ref.timezone)
    blocks.append(
        paragraph(
            f"*Waiting for an approval.* It launches {launch} only if somebody approves:\n"
            f"`campaign approve {ref.id}`"
            if notice.needs_approval
            else f"It launches {launch} by itself."
        )
    )
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
    advice = f"\n_{escape(check.advice)}_" if check.advice else ""
    return (
        f"{MARK[check.verdict]} *{escape(check.name)}*: {escape(check.seen)}"
        f" (expected: {escape(check.expected)}){advice}"
    )


def launch_warning(ref: RoundRef, notice: LaunchWarningNotice) -> Message:
    """Warn shortly before the launch."""
    launch = when(ref.launch, ref.timezone)
    if notice.approval_missing:
        ahead, todo = "approval missing", f"*Not approved yet.* `campaign approve {ref.id}`"
    else:
        consent = f"Approved by {escape(notice.approved_by)}. " if notice.approved_by else ""
        ahead, todo = "launches soon", f"{consent}To stop it: `campaign abort {ref.id}`"
    return Message(
        text=f"{title(ref, ahead)}: {counted(notice.recipients, 'recipient')}, {launch}",
        blocks=(
            header(title(ref, ahead)),
            paragraph(
                f"*{escape(notice.subject)}* goes to "
                f"*{counted(notice.recipients, 'recipient')}* {launch}."
                f"\n{todo}"
            ),
        ),
    )
