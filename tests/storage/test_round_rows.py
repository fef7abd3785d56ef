import asyncio
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from models.plan import PlannedRound
from models.round import Status
from storage.database import Database
from storage.errors import RoundAlreadySent, UnknownRound
from storage.history import ScheduledRound, list_rounds, read_round
from storage.launches import Launches
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
    a_checklist,
    a_round,
    a_sending,
    an_announcement,
    ref_of,
)

MOVED = ref_of(FIRST, launch=LAUNCH + timedelta(days=1, hours=1), moves=1)


async def scheduled(database: Database) -> ScheduledRound:
    record = await read_round(database, REF.id)
    assert record is not None
    return record.schedule


async def test_a_planned_campaign_has_one_row_a_round(database: Database, rounds: Rounds) -> None:
    await rounds.record_planned([FIRST, SECOND], CLAIMANT)

    first, second = await list_rounds(database)
    assert (first.campaign_name, first.id, second.id) == ("Spring launch", REF.id, NEXT.id)
    assert first.scheduled_at == LAUNCH
    assert first.scheduled_time == "09:15 Europe/Berlin"
    assert (first.list_id, first.mailjet_draft_id, first.recipient_count) == (7001, 501, 1000)
    assert (first.recipient_range, second.recipient_range) == ("1-1000", "1001-2000")
    assert first.status is Status.SCHEDULED
    assert first.notification_status == {}
    assert first.created_at.utcoffset() == timedelta(0)


async def test_one_campaign_is_listed_by_its_slug(database: Database, rounds: Rounds) -> None:
    other = a_round(slug="autumn", draft_id=601)

    await rounds.record_planned([other], CLAIMANT)

    assert [row.campaign_slug for row in await list_rounds(database, "autumn")] == ["autumn"]
    assert len(await list_rounds(database)) == 3


async def test_planning_again_keeps_what_happened_since(database: Database, rounds: Rounds) -> None:
    later = ref_of(FIRST, launch=LAUNCH + timedelta(hours=2))
    await rounds.record_checklist(later, a_checklist(), status=Status.READY)

    await rounds.record_planned([FIRST, SECOND], CLAIMANT)

    row = await scheduled(database)
    assert (row.status, row.scheduled_at) == (Status.READY, later.launch)
    assert row.scheduled_time == "11:15 Europe/Berlin"


async def test_an_aborted_round_can_be_planned_anew(database: Database, rounds: Rounds) -> None:
    await rounds.record_checklist(REF, a_checklist(), status=Status.BLOCKED)
    await rounds.record_status(REF, Status.ABORTED, at=LAUNCH)

    await rounds.record_planned([a_round(draft_id=777)], CLAIMANT)

    row = await scheduled(database)
    assert (row.status, row.mailjet_draft_id) == (Status.SCHEDULED, 777)
    assert (row.status_at, row.fingerprint) == (None, None)


async def test_the_name_of_a_sent_round_is_not_taken_by_another(
    database: Database, rounds: Rounds
) -> None:
    await Launches(database).record_sent(REF, a_sending())

    await rounds.record_planned([FIRST, SECOND], CLAIMANT)
    with pytest.raises(RoundAlreadySent, match=r"spring-launch/1 was sent already, from draft 501"):
        await rounds.record_planned([a_round(draft_id=777), a_round(3)], CLAIMANT)

    assert (await scheduled(database)).status is Status.SENT
    assert len(await list_rounds(database)) == 2


async def test_a_campaign_is_planned_whole_or_not_at_all(database: Database) -> None:
    no_plan = PlannedRound.model_construct(**{**dict(SECOND.planned), "list_id": None})
    impossible = SECOND.model_copy(update={"planned": no_plan})

    with pytest.raises(Exception, match="did not take these values"):
        await Rounds(database).record_planned([FIRST, impossible], CLAIMANT)

    assert await list_rounds(database) == ()


