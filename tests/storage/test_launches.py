"""Intents that are claimed or voided, never both, and sends."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from models.launch import ANSWER_WITHIN, CLAIM_LASTS, CLOCKS_DIFFER, HandOver, claim_end
from models.round import Status
from storage.database import Database
from storage.errors import UnknownRound
from storage.history import ScheduledRound, read_round
from storage.launches import Claim, Launches
from storage.rounds import Rounds
from tests.storage.samples import LAUNCH, MINUTE, NEXT, NOWHERE, REF, a_sending

INTENT = "spring-launch/1/f00d/launch-1"
AGAIN = "spring-launch/1/f00d/launch-2"
UNTIL = LAUNCH + MINUTE


@pytest.fixture
def launches(database: Database, rounds: Rounds) -> Launches:  # noqa: ARG001 - they are planned
    return Launches(database)


async def scheduled(database: Database) -> ScheduledRound:
    record = await read_round(database, REF.id)
    assert record is not None
    return record.schedule


async def test_an_intent_is_claimed_by_one_of_many(launches: Launches) -> None:
    await launches.intend(REF, INTENT, LAUNCH)

    claims = await asyncio.gather(*(launches.claim(INTENT, LAUNCH, UNTIL) for _ in range(10)))

    assert sorted(claims) == [Claim.GRANTED] + [Claim.TAKEN] * 9


async def test_claiming_and_voiding_shut_each_other_out(launches: Launches) -> None:
    names = [f"{INTENT}{number}" for number in range(20)]
    for name in names:
        await launches.intend(REF, name, LAUNCH)

    both = []
    for name in names:
        both.append(
            await asyncio.gather(launches.claim(name, LAUNCH, UNTIL), launches.void(name, LAUNCH))
        )
        await launches.answer(name, HandOver.NOT_SENT)

    assert set(map(tuple, both)) <= {(Claim.GRANTED, False), (Claim.VOID, True)}


async def test_what_is_void_stays_void_though_it_is_meant_again(launches: Launches) -> None:
    await launches.intend(REF, INTENT, LAUNCH)

    voided = [await launches.void(INTENT, LAUNCH) for _ in range(2)]
    await launches.intend(REF, INTENT, LAUNCH + MINUTE)

    assert voided == [True, True]
    assert await launches.claim(INTENT, LAUNCH, UNTIL) is Claim.VOID


async def test_what_nobody_meant_is_neither_claimed_nor_voided(launches: Launches) -> None:
    assert await launches.claim(INTENT, LAUNCH, UNTIL) is Claim.VOID
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


async def test_the_lists_number_is_not_recorded_as_that_of_its_segment(
    database: Database, launches: Launches
) -> None:
    await launches.intend(REF, INTENT, LAUNCH)

    await launches.record_sent(REF, a_sending().model_copy(update={"segment_id": 12}))

    assert (await scheduled(database)).recipient_count == 1000


async def test_an_intent_repeated_late_does_not_unsend(
    database: Database, rounds: Rounds, launches: Launches
) -> None:
    await launches.intend(REF, INTENT, LAUNCH)
    await launches.record_sent(REF, a_sending())
    before = await scheduled(database)

    await launches.intend(REF, INTENT, LAUNCH + MINUTE)
    await rounds.record_status(REF, Status.SCHEDULED)
    await rounds.record_stage(REF, "x", status=Status.READY, outcome="done", at=LAUNCH + MINUTE)

    after = await scheduled(database)
    assert (after.status, after.status_at) == (Status.SENT, before.status_at)
    assert after.notification_status["launch"] == before.notification_status["launch"]


async def test_a_send_found_after_a_hold_resolves_it(
    database: Database, rounds: Rounds, launches: Launches
) -> None:
    await launches.intend(REF, INTENT, LAUNCH)
    await rounds.record_status(REF, Status.BLOCKED, at=LAUNCH + 20 * MINUTE)

    await launches.record_sent(REF, a_sending())

    row = await scheduled(database)
    assert (row.status, row.status_at) == (Status.SENT, LAUNCH + 20 * MINUTE)


async def test_another_try_waits_until_the_claim_of_the_first_is_over_or_answered(
    launches: Launches,
) -> None:
    await launches.intend(REF, INTENT, LAUNCH)
    await launches.intend(REF, AGAIN, LAUNCH)
    assert await launches.claim(INTENT, LAUNCH, UNTIL) is Claim.GRANTED

    frozen = await launches.claim(AGAIN, LAUNCH, UNTIL)
    until = await launches.claimed_until(INTENT)
    for answer in (HandOver.NOT_SENT, HandOver.UNKNOWN):
        await launches.answer(INTENT, answer)

    assert frozen is Claim.HELD
    assert until == UNTIL
    assert await launches.claim(AGAIN, LAUNCH, UNTIL) is Claim.GRANTED


async def test_a_claim_that_nobody_answers_for_ends_at_its_deadline(launches: Launches) -> None:
    await launches.intend(REF, INTENT, LAUNCH)
    await launches.intend(REF, AGAIN, LAUNCH)
    await launches.claim(INTENT, LAUNCH, UNTIL)

    early = await launches.claim(AGAIN, UNTIL, UNTIL)
    late = await launches.claim(AGAIN, UNTIL + CLOCKS_DIFFER, UNTIL + MINUTE)

    assert (early, late) == (Claim.HELD, Claim.GRANTED)


async def test_two_rounds_never_send_one_draft_at_once(
    database: Database, launches: Launches
) -> None:
    other = "spring-launch/2/f00d/launch-1"
    async with database.begin() as session:
        await session.execute(text("UPDATE campaign_schedule SET mailjet_draft_id = 501"))
    await launches.intend(REF, INTENT, LAUNCH)
    await launches.intend(NEXT, other, LAUNCH)

    claims = await asyncio.gather(
        *(launches.claim(name, LAUNCH, UNTIL) for name in (INTENT, other) * 5)
    )

    assert claims.count(Claim.GRANTED) == 1
    assert Claim.HELD in claims


@pytest.mark.parametrize(
    ("answer", "claim"),
    [
        (None, Claim.HELD),
        (HandOver.ACCEPTED, Claim.HELD),
        (HandOver.UNKNOWN, Claim.HELD),
        (HandOver.REFUSED, Claim.GRANTED),
        (HandOver.NOT_SENT, Claim.GRANTED),
    ],
)
async def test_another_round_sends_the_draft_at_once_only_after_a_certain_no(
    database: Database, launches: Launches, answer: HandOver | None, claim: Claim
) -> None:
    other = "spring-launch/2/f00d/launch-1"
    async with database.begin() as session:
        await session.execute(text("UPDATE campaign_schedule SET mailjet_draft_id = 501"))
    await launches.intend(REF, INTENT, LAUNCH)
    await launches.intend(NEXT, other, LAUNCH)
    await launches.claim(INTENT, LAUNCH, UNTIL)
    if answer is not None:
        await launches.answer(INTENT, answer)

    at_once = await launches.claim(other, LAUNCH, UNTIL)
    later = await launches.claim(other, UNTIL + CLOCKS_DIFFER, UNTIL + 2 * MINUTE)

    assert at_once is claim
    assert later is (Claim.GRANTED if claim is Claim.HELD else Claim.TAKEN)


async def test_a_claim_stays_with_its_draft_though_its_round_was_planned_anew(
    database: Database, launches: Launches
) -> None:
    """A frozen worker's draft is what it claimed, whatever the plan says since."""
    await launches.intend(REF, INTENT, LAUNCH)
    await launches.claim(INTENT, LAUNCH, UNTIL)
    async with database.begin() as session:
        move = "UPDATE campaign_schedule SET mailjet_draft_id = 1003 - mailjet_draft_id"
        await session.execute(text(move))  # the rounds change their drafts, 501 and 502
    other = "spring-launch/2/f00d/launch-1"
    await launches.intend(NEXT, other, LAUNCH)

    assert await launches.claim(other, LAUNCH, UNTIL) is Claim.HELD


