"""Times, errors and boards in words."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from cli.errors import Refusal, explain
from cli.pages.board import Board
from cli.pages.record import whom_of
from cli.pages.round import approved, due_of, print_metrics, print_round, recipients
from cli.pages.times import in_zone, span_words, when
from cli.rehearsal import rehearse
from clients.errors import Unauthorized
from models.approval import Approval
from models.checklist import Checklist
from models.explain import explain as view_of
from models.metrics import Absence, MissingPart, Part
from models.plan import PlannedRound, parse_plan
from models.round import (
    Hold,
    HoldKind,
    RoundState,
    Sent,
    StageOutcome,
    StageRecord,
    StartRound,
    Status,
)
from models.timeline import LifecyclePolicy, Timeline
from storage.history import ScheduledRound
from tests.fakes import a_snapshot

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=9.9), "9 s"),
        (timedelta(seconds=69), "1 min 9 s"),
        (timedelta(minutes=12, seconds=5), "12 min"),
        (timedelta(hours=3, minutes=7), "3 h 7 min"),
        (timedelta(days=2, hours=4, minutes=9), "2 d 4 h"),
        (timedelta(0), "0 s"),
    ],
)
def test_spans(span: timedelta, words: str) -> None:
    assert span_words(span) == words


def test_when_looks_both_ways() -> None:
    assert when(NOW + timedelta(minutes=12), NOW) == "in 12 min"
    assert when(NOW - timedelta(seconds=3), NOW) == "3 s ago"
    assert when(NOW, NOW) == "now"
    assert in_zone(NOW, ZoneInfo("Europe/Berlin")) == "2026-12-01 10:00:00 CET"


def test_errors_are_one_line_with_their_status() -> None:
    assert explain(Refusal("two\nlines")) == ("two lines", 1)
    refused = Unauthorized("the key was refused", provider="mailjet", call="ping")
    assert explain(ExceptionGroup("several", [refused])) == ("the key was refused", 1)
    assert explain(KeyError("odd"))[0] == "KeyError: 'odd'; --debug shows where"
    assert len(explain(Refusal("x" * 5000))[0]) == 600
    assert explain(KeyboardInterrupt()) == ("interrupted", 130)


def a_round(**changes: object) -> RoundState:
    launch = datetime.now(UTC) + timedelta(hours=2)
    policy = LifecyclePolicy()
    asked = StartRound(
        slug="spring",
        campaign_name="Spring",
        total=1,
        policy=policy,
        planned=PlannedRound(
            number=1,
            launch=launch,
            list_id=1,
            draft_id=2,
            expected_recipients=3,
            recipient_range="1-3",
            subject="s",
            sender_name="n",
            sender_email="a@example.com",
        ),
    )
    state = RoundState(asked=asked, launch=launch, timeline=Timeline.of(policy, launch))
    return state.model_copy(update=changes)


def drawn(board: Board) -> str:
    console = Console(width=160, record=True, quiet=False, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    with console.capture() as captured:
        console.print(board)
    console.file.close()
    return captured.get()


def test_what_is_not_known_of_a_snapshot_is_said_and_is_no_zero() -> None:
    missing = MissingPart(part=Part.LINKS, absence=Absence.REFUSED, detail="Mailjet answered 500")
    snapshots = [a_snapshot(1), a_snapshot(1, "24h").model_copy(update={"missing": (missing,)})]
    console = Console(width=160)

    with console.capture() as captured:
        print_metrics(console, snapshots)

    assert "not known at 24h: links clicked refused (Mailjet answered 500)" in captured.get()
    assert "not known at wrapup" not in captured.get()


def test_a_board_marks_what_is_done_and_what_is_next() -> None:
    done = StageRecord(outcome=StageOutcome.DONE, due=NOW, at=NOW)
    skipped = done.model_copy(update={"outcome": StageOutcome.SUPERSEDED})
    state = a_round(stages={"prelaunch": skipped, "preflight": done}, status=Status.READY)
    board = Board()

    board.update([view_of(state)], silent=["spring/2"])

    assert "-●◎○○○○○" in drawn(board)
    assert "launch warning in 1 h 44 min" in drawn(board)
    assert "no worker answers" in drawn(board)


def test_a_board_says_why_a_round_is_held() -> None:
    hold = Hold(kind=HoldKind.PAUSED, detail="Slack is away [/b].", advice="Wait.", since=NOW)

    words = drawn(Board([view_of(a_round(hold=hold, status=Status.BLOCKED))]))

    assert "■" in words
    assert "held: paused" in words
    assert "Slack is away [/b]. Wait." in words


@pytest.mark.parametrize("status", [Status.BLOCKED, Status.ABORTED])
def test_what_hangs_on_a_send_that_is_not_to_come_has_no_due_time(status: Status) -> None:
    waiting = a_round()
    stopped = waiting.model_copy(update={"status": status})

    assert due_of(waiting, "wrapup") is not None
    assert [due_of(stopped, stage) for stage in ("wrapup", "followup 24h")] == [None, None]
    assert due_of(stopped, "launch") == due_of(waiting, "launch")


def shown(state: RoundState) -> str:
    console = Console(width=200)
    with console.capture() as captured:
        print_round(console, view_of(state))
    return captured.get()


def test_a_round_shows_a_segment_and_never_its_lists_number() -> None:
    state = a_round(sent=Sent(accepted_at=NOW, recipients=1000, segment_id=12))
    planned = state.asked.planned.model_copy(update={"segment_id": 12, "expected_recipients": 300})
    state.asked = state.asked.model_copy(update={"planned": planned})

    words = shown(state)

    assert words.count("segment 12 of list 1 (its size is not known)") == 2
    assert "the plan expects 300" in words
    assert "1,000" not in words


def test_the_record_of_a_segmented_round_says_what_was_only_expected() -> None:
    known: dict[str, Any] = {"recipient_range": "segment 12", "recipient_count": 300}
    schedule = ScheduledRound.model_construct(**known)

    assert whom_of(schedule) == "segment 12 (its size is not known; 300 expected)"


def test_a_round_says_how_many_were_counted_and_when_or_planned() -> None:
    checklist = Checklist(checks=(), fingerprint="2:f", active_recipients=1998, checked_at=NOW)

    assert recipients(a_round()) == "3 recipients planned"
    assert recipients(a_round(checklist=checklist)) == (
        "1,998 recipients counted at 2026-12-01 09:00:00 UTC, 3 planned"
    )


def test_an_approval_says_for_how_many_and_past_which_harm() -> None:
    approval = Approval(by="ada", reason="", fingerprint="2:f", override=True, at=NOW)
    bound = approval.model_copy(update={"recipients": 1998, "crossed": {"complaint_rate": 0.816}})

    assert approved(approval, NOW) == "by ada, now"
    assert approved(bound, NOW) == (
        "by ada, now, for 1,998 recipients, with earlier rounds at: complaint rate 0.82 %"
    )


def test_a_rehearsal_keeps_what_is_no_span() -> None:
    text = (EXAMPLES / "two_ready_rounds.toml").read_text()
    plan = parse_plan(text + '\n[lifecycle]\ncount_tolerance = "2.5 %"\n')

    _, policy = rehearse(plan, "30s", NOW)

    assert policy.count_tolerance == 2.5
    assert policy.loopback_only
