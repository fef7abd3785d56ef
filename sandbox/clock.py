"""The sandbox's own time: real, faster than real, or moved by hand."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Tell the sandbox's time in UTC.

    Time runs ``speed`` times as fast as the machine's; zero stands still, so that a test can move
    it with ``advance`` alone. It never runs backwards.
    """

    def __init__(self, *, start: datetime | None = None, speed: float = 1.0) -> None:
        self._mark = start or datetime.now(UTC)
        self._ticks = time.monotonic()
        self._speed = speed

    @property
    def speed(self) -> float:
        """How many seconds pass here while one passes outside."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        if speed < 0:
            raise ValueError("the clock cannot run backwards: speed must be 0 or more")
        self._mark, self._ticks = self.now(), time.monotonic()
        self._speed = speed

    def now(self) -> datetime:
        """Return the present instant."""
        return self._mark + timedelta(seconds=(time.monotonic() - self._ticks) * self._speed)

    def timestamp(self) -> float:
        """Return the present instant in Unix seconds."""
        return self.now().timestamp()

    def advance(self, seconds: float) -> None:
        """Jump forward at once."""
        if seconds < 0:
            raise ValueError("the clock cannot run backwards: advance by 0 or more")
        self._mark += timedelta(seconds=seconds)
