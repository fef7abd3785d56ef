"""The send: once, whatever becomes of its one POST."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio import exceptions
from temporalio.exceptions import ActivityError, TimeoutType

from clients.mailjet.rows import DraftStatus
from models.round import Status
from tests.fakes import a_campaign, a_job, refused, slow_down, unknown, unreachable
from tests.workflows.stage import POLICY, Crew, Director, Play
from workflows.failures import never_started
from workflows.policies import Queue
from workflows.search_attributes import STATUS

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def to_the_launch(play: Play) -> None:
    await play.start()
    await play.wait(lambda state: "launch_warning" in state.stages)
    await play.until(play.launch + timedelta(seconds=5))


async def test_refused_send_holds_and_an_override_tries_again(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    play.world.mailjet.fail_next("send_draft", refused())
    await to_the_launch(play)
    held = await play.held("preflight_failed")

    await play.decide("approve", override=True, reason="mended")
    await play.became("sent")

    assert held.hold is not None
    assert "Mailjet refused the send" in held.hold.detail
    assert len(play.world.mailjet.posts) == 2
    await play.finish()


@pytest.mark.parametrize("seconds", [0, 40])
async def test_send_that_never_arrived_is_tried_again_within_the_grace(
    a_round: Director, seconds: int
) -> None:
    play = a_round(5 * MINUTE)
    error = slow_down(seconds) if seconds else unreachable()
    play.world.mailjet.fail_next("send_draft", error, error)
    await to_the_launch(play)

    report = await play.finish()

    assert report.status is Status.COMPLETED
    assert len(play.world.mailjet.posts) == 3
    assert report.sent is not None
    late = report.sent.accepted_at - play.launch
    assert 2 * timedelta(seconds=max(seconds, 15)) <= late < POLICY.launch_grace


async def test_send_that_never_arrives_misses_its_window_and_says_why(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    play.world.mailjet.down(slow_down(3600), "send_draft")
    await to_the_launch(play)

    await play.until(play.launch + 16 * MINUTE)
    held = await play.held("missed_window")

    assert held.hold is not None
    assert "429" in held.hold.detail
    assert held.hold.since - play.launch < 16 * MINUTE


async def test_abort_between_two_tries_ends_unsent(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    play.world.mailjet.down(slow_down(60), "send_draft")
    await to_the_launch(play)
    await play.wait(lambda state: play.world.mailjet.posts and state.status == "ready")

    await play.decide("abort")

    assert (await play.handle.result()).status is Status.ABORTED
    assert len(play.world.mailjet.posts) == 1


async def test_cancellation_is_not_forgotten_when_the_send_never_arrived(
    a_round: Director,
) -> None:
    play = a_round(5 * MINUTE)
    play.world.mailjet.fail_next("send_draft", unreachable())
    play.world.mailjet.during("send_draft", play.cancel)
    await to_the_launch(play)

    assert (await play.handle.result()).status is Status.ABORTED
    assert len(play.world.mailjet.posts) == 1


@pytest.mark.parametrize("lost", ["claim", "claimed"])
async def test_worker_lost_before_it_begins_asks_nobody_and_after_it_asks(
    a_round: Director, lost: str
) -> None:
    play = a_round(5 * MINUTE)
    gone = RuntimeError("the worker is gone")
    if lost == "claim":
        play.world.launches.fail_next("taken up", gone)
    else:
        play.world.mailjet.fail_next("send_draft", gone)
    await to_the_launch(play)

    if lost == "claimed":
        held = await play.held("send_unresolved")
        assert held.hold is not None
        assert "no campaign" in held.hold.detail
        assert play.world.mailjet.posts == [501]
        return
    report = await play.finish()

    assert report.status is Status.COMPLETED
    assert play.world.mailjet.posts == [501]
    assert sorted(play.world.launches.intents.values()) == ["claimed", "void"]


@pytest.mark.parametrize("witness", ["draft", "campaign", "job"])
async def test_unknown_send_that_a_witness_has_seen_is_adopted(
    a_round: Director, witness: str
) -> None:
    play = a_round(5 * MINUTE)
    mailjet = play.world.mailjet
    mailjet.takes_it = False
    mailjet.fail_next("send_draft", unknown())

    async def effect() -> None:
        match witness:
            case "draft":
                mailjet.take(501)
                del mailjet.campaigns[501]
            case "campaign":
                mailjet.campaigns[501] = a_campaign(501, sent_at=datetime.now(UTC))
            case "job":
                mailjet.jobs.append(a_job(501))

    mailjet.during("send_draft", effect)
    await to_the_launch(play)
    state = await play.became("sent")

    assert state.sent is not None
    assert state.sent.adopted
    assert mailjet.posts == [501]
    assert all(sent.adopted for sent in play.world.launches.sent)


async def unresolved(play: Play) -> None:
    play.world.mailjet.takes_it = False
    play.world.mailjet.fail_next("send_draft", unknown())
    await to_the_launch(play)
    await play.held("send_unresolved")
    play.world.mailjet.takes_it = True


async def test_unresolved_send_takes_only_an_answer_about_the_send(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    await unresolved(play)
    later = (datetime.now(UTC) + HOUR).isoformat()

    refusals = [
        await play.refusal("approve"),
        await play.refusal("approve", outcome="not_sent"),
        await play.refusal("recheck"),
        await play.refusal("reschedule", to=later),
    ]

    assert [("outcome" in said, "reason" in said) for said in refusals] == [
        (True, False), (False, True), (True, False), (True, False)
    ]  # fmt: skip
    assert play.world.mailjet.posts == [501]


async def test_person_who_saw_the_send_has_it_adopted(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    await unresolved(play)

    await play.decide("approve", outcome="sent")
    await play.became("sent")
    play.world.mailjet.campaigns[501] = a_campaign(501)
    report = await play.finish()

    assert report.status is Status.COMPLETED
    assert report.sent is not None
    assert report.sent.adopted
    assert play.world.mailjet.posts == [501]


async def test_person_who_denies_the_send_has_it_sent_exactly_once_more(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    await unresolved(play)

    await play.decide("approve", outcome="not_sent", reason="Mailjet's support says so")
    report = await play.finish()

    assert report.status is Status.COMPLETED
    assert play.world.mailjet.posts == [501, 501]


async def test_denied_send_that_shows_up_after_all_is_adopted(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    await unresolved(play)
    play.world.mailjet.take(501)

    await play.decide("approve", outcome="not_sent", reason="I did not see it")
    report = await play.finish()

    assert report.status is Status.COMPLETED
    assert report.sent is not None
    assert report.sent.adopted
    assert play.world.mailjet.posts == [501]


async def test_denied_send_that_pre_flight_finds_first_is_adopted_by_an_override(
    a_round: Director,
) -> None:
    play = a_round(5 * MINUTE)
    await unresolved(play)
    play.world.mailjet.down(slow_down(60), "send_draft")
    await play.decide("approve", outcome="not_sent", reason="I did not see it")
    await play.wait(lambda state: state.status == "ready" and len(play.world.mailjet.posts) > 1)
    play.world.mailjet.take(501)

    await play.decide("recheck")
    held = await play.held("preflight_failed")
    await play.decide("approve", override=True, reason="it may be ours")
    report = await play.finish()

    assert held.hold is not None
    assert "looked for and adopted" in held.hold.advice
    assert report.status is Status.COMPLETED
    assert report.sent is not None
    assert report.sent.adopted


async def test_missed_window_after_a_denied_send_does_not_say_that_nothing_was_sent(
    a_round: Director,
) -> None:
    play = a_round(5 * MINUTE)
    await unresolved(play)
    play.world.mailjet.down(slow_down(3600), "send_draft")

    await play.decide("approve", outcome="not_sent", reason="I did not see it")
    await play.wait(lambda _: len(play.world.mailjet.posts) > 1)
    await play.until(play.launch + HOUR)
    held = await play.held("missed_window")

    assert held.hold is not None
    assert "is over; an earlier try may have been sent." in held.hold.detail


async def test_adopted_send_can_not_be_undone_while_it_is_looked_for(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    await unresolved(play)
    said: list[str] = []

    async def too_late() -> None:
        said.append(await play.refusal("abort"))
        said.append(await play.refusal("reschedule", to=datetime.now(UTC).isoformat()))

    play.world.mailjet.during("find_send_job", too_late)
    await play.decide("approve", outcome="sent")
    await play.became("sent")

    assert ["handed over" in one for one in said] == [True, True]


async def test_two_contrary_answers_about_a_send_count_once(a_round: Director, crew: Crew) -> None:
    play = a_round(5 * MINUTE)
    await unresolved(play)

    async with crew.away(Queue.CAMPAIGN):
        await play.signal("approve", {"by": "ada", "outcome": "sent"})
        await play.signal("approve", {"by": "eve", "outcome": "not_sent", "reason": "no"})
        await play.signal("abort", {"by": "eve"})
    await play.became("sent")

    assert play.world.mailjet.posts == [501]
    decided = (await play.state()).decisions
    assert [one.accepted for one in decided] == [True, False, False]
    assert "just answered" in decided[1].answer


def timed_out(kind: TimeoutType) -> ActivityError:
    error = ActivityError(
        "late",
        scheduled_event_id=1,
        started_event_id=0,
        identity="",
        activity_type="send_draft",
        activity_id="1",
        retry_state=None,
    )
    error.__cause__ = exceptions.TimeoutError("late", type=kind, last_heartbeat_details=[])
    return error


def test_only_a_send_that_no_worker_took_was_certainly_not_sent() -> None:
    # The time-skipping server skips no time while a task waits for a worker.
    certain = {kind: never_started(timed_out(kind)) for kind in TimeoutType}

    assert [kind for kind, sure in certain.items() if sure] == [TimeoutType.SCHEDULE_TO_START]


@pytest.mark.parametrize("word", ["programmed", "draft", "error"])
async def test_a_send_that_nobody_has_seen_is_not_called_sent(a_round: Director, word: str) -> None:
    play = a_round(5 * MINUTE)
    play.world.mailjet.answer, play.world.mailjet.takes_it = word, False
    await to_the_launch(play)
    held = await play.held("send_unresolved")

    assert held.sent is None
    assert held.hold is not None
    assert set(held.hold.releases) == {"approve", "abort"}
    assert not [post for post in play.world.slack.posts if "sent to" in post.text]
    for plain in ({}, {"override": True, "reason": "go"}):
        assert "outcome sent" in await play.refusal("approve", **plain)
    for other in ("recheck", "reschedule"):
        fields = {"to": (play.launch + HOUR).isoformat()} if other == "reschedule" else {}
        assert "nobody knows yet" in await play.refusal(other, **fields)

    await play.decide("approve", outcome="sent", reason="it is in Mailjet")
    await play.became("sent")
    assert play.world.mailjet.posts == [501]


async def test_an_acceptance_is_launching_until_a_witness_has_seen_the_send(
    a_round: Director,
) -> None:
    play = a_round(5 * MINUTE)
    seen: list[str] = []

    async def look() -> None:
        seen.append((await play.state()).status)

    play.world.mailjet.during("find_campaign_by_draft", look)
    await to_the_launch(play)
    await play.finish()

    assert seen == [Status.LAUNCHING]


async def accepted_unseen(play: Play) -> None:
    play.world.mailjet.takes_it = False
    await to_the_launch(play)
    await play.held("send_unresolved")
    play.world.mailjet.takes_it = True


async def test_results_count_from_the_acceptance_although_a_person_saw_the_send_later(
    a_round: Director,
) -> None:
    play = a_round(5 * MINUTE)
    await accepted_unseen(play)
    await play.until(play.launch + 2 * HOUR)
    play.world.mailjet.take(501)

    await play.decide("approve", outcome="sent")
    report = await play.finish()

    assert report.status is Status.COMPLETED
    assert report.sent is not None
    assert report.sent.adopted
    assert report.sent.accepted_at - play.launch < MINUTE
    (wrapup,) = (await play.state()).snapshots
    assert wrapup.age > 2 * HOUR - MINUTE
    assert play.world.mailjet.posts == [501]


async def test_accepted_send_that_a_person_denies_is_sent_exactly_once_more(
    a_round: Director,
) -> None:
    play = a_round(5 * MINUTE)
    await accepted_unseen(play)

    await play.decide("approve", outcome="not_sent", reason="Mailjet's support says so")
    report = await play.finish()

    assert report.status is Status.COMPLETED
    assert report.sent is not None
    assert not report.sent.adopted
    assert play.world.mailjet.posts == [501, 501]


async def test_accepted_send_that_shows_up_after_its_denial_is_adopted(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    await accepted_unseen(play)
    play.world.mailjet.take(501)

    await play.decide("approve", outcome="not_sent", reason="I did not see it")
    report = await play.finish()

    assert report.sent is not None
    assert report.sent.adopted
    assert play.world.mailjet.posts == [501]


async def test_accepted_send_can_not_be_aborted_or_cancelled_while_it_is_looked_for(
    a_round: Director,
) -> None:
    play = a_round(5 * MINUTE)
    said: list[str] = []

    async def too_late() -> None:
        said.append(await play.refusal("abort"))
        said.append((await play.view()).waiting)
        await play.cancel()

    play.world.mailjet.during("find_send_job", too_late)
    await to_the_launch(play)
    report = await play.finish()

    assert "handed over to Mailjet, which took it at" in said[0]
    assert "a witness of it is awaited" in said[1]
    assert report.status is Status.COMPLETED
    assert play.world.mailjet.posts == [501]


@pytest.mark.parametrize("outcome", ["sent", "not_sent"])
async def test_cancelled_round_whose_send_nobody_has_seen_asks_and_sends_nothing_more(
    a_round: Director, outcome: str
) -> None:
    play = a_round(5 * MINUTE)
    play.world.mailjet.during("find_send_job", play.cancel)
    await accepted_unseen(play)
    held = await play.state()

    await play.decide("approve", outcome=outcome, reason="I looked")
    report = await play.finish()

    assert held.hold is not None
    assert "was handed over can not be taken back" in held.hold.detail
    assert report.status is (Status.COMPLETED if outcome == "sent" else Status.ABORTED)
    assert play.world.mailjet.posts == [501]


async def test_cancellation_during_a_refused_send_ends_the_round_unsent(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    play.world.mailjet.fail_next("send_draft", refused())
    play.world.mailjet.during("send_draft", play.cancel)
    await to_the_launch(play)

    assert (await play.handle.result()).status is Status.ABORTED


async def test_wait_for_a_witness_is_seen_in_lists_when_it_is_long(a_round: Director) -> None:
    play = a_round(5 * MINUTE, policy=POLICY.model_copy(update={"settling": 10 * MINUTE}))
    mailjet, found = play.world.mailjet, []
    mailjet.takes_it = False

    async def first_look() -> None:
        mailjet.during("get_draft", second_look)

    async def second_look() -> None:
        found.append((await play.handle.describe()).typed_search_attributes.get(STATUS))
        mailjet.change(501, status=DraftStatus.PROGRAMMED)

    mailjet.during("find_send_job", first_look)
    await to_the_launch(play)
    state = await play.became("sent")
    await play.finish()

    assert found == ["launching"]
    assert state.sent is not None
    assert (state.sent.campaign_id, state.sent.adopted) == (None, False)
    assert "launch_confirmation" in play.world.stages_told


async def frozen(play: Play) -> None:
    """Lose a worker between its claim and its POST, with nobody to say what it does."""
    gone = RuntimeError("the worker is gone")
    play.world.mailjet.takes_it = False
    play.world.mailjet.fail_next("send_draft", gone)
    await to_the_launch(play)
    await play.held("send_unresolved")
    play.world.mailjet.takes_it = True


async def test_nobody_denies_a_send_while_a_worker_may_still_make_it(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    await frozen(play)
    held = await play.state()
    assert held.sending_until is not None

    early = await play.refusal("approve", outcome="not_sent", reason="I see no send")
    await play.signal("approve", {"by": "ada", "outcome": "not_sent", "reason": "no send"})
    kept = await play.wait(lambda state: state.decisions)
    await play.until(held.sending_until + timedelta(seconds=1))
    await play.decide("approve", outcome="not_sent", reason="I see no send")
    report = await play.finish()

    until = f"{held.sending_until:%Y-%m-%d %H:%M:%S} UTC"
    assert f"may still send it until {until}" in early
    assert held.hold is not None
    assert until in held.hold.detail
    assert [one.accepted for one in kept.decisions] == [False]
    assert held.sending_until - play.launch < 2 * MINUTE
    assert report.status is Status.COMPLETED
    assert play.world.mailjet.posts == [501, 501]


async def test_a_send_that_a_frozen_worker_made_after_all_is_not_made_again(
    a_round: Director,
) -> None:
    play = a_round(5 * MINUTE)
    await frozen(play)
    held = await play.state()
    assert held.sending_until is not None
    play.world.mailjet.take(501)

    await play.until(held.sending_until + timedelta(seconds=1))
    await play.decide("approve", outcome="not_sent", reason="I did not look again")
    report = await play.finish()

    assert report.sent is not None
    assert report.sent.adopted
    assert play.world.mailjet.posts == [501]


async def test_sent_or_abort_wait_for_no_deadline(a_round: Director) -> None:
    play = a_round(5 * MINUTE)
    await frozen(play)

    await play.decide("abort")

    assert (await play.handle.result()).status is Status.ABORTED
