"""The rounds of a campaign whose numbers are of one age, so that they may stand side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from models.comparison import AGES_APART
from models.metrics import WRAPUP_SNAPSHOT, Metrics
from models.plurals import counted
from models.round import RoundReport

LEAST = 2  # rounds that make a series


@dataclass(frozen=True)
class Series:
    """The numbers of some rounds, by the round's number; all were taken at about one age."""

    snapshot: str
    metrics: dict[int, Metrics]
    total: int  # rounds of the campaign, with such numbers or without

    @property
    def age(self) -> str:
        """Name the age for people: `first results`, `24h after each send`."""
        first = self.snapshot == WRAPUP_SNAPSHOT
        return "first results" if first else f"{self.snapshot} after each send"

    @property
    def count(self) -> str:
        """Say how many rounds these are: `2 rounds`, `3 of 5 rounds`."""
        known = len(self.metrics)
        return (
            counted(known, "round")
            if known == self.total
            else f"{known} of {counted(self.total, 'round')}"
        )


@dataclass(frozen=True)
class _Dated:
    number: int
    snapshot: str
    age: timedelta
    metrics: Metrics

    def opens(self, other: "_Dated") -> bool:
        """Say whether the other is of the same name, and about as old or a little older."""
        return self.snapshot == other.snapshot and self.age <= other.age <= self.age * AGES_APART


def series_of(reports: Iterable[RoundReport]) -> Series | None:
    """Pick the most rounds of equal age, and of two equal choices the older numbers.

    None when no two rounds are of equal age. What equal means is the comparison's rule: a
    snapshot that was taken late, after an outage, does not stand beside one taken in time. Nor
    does one whose age was not kept, by a release that did not do so.
    """
    reports = tuple(reports)
    dated = [
        _Dated(report.number, report.snapshot, report.age, report.metrics)
        for report in reports
        if report.metrics is not None and report.age is not None
    ]
    groups = [[other for other in dated if youngest.opens(other)] for youngest in dated]
    best = max(groups, key=lambda group: (len(group), min(one.age for one in group)), default=[])
    if len(best) < LEAST:
        return None
    metrics = {one.number: one.metrics for one in sorted(best, key=lambda one: one.number)}
    return Series(best[0].snapshot, metrics, len(reports))
