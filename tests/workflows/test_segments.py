"""A round to a part of its list, and a list that is not what it was at the start."""

from datetime import timedelta
from typing import Any

from clients.mailjet.rows import Joined, Segment
from models.notices import (
    Announcement,
    LaunchConfirmationNotice,
    LaunchWarningNotice,
    PrelaunchNotice,
)
from models.plan import PlannedRound
from models.round import HoldKind, Status
from tests.workflows.stage import Director, Play
from workflows.details import details

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def narrowed(play: Play) -> Play:
    """Let plan and draft name segment 12."""
    planned: PlannedRound = play.asked.planned.model_copy(
        update={"segment_id": 12, "expected_recipients": 300}
    )
    play.asked = play.asked.model_copy(update={"planned": planned})
    play.world.mailjet.segments[12] = Segment(12, "Young", "age<40", deleted=False)
    play.world.mailjet.change(501, segmentation_id=12)
    return play


def told(announcements: list[Announcement], kind: type[Any]) -> Any:
    return next(one.notice for one in announcements if isinstance(one.notice, kind))


async def test_a_segment_is_announced_without_a_number_from_notice_to_confirmation(
    a_round: Director,
) -> None:
    play = narrowed(a_round())

    await play.start(stepwise=False)
    report = await play.handle.result()

    state, log = await play.state(), play.world.log.told
    assert report.status is Status.COMPLETED
    assert told(log, PrelaunchNotice).segment_id == 12
    warning = told(log, LaunchWarningNotice)
    assert (warning.list_id, warning.segment_id) == (7001, 12)
    confirmation = told(log, LaunchConfirmationNotice)
    assert (confirmation.list_id, confirmation.sent.segment_id) == (7001, 12)
    assert "- sent to segment 12 of list 7001 (its size is not known) at" in details(state)
    assert [sent.segment_id for sent in play.world.launches.sent] == [12]


async def test_a_segment_that_the_plan_does_not_name_is_never_launched(a_round: Director) -> None:
    play = a_round(launch_in=2 * HOUR)
    play.world.mailjet.change(501, segmentation_id=12)
    await play.start()
    await play.before_launch(HOUR - MINUTE)
    await play.held(HoldKind.PREFLIGHT_FAILED)

    refusal = await play.refusal("approve", override=True, reason="never mind")

    assert "segment" in refusal
    assert play.world.mailjet.posts == []


async def test_a_draft_that_joins_an_a_b_test_after_the_checks_is_not_posted(
    a_round: Director,
) -> None:
    play = a_round(launch_in=2 * HOUR)
    await play.start()
    await play.before_launch(10 * MINUTE)
    await play.wait(lambda state: "launch_warning" in state.stages)
    play.world.mailjet.change(501, ab_test_id=4)
    await play.until(play.launch + MINUTE)

    state = await play.held(HoldKind.CONTENT_CHANGED)

    assert state.hold is not None
    assert "A/B test" in state.hold.detail
    assert play.world.mailjet.posts == []


async def test_a_list_of_others_than_at_the_start_waits_for_an_approval(a_round: Director) -> None:
    play = a_round(launch_in=2 * HOUR)
    play.world.mailjet.joined = Joined(210, 210)
    await play.start()
    await play.until(play.launch + MINUTE)
    state = await play.held(HoldKind.APPROVAL_MISSING)

    await play.decide("approve", reason="they are the right ones")
    await play.wait(lambda state: state.sent)

    assert state.checklist is not None
    assert "210 joined" in {check.seen for check in state.checklist.checks}
    assert play.world.mailjet.posts == [501]