async def test_a_claim_of_the_former_release_holds_as_long_as_one_of_this(
    database: Database, launches: Launches
) -> None:
    await launches.intend(REF, INTENT, LAUNCH)
    await launches.intend(REF, AGAIN, LAUNCH)
    await launches.claim(INTENT, LAUNCH, UNTIL)
    async with database.begin() as session:
        former = "UPDATE launch_intent SET draft_id = NULL, claim_until = NULL"
        await session.execute(text(former))
    end = LAUNCH + CLAIM_LASTS

    assert await launches.claimed_until(INTENT) == end
    assert await launches.claim(AGAIN, end, UNTIL) is Claim.HELD
    assert await launches.claim(AGAIN, end + CLOCKS_DIFFER, UNTIL) is Claim.GRANTED


async def test_a_claim_that_was_answered_for_holds_no_longer(launches: Launches) -> None:
    await launches.intend(REF, INTENT, LAUNCH)
    unclaimed = await launches.claimed_until(INTENT)
    await launches.claim(INTENT, LAUNCH, UNTIL)
    await launches.answer(INTENT, HandOver.UNKNOWN)

    assert unclaimed is None
    assert await launches.claimed_until(INTENT) == LAUNCH


async def test_a_claim_is_bounded_by_the_launch_and_leaves_the_post_its_time() -> None:
    soon, late = LAUNCH + timedelta(seconds=5), LAUNCH + timedelta(minutes=5)

    assert claim_end(LAUNCH, late) == LAUNCH + CLAIM_LASTS
    assert claim_end(LAUNCH, soon) == soon + ANSWER_WITHIN
