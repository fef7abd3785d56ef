"""A request's query as Mailjet reads it: names without case, the first of a name, paging."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.mailjet.envelope import RefusedError

DEFAULT_LIMIT = 10
LARGEST_LIMIT = 1000
LARGEST_OFFSET = 2**31
TRUE_WORDS = frozenset({"1", "true", "yes"})


@dataclass(frozen=True)
class Window:
    """An interval of time, open where an end is missing."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, instant: datetime) -> bool:
        """Say whether an instant lies inside, to the second as Mailjet's times are."""
        instant = instant.replace(microsecond=0)
        return (self.start is None or instant >= self.start) and (
            self.end is None or instant <= self.end
        )


class Query:
    """Filters and paging of one request; what nobody asks for is silently ignored."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, str] = {}
        for name, value in pairs:
            self._values.setdefault(name.lower(), value)

    def text(self, *names: str) -> str | None:
        """Return the first of these filters that was given, if any."""
        for name in names:
            value = self._values.get(name.lower())
            if value is not None and value != "":
                return value
        return None

    def number(self, *names: str) -> int | None:
        """Return a filter that must be a whole number."""
        value = self.text(*names)
        if value is None:
            return None
        try:
            return int(value)
        except ValueError:
            raise RefusedError(400, f'Invalid value "{value}" for filter {names[0]}') from None

    def numbers(self, *names: str) -> frozenset[int] | None:
        """Return a filter that may be a comma list of whole numbers."""
        value = self.text(*names)
        if value is None:
            return None
        try:
            return frozenset(int(part) for part in value.split(","))
        except ValueError:
            raise RefusedError(400, f'Invalid value "{value}" for filter {names[0]}') from None

    def flag(self, *names: str) -> bool | None:
        """Return a filter that is true or false, or nothing when it was not given."""
        value = self.text(*names)
        return None if value is None else value.lower() in TRUE_WORDS

    def instant(self, name: str) -> datetime | None:
        """Return a time given as Unix seconds or as RFC 3339."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return as_instant(value)
        except ValueError:
            raise RefusedError(400, f'Invalid value "{value}" for filter {name}') from None

    @property
    def limit(self) -> int:
        """How many rows one page may hold."""
        limit = self.number("Limit")
        if limit is None:
            return DEFAULT_LIMIT
        return min(limit, LARGEST_LIMIT) if limit > 0 else LARGEST_LIMIT

    @property
    def offset(self) -> int:
        """The index of the page's first row."""
        return min(max(self.number("Offset") or 0, 0), LARGEST_OFFSET)

    @property
    def sort(self) -> tuple[str, bool]:
        """The column asked for, in lower case, and whether its order is to descend."""
        words = (self.text("Sort") or "").replace("+", " ").lower().split()
        return (words or [""])[0], words[1:] == ["desc"]

    def window(self, now: datetime) -> Window:
        """Return the asked time window: without one, today only."""
        start, end = self.instant("FromTS"), self.instant("ToTS")
        if start or end:
            return Window(start, end)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        match (self.text("Period") or "day").lower():
            case "week":
                return Window(today - timedelta(days=today.weekday()))
            case "month":
                return Window(today.replace(day=1))
            case "year":
                return Window(today.replace(month=1, day=1))
            case _:
                return Window(today)

    def event_window(self) -> Window:
        """Return the asked window for the time of an event: without one, any time."""
        return Window(self.instant("EventFromTs"), self.instant("EventToTs"))


def as_instant(value: str | float) -> datetime:
    """Read Unix seconds or RFC 3339 into UTC; raise ValueError for anything else."""
    try:
        try:
            return datetime.fromtimestamp(float(value), UTC)
        except ValueError:
            instant = datetime.fromisoformat(str(value).replace(" ", "+"))
            return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (OverflowError, OSError):
        raise ValueError("beyond all years") from None
