"""What comes between the checks and the launch: people who leave, and harm that shows late."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import timedelta

import pytest
from temporalio import activity
from temporalio.worker import Worker

from activities.preflight import PreflightActivities
from models.checklist import Checklist
from models.guardrails import harm_in_words
from models.plan import ApprovalMode
from models.round import RoundState
from models.steps import Preflight
from storage.errors import DatabaseUnavailable
from tests.fakes import a_snapshot, fingerprint_of_0_1_0
from tests.workflows.stage import POLICY, Crew, Director, Play, activities_of, here
from workflows.policies import Queue

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REQUIRED = ApprovalMode.REQUIRED


def counts(play: Play, active: int) -> None:
    """Let so many be on the list from now on."""
    play.world.mailjet.active[7001] = active


def measures(play: Play, name: str = "24h", **counters: int) -> None:
    """Let an earlier round have such numbers from now on."""
    play.world.metrics.kept[0, name] = a_snapshot(0, name, **counters)


async def until_warned(play: Play) -> None:
    """Bring a round to a minute before its launch."""
    await play.start()
    await play.before_launch(MINUTE)
    await play.wait(lambda state: "launch_warning" in state.stages)


async def launched(play: Play) -> None:
    await play.until(play.launch + MINUTE)
    await play.became("sent")
    assert play.world.mailjet.posts == [501]


async def rechecked(play: Play) -> RoundState:
    """Have the checks run again while nothing holds, and wait for their end."""
    await play.decide("recheck")
    return await play.wait(
        lambda state: state.checklist is not None and "preflight" in state.stages
    )


def holds(play: Play) -> int:
    """Count the holds that were told, each once however often it was repeated."""
    notices = [told.notice for told in play.world.log.told]
    return len({notice.hold.since for notice in notices if notice.kind == "hold"})


def told(play: Play, word: str) -> str:
    """Read the last message with this word in its text, all of it."""
    return str([post.payload for post in play.world.slack.posts if word in post.text][-1])


async def test_one_who_leaves_after_the_checks_holds_nobody_and_is_told(a_round: Director) -> None:
    play = a_round(2 * HOUR)
    await until_warned(play)
    counts(play, 999)

    await launched(play)
    await play.finish()

    assert "to 999 recipients, 1 fewer than at the checks" in told(play, "sent")
    assert "goes to *1,000 recipients* (counted" in told(play, "launches soon")


async def test_many_who_leave_after_the_checks_hold_the_launch_until_it_is_checked_again(
    a_round: Director,
) -> None:
    play = a_round(2 * HOUR)
    await until_warned(play)
    counts(play, 900)
    await play.until(play.launch + MINUTE)
    held = await play.held("count_changed")

    said = await play.refusal("approve", override=True, reason="never mind")

    assert held.hold is not None
    assert "900 active recipients, 100 fewer than the 1,000 counted" in held.hold.detail
    assert "recheck, then approve" in said
    await play.decide("recheck")
    await play.held("preflight_failed")
    assert play.world.mailjet.posts == []
    await play.decide("approve", override=True, reason="they were cleaned")
    await play.became("sent")
    assert play.world.mailjet.posts == [501]


async def test_nobody_left_is_launched_by_no_override(a_round: Director) -> None:
    play = a_round(2 * HOUR)
    await until_warned(play)
    counts(play, 0)
    await play.until(play.launch + MINUTE)
    await play.held("count_changed")

    await play.decide("recheck")
    await play.held("preflight_failed")
    said = await play.refusal("approve", override=True, reason="send it all the same")

    assert "no override launches past active recipients (0 (1,000 fewer))" in said
    assert play.world.mailjet.posts == []


async def test_many_small_steps_do_not_walk_away_from_what_was_approved(a_round: Director) -> None:
    play = a_round(2 * HOUR, approval=REQUIRED)
    counts(play, 1008)
    await until_warned(play)
    await play.decide("approve")

    kept = []
    for active in (999, 992):  # each within 1 % of the count before it, and of the plan
        counts(play, active)
        kept.append((await rechecked(play)).approved)
    await play.until(play.launch + MINUTE)
    await play.held("approval_missing")

    assert kept == [True, False]
    assert play.world.mailjet.posts == []


async def test_the_launch_counts_from_what_was_approved_not_from_the_last_recheck(
    a_round: Director,
) -> None:
    play = a_round(2 * HOUR, approval=REQUIRED)
    counts(play, 1008)
    await until_warned(play)
    await play.decide("approve")
    counts(play, 999)
    await rechecked(play)
    counts(play, 992)

    await play.until(play.launch + MINUTE)
    held = await play.held("count_changed")

    assert held.hold is not None
    assert "16 fewer than the 1,008 approved" in held.hold.detail


async def test_a_plan_may_let_more_people_come_and_go(a_round: Director) -> None:
    play = a_round(2 * HOUR, policy=POLICY.model_copy(update={"count_tolerance": 5.0}))
    await until_warned(play)
    counts(play, 955)

    await launched(play)


async def test_harm_after_the_checks_holds_and_an_override_stands_until_it_gets_worse(
    a_round: Director,
) -> None:
    play = a_round(2 * HOUR)
    await until_warned(play)
    measures(play, complained=80)
    await play.until(play.launch + MINUTE)
    held = await play.held("guardrail")
    assert held.hold is not None
    assert "complaint rate 8.16 % crossed the hold line of 0.08 % (24h)" in held.hold.detail

    assert "override and a reason" in await play.refusal("approve")
    measures(play, complained=90)
    since = held.hold.since
    await play.decide("approve", override=True, reason="a joke was misunderstood")
    worse = await play.wait(lambda state: state.hold is not None and state.hold.since > since)
    assert worse.hold is not None
    assert "9.18 %" in worse.hold.detail
    assert play.world.mailjet.posts == []

    await play.decide("approve", override=True, reason="still that joke")
    state = await play.became("sent")
    assert play.world.mailjet.posts == [501]
    assert state.approval is not None
    assert harm_in_words(state.approval.crossed or {}) == "complaint rate 9.18 %"


async def test_an_override_at_the_checks_asks_nobody_again_at_recheck_and_launch(
    a_round: Director,
) -> None:
    play = a_round(2 * HOUR)
    measures(play, complained=80)
    await play.start()
    await play.before_launch(HOUR / 2)
    await play.held("guardrail")
    await play.decide("approve", override=True, reason="a joke")
    await play.became("ready")

    await rechecked(play)
    await launched(play)

    assert holds(play) == 1
    assert "checks failed, and overridden" in told(play, "checks failed")
    assert "ada has approved what was seen" in told(play, "checks failed")


async def test_an_override_is_asked_anew_when_another_guardrail_is_crossed(
    a_round: Director,
) -> None:
    play = a_round(2 * HOUR)
    measures(play, complained=80)
    await play.start()
    await play.before_launch(HOUR / 2)
    held = await play.held("guardrail")
    await play.decide("approve", override=True, reason="a joke")
    await play.became("ready")
    measures(play, complained=80, hard_bounces=60)

    await play.until(play.launch + MINUTE)
    assert held.hold is not None
    since = held.hold.since
    anew = await play.wait(lambda state: state.hold is not None and state.hold.since > since)

    assert anew.hold is not None
    assert anew.hold.kind == "guardrail"
    assert "hard bounce rate" in anew.hold.detail
    assert "complaint" not in anew.hold.detail
    assert play.world.mailjet.posts == []


async def test_a_warning_after_the_checks_waits_for_an_approval(a_round: Director) -> None:
    play = a_round(2 * HOUR)
    await until_warned(play)
    measures(play, unsubscribed=10)
    await play.until(play.launch + MINUTE)
    held = await play.held("approval_missing")

    await play.decide("approve")
    await play.became("sent")

    assert held.hold is not None
    assert "unsubscribe rate 1.02 % crossed the warning line of 1 %" in held.hold.detail
    assert play.world.mailjet.posts == [501]


async def test_an_approved_warning_that_becomes_a_hold_holds(a_round: Director) -> None:
    play = a_round(2 * HOUR)
    measures(play, unsubscribed=10)
    await until_warned(play)
    await play.decide("approve")
    measures(play, unsubscribed=14)

    await play.until(play.launch + MINUTE)
    held = await play.held("guardrail")

    assert held.hold is not None
    assert "unsubscribe rate 1.43 % crossed the hold line of 1.4 %" in held.hold.detail
    assert play.world.mailjet.posts == []


async def test_an_approved_warning_that_stays_as_it_was_asks_nobody_again(
    a_round: Director,
) -> None:
    play = a_round(2 * HOUR)
    measures(play, unsubscribed=10)
    await until_warned(play)
    await play.decide("approve")

    await launched(play)

    assert holds(play) == 0


async def test_a_record_that_cannot_be_read_at_the_launch_launches_nothing_unchecked(
    a_round: Director,
) -> None:
    play = a_round(2 * HOUR)
    await until_warned(play)
    play.world.metrics.down(DatabaseUnavailable("the database is not available"), "earlier_rounds")

    await play.until(play.launch + 20 * MINUTE)
    held = await play.held("preflight_failed")
    play.world.metrics.up()
    await play.decide("approve", override=True, reason="the database is back")
    await play.became("sent")

    assert held.hold is not None
    assert "the database is not available" in held.hold.detail
    assert play.world.mailjet.posts == [501]


class FirstRelease(PreflightActivities):
    """Check as release 0.1.0 did: with its fingerprint, and without keeping any harm."""

    @activity.defn
    async def run_preflight(self, command: Preflight) -> Checklist:
        checklist = await super().run_preflight(command)
        fingerprint = fingerprint_of_0_1_0(here().mailjet)
        return checklist.model_copy(update={"fingerprint": fingerprint, "crossed": None})


@asynccontextmanager
async def first_release(play: Play, crew: Crew) -> AsyncIterator[None]:
    """Let a worker of the first release serve Mailjet's queue for a while."""
    now, *others = activities_of(Queue.MAILJET)
    preflight: PreflightActivities = now.__self__  # type: ignore[attr-defined]
    former = FirstRelease(**{one.name: getattr(preflight, one.name) for one in fields(preflight)})
    async with (
        crew.away(Queue.MAILJET),
        Worker(
            play.env.client,
            task_queue=Queue.MAILJET,
            activities=[former.run_preflight, *others],
        ),
    ):
        yield


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("active", [1000, 997])
async def test_a_round_checked_and_approved_by_the_first_release_launches_after_the_upgrade(
    a_round: Director, crew: Crew, active: int, again: bool
) -> None:
    play = a_round(2 * HOUR, approval=REQUIRED)
    async with first_release(play, crew):
        await play.start()
        await play.before_launch(HOUR / 2)
        state = await play.became("ready")
        assert state.checklist is not None
        assert ":" not in (state.checklist.fingerprint or ":")
        await play.decide("approve", fingerprint=state.checklist.fingerprint)
    counts(play, active)

    if again:
        await rechecked(play)
    await launched(play)

    assert holds(play) == 0


async def test_more_who_left_over_the_upgrade_hold_as_ever(a_round: Director, crew: Crew) -> None:
    play = a_round(2 * HOUR)
    async with first_release(play, crew):
        await until_warned(play)
    counts(play, 900)

    await play.until(play.launch + MINUTE)

    await play.held("count_changed")


async def test_a_guardrail_overridden_at_the_first_release_is_not_asked_again(
    a_round: Director, crew: Crew
) -> None:
    play = a_round(2 * HOUR)
    measures(play, "wrapup", complained=80)
    async with first_release(play, crew):
        await play.start()
        await play.before_launch(HOUR / 2)
        await play.held("guardrail")
        await play.decide("approve", override=True, reason="a joke")
        await play.became("ready")

    await launched(play)

    assert holds(play) == 1
