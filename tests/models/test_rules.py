import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assessment import AgentName, Assessment, Opinion, Rating
from models.brief import Brief, ground, numbers_in
from models.comparison import compare
from models.metrics import Metrics
from models.rules import opinion_by_rules
from tests.models.samples import LAUNCH, NOTHING_YET, a_snapshot, cheap, some_metrics


@st.composite
def metrics_of_a_round(draw: st.DrawFn) -> Metrics:
    processed = draw(st.integers(0, 1_000_000))
    delivered = draw(st.integers(0, processed))
    of_processed = dict.fromkeys(("hard_bounces", "soft_bounces", "blocked", "queued"), processed)
    of_delivered = dict.fromkeys(("opened", "clicked", "unsubscribed", "complained"), delivered)
    parts = {n: draw(st.integers(0, most)) for n, most in (of_processed | of_delivered).items()}
    return some_metrics(processed=processed, delivered=delivered, **parts)


def a_brief(now: Metrics, before: Metrics | None = None) -> Brief:
    snapshot = a_snapshot(now, number=7)
    return Brief(
        campaign="Spring launch",
        round_number=7,
        expected_recipients=1000,
        snapshot=snapshot,
        comparison=compare(snapshot, a_snapshot(before, number=6)) if before else None,
    )


def opinions_on(brief: Brief) -> tuple[Opinion, ...]:
    first = tuple(
        opinion_by_rules(agent, brief)
        for agent in (AgentName.LIST_QUALITY, AgentName.DELIVERY, AgentName.COMPARISON)
    )
    recommendation = opinion_by_rules(AgentName.RECOMMENDATION, brief, first)
    report = opinion_by_rules(AgentName.REPORT, brief, (*first, recommendation))
    return (*first, recommendation, report)


@cheap
@given(metrics_of_a_round() | st.just(NOTHING_YET), st.none() | metrics_of_a_round())
def test_rules_cite_only_numbers_of_the_brief(now: Metrics, before: Metrics | None) -> None:
    brief = a_brief(now, before)
    known = list(numbers_in(brief.facts()))

    for opinion in opinions_on(brief):
        for text in (opinion.headline, *opinion.points):
            assert ground(text, known) == (text, 0)


def test_every_agent_has_a_stand_in_that_is_marked() -> None:
    opinions = opinions_on(a_brief(some_metrics()))

    assert [opinion.agent for opinion in opinions] == list(AgentName)
    assert all(opinion.degraded and opinion.headline for opinion in opinions)
    assessment = Assessment(snapshot="24h", opinions=opinions, created_at=LAUNCH)
    assert assessment.degraded
    assert assessment.tokens.total == 0
    assert assessment.of(AgentName.REPORT) is opinions[-1]


def test_an_agent_that_said_nothing_is_not_made_up() -> None:
    assessment = Assessment(snapshot="24h", opinions=(), created_at=LAUNCH)

    with pytest.raises(KeyError):
        assessment.of(AgentName.REPORT)


def test_without_numbers_rates_are_unknown_and_never_zero() -> None:
    texts = [
        text
        for opinion in opinions_on(a_brief(NOTHING_YET))
        for text in (opinion.headline, *opinion.points)
    ]

    assert "Hard bounces are not known yet of 0 processed." in texts
    assert not any("0.00 %" in text for text in texts)


@pytest.mark.parametrize(
    ("hard_bounces", "rating", "advice"),
    [
        (12, Rating.GOOD, "No guardrail was crossed"),
        (20, Rating.WATCH, "A guardrail warns"),
        (50, Rating.BAD, "A guardrail holds"),
    ],
)
def test_rules_grade_by_the_guardrails(hard_bounces: int, rating: Rating, advice: str) -> None:
    opinions = {o.agent: o for o in opinions_on(a_brief(some_metrics(hard_bounces=hard_bounces)))}

    assert opinions[AgentName.LIST_QUALITY].rating is rating
    assert opinions[AgentName.RECOMMENDATION].rating is rating
    assert opinions[AgentName.RECOMMENDATION].headline.startswith(advice)
    assert opinions[AgentName.REPORT].rating is rating


@pytest.mark.parametrize(
    ("now", "before", "rating"),
    [
        (some_metrics(), None, Rating.UNKNOWN),
        (some_metrics(), some_metrics(), Rating.GOOD),
        (some_metrics(opened=400), some_metrics(opened=200), Rating.GOOD),
        (some_metrics(opened=200), some_metrics(opened=400), Rating.WATCH),
        (some_metrics(hard_bounces=60), some_metrics(hard_bounces=5), Rating.WATCH),
        (some_metrics(hard_bounces=5), some_metrics(hard_bounces=60), Rating.GOOD),
    ],
)
def test_rules_tell_a_change_for_the_better_from_one_for_the_worse(
    now: Metrics, before: Metrics | None, rating: Rating
) -> None:
    assert opinion_by_rules(AgentName.COMPARISON, a_brief(now, before)).rating is rating


def test_a_queue_is_mentioned_only_when_there_is_one() -> None:
    queued = opinion_by_rules(AgentName.DELIVERY, a_brief(some_metrics(queued=7)))
    empty = opinion_by_rules(AgentName.DELIVERY, a_brief(some_metrics(queued=0)))

    assert "7 messages are still queued or deferred." in queued.points
    assert len(empty.points) == 1
