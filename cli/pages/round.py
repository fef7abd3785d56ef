"""A round in full, for a person at a terminal."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.pages.board import MARK, stages_of, status_text, upcoming
from cli.pages.comparison import comparison_table, percentage
from cli.pages.times import in_utc, in_zone, span_words, when
from cli.pending import PendingStep
from models.approval import Approval
from models.assessment import Assessment
from models.checklist import Checklist, Verdict
from models.decisions import Decision
from models.guardrails import harm_in_words
from models.local_time import read_zone
from models.metrics import RATES, Metrics, Snapshot
from models.recipients import how_many, planned_reach
from models.round import RoundState, RoundView, StageOutcome, Status, followup_key
from models.text import one_line, shown
from models.timeline import Stage
from storage.history import Notification

VERDICT_STYLE = {
    Verdict.PASS: "green",
    Verdict.NOT_CHECKED: "dim",
    Verdict.WARN: "yellow",
    Verdict.FAIL: "bold red",
}


def print_round(console: Console, view: RoundView) -> None:
    """Print where a round stands, why, who must act, what comes next, and all that happened."""
    view = shown(view, one_line)
    state, now = view.state, datetime.now(UTC)
    heading = Text(f"{state.ref.id}  ", "bold")
    console.print(heading + status_text(state.status) + Text(f"  {state.ref.campaign_name}"))
    for name, words in _facts(view, now):
        console.print(Text(f"  {name:<9}", "dim") + Text(words))
    print_section(console, "timeline", _timeline(state, now))
    if state.checklist is not None:
        print_section(
            console, f"checklist: {state.checklist.tally}", checklist_table(state.checklist)
        )
    if state.decisions:
        print_section(console, "decisions", decisions_table(state.decisions))
    if state.snapshots:
        print_metrics(console, state.snapshots)
    if state.comparison is not None:
        console.print()
        console.print(comparison_table(state.comparison))
    if state.assessment is not None:
        print_section(console, "assessment", opinions_table(state.assessment))


def _facts(view: RoundView, now: datetime) -> list[tuple[str, str]]:
    state = view.state
    planned, zone = state.asked.planned, read_zone(state.asked.timezone)
    local = "" if zone.key == "UTC" else f" = {in_zone(state.launch, zone)}"
    away = "" if state.status is Status.ABORTED else f", {when(state.launch, now)}"
    facts = [("why", view.waiting), ("must act", view.who), ("next", upcoming(view, now))]
    if state.hold is not None:
        released = ", ".join(state.hold.releases)
        facts.append(("hold", f"for {span_words(now - state.hold.since)}, released by: {released}"))
    facts += [
        ("launch", f"{in_utc(state.launch)} UTC{local}{away}"),
        ("subject", planned.subject),
        ("sender", f"{planned.sender_name} <{planned.sender_email}>"),
        ("mail", f"draft {planned.draft_id} to {whom_of(state)}"),
    ]
    if state.approval is not None:
        facts.append(("approved", approved(state.approval, now)))
    if state.sent is not None:
        sent = state.sent
        campaign = f", Mailjet campaign {sent.campaign_id}" if sent.campaign_id else ""
        at = in_utc(sent.accepted_at)
        whom = how_many(sent.recipients, list_id=planned.list_id, segment_id=sent.segment_id)
        facts.append(("sent", f"to {whom} at {at} UTC{campaign}"))
    for what, count in state.more_refused.items():
        facts.append(("refused", f"{what}, {count} more than are listed"))
    if state.unknown_signals:
        facts.append(
            ("unknown", f"signals that changed nothing: {', '.join(state.unknown_signals)}")
        )
    if state.undelivered:
        facts.append(("untold", f"Slack did not take: {', '.join(state.undelivered)}"))
    return facts


def whom_of(state: RoundState) -> str:
    """Say whom a round is for, and how many were counted last, or are planned."""
    planned = state.asked.planned
    if planned.segment_id is not None:
        return planned_reach(planned)
    return f"list {planned.list_id}, {recipients(state)}"


def recipients(state: RoundState) -> str:
    """Say how many recipients were counted last, and when; or how many are planned."""
    number, counted_at = state.announced_recipients
    planned = state.asked.planned.expected_recipients
    if counted_at is None:
        return f"{planned:,} recipients planned"
    return f"{number:,} recipients counted at {in_utc(counted_at)} UTC, {planned:,} planned"


def approved(approval: Approval, now: datetime) -> str:
    """Say who approved, when, to how many recipients, and past which harm."""
    words = f"by {approval.by}, {when(approval.at, now)}"
    if approval.recipients is not None:
        words += f", for {approval.recipients:,} recipients"
    harm = harm_in_words(approval.crossed or {})
    return f"{words}, with earlier rounds at: {harm}" if harm else words


def print_section(console: Console, title: str, table: Table) -> None:
    """Print a table under its title."""
    console.print()
    console.print(Text(title, "bold"))
    console.print(table)


def _grid(*headings: str) -> Table:
    table = Table(box=None, padding=(0, 2), show_edge=False, show_header=bool(headings))
    for heading in headings:
        table.add_column(heading, header_style="dim")
    return table


def _timeline(state: RoundState, now: datetime) -> Table:
    table = _grid("", "stage", "due (UTC)", "done (UTC)", "")
    goes_on = state.status is not Status.ABORTED
    for stage in stages_of(state):
        record, due = state.stages.get(stage), due_of(state, stage)
        name, shown = stage.replace("_", " "), in_utc(due) if due else "-"
        if record is None:
            away = when(due, now) if due and due > now and goes_on else ""
            table.add_row(Text("○", "dim"), name, shown, "", away)
            continue
        words = "" if record.outcome is StageOutcome.DONE else record.outcome.value
        table.add_row(
            Text(*MARK[record.outcome]), name, in_utc(record.due), in_utc(record.at), words
        )
    return table


def due_of(state: RoundState, stage: str) -> datetime | None:
    """Give the due instant of a stage; None while it hangs on a send that is not to come."""
    if stage in {Stage.PRELAUNCH, Stage.PREFLIGHT, Stage.LAUNCH_WARNING, Stage.LAUNCH}:
        return state.timeline.due(Stage(stage))
    if state.sent is None and state.status in {Status.BLOCKED, Status.ABORTED}:
        return None
    accepted = state.sent.accepted_at if state.sent else state.launch
    policy = state.asked.policy
    delays = {Stage.WRAPUP.value: policy.wrapup_delay}
    delays |= {followup_key(age): age for age in policy.followups}
    return accepted + delays[stage] if stage in delays else None


def checklist_table(checklist: Checklist) -> Table:
    """Lay out each check with what was seen and expected."""
    table = _grid("check", "", "seen", "expected", "advice")
    for check in checklist.checks:
        verdict = Text(check.verdict.value, VERDICT_STYLE[check.verdict])
        advice = "" if check.verdict is Verdict.PASS else check.advice
        table.add_row(check.name, verdict, check.seen, check.expected, advice)
    return table


def decisions_table(decisions: Sequence[Decision]) -> Table:
    """Lay out who decided what, when and why."""
    table = _grid("at (UTC)", "what", "who", "via", "reason", "answer")
    for one in decisions:
        kind = one.kind.value if one.accepted else f"{one.kind} (refused)"
        table.add_row(in_utc(one.at), kind, one.by, one.via, one.reason, one.answer)
    return table


def print_metrics(console: Console, snapshots: Sequence[Snapshot]) -> None:
    """Print the numbers, and which parts of them are not known."""
    print_section(console, "metrics", metrics_table(snapshots))
    for snapshot in snapshots:
        for missing in snapshot.missing:
            console.print(Text(f"  not known at {snapshot.name}: {missing}", "yellow"))


def metrics_table(snapshots: Sequence[Snapshot]) -> Table:
    """Lay out the counters and the rates, one column a snapshot."""
    table = _grid("", *(snapshot.name for snapshot in snapshots))
    for name in (*Metrics.model_fields, "bounced"):
        counts = (getattr(snapshot.metrics, name) for snapshot in snapshots)
        table.add_row(name.replace("_", " "), *(f"{count:,}" for count in counts))
    for name in RATES:
        rates = (getattr(snapshot.metrics, name) for snapshot in snapshots)
        table.add_row(name.replace("_", " "), *(percentage(rate) for rate in rates))
    return table


def opinions_table(assessment: Assessment) -> Table:
    """Lay out the headline of each agent."""
    table = _grid("agent", "", "headline", "")
    for one in assessment.opinions:
        note = "by rules" if one.degraded else ""
        table.add_row(one.agent.value.replace("_", " "), one.rating.value, one.headline, note)
    return table


def print_pending(console: Console, steps: Sequence[PendingStep]) -> None:
    """Print the steps that are being tried again, with their last failure."""
    tried = [step for step in steps if step.attempt > 1 or step.last_failure]
    if not tried:
        return
    table = _grid("step", "attempt", "last failure")
    for step in tried:
        table.add_row(step.step, str(step.attempt), step.last_failure)
    print_section(console, "tried again", table)


def print_notifications(console: Console, notifications: Sequence[Notification]) -> None:
    """Print what Slack was told."""
    if not notifications:
        return
    table = _grid("message", "", "attempts", "sent (UTC)", "error")
    for one in notifications:
        sent = in_utc(one.sent_at) if one.sent_at else "-"
        error = one.error_message or ""
        table.add_row(one.stage, one.status.value, str(one.attempt), sent, error)
    print_section(console, "Slack", table)
