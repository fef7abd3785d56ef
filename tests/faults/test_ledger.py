from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.plan import PlannedRound
from models.round import RoundState, StageOutcome, StageRecord, StartRound, Status
from models.timeline import Timeline
from tests.faults.campaigns import short_policy
from tests.faults.ledger import Evidence, Note, Post, Send, expected, judge

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
DRAFT, NAME = 501, "spring/1"
POLICY = short_policy(10)


def completed() -> RoundState:
    planned = PlannedRound(
        number=1,
        launch=AT,
        list_id=7001,
        draft_id=DRAFT,
        expected_recipients=20,
        recipient_range="1-20",
        subject="Spring",
        sender_name="Ada",
        sender_email="ada@example.com",
    )
    asked = StartRound(
        slug="spring", campaign_name="Spring", total=1, planned=planned, policy=POLICY
    )
    state = RoundState(
        asked=asked, launch=AT, timeline=Timeline.of(POLICY, AT), status=Status.COMPLETED
    )
    done = StageRecord(outcome=StageOutcome.DONE, due=AT, at=AT + timedelta(seconds=1))
    state.stages |= dict.fromkeys(expected(state), done)
    return state


def evidence(state: RoundState | None = None) -> Evidence:
    state = state or completed()
    told = [stage for stage in expected(state) if stage != "launch"]
    return Evidence(
        rounds={NAME: state},
        recorded={NAME: state.status.value},
        sends=[Send(DRAFT, "send")],
        posts=[Post(f"{NAME}/run/{stage}", f"ts of {stage}") for stage in told],
        notes=[
            Note(NAME, f"{NAME}/run/{stage}", stage, "success", f"ts of {stage}") for stage in told
        ],
    )


def test_a_round_that_was_sent_once_and_told_everything_is_fine() -> None:
    found = judge(evidence())

    assert found.wrong == []
    assert (found.rounds, found.sent, found.sends) == (1, 1, 1)


def test_a_second_send_is_a_duplicate_whoever_made_it() -> None:
    twice = replace(evidence(), sends=[Send(DRAFT, "send"), Send(DRAFT, "control")])

    assert judge(twice).duplicates == [f"{NAME}: 2 sends, 1 of them ours"]


def test_a_completed_round_without_a_send_is_lost() -> None:
    assert judge(replace(evidence(), sends=[])).lost == [f"{NAME}: completed, but never sent"]


def test_a_send_by_a_round_that_says_it_was_aborted_is_a_duplicate() -> None:
    state = completed()
    state.status = Status.ABORTED

    found = judge(replace(evidence(state), recorded={NAME: "aborted"}))

    assert found.duplicates == [f"{NAME}: aborted, but 1 sends of ours"]


@pytest.mark.parametrize("stage", ["prelaunch", "launch", "wrapup", "followup 10s"])
def test_a_missing_stage_is_lost(stage: str) -> None:
    state = completed()
    given = evidence(state)
    del state.stages[stage]

    assert judge(given).lost == [f"{NAME}: {stage}"]


def test_a_stage_that_says_it_is_done_but_told_nobody_is_lost() -> None:
    given = evidence()
    silent = [post for post in given.posts if not post.intent_id.endswith("wrapup")]

    found = judge(replace(given, posts=silent))

    assert found.lost == [f"{NAME}: wrapup is done, but its message is not in Slack"]
    assert found.misrecorded == [
        f"intent {NAME}/run/wrapup is a success in the log, but not in Slack"
    ]


def test_a_stage_whose_message_slack_did_not_take_is_not_lost_but_said_late() -> None:
    state = completed()
    given = evidence(state)
    state.stages["prelaunch"] = state.stages["prelaunch"].model_copy(
        update={"outcome": StageOutcome.UNDELIVERED}
    )
    posts = [post for post in given.posts if not post.intent_id.endswith("prelaunch")]
    notes = [note for note in given.notes if note.stage != "prelaunch"]

    found = judge(replace(given, posts=posts, notes=notes))

    assert found.wrong == []
    assert found.untold == [f"{NAME}: prelaunch"]


def test_two_messages_of_one_intent_are_a_duplicate_post() -> None:
    given = evidence()

    found = judge(replace(given, posts=[*given.posts, given.posts[0]]))

    assert found.reposted == [f"intent {given.posts[0].intent_id}: 2 posts"]


def test_what_amends_a_message_needs_none_of_its_own() -> None:
    given = evidence()
    amendment = Note(NAME, f"{NAME}/run/9", "hold over", "success", given.posts[0].ts)

    assert judge(replace(given, notes=[*given.notes, amendment])).wrong == []


def test_a_round_left_behind_or_never_found_is_lost() -> None:
    state = completed()
    state.status = Status.BLOCKED

    blocked = judge(replace(evidence(state), recorded={NAME: "blocked"}, sends=[]))
    missing = judge(replace(evidence(), rounds={NAME: None}, posts=[], notes=[]))

    assert blocked.lost == [f"{NAME}: left behind as blocked"]
    assert missing.lost == [f"{NAME}: the round itself"]


def test_a_record_that_says_otherwise_is_wrong() -> None:
    found = judge(replace(evidence(), recorded={NAME: "sent"}))

    assert found.misrecorded == [f"{NAME}: completed, but PostgreSQL says sent"]
