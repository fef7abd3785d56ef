import asyncio

import pytest

from models.notices import Announced, CampaignNotice
from models.round import Status
from models.tables import NotificationStatus
from storage.database import Database
from storage.errors import UnknownRound
from storage.history import RoundRecord, read_round
from storage.launches import Launches
from storage.notifications import Intent, Notifications
from storage.rounds import Rounds
from tests.storage.samples import LAUNCH, MINUTE, NOWHERE, POSTED, REF, a_sending, an_announcement


@pytest.fixture
def notifications(rounds: Rounds) -> Notifications:
    return Notifications(rounds.database)


async def recorded(database: Database) -> RoundRecord:
    record = await read_round(database, REF.id)
    assert record is not None
    return record


async def test_an_intent_is_written_with_the_round_before_anything_is_posted(
    database: Database, notifications: Notifications
) -> None:
    told = an_announcement(status=Status.READY)

    first = await notifications.begin(told, attempt=1, at=LAUNCH)
    again = await notifications.begin(told, attempt=2, at=LAUNCH + MINUTE)

    record = await recorded(database)
    (log,) = record.notifications
    assert first == again == Intent(first_at=LAUNCH, posted=None)
    assert (log.status, log.attempt, log.first_at) == (NotificationStatus.RETRYING, 2, LAUNCH)
    assert record.schedule.status is Status.READY
    assert record.schedule.notification_status["prelaunch"].status == "retrying"


async def test_a_posted_message_stays_posted(
    database: Database, notifications: Notifications
) -> None:
    told = an_announcement()
    await notifications.begin(told, attempt=1, at=LAUNCH)
    await notifications.succeed(told, POSTED, at=LAUNCH)

    elsewhere = Announced(channel="C1", ts="2.2")
    await notifications.succeed(told, elsewhere, at=LAUNCH + MINUTE)
    await notifications.fail(told, "too late", at=LAUNCH + MINUTE)
    again = await notifications.begin(told, attempt=2, at=LAUNCH + MINUTE)

    record = await recorded(database)
    (log,) = record.notifications
    assert again == Intent(first_at=LAUNCH, posted=POSTED)
    assert (log.status, log.error_message) == (NotificationStatus.SUCCESS, None)
    assert (log.slack_channel_id, log.slack_message_id) == (POSTED.channel, POSTED.ts)
    assert log.sent_at == LAUNCH
    assert record.schedule.notification_status["prelaunch"].sent


async def test_the_first_picture_of_a_message_stays_its_picture(
    notifications: Notifications,
) -> None:
    told = an_announcement()
    await notifications.begin(told, attempt=1, at=LAUNCH)

    first = await notifications.keep_file(told, "F1", at=LAUNCH)
    second = await notifications.keep_file(told, "F2", at=LAUNCH + MINUTE)

    again = await notifications.begin(told, attempt=2, at=LAUNCH + MINUTE)
    assert (first, second) == ("F1", "F1")
    assert again == Intent(first_at=LAUNCH, posted=None, file_id="F1")


async def test_a_failure_is_kept_in_few_words_until_a_later_try_succeeds(
    database: Database, notifications: Notifications
) -> None:
    told = an_announcement()
    await notifications.begin(told, attempt=1, at=LAUNCH)
    for _ in range(2):
        await notifications.fail(told, "x" * 2000, at=LAUNCH)
    (failed,) = (await recorded(database)).notifications

    await notifications.succeed(told, POSTED, at=LAUNCH + MINUTE)

    (log,) = (await recorded(database)).notifications
    assert (failed.status, len(failed.error_message or "")) == (NotificationStatus.FAILURE, 500)
    assert (log.status, log.error_message) == (NotificationStatus.SUCCESS, None)


async def test_an_intent_begun_at_once_by_many_has_one_row(
    database: Database, notifications: Notifications
) -> None:
    told = an_announcement()

    tries = range(1, 11)
    await asyncio.gather(*(notifications.begin(told, attempt=n, at=LAUNCH) for n in tries))

    (log,) = (await recorded(database)).notifications
    assert log.attempt == 10


async def test_a_message_told_late_does_not_move_its_round_back(
    database: Database, notifications: Notifications
) -> None:
    await Launches(database).record_sent(REF, a_sending())

    late = an_announcement(stage="launch_warning", status=Status.READY)
    await notifications.begin(late, attempt=1, at=LAUNCH + MINUTE)

    assert (await recorded(database)).schedule.status is Status.SENT


async def test_a_campaigns_notice_leaves_its_last_round_as_it_is(
    database: Database, notifications: Notifications
) -> None:
    closing = an_announcement(
        stage="campaign", status=Status.COMPLETED, notice=CampaignNotice(rounds=())
    )

    await notifications.begin(closing, attempt=1, at=LAUNCH)

    record = await recorded(database)
    assert record.schedule.status is Status.SCHEDULED
    assert [log.stage for log in record.notifications] == ["campaign"]


async def test_a_message_about_no_known_round_is_an_error(notifications: Notifications) -> None:
    with pytest.raises(UnknownRound):
        await notifications.begin(an_announcement(ref=NOWHERE), attempt=1, at=LAUNCH)
