"""The chart of a campaign is drawn from any numbers, and the same numbers give the same picture."""

import pytest

from activities.chart_panels import PALE, RED, _color
from activities.charts import campaign_chart, writable
from activities.messages.campaign_summary import LONGEST_ALT_TEXT, in_words
from models.guardrails import GUARDRAILS
from models.metrics import Metrics
from models.series import Series
from tests.fakes import metrics

NOTHING = Metrics.model_validate(dict.fromkeys(Metrics.model_fields, 0))
UNDELIVERED = metrics(delivered=0, opened=0, clicked=0)
NAMES = ("Autumn digest", "Save $5 and $6", "Été 🎉 春", "<b>&", "W" * 500, "two\nlines", "🎉")


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def a_series(*numbers: int, total: int = 0) -> Series:
    found = {n: metrics(opened=300 + n % 90, hard_bounces=n % 60) for n in numbers}
    return Series("24h", found, total or len(found))


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_a_png_of_one_size_whatever_the_campaign_is_called(name: str) -> None:
    png = campaign_chart(name, a_series(1, 2))

    assert size_of(png) == (1200, 720)
    assert b"Software" not in png


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert campaign_chart("Spring", a_series(1, 2)) == campaign_chart("Spring", a_series(1, 2))
    assert campaign_chart("Spring", a_series(1, 2)) != campaign_chart("Spring", a_series(1, 3))


@pytest.mark.parametrize(
    "series",
    [
        a_series(1, 4, 9, total=12),
        Series("wrapup", {1: NOTHING, 2: NOTHING}, 2),
        Series("wrapup", {1: metrics(), 2: UNDELIVERED, 3: metrics()}, 3),
        Series("wrapup", {1: metrics(opened=2000), 2: metrics(complained=900)}, 2),
        a_series(*range(1, 14)),
        a_series(*(n for n in range(1, 400) if n % 7)),
    ],
    ids=["missing", "nothing", "undelivered", "lagging", "dozen", "hundreds"],
)
def test_gaps_zeros_and_hundreds_of_rounds_can_be_drawn(series: Series) -> None:
    assert size_of(campaign_chart("Spring", series)) == (1200, 720)
    assert len(in_words("Spring", series)) <= LONGEST_ALT_TEXT


def test_a_rate_with_nothing_to_divide_by_is_a_gap_and_no_zero() -> None:
    with_gap = Series("24h", {1: metrics(), 2: UNDELIVERED}, 2)
    with_zero = Series("24h", {1: metrics(), 2: metrics(opened=0, clicked=0)}, 2)

    assert campaign_chart("Spring", with_gap) != campaign_chart("Spring", with_zero)
    assert "lowest 40.8 % in round 1" in in_words("Spring", with_gap)
    assert "lowest 0.00 % in round 2" in in_words("Spring", with_zero)


def test_a_rate_of_too_few_events_is_pale_as_it_holds_nothing() -> None:
    complaints = next(rail for rail in GUARDRAILS if rail.count == "complained")

    assert _color(metrics(complained=4), complaints) == PALE
    assert _color(metrics(complained=5), complaints) == RED


def test_what_the_font_cannot_write_is_left_out() -> None:
    assert writable("Été 🎉 Grüße\n春 end") == "Été Grüße end"


def test_the_words_say_what_the_picture_shows() -> None:
    series = Series("24h", {1: metrics(opened=300), 2: metrics(hard_bounces=30)}, 3)

    words = in_words("Spring", series)

    assert "Spring: 2 of 3 rounds, 24h after each send." in words
    assert "Open rate of delivered: lowest 30.6 % in round 1, highest 40.8 % in round 2." in words
    assert "Hard bounce rate: highest 3.0 % in round 2, 60 % of the hold line of 5 %." in words
