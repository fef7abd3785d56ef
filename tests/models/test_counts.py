"""How many recipients may come or go, and how that is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.counts import difference, tolerated, within
from tests.models.samples import cheap

people = st.integers(1, 2**31 - 1)


@pytest.mark.parametrize(
    ("expected", "percent", "people"),
    [
        (1000, 1.0, 10),
        (1_000_000, 1.0, 10_000),
        (399, 1.0, 3),
        (400, 1.0, 4),
        (1, 1.0, 3),  # at least three people, however short the list
        (1000, 0.0, 3),
        (1000, 2.3, 23),  # as a binary fraction 22.999...
        (1000, 0.5, 5),
        (199_999, 1.0, 1999),
    ],
)
def test_the_tolerance_is_a_share_and_at_least_three_people(
    expected: int, percent: float, people: int
) -> None:
    assert tolerated(expected, percent) == people


@pytest.mark.parametrize(
    ("counted", "fine"), [(1000, True), (990, True), (1010, True), (989, False), (1011, False)]
)
def test_the_tolerance_counts_both_ways(counted: int, fine: bool) -> None:
    assert within(counted, 1000, 1.0) is fine


@pytest.mark.parametrize("expected", [1, 2, 3, 1000])
def test_nobody_is_never_near_enough(expected: int) -> None:
    assert not within(0, expected, 50.0)


@cheap
@given(people, st.floats(0, 50))
def test_the_count_itself_is_always_near_enough(expected: int, percent: float) -> None:
    assert within(expected, expected, percent)
    assert not within(expected + tolerated(expected, percent) + 1, expected, percent)


@pytest.mark.parametrize(
    ("counted", "words"), [(1000, ""), (998, "2 fewer"), (1001, "1 more"), (2500, "1,500 more")]
)
def test_a_difference_is_said_in_words(counted: int, words: str) -> None:
    assert difference(counted, 1000) == words
