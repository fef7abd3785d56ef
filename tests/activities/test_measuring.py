"""Numbers, and what agents say of them."""

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.agents import Answer
from activities.assessment import AssessmentActivities
from activities.metrics import MetricsActivities
from activities.side_reads import SideReads
from clients.errors import ProviderError, TryAgain
from models.assessment import AgentName, Opinion, Rating
from models.brief import Brief
from models.metrics import Absence, Part
from models.steps import CollectMetrics, Consult
from storage.errors import DatabaseUnavailable, RecordRefused
from tests.activities.samples import REF, Run
from tests.fakes import COUNTERS, GEMINI_AWAY, World, a_snapshot, away, refused


@pytest.fixture
def measuring(world: World) -> MetricsActivities:
    world.mailjet.take(501)
    return MetricsActivities(world.mailjet, world.metrics, SideReads(waits=(0.0, 0.0)))


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


SIDE_READS = {
    "get_campaign": Part.SEND_TIMES,
    "get_mailbox_providers": Part.MAILBOX_PROVIDERS,
    "count_bounce_reasons": Part.BOUNCE_REASONS,
    "get_link_clicks": Part.LINKS,
}


@pytest.mark.parametrize("call", SIDE_READS)
@pytest.mark.parametrize("error", [away(), refused("mailjet", "read")])
async def test_a_side_read_that_fails_for_ever_costs_its_part_and_no_more(
    world: World, measuring: MetricsActivities, run: Run, call: str, error: ProviderError
) -> None:
    world.mailjet.down(error, call)

    measured = await run(measuring.collect_metrics, collect())

    assert measured.snapshot == world.metrics.kept[2, "wrapup"]
    assert measured.snapshot.metrics.delivered == 980
    assert [one.part for one in measured.snapshot.missing] == [SIDE_READS[call]]
    tries = 3 if isinstance(error, TryAgain) else 1
    assert world.mailjet.calls.count(call) == tries


async def test_a_side_read_that_fails_for_a_moment_costs_nothing(
    world: World, measuring: MetricsActivities, run: Run
) -> None:
    for call in SIDE_READS:
        world.mailjet.fail_next(call, away(), away())

    measured = await run(measuring.collect_metrics, collect())

    assert measured.snapshot.missing == ()
    assert measured.snapshot.mailbox_providers[0].name == "Gmail"


async def test_all_side_reads_may_fail_at_once(
    world: World, measuring: MetricsActivities, run: Run
) -> None:
    world.mailjet.down(refused("mailjet", "read"), *SIDE_READS)

    measured = await run(measuring.collect_metrics, collect())

    assert measured.snapshot.metrics.opened == 400
    assert {one.absence for one in measured.snapshot.missing} == {Absence.REFUSED}
    assert len(measured.snapshot.missing) == len(SIDE_READS)


@pytest.mark.parametrize("call", SIDE_READS)
async def test_a_side_read_that_hangs_is_late(world: World, run: Run, call: str) -> None:
    world.mailjet.take(501)
    world.mailjet.during(call, lambda: asyncio.sleep(3600))
    measuring = MetricsActivities(world.mailjet, world.metrics, SideReads(longest=0.2))

    measured = await run(measuring.collect_metrics, collect())

    (missing,) = measured.snapshot.missing
    assert (missing.part, missing.absence) == (SIDE_READS[call], Absence.LATE)
    assert str(missing).endswith("not yet (Mailjet did not answer within 0.2 s)")


async def test_what_is_counted_and_not_listed_is_late_and_not_none(
    world: World, measuring: MetricsActivities, run: Run
) -> None:
    async def nothing(*_: object) -> list[object]:
        return []

    for call in (*SIDE_READS,)[1:]:
        setattr(world.mailjet, call, nothing)

    late = await run(measuring.collect_metrics, collect())
    world.mailjet.counters = dataclasses.replace(
        COUNTERS, clicked=0, hard_bounces=0, soft_bounces=0, blocked=0
    )
    none = await run(measuring.collect_metrics, collect(snapshot="24h"))

    assert [str(one) for one in late.snapshot.missing] == [
        "mailbox providers not yet (Mailjet lists none)",
        "bounce reasons not yet (Mailjet lists none)",
        "links clicked not yet (Mailjet lists none)",
    ]
    assert [one.part for one in none.snapshot.missing] == [Part.MAILBOX_PROVIDERS]


async def test_the_record_away_is_tried_again_and_is_no_missing_part(
    world: World, measuring: MetricsActivities, run: Run
) -> None:
    world.metrics.down(DatabaseUnavailable("the database is away"), "earlier")

    with pytest.raises(ApplicationError) as caught:
        await run(measuring.collect_metrics, collect())

    assert not caught.value.non_retryable
    assert world.metrics.kept == {}


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
