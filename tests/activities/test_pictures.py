"""A campaign's closing message shows its chart: one message, one picture, or the message alone."""

from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.announcements import SlackActivities
from activities.pictures import MISSING, Picture, Pictures, picture_of
from clients.errors import Refused
from models.notices import Announcement, CampaignNotice, Told
from models.round import RoundReport, Status
from storage.errors import DatabaseUnavailable
from tests.activities.samples import LAUNCH, REF, Run
from tests.fakes import SLACK_AWAY, Post, World, away, metrics, refused, unknown

NO_WAITS = (0.0, 0.0, 0.0)
UPLOAD_AWAY = away("slack", "upload")
NOT_SHOWN = Refused(
    "Slack post: Slack refused: invalid_blocks.",
    provider="slack",
    call="post",
    reason="invalid_blocks",
)


@pytest.fixture
def slack(world: World) -> SlackActivities:
    pictures = Pictures(world.slack, world.log, NO_WAITS)
    return SlackActivities(
        slack=world.slack,
        channel="C1",
        log=world.log,
        assessments=world.assessments,
        decisions=world.decisions,
        pictures=pictures,
    )


def a_report(number: int) -> RoundReport:
    return RoundReport(
        number=number,
        status=Status.COMPLETED,
        launch=LAUNCH,
        snapshot="24h",
        age=timedelta(hours=24),
        metrics=metrics(opened=300 + number),
    )


def closing(rounds: int = 2, **fields: Any) -> Announcement:
    reports = tuple(a_report(number) for number in range(1, rounds + 1))
    values: dict[str, Any] = {
        "intent_id": "spring-launch/abc/summary",
        "stage": "campaign",
        "round": REF,
        "status": Status.COMPLETED,
        "notice": CampaignNotice(rounds=reports),
    }
    return Announcement(**values | fields)


def image_of(post: Post) -> str | None:
    """Name the file that a message shows below its heading."""
    blocks: Any = post.payload["blocks"]
    heading, first, *rest = blocks
    assert heading["type"] == "header"
    assert all(block["type"] != "image" for block in rest)
    return str(first["slack_file"]["id"]) if first["type"] == "image" else None


def says_that_it_is_missing(post: Post) -> bool:
    return MISSING in str(post.payload)


async def test_the_closing_message_shows_the_chart(
    world: World, slack: SlackActivities, run: Run
) -> None:
    await run(slack.announce, closing())

    (post,) = world.slack.posts
    assert world.slack.calls == ["upload", "post"]
    assert image_of(post) == "F1"
    assert world.slack.files["F1"].startswith(b"\x89PNG")
    assert "Chart of Spring launch: 2 rounds" in str(post.payload)
    assert not says_that_it_is_missing(post)


async def test_a_campaign_of_one_round_has_nothing_to_draw(
    world: World, slack: SlackActivities, run: Run
) -> None:
    await run(slack.announce, closing(rounds=1))

    (post,) = world.slack.posts
    assert world.slack.calls == ["post"]
    assert not says_that_it_is_missing(post)


