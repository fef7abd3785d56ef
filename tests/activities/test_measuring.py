"""Numbers, and what agents say of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.agents import Answer
from activities.assessment import AssessmentActivities
from activities.metrics import MetricsActivities
from clients.errors import ProviderError
from models.assessment import AgentName, Opinion, Rating
from models.brief import Brief
from models.steps import CollectMetrics, Consult
from storage.errors import RecordRefused
from tests.activities.samples import REF, Run
from tests.fakes import COUNTERS, GEMINI_AWAY, World, a_snapshot, away, refused


@pytest.fixture
def measuring(world: World) -> MetricsActivities:
    world.mailjet.take(501)
    return MetricsActivities(world.mailjet, world.metrics)


def collect(**fields: Any) -> CollectMetrics:
    values: dict[str, Any] = {
        "round": REF,
        "snapshot": "wrapup",
        "draft_id": 501,
        "campaign_id": 9501,
        "accepted_at": datetime.now(UTC) - timedelta(minutes=30),
        "patience": timedelta(0),
    }
    return CollectMetrics(**values | fields)


async def test_numbers_are_kept_and_set_beside_the_earlier_round(
    world: World, measuring: MetricsActivities, run: Run
) -> None:
    earlier = world.metrics.kept[1, "wrapup"] = a_snapshot(1)

    measured = await run(measuring.collect_metrics, collect())

    assert measured.snapshot == world.metrics.kept[2, "wrapup"]
    assert measured.snapshot.metrics.delivered == 980
    assert measured.snapshot.bounce_reasons[0].count == 4
    assert measured.earlier == earlier
    assert measured.campaign_id == 9501


async def test_unknown_campaign_is_found_by_its_draft(
    measuring: MetricsActivities, run: Run
) -> None:
    measured = await run(measuring.collect_metrics, collect(campaign_id=None))

    assert measured.campaign_id == 9501
    assert measured.snapshot is not None


@pytest.mark.parametrize("missing", ["campaign", "counters", "first message"])
async def test_no_data_is_no_snapshot(
    world: World, measuring: MetricsActivities, run: Run, missing: str
) -> None:
    match missing:
        case "campaign":
            world.mailjet.campaigns.clear()
        case "counters":
            world.mailjet.counters = None
        case _:
            import dataclasses  # noqa: PLC0415

            world.mailjet.counters = dataclasses.replace(COUNTERS, processed=0)

    measured = await run(measuring.collect_metrics, collect(campaign_id=None))

    assert measured.snapshot is None
    assert "yet" in measured.detail
    assert world.metrics.kept == {}


async def test_first_numbers_are_waited_for(
    world: World, measuring: MetricsActivities, run: Run
) -> None:
    world.mailjet.counters = None

    async def appear() -> None:
        async def later() -> None:
            world.mailjet.counters = COUNTERS

        world.mailjet.during("get_counters", later)

    world.mailjet.during("get_counters", appear)
    measured = await run(measuring.collect_metrics, collect(patience=timedelta(seconds=5)))

    assert measured.snapshot is not None
    assert world.mailjet.calls.count("get_counters") == 2


async def test_numbers_that_the_database_refuses_are_told_all_the_same(
    world: World, measuring: MetricsActivities, run: Run
) -> None:
    world.metrics.down(RecordRefused("database x did not take these values"), "record")

    measured = await run(measuring.collect_metrics, collect())

    assert measured.snapshot is not None
    assert world.metrics.kept == {}


async def test_mailjet_away_is_tried_again(
    world: World, measuring: MetricsActivities, run: Run
) -> None:
    world.mailjet.down(away(), "get_counters")

    with pytest.raises(ApplicationError) as caught:
        await run(measuring.collect_metrics, collect())

    assert not caught.value.non_retryable


@pytest.fixture
def agents(world: World) -> AssessmentActivities:
    return AssessmentActivities(world.gemini)


BRIEF = Brief(campaign="Spring", round_number=2, expected_recipients=1000, snapshot=a_snapshot(2))


async def test_invented_numbers_are_dropped_and_counted(
    world: World, agents: AssessmentActivities, run: Run
) -> None:
    world.gemini.answer = Answer(
        rating=Rating.WATCH,
        headline="Of 1,000 people 980 were reached. Soon 31337 will follow.",
        points=["Opens are 40.82 percent. Clicks rose by 77.7 percent.", "About 98 % arrived."],
    )

    opinion = await run(agents.consult_agent, Consult(agent=AgentName.DELIVERY, brief=BRIEF))

    assert opinion.headline == "Of 1,000 people 980 were reached."
    assert opinion.points == ("Opens are 40.82 percent.", "About 98 % arrived.")
    assert opinion.dropped_sentences == 2
    assert opinion.tokens.total == 17
    assert opinion.model == "gemini-test"


async def test_headline_of_inventions_is_replaced(
    world: World, agents: AssessmentActivities, run: Run
) -> None:
    world.gemini.answer = Answer(rating=Rating.BAD, headline="31337 % bounced.", points=["77 %."])

    opinion = await run(agents.consult_agent, Consult(agent=AgentName.REPORT, brief=BRIEF))

    assert (opinion.headline, opinion.points) == ("See the numbers.", ())


async def test_later_agents_read_the_opinions_of_the_others(
    world: World, agents: AssessmentActivities, run: Run
) -> None:
    other = Opinion(agent=AgentName.DELIVERY, rating=Rating.GOOD, headline="Good at 980.")

    await run(
        agents.consult_agent,
        Consult(agent=AgentName.RECOMMENDATION, brief=BRIEF, others=(other,)),
    )

    assert "Good at 980." in world.gemini.prompts[0]
    assert "example.com" not in world.gemini.prompts[0]


@pytest.mark.parametrize(
    ("error", "for_good"), [(GEMINI_AWAY, False), (refused("gemini", "generate"), True)]
)
async def test_silent_model_is_an_error_of_its_kind(
    world: World, agents: AssessmentActivities, run: Run, error: ProviderError, for_good: bool
) -> None:
    world.gemini.down(error, "generate")

    with pytest.raises(ApplicationError) as caught:
        await run(agents.consult_agent, Consult(agent=AgentName.DELIVERY, brief=BRIEF))

    assert caught.value.non_retryable is for_good
    assert caught.value.type == type(error).__name__