async def test_a_stage_written_twice_is_one_entry(database: Database, rounds: Rounds) -> None:
    for _ in range(2):
        await rounds.record_stage(
            REF, "prelaunch", status=Status.SCHEDULED, outcome="done", at=LAUNCH
        )

    entry = (await scheduled(database)).notification_status
    assert set(entry) == {"prelaunch"}
    assert (entry["prelaunch"].sent, entry["prelaunch"].status) == (True, "done")
    assert entry["prelaunch"].timestamp == LAUNCH


@pytest.mark.parametrize("outcome", ["superseded", "undelivered"])
async def test_a_stage_that_told_nobody_is_not_sent(
    database: Database, rounds: Rounds, outcome: str
) -> None:
    await rounds.record_stage(REF, "prelaunch", status=Status.SCHEDULED, outcome=outcome, at=LAUNCH)

    assert not (await scheduled(database)).notification_status["prelaunch"].sent


async def test_stages_written_at_once_are_all_kept(database: Database, rounds: Rounds) -> None:
    stages = [f"followup {hours}h" for hours in range(20)]

    await asyncio.gather(
        *(
            rounds.record_stage(REF, stage, status=Status.SENT, outcome="done", at=LAUNCH)
            for stage in stages
        )
    )

    assert set((await scheduled(database)).notification_status) == set(stages)


async def test_a_reschedule_moves_the_launch(database: Database, rounds: Rounds) -> None:
    moved = ref_of(FIRST, launch=LAUNCH + timedelta(days=1, hours=1))

    await rounds.record_status(moved, Status.SCHEDULED, at=LAUNCH)

    row = await scheduled(database)
    assert (row.scheduled_at, row.scheduled_time) == (moved.launch, "10:15 Europe/Berlin")


async def test_the_newest_checklist_stays(database: Database, rounds: Rounds) -> None:
    newer = a_checklist(LAUNCH, "newer")
    older = a_checklist(LAUNCH - 60 * MINUTE, "older")

    for seen, status in ((newer, Status.READY), (newer, Status.READY), (older, Status.BLOCKED)):
        await rounds.record_checklist(REF, seen, status=status)

    record = await read_round(database, REF.id)
    assert record is not None
    assert record.checklist == newer
    assert (record.schedule.fingerprint, record.schedule.status) == ("newer", Status.READY)


@pytest.mark.parametrize("end", [Status.COMPLETED, Status.ABORTED])
async def test_the_end_of_a_round_is_its_end(
    database: Database, rounds: Rounds, end: Status
) -> None:
    await rounds.record_status(REF, end, at=LAUNCH)

    for status in set(Status) - {end}:
        await rounds.record_status(REF, status, at=LAUNCH + 60 * MINUTE)

    assert (await scheduled(database)).status is end


async def test_an_older_status_is_not_written_over_a_newer(
    database: Database, rounds: Rounds
) -> None:
    await rounds.record_status(REF, Status.BLOCKED, at=LAUNCH)

    await rounds.record_status(REF, Status.READY, at=LAUNCH - MINUTE)
    stale = await scheduled(database)
    await rounds.record_status(REF, Status.READY, at=LAUNCH - timedelta(seconds=1))
    clocks_differ = await scheduled(database)

    assert stale.status is Status.BLOCKED
    assert clocks_differ.status is Status.READY
    assert clocks_differ.status_at == LAUNCH


async def test_campaigns_planned_at_once_do_not_disturb_each_other(database: Database) -> None:
    store = Rounds(database)

    await asyncio.gather(*(store.record_planned([SECOND, FIRST], CLAIMANT) for _ in range(10)))

    assert len(await list_rounds(database)) == 2


async def test_a_round_never_planned_is_an_error_of_its_own(rounds: Rounds) -> None:
    with pytest.raises(UnknownRound, match="no record of round no-such-campaign/1"):
        await rounds.record_status(NOWHERE, Status.READY)


