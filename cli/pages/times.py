"""Times as people read them: how far away, and in their own zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
LONG = timedelta(minutes=10)  # from here on nobody counts seconds


def span_words(span: timedelta) -> str:
    """Write a span by its two largest units: `2 d 4 h`, `12 min`, `1 min 9 s`."""
    left, words = int(span.total_seconds()), []
    for size, unit in UNITS if span < LONG else UNITS[:-1]:
        count, left = divmod(left, size)
        if count:
            words.append(f"{count} {unit}")
    return " ".join(words[:2]) or "0 s"


def when(moment: datetime, now: datetime) -> str:
    """Say how far an instant is from now: `in 12 min`, `3 s ago`."""
    span = moment - now
    if span >= timedelta(seconds=1):
        return f"in {span_words(span)}"
    return f"{span_words(-span)} ago" if span <= timedelta(seconds=-1) else "now"


def in_utc(moment: datetime) -> str:
    """Write an instant in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def in_zone(moment: datetime, zone: ZoneInfo) -> str:
    """Write an instant on the clock of a zone, with its abbreviation."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"
