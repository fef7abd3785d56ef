"""A message is posted once, and what it tells is kept in any case."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.announcements import SlackActivities
from activities.pictures import Pictures
from models.decisions import Decision, DecisionKind
from models.notices import (
    Announced,
    Announcement,
    DecisionNotice,
    NoDataNotice,
    Told,
)
from models.round import Status
from storage.errors import DatabaseUnavailable, UnknownRound
from storage.notifications import Intent
from tests.activities.samples import REF, Run
from tests.fakes import SLACK_AWAY, World, refused, unknown

DECISION = Decision(
    number=1,
    kind=DecisionKind.APPROVE,
    by="ada",
    via="update",
    reason="fine",
    at=datetime(2026, 12, 1, 9, tzinfo=UTC),
    accepted=True,
    answer="It launches.",
)


@pytest.fixture
def slack(world: World) -> SlackActivities:
    pictures = Pictures(world.slack, world.log)
    return SlackActivities(
        slack=world.slack,
        channel="C1",
        log=world.log,
        assessments=world.assessments,
        decisions=world.decisions,
        pictures=pictures,
    )


def announcement(**fields: Any) -> Announcement:
    values: dict[str, Any] = {
        "intent_id": "spring-launch/2/abc/1",
        "stage": "wrapup",
        "round": REF,
        "status": Status.SENT,
        "notice": NoDataNotice(snapshot_name="wrapup", detail="Nothing yet."),
    }
    return Announcement(**values | fields)


async def test_first_attempt_posts_without_a_look_into_the_history(
    world: World, slack: SlackActivities, run: Run
) -> None:
    announced = await run(slack.announce, announcement())

    assert announced == Announced(channel="C1", ts="1.0")
    assert world.slack.calls == ["post"]
    assert world.stages_told == ["wrapup"]


async def test_second_attempt_finds_what_the_first_has_posted(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.slack.loses_answer = True
    world.slack.fail_next("post", unknown("slack", "post"))

    with pytest.raises(ApplicationError) as caught:
        await run(slack.announce, announcement())
    announced = await run(slack.announce, announcement(), attempt=2)

    assert caught.value.type == "OutcomeUnknown"
    assert not caught.value.non_retryable
    assert caught.value.next_retry_delay == timedelta(seconds=5)
    assert announced.ts == "1.0"
    assert len(world.slack.posts) == 1
    assert world.slack.calls == ["post", "find_posted"]


async def test_second_attempt_posts_what_the_history_does_not_show(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.slack.fail_next("post", SLACK_AWAY)

    with pytest.raises(ApplicationError):
        await run(slack.announce, announcement())
    await run(slack.announce, announcement(), attempt=2)

    assert world.slack.calls == ["post", "find_posted", "post"]
    assert len(world.slack.posts) == 1


async def test_intent_from_before_is_looked_for_even_at_a_first_attempt(
    world: World, slack: SlackActivities, run: Run
) -> None:
    before = datetime.now(UTC) - timedelta(hours=1)
    world.log.intents["spring-launch/2/abc/1"] = Intent(before, None)

    await run(slack.announce, announcement())

    assert world.slack.calls == ["find_posted", "post"]


async def test_recorded_success_is_not_asked_of_slack_again(
    world: World, slack: SlackActivities, run: Run
) -> None:
    first = await run(slack.announce, announcement())

    again = await run(slack.announce, announcement(), attempt=2)

    assert again == first
    assert world.slack.calls == ["post"]


async def test_history_that_cannot_be_read_posts_nothing(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.slack.down(SLACK_AWAY, "find_posted")

    with pytest.raises(ApplicationError):
        await run(slack.announce, announcement(), attempt=2)

    assert world.slack.posts == []
    assert world.log.failed[0][0] == "wrapup"


async def test_post_whose_record_failed_is_found_and_recorded(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.log.fail_next("succeed", DatabaseUnavailable("away"))

    with pytest.raises(ApplicationError) as caught:
        await run(slack.announce, announcement())
    await run(slack.announce, announcement(), attempt=2)

    assert caught.value.type == "DatabaseUnavailable"
    assert len(world.slack.posts) == 1
    assert world.stages_told == ["wrapup"]


@pytest.mark.parametrize(
    ("error", "for_good"), [(SLACK_AWAY, False), (refused("slack", "post"), True)]
)
async def test_decision_is_kept_although_slack_fails(
    world: World, slack: SlackActivities, run: Run, error: Exception, for_good: bool
) -> None:
    world.slack.down(error, "post")

    with pytest.raises(ApplicationError) as caught:
        await run(slack.announce, announcement(notice=DecisionNotice(decision=DECISION)))

    assert caught.value.non_retryable is for_good
    assert world.decisions.kept == [DECISION]
    assert world.log.failed == [("wrapup", str(error))]


async def test_round_that_was_never_planned_is_refused_for_good(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.log.fail_next("begin", UnknownRound(REF.id))

    with pytest.raises(ApplicationError) as caught:
        await run(slack.announce, announcement())

    assert (caught.value.type, caught.value.non_retryable) == ("UnknownRound", True)
    assert world.slack.calls == []


async def test_amended_message_takes_the_place_of_the_first(
    world: World, slack: SlackActivities, run: Run
) -> None:
    amends = Told(ts="7.0", intent_id="spring-launch/2/abc/0")

    announced = await run(slack.announce, announcement(amends=amends))
    await run(slack.announce, announcement(intent_id="x/1/y/2", amends=amends), attempt=2)

    assert announced.ts == "7.0"
    assert world.slack.posts == []
    assert [update.intent_id for update in world.slack.updates] == [amends.intent_id] * 2
