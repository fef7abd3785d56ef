"""What people read when a whole campaign is over."""

from collections import Counter
from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from activities.messages.blocks import (
    LONGEST_NAME,
    LONGEST_SECTION,
    header,
    note,
    paragraph,
    said,
    shorten,
)
from activities.messages.results import compared, rate, summary
from clients.slack.message import Message
from models.guardrails import GUARDRAILS
from models.metrics import add_up
from models.notices import CampaignNotice
from models.plurals import counted
from models.round import RoundRef, RoundReport
from models.series import Series

LONGEST_ALT_TEXT = 1_000  # of a file; a block may have more
FEW = 10  # rounds that are told in words
WIDTHS = (10, 8, 8, 8)  # characters: a row fits a phone held upright, or nearly
HEADINGS = f"{'':>13}{'delivered':>10}{'':>8}{'opened':>8}{'clicked':>8}".rstrip()
ROWS = 48  # of a section; Slack takes about 9,000 characters of a message's blocks in all
MOST_TABLES = 3


def campaign_summary(ref: RoundRef, notice: CampaignNotice) -> Message:
    """Close a campaign: the totals, then every round, and the last comparison."""
    rounds = notice.rounds
    told = totals(rounds)
    return Message(
        text=f"{ref.campaign_name} is over: {counted(len(rounds), 'round')}, {told}",
        blocks=(
            header(f"{ref.campaign_name} · campaign over"),
            paragraph(f"*{counted(len(rounds), 'round')}*: {told}"),
            *(lines(rounds) if len(rounds) <= FEW else table(ref.slug, rounds)),
            *compared(notice.comparison),
        ),
    )


def totals(rounds: Sequence[RoundReport]) -> str:
    """Count the rounds by how they ended, and add up what was measured of them last."""
    ended = Counter(report.status.value for report in rounds)
    words = ", ".join(f"{count} {status}" for status, count in ended.items())
    measured = [report.metrics for report in rounds if report.metrics is not None]
    return f"{words}; {summary(add_up(measured))}" if measured else words


def lines(rounds: Sequence[RoundReport]) -> list[Block]:
    """Give each of a few rounds a line with its numbers, or with why it has none."""
    longest = LONGEST_SECTION // max(len(rounds), 1) - 1
    return [paragraph("\n".join(shorten(line_of(report), longest) for report in rounds))]


def table(slug: str, rounds: Sequence[RoundReport]) -> list[Block]:
    """Set many rounds in rows of numbers; say how many do not fit, and how to see them."""
    shown = rounds[: MOST_TABLES * ROWS]
    blocks = [
        paragraph("```" + "\n".join([HEADINGS, *map(row_of, shown[n : n + ROWS])]) + "```")
        for n in range(0, len(shown), ROWS)
    ]
    if left := len(rounds) - len(shown):
        blocks.append(
            note(f"and {counted(left, 'more round', 'more rounds')}: `campaign show {slug}`")
        )
    return blocks


def row_of(report: RoundReport) -> str:
    """Write one round in the columns of the table."""
    m = report.metrics
    numbers = ("", "", "", "") if m is None else (
        f"{m.delivered:,}", rate(m.delivery_rate), rate(m.open_rate), rate(m.click_rate),
    )  # fmt: skip
    cells = (
        f"{cell.replace(' ', ''):>{width}}" for cell, width in zip(numbers, WIDTHS, strict=True)
    )
    return f"{report.number:>3} {report.status.value:<9}{''.join(cells)}".rstrip()


def in_words(name: str, series: Series) -> str:
    """Say what the chart of a series shows, for those who do not see it."""
    told = [f"Chart of {shorten(name, LONGEST_NAME)}: {series.count}, {series.age}."]
    for part in ("open_rate", "click_rate"):
        known = _known(series, part)
        if known:
            low, high = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
            told.append(
                f"{part.replace('_', ' ').capitalize()} of delivered: lowest {rate(known[low])} in "
                f"round {low}, highest {rate(known[high])} in round {high}."
            )
    for rail in GUARDRAILS:
        known = _known(series, rail.rate)
        if known:
            high = max(known, key=known.__getitem__)
            name, share = rail.rate.replace("_", " ").capitalize(), 100 * known[high] / rail.hold
            told.append(
                f"{name}: highest {rate(known[high])} in round {high}, {share:.0f} % of the hold "
                f"line of {rail.hold:g} %."
            )
    return shorten(" ".join(told), LONGEST_ALT_TEXT)


def _known(series: Series, rate_name: str) -> dict[int, float]:
    """List a rate by round, where there is one."""
    rates = {number: getattr(one, rate_name) for number, one in series.metrics.items()}
    return {number: value for number, value in rates.items() if value is not None}


def line_of(report: RoundReport) -> str:
    """Sum up one round."""
    detail = summary(report.metrics) if report.metrics else report.reason or "no results"
    return f"*Round {report.number}* {report.status}: {said(detail)}"
