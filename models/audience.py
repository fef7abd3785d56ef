"""What an [audience] plan says of its rounds before the source list was split."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, repeat
from typing import Literal

from models.base import Instant, Value
from models.local_time import read_instant
from models.plan import AudienceTable, Plan, PlanError

MOST_SHOWN = 5  # rounds of a split whose end only the list's length tells
SATURDAY = 5


class ExpectedRound(Value):
    """One round as far as the plan alone tells."""

    number: int
    launch: Instant
    expected_recipients: int | Literal["rest"]


def expected_rounds(plan: Plan) -> tuple[ExpectedRound, ...]:
    """List the rounds that batch sizes and `every` lead to.

    Launches keep their local time of day over clock changes. Raises PlanError for a launch that
    falls into one.
    """
    audience = plan.audience
    if audience is None:
        return ()
    sizes = list(islice(batch_sizes(audience), None if audience.batches else MOST_SHOWN))
    return tuple(
        ExpectedRound(number=number, launch=_launch(plan, audience, number), expected_recipients=n)
        for number, n in enumerate(sizes, 1)
    )


def batch_sizes(audience: AudienceTable) -> Iterator[int | Literal["rest"]]:
    """Give the size of each batch; without end where only the list's length ends it."""
    if audience.batches is not None:
        yield from audience.batches
    elif audience.batch_size is not None:
        yield from repeat(audience.batch_size)
    elif audience.ramp is not None:
        size = float(audience.ramp.start)
        while True:
            yield min(int(size), audience.ramp.max)
            size = min(size * audience.ramp.growth, audience.ramp.max)


def _launch(plan: Plan, audience: AudienceTable, number: int) -> datetime:
    try:
        first = read_instant(audience.first_launch, plan.zone)
        local = first.astimezone(plan.zone) + audience.every * (number - 1)
        if audience.weekdays_only and local.weekday() >= SATURDAY:
            local += timedelta(days=7 - local.weekday())
        if local == first.astimezone(plan.zone):
            return first
        return read_instant(local.replace(tzinfo=None), plan.zone).astimezone(UTC)
    except ValueError as wrong:
        raise PlanError(f"audience.first_launch: round {number}: {wrong}") from None
