"""A slug belongs to one name, and a name to one slug, in the record too."""

import pytest

from models.round import StartRound, Status
from storage.database import Database
from storage.errors import KnownByAnotherSlug, SlugTaken
from storage.rounds import Rounds
from tests.storage.samples import CLAIMANT, a_round, ref_of


def named(name: str, slug: str) -> StartRound:
    return a_round(slug=slug, draft_id=500 + len(slug)).model_copy(update={"campaign_name": name})


async def planned(database: Database, *rounds: StartRound) -> None:
    for one in rounds:
        await Rounds(database).record_planned([one], CLAIMANT)


async def test_another_name_does_not_write_over_a_campaign_of_the_same_slug(
    database: Database,
) -> None:
    await planned(database, named("Spring-1", "spring-1"))

    with pytest.raises(SlugTaken, match="spring-1 is the slug of another campaign, 'Spring-1'"):
        await planned(database, named("Spring, 1", "spring-1"))

    await planned(database, named("SPRING-1 ", "spring-1"))


async def test_a_name_that_is_recorded_under_its_former_slug_is_not_recorded_twice(
    database: Database,
) -> None:
    await planned(database, named("Осенний дайджест 2026", "2026"))

    with pytest.raises(KnownByAnotherSlug, match='as 2026; to go on with it write slug = "2026"'):
        await planned(database, named("Осенний дайджест 2026", "osenniy-daydzhest-2026"))

    await planned(
        database,
        named("Осенний дайджест 2026", "2026"),
        named("Осенний дайджест 2026", "autumn-by-hand"),
        named("春季促销 2026", "chunjicuxiao-2026"),
    )


async def test_an_aborted_campaign_is_in_nobodys_way(database: Database) -> None:
    aborted = named("Осенний дайджест 2026", "2026")
    await planned(database, aborted)
    await Rounds(database).record_status(ref_of(aborted), Status.ABORTED)

    await planned(
        database,
        named("Осенний дайджест 2026", "osenniy-daydzhest-2026"),
        named("春季促销 2026", "2026"),
    )