async def test_a_worker_lost_after_the_upload_uploads_again_and_shows_one(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.log.fail_next("keep_file", DatabaseUnavailable("away"))

    with pytest.raises(ApplicationError):
        await run(slack.announce, closing())
    await run(slack.announce, closing(), attempt=2)

    assert world.slack.calls == ["upload", "find_posted", "upload", "post"]
    assert [image_of(post) for post in world.slack.posts] == ["F2"]


async def test_a_picture_that_was_kept_is_not_uploaded_again(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.slack.fail_next("post", SLACK_AWAY, SLACK_AWAY, SLACK_AWAY)

    for attempt in (1, 2, 3):
        with pytest.raises(ApplicationError):
            await run(slack.announce, closing(), attempt=attempt)
    await run(slack.announce, closing(), attempt=4)

    assert world.slack.calls.count("upload") == 1
    assert [image_of(post) for post in world.slack.posts] == ["F1"]


async def test_a_message_whose_answer_was_lost_is_found_with_its_picture(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.slack.loses_answer = True
    world.slack.fail_next("post", unknown("slack", "post"))

    with pytest.raises(ApplicationError):
        await run(slack.announce, closing())
    await run(slack.announce, closing(), attempt=2)

    assert world.slack.calls == ["upload", "post", "find_posted"]
    assert [image_of(post) for post in world.slack.posts] == ["F1"]


async def test_two_attempts_at_once_show_the_picture_that_was_kept_first(
    world: World, slack: SlackActivities, run: Run
) -> None:
    async def another_is_faster() -> None:
        intent = world.log.intents[closing().intent_id]
        world.log.intents[closing().intent_id] = replace(intent, file_id="F0")

    world.log.during("keep_file", another_is_faster)

    await run(slack.announce, closing())

    assert [image_of(post) for post in world.slack.posts] == ["F0"]


async def test_an_upload_that_fails_for_a_moment_is_tried_again(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.slack.fail_next("upload", UPLOAD_AWAY, UPLOAD_AWAY)

    await run(slack.announce, closing())

    (post,) = world.slack.posts
    assert world.slack.calls == ["upload", "upload", "upload", "post"]
    assert image_of(post) == "F1"


@pytest.mark.parametrize(
    "error", [UPLOAD_AWAY, refused("slack", "upload"), unknown("slack", "upload"), TimeoutError()]
)
async def test_a_picture_that_cannot_be_uploaded_does_not_cost_the_message(
    world: World, slack: SlackActivities, run: Run, error: Exception
) -> None:
    world.slack.down(error, "upload")

    await run(slack.announce, closing())

    (post,) = world.slack.posts
    assert image_of(post) is None
    assert says_that_it_is_missing(post)
    assert world.stages_told == ["campaign"]


async def test_a_picture_that_cannot_be_drawn_does_not_cost_the_message(
    world: World, slack: SlackActivities, run: Run
) -> None:
    impossible = [
        a_report(number).model_copy(update={"metrics": metrics(delivered=10, opened=-10)})
        for number in (1, 2)
    ]

    await run(slack.announce, closing(notice=CampaignNotice(rounds=tuple(impossible))))

    (post,) = world.slack.posts
    assert world.slack.calls == ["post"]
    assert says_that_it_is_missing(post)


async def test_a_picture_that_takes_too_long_is_given_up(world: World) -> None:
    over = Event()
    slow = Picture("Slow", "Slow", lambda: bytes(over.wait()))

    found = await Pictures(world.slack, world.log, longest=0.01).upload(closing(), slow)

    over.set()
    assert found is None
    assert world.slack.calls == []


async def test_a_file_that_slack_cannot_show_yet_is_tried_again_at_once(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.slack.fail_next("post", NOT_SHOWN, NOT_SHOWN)

    await run(slack.announce, closing())

    assert world.slack.calls == ["upload", "post", "post", "post"]
    assert [image_of(post) for post in world.slack.posts] == ["F1"]


async def test_a_file_that_slack_never_shows_does_not_cost_the_message(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.slack.fail_next("post", *[NOT_SHOWN] * (1 + len(NO_WAITS)))

    await run(slack.announce, closing())

    (post,) = world.slack.posts
    assert world.slack.calls == ["upload", *["post"] * (2 + len(NO_WAITS))]
    assert image_of(post) is None
    assert says_that_it_is_missing(post)


async def test_any_other_refusal_is_not_tried_again_here(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.slack.down(refused("slack", "post"), "post")

    with pytest.raises(ApplicationError) as caught:
        await run(slack.announce, closing())

    assert caught.value.non_retryable
    assert world.slack.calls == ["upload", "post"]


async def test_an_unknown_outcome_is_never_posted_over(
    world: World, slack: SlackActivities, run: Run
) -> None:
    world.slack.fail_next("post", NOT_SHOWN, unknown("slack", "post"))

    with pytest.raises(ApplicationError) as caught:
        await run(slack.announce, closing())

    assert caught.value.type == "OutcomeUnknown"
    assert world.slack.calls == ["upload", "post", "post"]


async def test_an_amended_message_uploads_nothing(
    world: World, slack: SlackActivities, run: Run
) -> None:
    await run(slack.announce, closing(amends=Told(ts="7.0", intent_id="x")))

    assert world.slack.calls == ["update"]


@pytest.mark.parametrize("name", ["n" * 10_000, "🎉" * 10_000, "<!channel> & <https://x|y>", ""])
def test_slack_takes_the_picture_whatever_the_campaign_is_called(name: str) -> None:
    ref = REF.model_copy(update={"campaign_name": name})

    picture = picture_of(closing(round=ref))

    assert picture is not None
    assert len(picture.alt_text) <= 1_000
    assert len(picture.title) <= 150
    assert picture.draw()
