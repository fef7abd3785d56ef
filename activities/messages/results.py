"""What people read of a round's results: numbers, comparison, assessment."""

from slack_sdk.models.blocks import Block

from activities.messages.blocks import divider, facts, header, note, paragraph, said, title
from clients.slack.message import Message
from models.assessment import AgentName, Assessment, Rating
from models.comparison import Change, Comparison
from models.guardrails import crossings
from models.metrics import Metrics, Snapshot
from models.notices import FollowupNotice, NoDataNotice, WrapupNotice
from models.plurals import counted
from models.round import RoundRef

MARK = {
    Rating.GOOD: ":large_green_circle:",
    Rating.WATCH: ":large_yellow_circle:",
    Rating.BAD: ":red_circle:",
    Rating.UNKNOWN: ":white_circle:",
}
MOST_POINTS = 3


def wrapup(ref: RoundRef, notice: WrapupNotice) -> Message:
    """Report first results with what the agents said of them."""
    metrics = notice.snapshot.metrics
    return Message(
        text=f"{title(ref, 'first results')}: {summary(metrics)}",
        blocks=(
            header(title(ref, "first results")),
            *numbers(notice.snapshot),
            *compared(notice.comparison),
            divider(),
            *assessed(notice.assessment),
        ),
    )


def followup(ref: RoundRef, notice: FollowupNotice) -> Message:
    """Report later results."""
    what = f"results after {notice.snapshot.name}"
    return Message(
        text=f"{title(ref, what)}: {summary(notice.snapshot.metrics)}",
        blocks=(
            header(title(ref, what)),
            *numbers(notice.snapshot),
            *compared(notice.comparison),
        ),
    )


def no_data(ref: RoundRef, notice: NoDataNotice) -> Message:
    """Say that there are no numbers yet; this is not a zero."""
    return Message(
        text=f"{title(ref, 'no results yet')}: {notice.detail}",
        blocks=(
            header(title(ref, "no results yet")),
            paragraph(
                f"{said(notice.detail)} This is not a zero: the mail may well be on its way. "
                f"The {said(notice.snapshot_name)} snapshot stays empty."
            ),
        ),
    )


def rate(value: float | None) -> str:
    """Write a rate; a rate with nothing to divide by is a dash."""
    return "-" if value is None else f"{value:.1f} %" if value >= 1 else f"{value:.2f} %"


def summary(metrics: Metrics) -> str:
    """Sum up a snapshot in one line."""
    return (
        f"{metrics.delivered:,} of {metrics.processed:,} delivered, "
        f"{rate(metrics.open_rate)} opened, {rate(metrics.click_rate)} clicked"
    )


def numbers(snapshot: Snapshot) -> list[Block]:
    """Show the counters with their rates, and every guardrail that was crossed."""
    m = snapshot.metrics
    shown: list[Block] = [
        facts(
            {
                "Delivered": f"{m.delivered:,} of {m.processed:,} ({rate(m.delivery_rate)})",
                "Opened": f"{m.opened:,} ({rate(m.open_rate)})",
                "Clicked": f"{m.clicked:,} ({rate(m.click_rate)})",
                "Hard bounces": f"{m.hard_bounces:,} ({rate(m.hard_bounce_rate)})",
                "Soft bounces": f"{m.soft_bounces:,} ({rate(m.soft_bounce_rate)})",
                "Blocked": f"{m.blocked:,} ({rate(m.block_rate)})",
                "Unsubscribed": f"{m.unsubscribed:,} ({rate(m.unsubscribe_rate)})",
                "Complaints": f"{m.complained:,} ({rate(m.complaint_rate)})",
                "Still under way": f"{m.queued:,}",
            }
        )
    ]
    shown += [paragraph(f":rotating_light: *Guardrail:* {c}") for c in crossings(m)]
    if snapshot.missing:
        parts = "; ".join(map(str, snapshot.missing))
        shown.append(note(f":grey_question: Not known: {said(parts)}."))
    return shown


def compared(comparison: Comparison | None) -> list[Block]:
    """Say what differs clearly from the earlier round at the same age."""
    if comparison is None:
        return []
    lines = [
        f"• {c.rate.replace('_', ' ')} {c.change}: {rate(c.now)} against {rate(c.before)} "
        f"({c.delta:+.1f} points, 95 % interval {c.low:+.1f} to {c.high:+.1f})"
        for c in comparison.clear()
        if c.delta is not None
    ]
    if not lines:
        few = all(c.change is Change.TOO_FEW for c in comparison.changes)
        lines = ["Too few messages to compare." if few else "No clear change."]
    earlier = f"*Against round {comparison.earlier_round} at the same age*"
    return [paragraph("\n".join([earlier, *lines]))]


def assessed(assessment: Assessment) -> list[Block]:
    """Show the report, the recommendation, and how they came about."""
    shown: list[Block] = []
    for agent in (AgentName.REPORT, AgentName.RECOMMENDATION):
        opinion = assessment.of(agent)
        points = "".join(f"\n> • {said(point)}" for point in opinion.points[:MOST_POINTS])
        shown.append(paragraph(f"> {MARK[opinion.rating]} *{said(opinion.headline)}*{points}"))
    models = sorted({opinion.model for opinion in assessment.opinions if opinion.model})
    by_rules = [o.agent.replace("_", " ") for o in assessment.opinions if o.degraded]
    print_ = [
        f"Advice by {', '.join(models)}, {counted(assessment.tokens.total, 'token')}"
        if models
        else "Advice by rules",
        f"by rules, as the model did not answer: {', '.join(by_rules)}" if by_rules else "",
    ]
    shown.append(note(said(" · ".join(filter(None, print_)))))
    return shown
