"""Times, errors and boards in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from cli.errors import Refusal, explain
from cli.pages.board import Board
from cli.pages.round import due_of, print_metrics
from cli.pages.times import in_zone, span_words, when
from clients.errors import Unauthorized
from models.explain import explain as view_of
from models.metrics import Absence, MissingPart, Part
from models.plan import PlannedRound
from models.round import (
    Hold,
    HoldKind,
    RoundState,
    StageOutcome,
    StageRecord,
    StartRound,
    Status,
)
from models.timeline import LifecyclePolicy, Timeline
from tests.fakes import a_snapshot

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
