"""Launch times as people write them, in their own zone, turned into one certain instant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def read_zone(name: str) -> ZoneInfo:
    """Find an IANA zone; raise ValueError that says how one is written."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"{name!r} is no IANA time zone; write one as Europe/Berlin or UTC"
        ) from None


def read_instant(text: str | datetime, zone: ZoneInfo) -> datetime:
    """Turn a written time into an instant in UTC.

    A time with an offset is taken as it stands. A local time that a clock change skips, or one
    that occurs twice, raises ValueError with the two instants that could be meant.
    """
    try:
        written = text if isinstance(text, datetime) else datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no date and time; write 2026-12-01T09:15") from None
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


def _gap(first: datetime, second: datetime) -> timedelta:
    """Measure how far the clock jumps between two readings of one local time."""
    return abs((first.utcoffset() or timedelta()) - (second.utcoffset() or timedelta()))
