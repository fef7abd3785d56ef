from datetime import timedelta

import pytest

from models.round import RoundReport, Status
from models.series import series_of
from tests.models.samples import LAUNCH, some_metrics

HOUR = timedelta(hours=1)


def a_report(number: int, snapshot: str = "24h", age: timedelta | None = 24 * HOUR) -> RoundReport:
    return RoundReport(
        number=number,
        status=Status.COMPLETED,
        launch=LAUNCH,
        snapshot=snapshot,
        age=age,
        metrics=some_metrics(opened=number),
    )


def numbers_of(*reports: RoundReport) -> list[int]:
    series = series_of(reports)
    return [] if series is None else list(series.metrics)


def test_rounds_whose_numbers_are_of_one_age_stand_side_by_side() -> None:
    series = series_of([a_report(2), a_report(1), RoundReport(
        number=3, status=Status.ABORTED, launch=LAUNCH
    )])  # fmt: skip

    assert series is not None
    assert list(series.metrics) == [1, 2]
    assert series.metrics[2].opened == 2
    assert (series.count, series.age) == ("2 of 3 rounds", "24h after each send")


def test_the_most_rounds_of_one_age_are_picked() -> None:
    early = [a_report(n, "wrapup", HOUR / 2) for n in (1, 2, 5)]

    series = series_of([*early, a_report(3), a_report(4)])

    assert series is not None
    assert list(series.metrics) == [1, 2, 5]
    assert series.age == "first results"


def test_of_two_equal_choices_the_older_numbers_are_picked() -> None:
    early = [a_report(n, "wrapup", HOUR / 2) for n in (1, 2)]

    assert numbers_of(*early, a_report(3), a_report(4)) == [3, 4]


def test_a_snapshot_that_was_taken_late_does_not_stand_beside_others() -> None:
    late = a_report(2, "wrapup", 6 * HOUR)

    assert numbers_of(a_report(1, "wrapup", HOUR / 2), late, a_report(3, "wrapup", HOUR)) == []
    assert numbers_of(*(a_report(n, "wrapup", HOUR / 2) for n in (1, 3)), late) == [1, 3]


@pytest.mark.parametrize(
    "reports",
    [
        (),
        (a_report(1),),
        (a_report(1), a_report(2, "72h", 72 * HOUR)),
        (a_report(1, "", None),) * 2,
    ],
)
def test_fewer_than_two_rounds_of_one_age_are_no_series(reports: tuple[RoundReport, ...]) -> None:
    assert series_of(reports) is None
