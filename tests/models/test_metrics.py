from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.metrics import RATES, Metrics, percent, snapshot_name
from tests.models.samples import NOTHING_YET, cheap, some_metrics

counts = st.integers(0, 10_000_000)
any_metrics = st.builds(Metrics, **dict.fromkeys(Metrics.model_fields, counts))


def test_rates_are_shares_of_what_was_processed_or_delivered() -> None:
    metrics = some_metrics(
        processed=1000,
        delivered=800,
        hard_bounces=20,
        soft_bounces=30,
        blocked=100,
        queued=50,
        opened=200,
        clicked=40,
        unsubscribed=8,
        complained=2,
    )

    assert metrics.rates() == {
        "delivery_rate": 80.0,
        "bounce_rate": 5.0,
        "hard_bounce_rate": 2.0,
        "soft_bounce_rate": 3.0,
        "block_rate": 10.0,
        "open_rate": 25.0,
        "click_rate": 5.0,
        "unsubscribe_rate": 1.0,
        "complaint_rate": 0.25,
    }
    assert metrics.bounced == 50


def test_before_anything_is_processed_no_rate_is_known() -> None:
    assert NOTHING_YET.rates() == dict.fromkeys(RATES)


def test_before_anything_is_delivered_only_the_shares_of_processed_are_known() -> None:
    rates = some_metrics(processed=1000, delivered=0, queued=1000, opened=0).rates()

    unknown = {name for name, rate in rates.items() if rate is None}
    assert unknown == {"open_rate", "click_rate", "unsubscribe_rate", "complaint_rate"}
    assert rates["delivery_rate"] == 0.0


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(0, 0, None), (5, 0, None), (0, 5, 0.0), (5, 5, 100.0), (1, 3, 100 / 3)],
)
def test_a_share_of_nothing_is_not_a_number(part: int, whole: int, share: float | None) -> None:
    assert percent(part, whole) == share


@cheap
@given(any_metrics)
def test_a_rate_is_unknown_exactly_when_there_is_nothing_to_divide_by(metrics: Metrics) -> None:
    for name, rate in metrics.rates().items():
        of_processed = "bounce" in name or name in {"delivery_rate", "block_rate"}
        whole = metrics.processed if of_processed else metrics.delivered
        assert (rate is None) == (whole == 0)
        assert rate is None or rate >= 0


@pytest.mark.parametrize(
    ("age", "name"),
    [(timedelta(hours=24), "24h"), (timedelta(days=3), "72h"), (timedelta(seconds=27), "27s")],
)
def test_a_snapshot_is_named_by_its_age(age: timedelta, name: str) -> None:
    assert snapshot_name(age) == name
