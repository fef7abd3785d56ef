"""The rounds that went before, as the record knows them."""

from datetime import timedelta

import pytest

from models.round import Status
from storage.launches import Launches
from storage.metrics import MetricsStore
from storage.rounds import Rounds
from tests.storage.samples import (
    CLAIMANT,
    FIRST,
    LAUNCH,
    NEXT,
    REF,
    SECOND,
    a_round,
    a_snapshot,
    ref_of,
)

DAY = timedelta(hours=24)


@pytest.fixture
def metrics(rounds: Rounds) -> MetricsStore:
    return MetricsStore(rounds.database)


@pytest.fixture
def launches(rounds: Rounds) -> Launches:
    return Launches(rounds.database)


async def test_earlier_rounds_come_with_all_that_was_measured_of_them(
    rounds: Rounds, metrics: MetricsStore
) -> None:
    late = a_snapshot("24h", age=DAY, opened=400)
    await metrics.record(REF, 9001, late)
    await metrics.record(REF, 9001, a_snapshot())
    await rounds.record_status(REF, Status.COMPLETED)

    (earlier,) = await metrics.earlier_rounds(NEXT)

    assert (earlier.number, earlier.status) == (REF.number, Status.COMPLETED)
    assert earlier.measured == {"wrapup": a_snapshot().metrics, "24h": late.metrics}
    assert await metrics.earlier_rounds(REF) == ()


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        (Status.SCHEDULED, False),
        (Status.READY, False),
        (Status.BLOCKED, False),
        (Status.ABORTED, False),
        (Status.SENT, True),
        (Status.COMPLETED, True),
    ],
)
async def test_only_a_round_that_went_before_or_may_have_is_an_earlier_one(
    rounds: Rounds, metrics: MetricsStore, status: Status, counts: bool
) -> None:
    await rounds.record_status(REF, status)

    assert [one.status for one in await metrics.earlier_rounds(NEXT)] == [status] * counts


async def test_a_round_that_may_have_been_sent_is_an_earlier_one_with_the_time_of_it(
    rounds: Rounds, launches: Launches, metrics: MetricsStore
) -> None:
    await launches.intend(REF, "i", LAUNCH)
    await rounds.record_status(REF, Status.BLOCKED)

    (earlier,) = await metrics.earlier_rounds(NEXT)

    assert (earlier.status, earlier.handed_over_at) == (Status.BLOCKED, LAUNCH)
    assert earlier.measured == {}


async def test_a_rescheduled_round_looks_back_on_those_with_higher_numbers(
    rounds: Rounds, metrics: MetricsStore
) -> None:
    await rounds.record_status(NEXT, Status.COMPLETED)
    await metrics.record(NEXT, 9002, a_snapshot(number=2))

    (earlier,) = await metrics.earlier_rounds(REF)

    assert earlier.number == NEXT.number


async def test_rounds_of_another_campaign_say_nothing(
    rounds: Rounds, metrics: MetricsStore
) -> None:
    other = a_round(slug="autumn", draft_id=900)
    await rounds.record_planned([other], CLAIMANT)
    await rounds.record_status(ref_of(other), Status.COMPLETED)

    assert await metrics.earlier_rounds(NEXT) == ()


async def test_a_round_planned_anew_under_its_name_starts_with_nothing_behind_it(
    rounds: Rounds, launches: Launches, metrics: MetricsStore
) -> None:
    await launches.intend(REF, "i", LAUNCH)
    await rounds.record_status(REF, Status.ABORTED)
    await rounds.record_planned([FIRST, SECOND], CLAIMANT)

    assert await metrics.earlier_rounds(NEXT) == ()
