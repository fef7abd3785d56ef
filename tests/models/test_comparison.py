from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.comparison import (
    COMPARED,
    MIN_SAMPLE,
    Change,
    RateChange,
    compare,
    newcombe,
    of_equal_age,
)
from models.metrics import Metrics
from tests.models.samples import NOTHING_YET, a_snapshot, cheap, some_metrics

EVENTS = ("hard_bounces", "soft_bounces", "blocked", "opened", "clicked", "unsubscribed")


@st.composite
def proportions(draw: st.DrawFn, smallest: int = 1) -> tuple[int, int]:
    whole = draw(st.integers(smallest, 10_000_000))
    return draw(st.integers(0, whole)), whole


@st.composite
def sent_rounds(draw: st.DrawFn) -> Metrics:
    processed = draw(st.integers(0, 1_000_000))
    delivered = draw(st.integers(0, processed))
    events = {name: draw(st.integers(0, delivered)) for name in EVENTS}
    return some_metrics(processed=processed, delivered=delivered, complained=0, **events)


def changes_of(now: Metrics, before: Metrics) -> dict[str, RateChange]:
    compared = compare(a_snapshot(now, number=2), a_snapshot(before, number=1))
    return {change.rate: change for change in compared.changes}


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        # Newcombe (1998), table II, method 10, cases (a) to (h), to its four decimals.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_is_the_published_one(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    assert newcombe(*now, *before) == pytest.approx((low, high), abs=0.00005)


@cheap
@given(proportions(), proportions())
def test_the_interval_contains_the_difference_and_stays_within_bounds(
    now: tuple[int, int], before: tuple[int, int]
) -> None:
    low, high = newcombe(*now, *before)

    assert -1 <= low <= now[0] / now[1] - before[0] / before[1] <= high <= 1
    assert low < high


@cheap
@given(proportions(), proportions())
def test_exchanging_the_rounds_turns_the_interval_round(
    now: tuple[int, int], before: tuple[int, int]
) -> None:
    low, high = newcombe(*now, *before)

    assert newcombe(*before, *now) == pytest.approx((-high, -low))


@cheap
@given(sent_rounds(), sent_rounds())
def test_exchanging_the_rounds_turns_every_change_round(now: Metrics, before: Metrics) -> None:
    opposite = {Change.HIGHER: Change.LOWER, Change.LOWER: Change.HIGHER}
    backwards = changes_of(before, now)

    for name, change in changes_of(now, before).items():
        back = backwards[name]
        assert (back.now, back.before) == (change.before, change.now)
        assert back.change is opposite.get(change.change, change.change)
        assert (back.delta is None) == (change.delta is None)
        if change.delta is not None and back.delta is not None:
            assert back.delta == pytest.approx(-change.delta)


@cheap
@given(sent_rounds(), sent_rounds())
def test_a_change_is_clear_exactly_when_zero_is_outside_its_interval(
    now: Metrics, before: Metrics
) -> None:
    for change in changes_of(now, before).values():
        if change.delta is None or change.low is None or change.high is None:
            assert change.change is Change.TOO_FEW
            continue
        assert -100 <= change.low <= change.delta <= change.high <= 100
        outside = change.low > 0 or change.high < 0
        assert outside == (change.change in {Change.HIGHER, Change.LOWER})


@cheap
@given(sent_rounds())
def test_a_round_does_not_differ_from_itself(metrics: Metrics) -> None:
    assert {change.change for change in changes_of(metrics, metrics).values()} <= {
        Change.NO_CLEAR_CHANGE,
        Change.TOO_FEW,
    }


@pytest.mark.parametrize(
    ("size", "silent"), [(0, True), (1, True), (MIN_SAMPLE - 1, True), (MIN_SAMPLE, False)]
)
def test_a_small_sample_stays_silent(size: int, silent: bool) -> None:
    small = some_metrics(processed=size, delivered=size, hard_bounces=size, opened=0)
    large = some_metrics(processed=5000, delivered=5000, opened=2500)

    for changes in (changes_of(small, large), changes_of(large, small)):
        assert {change.change is Change.TOO_FEW for change in changes.values()} == {silent}
        assert all((change.delta is None) == silent for change in changes.values())


def test_a_round_with_no_data_yet_is_compared_in_silence() -> None:
    changes = changes_of(NOTHING_YET, some_metrics())

    assert {change.change for change in changes.values()} == {Change.TOO_FEW}
    assert changes["open_rate"].now is None
    assert changes["open_rate"].before == pytest.approx(100 * 300 / 980)


def test_a_clear_difference_is_told_in_percentage_points() -> None:
    now, before = some_metrics(opened=392), some_metrics(opened=294)

    opens = changes_of(now, before)["open_rate"]

    assert (opens.now, opens.before) == (40.0, 30.0)
    assert opens.delta == pytest.approx(10.0)
    assert opens.change is Change.HIGHER
    assert changes_of(before, now)["open_rate"].change is Change.LOWER


def test_only_clear_differences_are_listed_as_clear() -> None:
    compared = compare(
        a_snapshot(some_metrics(opened=392), number=2), a_snapshot(some_metrics(), number=1)
    )

    assert [change.rate for change in compared.clear()] == ["open_rate"]
    assert (compared.round_number, compared.earlier_round) == (2, 1)
    assert len(compared.changes) == len(COMPARED)


def test_rounds_are_never_compared_at_unequal_ages() -> None:
    with pytest.raises(ValueError, match=r"24h at .* cannot be compared with one at"):
        compare(a_snapshot(name="24h"), a_snapshot(name="72h", number=1))


@pytest.mark.parametrize(("minutes", "comparable"), [(30, True), (44, True), (46, False)])
def test_a_snapshot_taken_late_is_not_of_equal_age(minutes: int, *, comparable: bool) -> None:
    in_time = a_snapshot(number=1).model_copy(update={"age": timedelta(minutes=30)})
    late = a_snapshot(number=2).model_copy(update={"age": timedelta(minutes=minutes)})

    assert of_equal_age(late, in_time) is comparable
    assert of_equal_age(in_time, late) is comparable


def test_counters_that_lag_each_other_do_not_break_the_comparison() -> None:
    """Mailjet may count an open before the delivery it belongs to."""
    ahead = some_metrics(delivered=300, opened=310)

    opens = changes_of(ahead, some_metrics())["open_rate"]

    assert opens.change is Change.HIGHER
    assert opens.high is not None
    assert opens.high <= 100
