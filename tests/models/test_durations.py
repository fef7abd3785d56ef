from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from models.base import LONGEST, Duration, Instant, write_duration
from tests.models.samples import cheap

DURATION: TypeAdapter[timedelta] = TypeAdapter(Duration)
INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("24h", timedelta(hours=24)),
        ("7d", timedelta(days=7)),
        ("1h30m", timedelta(minutes=90)),
        (" 1H 30M ".replace(" ", ""), timedelta(minutes=90)),
        ("7.5s", timedelta(seconds=7.5)),
        ("0s", timedelta()),
        ("1h1h", timedelta(hours=2)),
        ("PT15M", timedelta(minutes=15)),
        ("P3D", timedelta(days=3)),
    ],
)
def test_a_duration_is_read_as_people_write_it(written: str, span: timedelta) -> None:
    assert DURATION.validate_python(written) == span


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(), "0s"),
        (timedelta(seconds=7.5), "7.5s"),
        (timedelta(seconds=59), "59s"),
        (timedelta(seconds=60), "1m"),
        (timedelta(minutes=15), "15m"),
        (timedelta(minutes=90), "1h30m"),
        (timedelta(hours=72), "72h"),
        (timedelta(hours=1, seconds=1), "1h1s"),
        (timedelta(microseconds=1), "0.000001s"),
        (timedelta(seconds=90061.25), "90061.25s"),
    ],
)
def test_a_duration_is_written_as_people_do(span: timedelta, written: str) -> None:
    assert write_duration(span) == written


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("soon", "'soon' is not a duration; write 90s, 15m, 24h, 7d or 1h30m"),
        ("", "is not a duration"),
        ("15", "is not a duration"),
        ("15 minutes", "is not a duration"),
        ("-15m", "is not a duration"),
        ("-PT15M", "cannot be negative"),
        (timedelta(seconds=-1), "cannot be negative"),
        (15, "a duration needs its unit"),
        (1.5, "a duration needs its unit"),
        (True, "a duration needs its unit"),
        ("4000d", "longer than ten years"),
        ("9" * 400 + "d", "longer than ten years"),
    ],
)
def test_what_is_no_duration_is_refused_with_an_example(written: object, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        DURATION.validate_python(written)


@cheap
@given(st.timedeltas(min_value=timedelta(), max_value=LONGEST))
def test_every_duration_that_is_written_reads_back_the_same(span: timedelta) -> None:
    assert DURATION.validate_python(write_duration(span)) == span
    assert DURATION.validate_json(DURATION.dump_json(span)) == span


def test_every_instant_is_kept_in_utc() -> None:
    berlin_winter = datetime(2026, 12, 1, 9, 15, tzinfo=timezone(timedelta(hours=1)))

    kept = INSTANT.validate_python(berlin_winter)

    assert kept.tzinfo is UTC
    assert kept.isoformat() == "2026-12-01T08:15:00+00:00"


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"])
def test_an_instant_beyond_the_calendar_is_refused_not_a_crash(edge: str) -> None:
    with pytest.raises(ValidationError, match="the year is out of range"):
        INSTANT.validate_python(edge)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        INSTANT.validate_python("2026-12-01T09:15:00")
