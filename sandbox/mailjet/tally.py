"""Counts of events at any moment: sorted times, looked up by bisection."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import accumulate

from sandbox.mailjet.fates import Fate, Outcome


@dataclass(frozen=True)
class Counts:
    """How many of everything there are at one moment."""

    processed: int = 0
    delivered: int = 0
    hard: int = 0
    soft: int = 0
    blocked: int = 0
    deferred: int = 0
    opened: int = 0
    clicked: int = 0
    complained: int = 0
    unsubscribed: int = 0
    opens: int = 0
    clicks: int = 0
    open_delay: float = 0.0
    click_delay: float = 0.0

    @property
    def queued(self) -> int:
        """Processed, with nothing heard since."""
        known = self.delivered + self.hard + self.soft + self.blocked + self.deferred
        return self.processed - known

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )


class Tally:
    """The events of some messages, each kind in order of time."""

    def __init__(self, fates: Iterable[Fate]) -> None:
        self._processed: list[float] = []
        self._settled: dict[Outcome, list[float]] = {outcome: [] for outcome in Outcome}
        self._deferred: list[float] = []
        self._revived: list[float] = []
        self._opens: list[float] = []
        self._clicks: list[float] = []
        self._unsubscribed: list[float] = []
        self._complained: list[float] = []
        first_opens: list[tuple[float, float]] = []
        first_clicks: list[tuple[float, float]] = []
        for fate in fates:
            self._processed.append(fate.processed)
            self._settled[fate.outcome].append(fate.settled)
            if fate.deferred is not None:
                self._deferred.append(fate.deferred)
                self._revived.append(fate.settled)
            if fate.opened:
                self._opens += fate.opened
                first_opens.append((fate.opened[0], fate.opened[0] - fate.settled))
            if fate.clicked:
                self._clicks += fate.clicked
                first_clicks.append((fate.clicked[0], fate.clicked[0] - fate.settled))
            if fate.unsubscribed is not None:
                self._unsubscribed.append(fate.unsubscribed)
            if fate.complained is not None:
                self._complained.append(fate.complained)
        for times in (
            self._processed,
            *self._settled.values(),
            self._deferred,
            self._revived,
            self._opens,
            self._clicks,
            self._unsubscribed,
            self._complained,
        ):
            times.sort()
        self._first_opens, self._open_delays = _with_running_sum(first_opens)
        self._first_clicks, self._click_delays = _with_running_sum(first_clicks)

    def at(self, moment: float) -> Counts:
        """Count what has happened up to a moment; delays are in shares of the growth period."""

        def until(times: list[float]) -> int:
            return bisect_right(times, moment)

        opened, clicked = until(self._first_opens), until(self._first_clicks)
        return Counts(
            processed=until(self._processed),
            delivered=until(self._settled[Outcome.DELIVERED]),
            hard=until(self._settled[Outcome.HARD]),
            soft=until(self._settled[Outcome.SOFT]),
            blocked=until(self._settled[Outcome.BLOCKED]),
            deferred=until(self._deferred) - until(self._revived),
            opened=opened,
            clicked=clicked,
            complained=until(self._complained),
            unsubscribed=until(self._unsubscribed),
            opens=until(self._opens),
            clicks=until(self._clicks),
            open_delay=self._open_delays[opened],
            click_delay=self._click_delays[clicked],
        )


def _with_running_sum(delays: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    delays.sort()
    times = [time for time, _ in delays]
    return times, [0.0, *accumulate(delay for _, delay in delays)]
