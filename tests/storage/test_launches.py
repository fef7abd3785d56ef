"""Intents that are claimed or voided, never both, and sends."""

import asyncio

import pytest

from models.round import Status
from storage.database import Database
from storage.errors import UnknownRound
from storage.history import ScheduledRound, read_round
from storage.launches import Claim, Launches
from storage.rounds import Rounds
from tests.storage.samples import LAUNCH, MINUTE, NOWHERE, REF, a_sending
from tests.storage.telling import tell

INTENT = "spring-launch/1/f00d/launch-1"


@pytest.fixture
def launches(database: Database, rounds: Rounds) -> Launches:  # noqa: ARG001 - they are planned
    return Launches(database)


async def scheduled(database: Database) -> ScheduledRound:
    record = await read_round(database, REF.id)
    assert record is not None
    return record.schedule


async def test_an_intent_is_claimed_by_one_of_many(launches: Launches) -> None:
    await launches.intend(REF, INTENT, LAUNCH)

    claims = await asyncio.gather(*(launches.claim(INTENT, LAUNCH) for _ in range(10)))

    assert sorted(claims) == [Claim.GRANTED] + [Claim.TAKEN] * 9


async def test_claiming_and_voiding_shut_each_other_out(launches: Launches) -> None:
    names = [f"{INTENT}{number}" for number in range(20)]
    for name in names:
        await launches.intend(REF, name, LAUNCH)

    both = [
        await asyncio.gather(launches.claim(name, LAUNCH), launches.void(name, LAUNCH))
        for name in names
    ]

    assert set(map(tuple, both)) <= {(Claim.GRANTED, False), (Claim.VOID, True)}


async def test_what_is_void_stays_void_though_it_is_meant_again(launches: Launches) -> None:
    await launches.intend(REF, INTENT, LAUNCH)

    voided = [await launches.void(INTENT, LAUNCH) for _ in range(2)]
    await launches.intend(REF, INTENT, LAUNCH + MINUTE)

    assert voided == [True, True]
    assert await launches.claim(INTENT, LAUNCH) is Claim.VOID


async def test_what_nobody_meant_is_neither_claimed_nor_voided(launches: Launches) -> None:
    assert await launches.claim(INTENT, LAUNCH) is Claim.VOID
    assert not await launches.void(INTENT, LAUNCH)
    with pytest.raises(UnknownRound):
        await launches.intend(NOWHERE, INTENT, LAUNCH)


async def test_a_send_is_recorded_once(database: Database, launches: Launches) -> None:
    for _ in range(2):
        await launches.intend(REF, INTENT, LAUNCH)
    intended = await scheduled(database)
    for _ in range(2):
        await launches.record_sent(REF, a_sending())
    await launches.record_sent(REF, a_sending(campaign_id=None))

    row = await scheduled(database)
    assert intended.status is Status.LAUNCHING
    assert not intended.notification_status["launch"].sent
    assert (row.status, row.mailjet_campaign_id, row.recipient_count) == (Status.SENT, 9001, 998)
    assert row.notification_status["launch"].sent


async def test_an_intent_repeated_late_does_not_unsend(
    database: Database, rounds: Rounds, launches: Launches
) -> None:
    await launches.intend(REF, INTENT, LAUNCH)
    await launches.record_sent(REF, a_sending())
    before = await scheduled(database)

    await launches.intend(REF, INTENT, LAUNCH + MINUTE)
    await tell(rounds, REF, Status.SCHEDULED)
    await tell(rounds, REF, Status.READY, stage="x", at=LAUNCH + MINUTE)

    after = await scheduled(database)
    assert (after.status, after.status_at) == (Status.SENT, before.status_at)
    assert after.notification_status["launch"] == before.notification_status["launch"]


async def test_a_send_found_after_a_hold_resolves_it(
    database: Database, rounds: Rounds, launches: Launches
) -> None:
    await launches.intend(REF, INTENT, LAUNCH)
    await tell(rounds, REF, Status.BLOCKED, at=LAUNCH + 20 * MINUTE)

    await launches.record_sent(REF, a_sending())

    row = await scheduled(database)
    assert (row.status, row.status_at) == (Status.SENT, LAUNCH + 20 * MINUTE)
