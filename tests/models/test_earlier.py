"""The worst of all earlier rounds, as the next one judges them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.checklist import Verdict
from models.earlier import EarlierRound, crossed_by_former_rule, judge
from models.guardrails import harm_in_words, is_worse
from models.round import Status
from tests.fakes import metrics

NOW = datetime(2026, 12, 2, 9, 15, tzinfo=UTC)
HALF_HOUR, SECOND = timedelta(minutes=30), timedelta(seconds=1)
SENT, BLOCKED = Status.SENT, Status.BLOCKED
PASS, WARN, FAIL, NOT_CHECKED = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.NOT_CHECKED


def a_round(
    number: int = 1,
    status: Status = Status.COMPLETED,
    at: datetime | None = None,
    **snapshots: dict[str, int],
) -> EarlierRound:
    """Give a round by what was counted in each of its snapshots (`at_24h` is `24h`)."""
    measured = {
        name.removeprefix("at_"): metrics(**counters) for name, counters in snapshots.items()
    }
    return EarlierRound(number=number, status=status, handed_over_at=at, measured=measured)


FINE: dict[str, int] = {}


@pytest.mark.parametrize(
    ("rounds", "verdict", "words"),
    [
        ((), PASS, "no earlier round was sent"),
        ((a_round(status=Status.ABORTED),), PASS, "no earlier round was sent"),
        ((a_round(status=Status.ABORTED, at=NOW),), PASS, "no earlier round was sent"),
        ((a_round(status=Status.SCHEDULED),), PASS, "no earlier round was sent"),
        ((a_round(status=BLOCKED),), PASS, "no earlier round was sent"),
        ((a_round(wrapup=FINE),), PASS, "1 earlier round within all guardrails"),
        ((a_round(wrapup=FINE), a_round(2, at_24h=FINE)), PASS, "2 earlier rounds within all"),
        ((a_round(),), WARN, "round 1 was sent, and has no numbers"),
        ((a_round(), a_round(2, wrapup=FINE)), WARN, "round 1 was sent, and has no numbers"),
        ((a_round(status=SENT),), WARN, "round 1 was sent, and has no numbers"),
        ((a_round(status=SENT, at=NOW - HALF_HOUR),), WARN, "has no numbers"),
        (
            (a_round(status=SENT, at=NOW - HALF_HOUR + SECOND),),
            NOT_CHECKED,
            "round 1 has its first results at 2026-12-02 09:15:01 UTC",
        ),
        ((a_round(status=BLOCKED, at=NOW),), NOT_CHECKED, "round 1 is blocked, and may have been"),
        ((a_round(status=Status.LAUNCHING, at=NOW),), NOT_CHECKED, "round 1 is launching, and may"),
        (
            (a_round(wrapup=FINE, at_24h={"complained": 78}, at_72h=FINE),),
            FAIL,
            "round 1: complaint rate 7.96 % crossed the hold line of 0.08 % (24h)",
        ),
        ((a_round(wrapup={"complained": 78}, at_24h=FINE),), FAIL, "(wrapup)"),
        ((a_round(wrapup={"unsubscribed": 10}),), WARN, "crossed the warning line of 1 %"),
        (
            (a_round(1, wrapup={"hard_bounces": 60}), a_round(2, wrapup=FINE)),
            FAIL,
            "round 1: hard bounce rate 6.00 % crossed the hold line of 5 %",
        ),
        (
            (a_round(1, wrapup={"complained": 50}), a_round(2, wrapup={"complained": 60})),
            FAIL,
            "round 2: complaint rate 6.12 % crossed",
        ),
        ((a_round(1, wrapup={"hard_bounces": 60}), a_round(2)), FAIL, "; round 2 was sent, and"),
        ((a_round(1, wrapup={"complained": 4}),), PASS, "within all guardrails"),  # 4 are no trend
        (
            tuple(a_round(number) for number in range(1, 6)),
            WARN,
            "round 3 was sent, and has no numbers; 2 more rounds like that",
        ),
        (
            tuple(a_round(number) for number in range(1, 5)),
            WARN,
            "round 3 was sent, and has no numbers; 1 more round like that",
        ),
    ],
)
def test_the_worst_of_all_snapshots_of_all_earlier_rounds_counts(
    rounds: tuple[EarlierRound, ...], verdict: Verdict, words: str
) -> None:
    judgement = judge(rounds, NOW, HALF_HOUR)

    assert judgement.verdict is verdict
    assert words in judgement.words


def test_a_hundred_bad_rounds_are_told_by_the_worst_of_each_guardrail() -> None:
    rounds = [a_round(n, wrapup={"complained": n, "hard_bounces": 60}) for n in range(1, 101)]

    judgement = judge(rounds, NOW, HALF_HOUR)

    assert [one.round_number for one in judgement.harm] == [1, 100]
    assert judgement.crossed == {"hard_bounce_rate": 6.0, "complaint_rate": 100 / 9.8}
    assert len(judgement.words) < 200


def test_the_hold_comes_before_the_warning() -> None:
    judgement = judge([a_round(wrapup={"unsubscribed": 10, "complained": 78})], NOW, HALF_HOUR)

    assert [one.crossing.verdict for one in judgement.harm] == [FAIL, WARN]


@pytest.mark.parametrize(
    ("crossed", "accepted", "worse"),
    [
        ({}, {}, False),
        ({"complaint_rate": 0.06}, {}, True),
        ({"complaint_rate": 0.0912}, {"complaint_rate": 0.091}, False),  # people read 0.09 twice
        ({"complaint_rate": 0.09}, {"complaint_rate": 0.11}, False),
        ({"complaint_rate": 0.11}, {"complaint_rate": 0.09}, True),
        ({"block_rate": 12.0}, {"complaint_rate": 0.09}, True),
        # From a warning to a hold, though both read 0.08 %.
        ({"complaint_rate": 0.0804}, {"complaint_rate": 0.0796}, True),
        ({"complaint_rate": 0.0804}, {"complaint_rate": 0.0801}, False),
        ({"a_rate_of_tomorrow": 3.0}, {"a_rate_of_tomorrow": 3.0}, False),
    ],
)
def test_what_was_accepted_gets_worse_by_what_people_read_and_at_the_hold_line(
    crossed: dict[str, float], accepted: dict[str, float], worse: bool
) -> None:
    assert is_worse(crossed, accepted) is worse


def test_only_what_is_worse_is_named() -> None:
    judgement = judge([a_round(wrapup={"hard_bounces": 60, "unsubscribed": 10})], NOW, HALF_HOUR)

    (worse,) = judgement.beyond({"hard_bounce_rate": 6.0})

    assert "unsubscribe rate" in str(worse)
    assert judgement.beyond(judgement.crossed) == ()


@pytest.mark.parametrize(
    ("rounds", "rates"),
    [
        ((), []),
        ((a_round(1, wrapup={"hard_bounces": 60}),), ["hard_bounce_rate"]),
        ((a_round(1, wrapup={"hard_bounces": 60}), a_round(2, wrapup=FINE)), []),
        ((a_round(1, wrapup=FINE, at_24h={"hard_bounces": 60}),), []),
        ((a_round(1, wrapup={"hard_bounces": 60}), a_round(2)), ["hard_bounce_rate"]),
        ((a_round(4, wrapup={"hard_bounces": 60}),), []),
    ],
)
def test_the_first_release_looked_at_the_wrap_up_of_the_latest_earlier_round(
    rounds: tuple[EarlierRound, ...], rates: list[str]
) -> None:
    assert list(crossed_by_former_rule(rounds, 3)) == rates


def test_harm_is_written_as_people_read_it() -> None:
    assert harm_in_words({"complaint_rate": 0.816, "block_rate": 12}) == (
        "complaint rate 0.82 %, block rate 12.00 %"
    )
    assert harm_in_words({}) == ""


def test_a_judgement_needs_no_more_than_counters() -> None:
    kept: dict[str, Any] = a_round(wrapup=FINE).model_dump()

    assert set(kept["measured"]["wrapup"]) == set(metrics().model_dump())
