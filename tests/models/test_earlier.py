"""The worst of all earlier rounds, as the next one judges them."""

from datetime import UTC, datetime, timedelta

import pytest

from models.checklist import Verdict
from models.earlier import EarlierRound, judge
from models.guardrails import is_worse
from models.round import Status
from tests.fakes import a_snapshot

NOW = datetime(2026, 12, 2, 9, 15, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def a_round(number: int = 1, status: Status = Status.COMPLETED, **fields: object) -> EarlierRound:
    return EarlierRound.model_validate({"number": number, "status": status} | fields)


@pytest.mark.parametrize(
    ("rounds", "verdict", "words"),
    [
        ((), Verdict.PASS, "no earlier round was sent"),
        ((a_round(status=Status.ABORTED),), Verdict.PASS, "no earlier round was sent"),
        ((a_round(status=Status.SCHEDULED),), Verdict.PASS, "no earlier round was sent"),
        ((a_round(snapshots=(a_snapshot(),)),), Verdict.PASS, "1 earlier round within all"),
        ((a_round(),), Verdict.WARN, "round 1 was sent, and has no numbers"),
        (
            (a_round(status=Status.SENT, handed_over_at=NOW - HALF_HOUR),),
            Verdict.WARN,
            "has no numbers",
        ),
        (
            (a_round(status=Status.SENT, handed_over_at=NOW),),
            Verdict.NOT_CHECKED,
            "first results at 2026-12-02 09:45:00 UTC",
        ),
        (
            (a_round(status=Status.BLOCKED, handed_over_at=NOW),),
            Verdict.NOT_CHECKED,
            "may have been sent",
        ),
        (
            (a_round(snapshots=(a_snapshot(), a_snapshot(name="24h", complained=78))),),
            Verdict.FAIL,
            "complaint rate 7.96 % crossed the hold line of 0.08 % (24h)",
        ),
        (
            (a_round(snapshots=(a_snapshot(complained=78), a_snapshot(name="24h"))),),
            Verdict.FAIL,
            "(wrapup)",
        ),
        (
            (
                a_round(1, snapshots=(a_snapshot(hard_bounces=60),)),
                a_round(2, snapshots=(a_snapshot(2),)),
            ),
            Verdict.FAIL,
            "round 1: hard bounce rate",
        ),
    ],
)
def test_the_worst_of_all_snapshots_of_all_earlier_rounds_counts(
    rounds: tuple[EarlierRound, ...], verdict: Verdict, words: str
) -> None:
    judgement = judge(rounds, NOW, HALF_HOUR)

    assert judgement.verdict is verdict
    assert words in judgement.words


def test_what_was_accepted_gets_worse_only_by_what_people_can_read() -> None:
    assert not is_worse({}, {})
    assert not is_worse({"complaint_rate": 0.091}, {"complaint_rate": 0.0912})
    assert not is_worse({"complaint_rate": 0.0912}, {"complaint_rate": 0.091})
    assert is_worse({"complaint_rate": 0.11}, {"complaint_rate": 0.09})
    assert is_worse({"block_rate": 12.0}, {"complaint_rate": 0.09})
