"""Two rounds at equal age: differences in percentage points, each with its uncertainty."""

from enum import StrEnum
from math import sqrt

from models.base import Value
from models.metrics import Metrics, Snapshot

Z_95 = 1.959964  # two-sided 95 % quantile of the normal distribution
AGES_APART = 1.5  # the older of two snapshots is at most so many times as old
MIN_SAMPLE = 200  # fewer messages on either side stay silent


class Change(StrEnum):
    """Say what a difference means."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_CHANGE = "no clear change"
    TOO_FEW = "too few to tell"


class RateChange(Value):
    """One rate of this round beside the same rate of an earlier one.

    Rates are in percent; `delta`, `low` and `high` in percentage points (this minus earlier).
    """

    rate: str
    now: float | None
    before: float | None
    delta: float | None = None
    low: float | None = None
    high: float | None = None
    change: Change


class Comparison(Value):
    """A snapshot beside the snapshot of the same age of an earlier round."""

    snapshot: str
    round_number: int
    earlier_round: int
    changes: tuple[RateChange, ...]

    def clear(self) -> tuple[RateChange, ...]:
        """List the differences that are outside their interval."""
        return tuple(c for c in self.changes if c.change in {Change.HIGHER, Change.LOWER})


COMPARED = (
    ("delivery_rate", "delivered", "processed"),
    ("hard_bounce_rate", "hard_bounces", "processed"),
    ("soft_bounce_rate", "soft_bounces", "processed"),
    ("block_rate", "blocked", "processed"),
    ("open_rate", "opened", "delivered"),
    ("click_rate", "clicked", "delivered"),
    ("unsubscribe_rate", "unsubscribed", "delivered"),
    ("complaint_rate", "complained", "delivered"),
)


def of_equal_age(now: Snapshot, before: Snapshot) -> bool:
    """Say whether two snapshots were taken about as long after their sends.

    One that was taken late, after an outage, has had more time to be opened and clicked.
    """
    younger, older = sorted((now.age, before.age))
    return now.name == before.name and older <= younger * AGES_APART


def compare(now: Snapshot, before: Snapshot) -> Comparison:
    """Set two snapshots of equal age side by side; raise ValueError for unequal ages."""
    if not of_equal_age(now, before):
        raise ValueError(f"{now.name} at {now.age} cannot be compared with one at {before.age}")
    return Comparison(
        snapshot=now.name,
        round_number=now.round_number,
        earlier_round=before.round_number,
        changes=tuple(rate_change(*names, now.metrics, before.metrics) for names in COMPARED),
    )


def rate_change(rate: str, part: str, whole: str, now: Metrics, before: Metrics) -> RateChange:
    """Compare one rate; a sample too small to tell anything stays silent."""
    n, m = getattr(now, whole), getattr(before, whole)
    a, b = min(getattr(now, part), n), min(getattr(before, part), m)  # counters may lag each other
    known = RateChange(
        rate=rate, now=getattr(now, rate), before=getattr(before, rate), change=Change.TOO_FEW
    )
    if min(n, m) < MIN_SAMPLE:
        return known
    delta = a / n - b / m
    low, high = newcombe(a, n, b, m)
    change = Change.HIGHER if low > 0 else Change.LOWER if high < 0 else Change.NO_CLEAR_CHANGE
    return known.model_copy(
        update={"delta": 100 * delta, "low": 100 * low, "high": 100 * high, "change": change}
    )


def newcombe(a: int, n: int, b: int, m: int) -> tuple[float, float]:
    """Give the 95 % interval of the difference of two proportions, a/n minus b/m.

    R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10: the Wilson intervals of
    both proportions combined; it holds for rare events, where the plain formula gives width zero.
    """
    p, q = a / n, b / m
    p_low, p_high = wilson(a, n)
    q_low, q_high = wilson(b, m)
    low = p - q - sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = p - q + sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    return max(-1.0, low), min(1.0, high)


def wilson(events: int, trials: int) -> tuple[float, float]:
    """Give the 95 % Wilson score interval of a proportion (E. B. Wilson, JASA 22, 1927)."""
    p, z2 = events / trials, Z_95**2
    centre = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    spread = Z_95 / (1 + z2 / trials) * sqrt(p * (1 - p) / trials + z2 / (4 * trials**2))
    return max(0.0, centre - spread), min(1.0, centre + spread)
