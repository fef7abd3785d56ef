"""What people read when a whole campaign is over."""

from activities.messages.blocks import (
    LONGEST_NAME,
    LONGEST_SECTION,
    header,
    paragraph,
    said,
    shorten,
)
from activities.messages.results import compared, rate, summary
from clients.slack.message import Message
from models.guardrails import GUARDRAILS
from models.notices import CampaignNotice
from models.round import RoundRef, RoundReport
from models.series import Series

LONGEST_ALT_TEXT = 1_000  # of a file; a block may have more


def campaign_summary(ref: RoundRef, notice: CampaignNotice) -> Message:
    """Close a campaign: one line a round, and the last comparison."""
    longest = LONGEST_SECTION // max(len(notice.rounds), 1) - 1
    lines = "\n".join(shorten(line_of(report), longest) for report in notice.rounds)
    return Message(
        text=f"{ref.campaign_name} is over: {len(notice.rounds)} rounds",
        blocks=(
            header(f"{ref.campaign_name} · campaign over"),
            paragraph(lines),
            *compared(notice.comparison),
        ),
    )


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