async def moved_by_people(database: Database) -> datetime:
    """Move the launch, as the message that tells of it does; give the new launch."""
    told = an_announcement(
        "decision", stage="decision reschedule", status=Status.SCHEDULED, ref=MOVED
    )
    await Notifications(database).begin(told, attempt=1, at=LAUNCH - 30 * MINUTE)
    return MOVED.launch


@pytest.mark.parametrize("late", [-MINUTE, timedelta(0), MINUTE, timedelta(days=3)])
async def test_a_preflight_that_was_overtaken_by_a_reschedule_writes_nothing(
    database: Database, rounds: Rounds, late: timedelta
) -> None:
    launch = await moved_by_people(database)

    frozen = a_checklist(LAUNCH - 30 * MINUTE + late)
    await rounds.record_checklist(REF, frozen, status=Status.READY)

    record = await read_round(database, REF.id)
    assert record is not None
    assert (record.schedule.scheduled_at, record.schedule.status) == (launch, Status.SCHEDULED)
    assert record.schedule.scheduled_time == "10:15 Europe/Berlin"
    assert record.checklist is None


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ABORTED}))
async def test_no_step_from_before_a_reschedule_writes_the_old_launch_back(
    database: Database, rounds: Rounds, status: Status
) -> None:
    launch = await moved_by_people(database)
    later = LAUNCH + timedelta(days=3)

    told = an_announcement("late", status=status)
    await Notifications(database).begin(told, attempt=7, at=later)
    await rounds.record_status(REF, status, at=later)
    await rounds.record_stage(REF, "prelaunch", status=status, outcome="done", at=later)
    if status is Status.LAUNCHING:
        await Launches(database).intend(REF, "intent", later)

    row = await scheduled(database)
    assert row.scheduled_at == launch
    over = {Status.SENT, Status.COMPLETED}
    assert row.status is (status if status in over else Status.SCHEDULED)


@pytest.mark.parametrize("order", [*permutations(range(4))])
async def test_the_last_of_many_moves_stays_in_whatever_order_they_are_written(
    database: Database, rounds: Rounds, order: tuple[int, ...]
) -> None:
    for place, moves in enumerate(order):
        ref = ref_of(FIRST, launch=LAUNCH + timedelta(days=moves), moves=moves)
        await rounds.record_status(ref, Status.SCHEDULED, at=LAUNCH + place * MINUTE)

    assert (await scheduled(database)).scheduled_at == LAUNCH + timedelta(days=3)


async def test_steps_at_once_leave_the_newest_launch(database: Database, rounds: Rounds) -> None:
    refs = [ref_of(FIRST, launch=LAUNCH + timedelta(days=n), moves=n) for n in range(10)]
    steps = [(ref, a_checklist(LAUNCH, f"f{ref.moves}")) for ref in [*refs, *reversed(refs)]]

    await asyncio.gather(
        *(rounds.record_checklist(ref, seen, status=Status.READY) for ref, seen in steps)
    )

    row = await scheduled(database)
    assert (row.scheduled_at, row.fingerprint) == (refs[-1].launch, "f9")


async def test_a_launch_that_was_moved_leaves_a_launch_that_had_only_begun(
    database: Database,
    rounds: Rounds,  # noqa: ARG001 - they are planned
) -> None:
    await Launches(database).intend(REF, "intent", LAUNCH - 31 * MINUTE)

    launch = await moved_by_people(database)

    row = await scheduled(database)
    assert (row.status, row.scheduled_at) == (Status.SCHEDULED, launch)


async def test_a_message_tried_again_for_hours_does_not_write_its_status_over_a_newer(
    database: Database, rounds: Rounds
) -> None:
    told = an_announcement("recheck", status=Status.SCHEDULED)
    await Notifications(database).begin(told, attempt=1, at=LAUNCH)
    await rounds.record_checklist(REF, a_checklist(LAUNCH + MINUTE), status=Status.READY)

    await Notifications(database).begin(told, attempt=9, at=LAUNCH + 60 * MINUTE)

    assert (await scheduled(database)).status is Status.READY
