import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from models.metrics import Metrics, Snapshot
from models.round import RoundRef, Status
from storage.assessments import Assessments
from storage.database import Database
from storage.decisions import Decisions
from storage.errors import UnknownRound
from storage.history import read_round
from storage.metrics import MetricsStore
from storage.rounds import Rounds
from tests.storage.samples import (
    LAUNCH,
    MINUTE,
    NEXT,
    NOWHERE,
    REF,
    a_decision,
    a_round,
    a_snapshot,
    an_assessment,
    ref_of,
)
from tests.storage.telling import tell

DAY = timedelta(hours=24)


@pytest.fixture
def metrics(rounds: Rounds) -> MetricsStore:
    return MetricsStore(rounds.database)


async def latest(metrics: MetricsStore, ref: RoundRef = REF) -> Snapshot | None:
    record = await read_round(metrics.database, ref.id)
    assert record is not None
    return record.snapshots[-1] if record.snapshots else None


async def test_a_snapshot_comes_back_as_it_was(metrics: MetricsStore) -> None:
    for _ in range(2):
        await metrics.record(REF, 9001, a_snapshot())

    assert await latest(metrics) == a_snapshot()


async def test_rates_stand_beside_the_counters(database: Database, metrics: MetricsStore) -> None:
    nothing_sent = Metrics(**dict.fromkeys(Metrics.model_fields, 0))
    await metrics.record(REF, 9001, a_snapshot())
    await metrics.record(NEXT, 9002, a_snapshot().model_copy(update={"metrics": nothing_sent}))

    async with database.begin() as session:
        query = "SELECT bounced, bounce_rate, complaint_rate FROM campaign_metrics ORDER BY id"
        rows = [tuple(row) for row in await session.execute(text(query))]
    assert rows == [(20, 2.0, 0.0), (0, None, None)]


async def test_the_newest_reading_of_a_snapshot_stays(metrics: MetricsStore) -> None:
    newer = a_snapshot(opened=400, at=LAUNCH + 60 * MINUTE)
    older = a_snapshot(opened=300, at=LAUNCH + 30 * MINUTE)

    await metrics.record(REF, 9001, newer)
    await metrics.record(REF, 9001, older)

    assert await latest(metrics) == newer


async def test_snapshots_written_at_once_are_one(database: Database, metrics: MetricsStore) -> None:
    await asyncio.gather(*(metrics.record(REF, 9001, a_snapshot()) for _ in range(10)))

    record = await read_round(database, REF.id)
    assert record is not None
    assert record.snapshots == (a_snapshot(),)


async def test_the_latest_snapshot_is_the_one_of_the_greatest_age(metrics: MetricsStore) -> None:
    followup = a_snapshot("24h", age=DAY)
    await metrics.record(REF, 9001, followup)
    await metrics.record(REF, 9001, a_snapshot())

    assert await latest(metrics) == followup
    assert await latest(metrics, NEXT) is None


async def test_the_earlier_snapshot_is_of_equal_age_from_the_nearest_round_before(
    rounds: Rounds, metrics: MetricsStore
) -> None:
    fourth = a_round(4)
    other = a_round(3, slug="autumn")
    await rounds.record_planned([a_round(3), fourth])
    await rounds.record_planned([other])
    await metrics.record(REF, 9001, a_snapshot(number=1))
    await metrics.record(NEXT, 9002, a_snapshot(number=2))
    await metrics.record(ref_of(a_round(3)), 9003, a_snapshot("24h", number=3, age=DAY))
    await metrics.record(ref_of(other), 9004, a_snapshot(number=3))

    assert await metrics.earlier(ref_of(fourth), "wrapup") == a_snapshot(number=2)
    assert await metrics.earlier(ref_of(fourth), "24h") == a_snapshot("24h", number=3, age=DAY)
    assert await metrics.earlier(REF, "wrapup") is None
    assert await metrics.earlier(ref_of(fourth), "72h") is None


async def test_assessments_and_decisions_written_twice_are_kept_once(
    database: Database, rounds: Rounds
) -> None:
    newest = an_assessment("Better", LAUNCH + 60 * MINUTE)
    for assessment in (newest, newest, an_assessment()):
        await Assessments(rounds.database).record(REF, assessment)
    for number in (1, 2, 1):
        await Decisions(rounds.database).record(REF, a_decision(number))

    record = await read_round(database, REF.id)
    assert record is not None
    assert record.assessments == (newest,)
    assert record.decisions == (a_decision(1), a_decision(2))
    assert record.assessments[0].tokens.total == 5 * 17


async def test_what_was_never_planned_has_no_record(database: Database, rounds: Rounds) -> None:
    store = rounds.database

    assert await read_round(database, NOWHERE.id) is None
    for write in (
        MetricsStore(store).record(NOWHERE, 1, a_snapshot()),
        Assessments(store).record(NOWHERE, an_assessment()),
        Decisions(store).record(NOWHERE, a_decision()),
    ):
        with pytest.raises(UnknownRound):
            await write


async def test_words_outside_the_vocabulary_are_refused_by_the_database(
    database: Database, rounds: Rounds
) -> None:
    await tell(rounds, REF, Status.READY)

    with pytest.raises(Exception, match="ck_campaign_schedule_status"):
        async with database.begin() as session:
            await session.execute(text("UPDATE campaign_schedule SET status = 'lost'"))


async def test_earlier_rounds_come_with_all_that_was_measured_of_them(
    rounds: Rounds, metrics: MetricsStore
) -> None:
    late = a_snapshot().model_copy(update={"name": "24h", "age": DAY})
    await metrics.record(REF, 9001, a_snapshot())
    await metrics.record(REF, 9001, late)
    await tell(rounds, REF, Status.COMPLETED)

    (earlier,) = await metrics.earlier_rounds(NEXT)

    assert earlier.number == REF.number
    assert earlier.status is Status.COMPLETED
    assert earlier.snapshots == (a_snapshot(), late)
    assert await metrics.earlier_rounds(REF) == ()
