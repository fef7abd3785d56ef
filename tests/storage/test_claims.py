"""Drafts that belong to one open round each, whoever asks, in whatever order."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.rivals import Rival
from models.round import Status
from models.tables import CampaignSchedule, DraftClaim
from storage.claims import Claims
from storage.database import Database
from storage.errors import DraftTaken, UnknownRound
from storage.history import list_rounds
from storage.launches import Launches
from storage.neighbours import Neighbours
from storage.notifications import Notifications
from storage.rounds import Rounds
from tests.storage.samples import (
    CLAIMANT,
    FIRST,
    LAUNCH,
    MINUTE,
    NEXT,
    NOWHERE,
    REF,
    SECOND,
    a_round,
    a_sending,
    an_announcement,
    ref_of,
)

ANOTHER = replace(CLAIMANT, campaign_run_id="run-2")
RIVAL = a_round(slug="autumn")  # wants draft 501 too
DAY = timedelta(days=1)


@pytest.fixture
def claims(database: Database) -> Claims:
    return Claims(database)


async def drafts_of(database: Database) -> dict[str, tuple[int, str, str | None]]:
    """Read who has which draft, in which account, by which run."""
    async with database.begin() as session:
        found = await session.execute(
            select(DraftClaim, CampaignSchedule).where(
                CampaignSchedule.id == DraftClaim.schedule_id  # type: ignore[arg-type] # SQL
            )
        )
        return {
            f"{row.campaign_slug}/{row.round_number}": (
                claim.mailjet_draft_id,
                claim.account,
                claim.campaign_run_id,
            )
            for claim, row in found
        }


async def refused(rounds: Rounds, *wanted: object, claimant: object = ANOTHER) -> tuple[Rival, ...]:
    with pytest.raises(DraftTaken) as taken:
        await rounds.record_planned(list(wanted), claimant)  # type: ignore[arg-type] # of samples
    return taken.value.rivals


async def test_a_draft_belongs_to_the_campaign_that_started_first(
    database: Database, rounds: Rounds
) -> None:
    (rival,) = await refused(rounds, a_round(2, slug="autumn", draft_id=900), RIVAL)

    assert (rival.id, rival.draft_id, rival.status) == (REF.id, 501, Status.SCHEDULED)
    assert (rival.campaign_run_id, rival.namespace) == ("run-1", "default")
    assert set(await drafts_of(database)) == {"spring-launch/1", "spring-launch/2"}
    assert {row.campaign_slug for row in await list_rounds(database)} == {"spring-launch"}


@pytest.mark.parametrize("status", [Status.READY, Status.BLOCKED, Status.LAUNCHING])
async def test_a_draft_is_held_for_as_long_as_its_round_is_open(
    rounds: Rounds, status: Status
) -> None:
    moved = ref_of(FIRST, launch=LAUNCH + DAY, moves=1)
    await rounds.record_status(moved, status, at=LAUNCH)

    (rival,) = await refused(rounds, RIVAL)

    assert (rival.status, rival.launch) == (status, LAUNCH + DAY)


async def test_the_draft_of_a_round_that_was_sent_is_never_free(rounds: Rounds) -> None:
    await Launches(rounds.database).record_sent(REF, a_sending())

    (rival,) = await refused(rounds, RIVAL)

    assert rival.objection == (
        "draft 501 belongs to round spring-launch/1, which was sent 2026-12-01 08:15 UTC; "
        "plan another draft"
    )


async def test_an_abort_frees_the_draft_as_soon_as_it_is_recorded(
    database: Database, rounds: Rounds
) -> None:
    told = an_announcement("abort", stage="abort", status=Status.ABORTED)
    await Notifications(database).begin(told, attempt=1, at=LAUNCH)  # and Slack is away

    await rounds.record_planned([RIVAL], ANOTHER)

    assert (await drafts_of(database))["autumn/1"] == (501, "a1b2", "run-2")


async def test_another_mailjet_account_has_other_drafts(database: Database, rounds: Rounds) -> None:
    await rounds.record_planned([RIVAL], replace(ANOTHER, account="c3d4"))

    assert (await drafts_of(database))["autumn/1"] == (501, "c3d4", "run-2")


async def test_a_campaigns_own_claim_is_never_in_its_way(
    database: Database, rounds: Rounds
) -> None:
    await rounds.record_planned([FIRST, SECOND], CLAIMANT)
    await rounds.record_planned([SECOND, FIRST], ANOTHER)

    assert await drafts_of(database) == {
        "spring-launch/1": (501, "a1b2", "run-2"),
        "spring-launch/2": (502, "a1b2", "run-2"),
    }


async def test_a_former_draft_of_the_same_round_is_looked_after_before_it_is_given_up(
    database: Database, rounds: Rounds, claims: Claims
) -> None:
    swapped = (a_round(1, draft_id=502), a_round(2, draft_id=500))

    rivals = await refused(rounds, *swapped)
    await claims.release(rivals)
    await rounds.record_planned(swapped, ANOTHER)

    assert [(rival.id, rival.draft_id) for rival in rivals] == [(REF.id, 501), (NEXT.id, 502)]
    drafts = {name: draft for name, (draft, _, _) in (await drafts_of(database)).items()}
    assert drafts == {"spring-launch/1": 502, "spring-launch/2": 501}


async def test_a_late_release_leaves_the_claim_of_a_round_that_was_started_again(
    database: Database, rounds: Rounds, claims: Claims
) -> None:
    rivals = await refused(rounds, RIVAL)
    await rounds.record_planned([FIRST, SECOND], ANOTHER)

    await claims.release(rivals)

    assert "spring-launch/1" in await drafts_of(database)


async def test_of_many_that_start_at_once_exactly_one_has_all_its_drafts(
    database: Database,
) -> None:
    store = Rounds(database)
    plans = [
        [a_round(1, slug=f"c{n}", draft_id=501 + n % 2), a_round(2, slug=f"c{n}", draft_id=501)]
        if n % 2 == 0
        else [a_round(1, slug=f"c{n}", draft_id=502), a_round(2, slug=f"c{n}", draft_id=500)]
        for n in range(10)
    ]  # each wants 501 and 502, half of them in the other order

    ends = await asyncio.gather(
        *(store.record_planned(plan, CLAIMANT) for plan in plans), return_exceptions=True
    )

    assert sum(end is None for end in ends) == 1
    assert all(end is None or isinstance(end, DraftTaken) for end in ends)
    assert len(await drafts_of(database)) == 2
    assert len({row.campaign_slug for row in await list_rounds(database)}) == 1


async def test_campaigns_that_swap_their_drafts_at_once_do_not_wait_in_a_circle(
    database: Database,
) -> None:
    store, claims = Rounds(database), Claims(database)
    for turn in range(10):
        swap = turn % 2
        one, two = (
            a_round(slug="one", draft_id=501 + swap),
            a_round(slug="two", draft_id=502 - swap),
        )
        for _ in range(3):
            ends = await asyncio.gather(
                store.record_planned([one], CLAIMANT),
                store.record_planned([two], CLAIMANT),
                return_exceptions=True,
            )
            taken = [end for end in ends if isinstance(end, DraftTaken)]
            assert all(end is None or isinstance(end, DraftTaken) for end in ends)
            for end in taken:
                await claims.release(end.rivals)

        assert {draft for draft, _, _ in (await drafts_of(database)).values()} == {501, 502}


async def any_account(database: Database) -> None:
    """Make every claim one from before accounts were known."""
    async with database.begin() as session:
        await session.execute(update(DraftClaim).values(account="", campaign_run_id=None))


async def test_a_claim_from_before_accounts_counts_in_all_until_its_round_claims_anew(
    database: Database, rounds: Rounds, claims: Claims
) -> None:
    await any_account(database)
    elsewhere = replace(ANOTHER, account="c3d4")

    await refused(rounds, RIVAL, claimant=elsewhere)
    await claims.keep(REF, 501, replace(CLAIMANT, campaign_run_id=None))
    await rounds.record_planned([RIVAL], elsewhere)

    assert await drafts_of(database) == {
        "spring-launch/1": (501, "a1b2", None),
        "spring-launch/2": (502, "", None),
        "autumn/1": (501, "c3d4", "run-2"),
    }


async def test_a_round_that_keeps_its_draft_keeps_its_claim(
    database: Database, rounds: Rounds, claims: Claims
) -> None:
    for _ in range(2):
        await claims.keep(REF, 501, replace(CLAIMANT, campaign_run_id=None))

    assert (await drafts_of(database))["spring-launch/1"] == (501, "a1b2", "run-1")
    other = a_round(slug="autumn", draft_id=700)
    await rounds.record_planned([other], ANOTHER)
    with pytest.raises(DraftTaken, match="draft 502 belongs to round spring-launch/2"):
        await claims.keep(ref_of(other), 502, CLAIMANT)
    with pytest.raises(UnknownRound):
        await claims.keep(NOWHERE, 501, CLAIMANT)


async def test_a_round_that_was_moved_and_is_started_again_has_its_planned_launch(
    database: Database, rounds: Rounds
) -> None:
    moved = ref_of(FIRST, launch=LAUNCH + DAY, moves=3)
    await rounds.record_status(moved, Status.READY, at=LAUNCH - DAY)

    await rounds.record_planned([FIRST, SECOND], CLAIMANT)  # the same run, once more
    await rounds.record_status(REF, Status.READY, at=LAUNCH - MINUTE)
    (kept, _) = sorted(await list_rounds(database), key=lambda row: row.round_number)
    await rounds.record_planned([FIRST, SECOND], ANOTHER)
    await rounds.record_status(REF, Status.READY, at=LAUNCH)
    (anew, _) = sorted(await list_rounds(database), key=lambda row: row.round_number)

    assert (kept.scheduled_at, anew.scheduled_at) == (LAUNCH + DAY, LAUNCH)


async def test_rounds_that_mail_one_list_in_the_same_time_are_found(
    database: Database, rounds: Rounds
) -> None:
    near = a_round(slug="near", draft_id=601)
    elsewhere = a_round(slug="elsewhere", draft_id=602)
    sent = a_round(slug="sent", draft_id=603)
    over = a_round(slug="over", draft_id=604)
    for one in (near, sent, over):
        await rounds.record_planned([one], CLAIMANT)
    await rounds.record_planned([elsewhere], replace(CLAIMANT, account="c3d4"))
    await Launches(database).record_sent(ref_of(sent), a_sending())
    await rounds.record_status(ref_of(over), Status.ABORTED, at=LAUNCH)

    async def found(at: timedelta, span: timedelta) -> list[str]:
        asking = ref_of(a_round(slug="asking"), launch=LAUNCH + at)
        rivals = await Neighbours(database).of(asking, 7001, account="a1b2", within=span)
        return [rival.slug for rival in rivals]

    assert await found(timedelta(0), DAY) == ["spring-launch", "near", "sent"]
    assert await found(DAY, DAY) == ["sent"]  # two seconds late, so less than a day ago
    assert await found(-DAY, DAY) == []
    assert await found(-DAY, DAY + MINUTE) == ["spring-launch", "near", "sent"]
    assert await Neighbours(database).of(REF, 7002, account="a1b2", within=DAY) == ()
