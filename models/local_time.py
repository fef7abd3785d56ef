"""Launch times as people write them, in their own zone, turned into one certain instant."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LAUNCH_YEARS = range(2000, 3000)  # outside them a year is a slip of the hand, and dates overflow
# Names that a machine's zone files know besides IANA's: its own zone, and zones of leap seconds.
LOCAL_NAMES = ("localtime", "posixrules", "posix/", "right/", "Factory")
# Zones that keep one offset all year, and the place that most people mean by them.
FIXED = {
    "EST": ("UTC-05:00", "America/New_York"),
    "MST": ("UTC-07:00", "America/Denver"),
    "HST": ("UTC-10:00", "Pacific/Honolulu"),
    "GMT": ("UTC itself", "Europe/London"),
}


def read_zone(name: str) -> ZoneInfo:
    """Find an IANA zone; raise ValueError that says how one is written."""
    try:
        if name.startswith(LOCAL_NAMES):
            raise ZoneInfoNotFoundError(name)  # noqa: TRY301
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"{name!r:.60} is no IANA time zone; write one as Europe/Berlin or UTC"
        ) from None


def zone_warning(name: str) -> str:
    """Say what a zone means that few people mean by its name; empty for all others."""
    if name in FIXED:
        offset, place = FIXED[name]
        return f"{name} is {offset} all year, without summer time; for local time write {place}"
    turned = re.fullmatch(r"Etc/GMT([+-])(\d{1,2})", name)
    if turned is None or int(turned[2]) == 0:
        return ""
    here, there = ("-", "+") if turned[1] == "+" else ("+", "-")
    hours = int(turned[2])
    return (
        f"{name} is UTC{here}{hours:02}:00, for its sign is turned round; UTC{there}{hours:02}:00 "
        f"is Etc/GMT{here}{hours}, and local time is written as Europe/Berlin"
    )


def read_instant(text: str | datetime, zone: ZoneInfo) -> datetime:
    """Turn a written time into an instant in UTC.

    A time with an offset is taken as it stands. A local time that a clock change skips, or one
    that occurs twice, raises ValueError with the two instants that could be meant. So does a date
    alone: midnight may not be what was meant.
    """
    try:
        written = text if isinstance(text, datetime) else datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r:.60} is no date and time; write 2026-12-01T09:15") from None
    if isinstance(text, str) and is_date(text):
        raise ValueError(f"{text!r:.60} has no time of day; write {written:%Y-%m-%d}T09:15")
    if written.year not in LAUNCH_YEARS:
        raise ValueError(f"{written.year} is no year for a launch; write 2026-12-01T09:15")
    if written.tzinfo is not None:
        return written.astimezone(UTC)
    first = written.replace(tzinfo=zone, fold=0)
    second = written.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != written:
        raise ValueError(
            f"{written:%Y-%m-%dT%H:%M} does not exist in {zone.key}: a clock change skips it; "
            f"write {written - _gap(first, second):%H:%M} or {written + _gap(first, second):%H:%M}"
        )
    raise ValueError(
        f"{written:%Y-%m-%dT%H:%M} occurs twice in {zone.key}, at a clock change; add the offset: "
        f"{first.isoformat(timespec='minutes')} or {second.isoformat(timespec='minutes')}"
    )


def is_date(text: str) -> bool:
    """Say whether a text is a date without a time of day."""
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def _gap(first: datetime, second: datetime) -> timedelta:
    """Measure how far the clock jumps between two readings of one local time."""
    return abs((first.utcoffset() or timedelta()) - (second.utcoffset() or timedelta()))
