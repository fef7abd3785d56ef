"""Two rounds side by side."""

from rich.table import Table
from rich.text import Text

from models.comparison import Change, Comparison

STYLE = {Change.HIGHER: "bold", Change.LOWER: "bold"}


def comparison_table(comparison: Comparison) -> Table:
    """Set every rate of a round beside the earlier round's at the same age."""
    now, before = f"round {comparison.round_number}", f"round {comparison.earlier_round}"
    table = Table(
        title=f"{now} against {before}, snapshot {comparison.snapshot}",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    table.add_column("rate", header_style="bold")
    for heading in (before, now, "difference", "95 % interval"):
        table.add_column(heading, header_style="bold", justify="right")
    table.add_column("", header_style="bold")
    for change in comparison.changes:
        interval = (
            f"{change.low:+.2f} to {change.high:+.2f}"
            if change.low is not None and change.high is not None
            else "-"
        )
        table.add_row(
            change.rate.replace("_", " "),
            percentage(change.before),
            percentage(change.now),
            "-" if change.delta is None else f"{change.delta:+.2f}",
            interval,
            Text(change.change.value, STYLE.get(change.change, "dim")),
        )
    return table


def percentage(rate: float | None) -> str:
    """Write a rate in percent; a dash where there is nothing to divide by."""
    return "-" if rate is None else f"{rate:.2f} %"
