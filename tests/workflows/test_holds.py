"""Why a round stops, and what lets it go on."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from models.plan import ApprovalMode
from models.round import Status
from storage.errors import DatabaseUnavailable
from tests.fakes import SLACK_AWAY, a_snapshot, away, refused, unknown
from tests.workflows.stage import POLICY, Crew, Director, Play
from workflows.policies import Queue

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BRISK = POLICY.model_copy(update={"escalation": MINUTE})


async def hold_of(play: Play, kind: str) -> None:
    """Bring a round into a hold of that kind."""
    world = play.world
    match kind:
        case "preflight_failed":
            world.mailjet.active[7001] = 900
        case "approval_missing":
            world.mailjet.text = ""
        case "guardrail":
            world.metrics.kept[0, "wrapup"] = a_snapshot(0, hard_bounces=100)
        case "paused":
            world.slack.down(refused("slack", "post"), "post")
        case "send_unresolved":
            world.mailjet.takes_it = False
            world.mailjet.fail_next("send_draft", unknown())
    await play.start()
    if kind == "content_changed":
        await play.before_launch(MINUTE)
        await play.wait(lambda state: "launch_warning" in state.stages)
        world.mailjet.html += "<p>one more thing</p>"
    if kind == "count_changed":
        await play.before_launch(MINUTE)
        await play.wait(lambda state: "launch_warning" in state.stages)
        world.mailjet.active[7001] = 900
    if kind == "paused":
        await play.before_launch(MINUTE)
        await play.wait(lambda state: "preflight" in state.stages)
        await play.decide("approve")
    if kind != "missed_window":
        await play.until(play.launch + MINUTE)
    await play.held(kind)


HOLDS = [
    "preflight_failed", "approval_missing", "content_changed", "count_changed", "missed_window",
    "guardrail", "paused", "send_unresolved",
]  # fmt: skip


def in_time_for(kind: str) -> timedelta:
    return -20 * MINUTE if kind == "missed_window" else 2 * HOUR


def mode_for(kind: str) -> ApprovalMode:
    return ApprovalMode.REQUIRED if kind == "paused" else ApprovalMode.AUTOMATIC


@pytest.mark.parametrize("kind", HOLDS)
async def test_abort_ends_every_hold(a_round: Director, kind: str) -> None:
    play = a_round(in_time_for(kind), approval=mode_for(kind), policy=BRISK)
    await hold_of(play, kind)
    view = await play.view()

    play.world.slack.up()
    said = await play.decide("abort")
    report = await play.handle.result()

    assert view.who == "an operator"
    assert view.state.hold is not None
    assert view.state.hold.advice in view.waiting
    assert report.status is Status.ABORTED
    assert ("nobody knows" in said) == (kind == "send_unresolved")
    assert len(play.world.mailjet.posts) == (kind == "send_unresolved")


@pytest.mark.parametrize(
    "kind",
    [
        "preflight_failed", "content_changed", "count_changed", "missed_window", "guardrail",
        "paused",
    ],
)  # fmt: skip
async def test_recheck_leaves_every_hold_for_another_look(a_round: Director, kind: str) -> None:
    play = a_round(in_time_for(kind), approval=mode_for(kind), policy=BRISK)
    await hold_of(play, kind)
    mailjet = play.world.mailjet
    mailjet.active[7001], mailjet.text = 1000, "Hello"
    play.world.metrics.kept.clear()
    play.world.slack.up()
    looks = len(play.world.rounds.checklists)

    await play.decide("recheck")

    if kind == "missed_window":
        await play.wait(lambda state: len(state.decisions) and state.hold)
        assert len(play.world.rounds.checklists) == looks + 1
    else:
        await play.became("sent")
        assert mailjet.posts == [501]
        assert len(play.world.rounds.checklists) == looks + 1


@pytest.mark.parametrize("kind", ["preflight_failed", "missed_window", "guardrail", "paused"])
async def test_override_with_a_reason_launches_in_spite_of_a_hold(
    a_round: Director, kind: str
) -> None:
    play = a_round(in_time_for(kind), approval=mode_for(kind), policy=BRISK)
    await hold_of(play, kind)

    plain = await play.refusal("approve")
    mute = await play.refusal("approve", override=True)
    await play.decide("approve", override=True, reason="we know")
    play.world.slack.up()
    await play.became("sent")

    assert "override and a reason" in plain
    assert "override and a reason" in mute
    assert play.world.mailjet.posts == [501]
    await play.finish()


async def test_changed_content_is_never_approved_unseen(a_round: Director) -> None:
    play = a_round(2 * HOUR)
    await hold_of(play, "content_changed")

    said = await play.refusal("approve", override=True, reason="never mind")

    assert "recheck first" in said
    assert play.world.mailjet.posts == []
    await play.decide("abort")
    await play.handle.result()


async def test_missed_launch_is_rescheduled(a_round: Director) -> None:
    play = a_round(-20 * MINUTE)
    await hold_of(play, "missed_window")
    new = datetime.now(UTC) + 3 * HOUR

    await play.decide("reschedule", to=new.isoformat())
    report = await play.finish()

    assert report.status is Status.COMPLETED
    assert report.sent is not None
    assert report.sent.accepted_at >= new
    assert play.world.mailjet.posts == [501]


async def test_approval_during_the_announcement_of_the_hold_releases_it(
    a_round: Director,
) -> None:
    play = a_round(2 * HOUR)
    play.world.mailjet.text = ""
    await play.start()
    await play.before_launch(MINUTE)
    await play.wait(lambda state: "launch_warning" in state.stages)
    play.world.slack.during("post", lambda: play.signal("approve", {"by": "ada"}))

    await play.until(play.launch + MINUTE)
    await play.became("sent")

    assert play.world.mailjet.posts == [501]


async def test_two_contrary_decisions_at_once_end_unsent(a_round: Director, crew: Crew) -> None:
    play = a_round(2 * HOUR)
    await hold_of(play, "approval_missing")

    async with crew.away(Queue.CAMPAIGN):
        await play.signal("approve", {"by": "ada"})
        await play.signal("abort", {"by": "grace"})

    assert (await play.handle.result()).status is Status.ABORTED
    assert play.world.mailjet.posts == []


async def test_unreadable_mailjet_holds_and_a_recheck_launches(a_round: Director) -> None:
    play = a_round(2 * HOUR, policy=BRISK)
    play.world.mailjet.down(away(), "get_draft")
    await play.start()
    await play.until(play.launch - 50 * MINUTE)
    held = await play.held("preflight_failed")
    assert held.hold is not None
    assert "could not look" in held.hold.detail
    assert "503" in held.hold.detail

    said = await play.refusal("approve", override=True, reason="go")
    play.world.mailjet.up()
    await play.decide("recheck")
    report = await play.finish()

    assert "nothing to approve" in said
    assert report.status is Status.COMPLETED


@pytest.mark.parametrize("grace", [1, 900])
async def test_worker_away_over_the_launch_launches_within_the_grace_or_asks(
    a_round: Director, crew: Crew, grace: int
) -> None:
    policy = POLICY.model_copy(update={"launch_grace": timedelta(seconds=grace)})
    play = a_round(20 * MINUTE, policy=policy)
    await play.start()
    await play.before_launch(5 * MINUTE)
    await play.wait(lambda state: "launch_warning" in state.stages)
    await play.before_launch(timedelta(seconds=0.5))

    async with crew.away(Queue.CAMPAIGN):  # a task that waits for its worker stops all skipping
        await asyncio.sleep(2)

    if grace == 1:
        held = await play.held("missed_window")
        assert held.hold is not None
        assert "grace of 1s is over" in held.hold.detail
        assert play.world.mailjet.posts == []
    else:
        await play.became("sent")
        assert play.world.mailjet.posts == [501]


async def test_reminders_double_their_silence(a_round: Director) -> None:
    play = a_round(-20 * MINUTE)
    start = datetime.now(UTC)
    await hold_of(play, "missed_window")

    counts = []
    for minutes in (29, 31, 89, 91, 209, 211):
        await play.until(start + timedelta(minutes=minutes))
        await play.wait(lambda _: True)
        counts.append(sum(stage == "hold missed_window" for stage in play.world.stages_told))

    assert counts == [1, 2, 2, 3, 3, 4]
    reminders = [told.notice.reminder for told in play.world.log.told if told.notice.kind == "hold"]
    assert reminders == [0, 1, 2, 3]
    await play.decide("abort")
    await play.handle.result()


async def test_automatic_round_goes_without_slack_and_says_so_later(a_round: Director) -> None:
    play = a_round(3 * MINUTE)
    play.world.slack.down(SLACK_AWAY, "post")
    await play.start()
    await play.until(play.launch + MINUTE)
    state = await play.became("sent")
    assert state.sent is not None
    assert state.sent.accepted_at - play.launch < MINUTE

    play.world.slack.up()
    report = await play.finish()

    assert report.status is Status.COMPLETED
    assert play.world.stages_told == ["launch_confirmation", "wrapup"]
    told = str(play.world.slack.posts[0].payload)
    assert "did not take earlier messages: preflight, launch warning" in told


async def test_slack_refusing_for_good_stops_no_automatic_round(a_round: Director) -> None:
    play = a_round(2 * HOUR)
    play.world.slack.down(refused("slack", "post"), "post")

    await play.start(stepwise=False)
    report = await play.handle.result()

    assert report.status is Status.COMPLETED
    assert play.world.slack.posts == []


async def test_database_away_for_a_while_delays_nothing_for_good(a_round: Director) -> None:
    play = a_round(2 * HOUR)
    gone = DatabaseUnavailable("database is not available")
    play.world.rounds.fail_next("record_checklist", gone, gone)
    play.world.launches.fail_next("intend", gone)
    play.world.launches.fail_next("claim", gone)
    play.world.log.fail_next("begin", gone)

    await play.start(stepwise=False)
    report = await play.handle.result()

    assert report.status is Status.COMPLETED
    assert play.world.mailjet.posts == [501]
