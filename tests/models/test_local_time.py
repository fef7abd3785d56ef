from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.local_time import read_instant, read_zone
from tests.models.samples import cheap, utc

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clock changes by half an hour


@pytest.mark.parametrize(
    ("zone", "written", "instant"),
    [
        (BERLIN, "2026-12-01T09:15", "2026-12-01 08:15"),
        (BERLIN, "2026-07-01T09:15", "2026-07-01 07:15"),
        (BERLIN, "2026-12-01 09:15:30", "2026-12-01 08:15:30"),
        (BERLIN, " 2026-12-01T09:15 ", "2026-12-01 08:15"),
        (NEW_YORK, "2026-12-01T19:30", "2026-12-02 00:30"),
        (BERLIN, "2026-12-01T09:15Z", "2026-12-01 09:15"),
        (BERLIN, "2026-12-01T09:15+05:30", "2026-12-01 03:45"),
        (BERLIN, "2026-10-25T02:30+02:00", "2026-10-25 00:30"),
        (BERLIN, "2026-10-25T02:30+01:00", "2026-10-25 01:30"),
        (BERLIN, "2026-03-29T01:59", "2026-03-29 00:59"),
        (BERLIN, "2026-03-29T03:00", "2026-03-29 01:00"),
        (BERLIN, "2026-10-25T01:59", "2026-10-24 23:59"),
        (BERLIN, "2026-10-25T03:00", "2026-10-25 02:00"),
    ],
)
def test_a_launch_time_becomes_one_instant(zone: ZoneInfo, written: str, instant: str) -> None:
    read = read_instant(written, zone)

    assert read == utc(instant)
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "written", "suggested"),
    [
        (BERLIN, "2026-03-29T02:00", "write 01:00 or 03:00"),
        (BERLIN, "2026-03-29T02:30", "write 01:30 or 03:30"),
        (BERLIN, "2026-03-29T02:59", "write 01:59 or 03:59"),
        (NEW_YORK, "2026-03-08T02:30", "write 01:30 or 03:30"),
        (LORD_HOWE, "2026-10-04T02:15", "write 01:45 or 02:45"),
    ],
)
def test_a_time_that_the_clock_skips_is_refused_with_two_that_exist(
    zone: ZoneInfo, written: str, suggested: str
) -> None:
    with pytest.raises(ValueError, match="does not exist") as refused:
        read_instant(written, zone)

    assert str(refused.value).endswith(suggested)
    for clock in suggested.removeprefix("write ").split(" or "):
        read_instant(f"{written[:10]}T{clock}", zone)


@pytest.mark.parametrize(
    ("zone", "written", "offsets", "instants"),
    [
        (BERLIN, "2026-10-25T02:00", "+02:00 +01:00", "2026-10-25 00:00,2026-10-25 01:00"),
        (BERLIN, "2026-10-25T02:30", "+02:00 +01:00", "2026-10-25 00:30,2026-10-25 01:30"),
        (NEW_YORK, "2026-11-01T01:30", "-04:00 -05:00", "2026-11-01 05:30,2026-11-01 06:30"),
    ],
)
def test_a_time_that_occurs_twice_is_refused_and_either_suggestion_is_accepted(
    zone: ZoneInfo, written: str, offsets: str, instants: str
) -> None:
    suggested = [written + offset for offset in offsets.split()]

    with pytest.raises(ValueError, match="occurs twice") as refused:
        read_instant(written, zone)

    assert str(refused.value).endswith(" or ".join(suggested))
    assert [read_instant(text, zone) for text in suggested] == [*map(utc, instants.split(","))]


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("tomorrow", "'tomorrow' is no date and time; write 2026-12-01T09:15"),
        ("", "is no date and time"),
        ("09:15", "is no date and time"),
        ("2026-02-30T09:15", "is no date and time"),
        ("2026-12-01T25:00", "is no date and time"),
        ("2026-12-01", "has no time of day; write 2026-12-01T09:15"),
        ("0001-01-01T00:00", "1 is no year for a launch"),
        ("9999-12-31T23:59", "9999 is no year for a launch"),
        ("0001-01-01T00:00+05:00", "1 is no year for a launch"),
    ],
)
def test_what_is_no_launch_time_is_refused_with_an_example(written: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_instant(written, BERLIN)


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Atlantis", "CEST", "", " ", ".", "..", "../etc/passwd", "/etc/localtime", "Europe",
        "Europe/", "zone.tab", "localtime", "right/Europe/Berlin", "\0", "é", "x" * 5000,
    ],
)  # fmt: skip
def test_an_unknown_zone_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(ValueError, match="no IANA time zone; write one as Europe/Berlin") as wrong:
        read_zone(name)

    assert len(str(wrong.value)) < 200


@cheap
@given(st.text(max_size=30))
def test_no_text_is_more_than_a_refused_zone(name: str) -> None:
    try:
        assert read_zone(name).key == name
    except ValueError as refused:
        assert "no IANA time zone" in str(refused)  # noqa: PT017 - most names are refused, not all


@cheap
@given(st.text(max_size=30))
def test_no_text_is_more_than_a_refused_launch_time(text: str) -> None:
    try:
        assert read_instant(text, BERLIN).tzinfo is UTC
    except ValueError as refused:
        assert "; write " in str(refused)  # noqa: PT017 - as above


moments = st.datetimes(datetime(2001, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@cheap
@given(moments, st.timezones())
def test_every_unambiguous_local_time_reads_back_as_its_instant(
    moment: datetime, zone: ZoneInfo
) -> None:
    local = moment.astimezone(zone)
    assume(local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset())

    assert read_instant(local.replace(tzinfo=None), zone) == moment
    assert read_instant(local.replace(tzinfo=None).isoformat(), zone) == moment


@cheap
@given(moments, st.timezones())
def test_a_time_with_its_offset_is_never_ambiguous(moment: datetime, zone: ZoneInfo) -> None:
    assert read_instant(moment.astimezone(zone).isoformat(), BERLIN) == moment


@cheap
@given(st.integers(0, 3599), st.sampled_from([BERLIN, NEW_YORK]))
def test_every_second_of_the_doubled_hour_is_refused(second: int, zone: ZoneInfo) -> None:
    hour = utc("2026-10-25 02:00") if zone is BERLIN else utc("2026-11-01 01:00")
    written = (hour + timedelta(seconds=second)).replace(tzinfo=None)

    with pytest.raises(ValueError, match="occurs twice"):
        read_instant(written, zone)
