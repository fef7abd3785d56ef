"""What people decide: approve, abort, reschedule, recheck, at the right and the wrong moments."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowUpdateFailedError
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from models.notices import DecisionNotice
from models.plan import ApprovalMode
from models.round import Status
from tests.fakes import SLACK_AWAY, away
from tests.workflows.stage import POLICY, Director, Play
from workflows.refusals import KEPT, MOST_DECISIONS, MOST_SENDERS
from workflows.search_attributes import LAUNCH

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REQUIRED = ApprovalMode.REQUIRED
ODD_PAYLOADS: list[tuple[Any, ...]] = [
    (None,),
    ([],),
    (["ada"],),
    ("",),
    ("because",),
    (7,),
    ({"by": 7},),
    ({"by": {"by": {"by": []}}},),
    ({"by": "x" * 10_000},),
    ({"unknown": True},),
    (),
    ("one", "two"),
    (RawValue(Payload(metadata={"encoding": b"binary/plain"}, data=b"\xff\x00")),),
    (RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b"{\xff")),),
    (RawValue(Payload(metadata={"encoding": b"unheard/of"}, data=b"?")),),
    (RawValue(Payload()),),
]


async def ready(play: Play, before: timedelta = HOUR) -> None:
    await play.start()
    await play.before_launch(before)
    await play.wait(lambda state: "preflight" in state.stages)


async def updates_in_history(play: Play) -> int:
    return await play.count("EXECUTION_UPDATE_")


async def test_warnings_wait_for_an_approval_and_then_launch(a_round: Director) -> None:
    play = a_round()
    play.world.mailjet.text = ""
    await ready(play)
    assert "approval" in (await play.view()).waiting

    said = await play.decide("approve")
    report = await play.finish()

    assert "It launches at" in said
    assert report.status is Status.COMPLETED
    assert play.world.mailjet.posts == [501]
    assert [kept.kind for kept in play.world.decisions.kept] == ["approve"]
    assert play.world.decisions.kept[0].fingerprint is not None


async def test_warnings_without_approval_hold_and_an_approval_by_signal_launches(
    a_round: Director,
) -> None:
    play = a_round()
    play.world.mailjet.text = ""
    await ready(play)
    await play.until(play.launch + MINUTE)
    held = await play.held("approval_missing")

    await play.signal("approve", {"by": "ada", "reason": "fine"})
    await play.became("sent")

    assert held.status is Status.BLOCKED
    assert play.world.mailjet.posts == [501]
    await play.finish()


async def test_required_mode_holds_a_clean_round_until_it_is_approved(a_round: Director) -> None:
    play = a_round(approval=REQUIRED)
    await ready(play)
    await play.until(play.launch + MINUTE)
    await play.held("approval_missing")
    assert play.world.mailjet.posts == []

    await play.decide("approve")
    report = await play.finish()

    assert report.status is Status.COMPLETED
    assert play.world.mailjet.posts == [501]


async def test_approval_is_required_again_for_nothing_else_but_the_same_content(
    a_round: Director,
) -> None:
    play = a_round(approval=REQUIRED)
    await ready(play)
    seen = (await play.state()).checklist
    assert seen is not None

    wrong = await play.refusal("approve", fingerprint="0123456789abcdef")
    said = await play.decide("approve", fingerprint=seen.fingerprint)

    assert "is not what pre-flight saw" in wrong
    assert "It launches at" in said


async def test_odd_approvals_never_break_a_round(a_round: Director) -> None:
    play = a_round(approval=REQUIRED)
    await ready(play)

    for odd in ODD_PAYLOADS:
        await play.signal("approve", *odd)

    assert (await play.finish()).status is Status.COMPLETED
    refused = [kept for kept in play.world.decisions.kept if not kept.accepted]
    assert len(refused) == 10  # what no converter can decode included
    assert all("; write {" in kept.answer for kept in refused)


async def test_unreadable_approval_is_kept_as_refused_and_says_how_to_write_one(
    a_round: Director,
) -> None:
    play = a_round(approval=REQUIRED)
    await ready(play)

    await play.signal("approve", {"by": "ada", "override": "perhaps"})
    await play.wait(lambda state: state.decisions)
    await play.signal("approve", {"by": "ada"})
    report = await play.finish()

    assert report.status is Status.COMPLETED
    refused, accepted = play.world.decisions.kept
    assert (refused.accepted, accepted.accepted) == (False, True)
    assert refused.answer.startswith("override: Input should be a valid boolean")
    assert refused.answer.endswith('; write {"by": "ada", "reason": "why"}')


@pytest.mark.parametrize("odd", [(["stop"],), (7,), ({"by": 7},), ("one", "two")])
async def test_odd_abort_still_aborts(a_round: Director, odd: tuple[object, ...]) -> None:
    play = a_round()
    await play.start()

    await play.signal("abort", *odd)

    assert (await play.handle.result()).status is Status.ABORTED


async def test_odd_updates_are_refused_and_leave_no_trace(a_round: Director) -> None:
    play = a_round()
    await ready(play)

    for name, odd, words in [
        ("approve", {"outcome": "perhaps"}, "outcome: Input should be 'sent' or 'not_sent'; write"),
        ("abort", {"by": 7}, "by: Input should be a valid string; write"),
        ("abort", [1], "the payload is no JSON object; write"),
        ("approve", "no, wait", "the payload is no JSON object; write"),
        ("recheck", {"reason": "x" * 2_000}, "reason: String should have at most"),
        ("reschedule", {}, "to: Field required; write"),
        ("reschedule", {"to": "soon"}, "to: Input should be a valid datetime"),
        ("reschedule", {"to": "2027-01-01T00:00"}, "to: Input should have timezone info; write"),
        ("reschedule", {"to": "0001-01-01T00:00:00+14:00"}, "there is no such instant in UTC"),
        ("reschedule", {"to": "9999-12-31T23:59:59-14:00"}, "there is no such instant in UTC"),
        ("reschedule", {"to": "9999-12-31T23:59:59Z"}, "too far ahead"),
    ]:
        with pytest.raises(WorkflowUpdateFailedError) as caught:
            await play.handle.execute_update(name, odd)
        refused = caught.value.cause
        assert isinstance(refused, ApplicationError)
        assert words in refused.message
        assert refused.failure is not None
        assert refused.failure.stack_trace == ""

    assert await updates_in_history(play) == 0
    assert (await play.state()).status is Status.READY


async def test_refused_updates_say_why_and_leave_no_trace(a_round: Director) -> None:
    play = a_round(approvers=("ada", "grace"), four_eyes=True)
    await play.start()

    refusals = [
        await play.refusal("approve"),
        await play.refusal("recheck"),
        await play.refusal("abort", by="eve"),
        await play.refusal("approve", by="grace"),
        await play.refusal("reschedule", to=(datetime.now(UTC) - HOUR).isoformat()),
    ]

    for said, words in zip(
        refusals,
        ["nothing to approve yet", "has not run yet", "ask ada, grace", "four-eyes", "is past"],
        strict=True,
    ):
        assert words in said
    assert await updates_in_history(play) == 0
    assert (await play.state()).decisions == []


async def test_refused_signal_is_kept_and_told_with_the_reason(a_round: Director) -> None:
    play = a_round(approvers=("ada",))
    await ready(play)

    await play.signal("abort", {"by": "eve"})
    await play.wait(lambda state: state.decisions)
    report = await play.finish()

    assert report.status is Status.COMPLETED
    assert [(kept.by, kept.accepted) for kept in play.world.decisions.kept] == [("eve", False)]


async def test_flood_of_refusals_takes_nothing_from_people_and_is_told_once(
    a_round: Director,
) -> None:
    play = a_round(approval=REQUIRED)
    await ready(play)
    flood = [play.signal("approve", {"by": "eve", "fingerprint": "no"}) for _ in range(210)]
    await asyncio.gather(*flood)
    state = await play.wait(lambda state: sum(state.more_refused.values()) == 210 - KEPT)
    assert [one.number for one in state.decisions] == list(range(1, KEPT + 1))

    said = await play.decide("approve")
    report = await play.finish()

    assert "It launches at" in said
    assert report.status is Status.COMPLETED
    told = [one.notice for one in play.world.log.told if isinstance(one.notice, DecisionNotice)]
    assert [one.more > 0 for one in told].count(True) == 1
    assert len(told) == KEPT + 2
    numbers = [one.number for one in play.world.decisions.kept]
    assert numbers == list(range(1, KEPT + 2))


async def test_flood_under_many_names_is_bounded_too_and_an_abort_is_obeyed(
    a_round: Director,
) -> None:
    play = a_round(approval=REQUIRED)
    await ready(play)
    names = [f"script {number}" for number in range(MOST_SENDERS + 15)]
    flood = [play.signal("approve", {"by": name, "fingerprint": "no"}) for name in names]
    await asyncio.gather(*flood)
    state = await play.wait(lambda state: state.more_refused.get("approve by others") == 15)
    assert len(state.decisions) == MOST_SENDERS

    await play.signal("abort", {"by": "ada"})

    assert (await play.handle.result()).status is Status.ABORTED


async def test_too_many_accepted_decisions_leave_the_abort(a_round: Director) -> None:
    play = a_round(approval=REQUIRED)
    await ready(play)
    await asyncio.gather(*(play.signal("approve", {"by": "ada"}) for _ in range(MOST_DECISIONS)))
    await play.wait(lambda state: len(state.decisions) == MOST_DECISIONS)

    said = await play.refusal("approve")
    await play.signal("abort", {"by": "ada"})

    assert "200 decisions were taken already" in said
    await play.became("aborted")  # its approvals are told one by one; nobody waits for that


@pytest.mark.parametrize("moment", ["prelaunch", "preflight", "warning"])
async def test_abort_while_it_sleeps_sends_nothing(a_round: Director, moment: str) -> None:
    play = a_round()
    await play.start()
    timeline = (await play.state()).timeline
    due = {
        "prelaunch": timeline.prelaunch,
        "preflight": timeline.preflight,
        "warning": timeline.launch_warning,
    }[moment]
    await play.until(due - MINUTE)

    said = await play.decide("abort", reason="typo")
    report = await play.handle.result()

    assert "nothing is sent" in said
    assert report.status is Status.ABORTED
    assert report.reason == "typo"
    assert play.world.mailjet.posts == []
    assert play.world.stages_told[-1] == "abort"
    assert play.world.decisions.kept[-1].kind == "abort"


async def test_abort_while_slack_and_preflight_are_tried_again(a_round: Director) -> None:
    for provider in ("slack", "mailjet"):
        play = a_round(timedelta(hours=1))
        play.world.slack.down(SLACK_AWAY, *["post"] * (provider == "slack"))
        play.world.mailjet.down(away(), *["get_draft"] * (provider == "mailjet"))
        await play.start()
        await play.until(play.launch - 58 * MINUTE)

        await play.decide("abort")
        play.world.slack.up()
        report = await play.handle.result()

        assert report.status is Status.ABORTED
        assert play.world.mailjet.posts == []


async def test_abort_between_the_last_look_and_the_hand_over_sends_nothing(
    a_round: Director,
) -> None:
    play = a_round(timedelta(minutes=5))
    await play.start()
    await play.wait(lambda state: "launch_warning" in state.stages)

    async def abort() -> None:
        await play.signal("abort", {"by": "ada"})

    play.world.launches.during("intend", abort)
    await play.until(play.launch + MINUTE)

    assert (await play.handle.result()).status is Status.ABORTED
    assert play.world.mailjet.posts == []


async def test_nothing_can_be_decided_while_it_is_handed_over_or_after(a_round: Director) -> None:
    play = a_round(timedelta(minutes=5))
    await play.start()
    await play.wait(lambda state: "launch_warning" in state.stages)
    said: list[str] = []
    later = (datetime.now(UTC) + 30 * HOUR).isoformat()

    async def decide() -> None:
        said.append(await play.refusal("abort"))
        await play.signal("abort", {"by": "ada"})
        said.append(await play.refusal("reschedule", to=later))

    play.world.mailjet.during("send_draft", decide)
    await play.until(play.launch + MINUTE)
    await play.became("sent")
    said.append(await play.refusal("reschedule", to=later))
    said.append(await play.refusal("recheck"))
    report = await play.finish()

    assert ["handed over" in one for one in said] == [True, True, False, False]
    assert all("was sent at" in one for one in said[2:])
    assert report.status is Status.COMPLETED
    assert play.world.mailjet.posts == [501]
    assert [kept.accepted for kept in play.world.decisions.kept] == [False]


@pytest.mark.parametrize("moment", [timedelta(days=3), timedelta(minutes=1)])
async def test_cancelled_workflow_ends_like_an_aborted_round(
    a_round: Director, moment: timedelta
) -> None:
    play = a_round(approvers=("ada",))
    await play.start()
    await play.before_launch(moment)

    await play.handle.cancel()
    report = await play.handle.result()

    assert report.status is Status.ABORTED
    assert play.world.mailjet.posts == []
    assert play.world.stages_told[-1] == "abort"
    assert play.world.decisions.kept[-1].via == "temporal"


async def test_cancellation_while_slack_is_tried_again_ends_the_round(a_round: Director) -> None:
    play = a_round()
    play.world.slack.down(SLACK_AWAY, "post")
    await play.start()
    await play.until((await play.state()).timeline.prelaunch + MINUTE)

    await play.handle.cancel()
    play.world.slack.up()

    assert (await play.handle.result()).status is Status.ABORTED


async def test_cancellation_during_the_hand_over_waits_for_its_answer(a_round: Director) -> None:
    play = a_round(timedelta(minutes=5))
    play.world.mailjet.during("send_draft", play.cancel)
    await play.start()
    await play.wait(lambda state: "launch_warning" in state.stages)
    await play.until(play.launch + MINUTE)

    state = await play.became("sent")

    assert state.sent is not None
    assert not state.sent.adopted
    assert play.world.mailjet.posts == [501]
    assert (await play.finish()).status is Status.COMPLETED


@pytest.mark.parametrize("shift", [-2 * HOUR, 26 * HOUR])
async def test_reschedule_moves_every_stage_at_once(a_round: Director, shift: timedelta) -> None:
    play = a_round(approval=REQUIRED)
    await ready(play, 3 * HOUR)
    await play.decide("approve")
    new = play.launch + shift

    said = await play.decide("reschedule", to=new.isoformat())
    state = await play.wait(lambda state: "prelaunch" in state.stages or shift > HOUR)
    found = (await play.handle.describe()).typed_search_attributes.get(LAUNCH)

    assert "it is checked again first" in said
    assert state.launch == new == state.timeline.launch
    assert state.approval is None
    assert found == new
    await play.until(new - 20 * MINUTE)
    await play.wait(lambda state: "preflight" in state.stages)
    await play.decide("approve")
    await play.finish()
    final = await play.state()
    assert final.sent is not None
    assert MINUTE > final.sent.accepted_at - new >= timedelta(0)
    assert play.world.mailjet.posts == [501]
    told = play.world.stages_told
    if shift > HOUR:
        assert told.count("prelaunch") == 2
    assert told.count("preflight") == 2
    launches = {one.round.moves: one.round.launch for one in play.world.log.begun}
    assert launches == {0: play.launch, 1: new}


async def test_recheck_while_ready_looks_again_and_keeps_the_approval_of_the_same_content(
    a_round: Director,
) -> None:
    play = a_round(approval=REQUIRED)
    await ready(play)
    await play.decide("approve")

    said = await play.decide("recheck")
    state = await play.became("ready")
    report = await play.finish()

    assert "again now" in said
    assert state.approved
    assert report.status is Status.COMPLETED
    assert len(play.world.rounds.checklists) == 2


async def test_recheck_that_cannot_look_leaves_nothing_to_approve(a_round: Director) -> None:
    play = a_round(policy=POLICY.model_copy(update={"escalation": MINUTE}))
    await ready(play)
    play.world.mailjet.down(away(), "get_draft")

    await play.decide("recheck")
    await play.until(play.launch - 50 * MINUTE)
    await play.held("preflight_failed")

    said = await play.refusal("approve", override=True, reason="sure")
    assert "nothing to approve; recheck first" in said


async def test_shortened_policy_of_silence_does_not_flood(a_round: Director) -> None:
    play = a_round(
        timedelta(minutes=-60), policy=POLICY.model_copy(update={"escalation": timedelta(0)})
    )
    await play.start()
    await play.held("missed_window")

    await play.until(datetime.now(UTC) + 10 * MINUTE)

    assert len(play.world.log.begun) < 15
