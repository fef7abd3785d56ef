"""What people read when a whole campaign is over."""

from activities.messages.blocks import LONGEST_SECTION, header, paragraph, shorten
from activities.messages.results import compared, summary
from clients.slack.message import Message, escape
from models.notices import CampaignNotice
from models.round import RoundRef, RoundReport


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


def line_of(report: RoundReport) -> str:
    """Sum up one round."""
    detail = summary(report.metrics) if report.metrics else report.reason or "no results"
    return f"*Round {report.number}* {report.status}: {escape(detail)}"
