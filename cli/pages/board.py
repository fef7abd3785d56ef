"""A board of rounds that keeps up with the time: status, stages, what comes next, why one waits."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.pages.times import when
from models.round import RoundState, RoundView, StageOutcome, Status, followup_key
from models.text import one_line
from models.timeline import Stage

STATUS_STYLE = {
    Status.SCHEDULED: "dim",
    Status.READY: "cyan",
    Status.LAUNCHING: "yellow",
    Status.SENT: "blue",
    Status.COMPLETED: "green",
    Status.BLOCKED: "bold red",
    Status.ABORTED: "magenta",
}
MARK = {
    StageOutcome.DONE: ("●", "green"),
    StageOutcome.SUPERSEDED: ("-", "dim"),
    StageOutcome.UNDELIVERED: ("◐", "yellow"),
}
UPCOMING, NEXT, HELD, NEVER = ("○", "dim"), ("◎", "cyan"), ("■", "bold red"), ("·", "dim")
LEGEND = "● done  ◐ done, Slack not told  - skipped  ◎ next  ■ on hold  ○ to come"


class Board:
    """Show rounds as a table; `update` it with what is known now, and print or `Live` it."""

    def __init__(self, views: Sequence[RoundView] = (), silent: Sequence[str] = ()) -> None:
        self.views = tuple(views)
        self.silent = tuple(silent)

    def update(self, views: Sequence[RoundView], silent: Sequence[str] = ()) -> None:
        """Take in the latest views; `silent` names rounds whose worker does not answer."""
        self.views = tuple(views)
        self.silent = tuple(silent)

    def __rich__(self) -> RenderableType:
        now = datetime.now(UTC)
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for heading in ("round", "status", "stages", "launch (UTC)", "next"):
            table.add_column(heading, header_style="bold", no_wrap=True)
        table.add_column("why", header_style="bold", ratio=1)
        for view in self.views:
            state = view.state
            table.add_row(
                Text(str(state.ref.id)),
                status_text(state.status),
                stage_marks(view),
                Text(f"{state.launch:%Y-%m-%d %H:%M:%S}"),
                Text(upcoming(view, now)),
                Text(reason(view)),
            )
        for name in self.silent:
            table.add_row(Text(name), "", "", "", "", Text("no worker answers", "yellow"))
        return Group(table, Text(LEGEND, "dim"))


def status_text(status: Status) -> Text:
    """Colour a status."""
    return Text(status.value, STATUS_STYLE[status])


def stages_of(state: RoundState) -> tuple[str, ...]:
    """List the stages of a round in their order, its follow-ups by age."""
    fixed = (stage.value for stage in Stage if stage is not Stage.FOLLOWUP)
    return (*fixed, *(followup_key(age) for age in state.asked.policy.followups))


def stage_marks(view: RoundView) -> Text:
    """Draw one mark a stage."""
    state, marks = view.state, Text()
    ahead = next_stage(view)
    for stage in stages_of(state):
        if stage in state.stages:
            mark = MARK[state.stages[stage].outcome]
        elif state.status is Status.ABORTED:
            mark = NEVER
        elif stage == ahead:
            mark = HELD if state.hold else NEXT
        else:
            mark = UPCOMING
        marks.append(*mark)
    return marks


def next_stage(view: RoundView) -> str | None:
    """Name the stage that the round is at, the confirmation of a launch included."""
    sent = view.state.sent is not None
    if sent and Stage.LAUNCH_CONFIRMATION.value not in view.state.stages:
        return Stage.LAUNCH_CONFIRMATION.value
    return view.next_stage


def upcoming(view: RoundView, now: datetime) -> str:
    """Say what comes next and when: `wrapup in 12 s`."""
    if view.state.hold is not None:
        return f"held: {view.state.hold.kind.replace('_', ' ')}"
    if view.next_stage is None or view.next_at is None:
        return "-"
    stage = view.next_stage.replace("_", " ")
    return f"{stage} {when(view.next_at, now)}" if view.next_at > now else f"{stage} now"


def reason(view: RoundView) -> str:
    """Say why a round waits, where that is more than its clock."""
    return one_line(view.waiting) if view.state.hold or view.who != "nobody" else ""
