"""Opinions made by rules from the same numbers, for when a model does not answer."""

from models.assessment import AgentName, Opinion, Rating
from models.brief import Brief
from models.checklist import Verdict
from models.comparison import Change
from models.guardrails import crossings, verdict_of
from models.metrics import Metrics
from models.plurals import counted

RATING_OF = {
    Verdict.PASS: Rating.GOOD,
    Verdict.NOT_CHECKED: Rating.UNKNOWN,
    Verdict.WARN: Rating.WATCH,
    Verdict.FAIL: Rating.BAD,
}
WORST_FIRST = (Rating.BAD, Rating.WATCH, Rating.GOOD, Rating.UNKNOWN)
GOOD_WHEN_HIGHER = frozenset({"delivery_rate", "open_rate", "click_rate"})


def opinion_by_rules(agent: AgentName, brief: Brief, others: tuple[Opinion, ...] = ()) -> Opinion:
    """Stand in for one agent; the opinion is marked as degraded."""
    metrics = brief.snapshot.metrics
    match agent:
        case AgentName.LIST_QUALITY:
            rating, headline, points = _list_quality(metrics)
        case AgentName.DELIVERY:
            rating, headline, points = _delivery(metrics)
        case AgentName.COMPARISON:
            rating, headline, points = _comparison(brief)
        case AgentName.RECOMMENDATION:
            rating, headline, points = _recommendation(metrics)
        case AgentName.REPORT:
            rating, headline, points = _report(metrics, others)
    return Opinion(agent=agent, rating=rating, headline=headline, points=points, degraded=True)


Parts = tuple[Rating, str, tuple[str, ...]]


def shown(rate: float | None) -> str:
    """Write a rate for people: two decimals and a percent sign, or that there is none."""
    return "not known yet" if rate is None else f"{rate:.2f} %"


def _list_quality(metrics: Metrics) -> Parts:
    left = counted(metrics.unsubscribed, "person", "people")
    return (
        RATING_OF[verdict_of(metrics)],
        f"Hard bounces are {shown(metrics.hard_bounce_rate)} of {metrics.processed} processed.",
        (
            f"{left} unsubscribed and {metrics.complained} complained.",
            f"Soft bounces are {shown(metrics.soft_bounce_rate)}.",
        ),
    )


def _delivery(metrics: Metrics) -> Parts:
    blocked = counted(metrics.blocked, "message was", "messages were")
    points: tuple[str, ...] = (f"{blocked} blocked ({shown(metrics.block_rate)}).",)
    if metrics.queued:
        still = counted(metrics.queued, "message is", "messages are")
        points += (f"{still} still queued or deferred.",)
    return (
        RATING_OF[verdict_of(metrics)],
        f"{shown(metrics.delivery_rate)} of {metrics.processed} processed were delivered.",
        points,
    )


def _comparison(brief: Brief) -> Parts:
    comparison = brief.comparison
    if comparison is None:
        return Rating.UNKNOWN, "There is no earlier round of equal age to compare with.", ()
    clear = comparison.clear()
    if not clear:
        return Rating.GOOD, f"No clear change against round {comparison.earlier_round}.", ()
    worse = any((c.change is Change.HIGHER) != (c.rate in GOOD_WHEN_HIGHER) for c in clear)
    points = tuple(
        f"{c.rate.replace('_', ' ').capitalize()} is {c.change}: {shown(c.now)} "
        f"against {shown(c.before)}."
        for c in clear
    )
    return (
        Rating.WATCH if worse else Rating.GOOD,
        f"Some rates differ clearly from round {comparison.earlier_round}.",
        points,
    )


def _recommendation(metrics: Metrics) -> Parts:
    verdict = verdict_of(metrics)
    headline = {
        Verdict.PASS: "No guardrail was crossed; the next round can go as planned.",
        Verdict.NOT_CHECKED: "Nothing could be judged; look at the numbers.",
        Verdict.WARN: "A guardrail warns; look at the list before the next round.",
        Verdict.FAIL: "A guardrail holds; do not send the next round before its cause is found.",
    }[verdict]
    return RATING_OF[verdict], headline, tuple(f"The {c}." for c in crossings(metrics))


def _report(metrics: Metrics, others: tuple[Opinion, ...]) -> Parts:
    ratings = [opinion.rating for opinion in others]
    rating = min(ratings, key=WORST_FIRST.index, default=RATING_OF[verdict_of(metrics)])
    headline = (
        f"{metrics.delivered} of {metrics.processed} delivered, "
        f"{metrics.opened} opened, {metrics.clicked} clicked."
    )
    return rating, headline, tuple(opinion.headline for opinion in others)
