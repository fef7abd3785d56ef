"""What became of the mail: counters at a fixed age, and rates that never divide by zero."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from models.base import Instant, Value, write_duration

WRAPUP_SNAPSHOT = "wrapup"


def snapshot_name(age: timedelta) -> str:
    """Name a follow-up's snapshot by its age: `24h`, `72h`."""
    return write_duration(age)


def percent(part: int, whole: int) -> float | None:
    """Give a share in percent, or None when there is nothing to divide by."""
    return None if whole == 0 else 100.0 * part / whole


class MailboxProvider(Value):
    """One mailbox provider's share of a round (Mailjet's statistics/recipient-esp)."""

    name: str
    attempted: int
    delivered: int
    deferred: int = 0
    soft_bounces: int = 0
    hard_bounces: int = 0
    opened: int = 0
    clicked: int = 0
    unsubscribed: int = 0
    complained: int = 0


class BounceReason(Value):
    """How many messages bounced or were blocked for one reason."""

    group: str
    reason: str
    permanent: bool
    count: int


class LinkClicks(Value):
    """How often one link was clicked, by how many people."""

    url: str
    people: int
    clicks: int


class Metrics(Value):
    """The counters of a round, in messages (Mailjet's statcounters: Campaign, Message, Lifetime).

    Rates are in percent and None while their denominator is zero. Bounces, blocks and queue are
    shares of processed; opens, clicks, unsubscribes and complaints are shares of delivered.
    """

    processed: int
    delivered: int
    hard_bounces: int
    soft_bounces: int
    blocked: int
    queued: int
    opened: int
    clicked: int
    unsubscribed: int
    complained: int

    @property
    def bounced(self) -> int:
        return self.hard_bounces + self.soft_bounces

    @property
    def delivery_rate(self) -> float | None:
        return percent(self.delivered, self.processed)

    @property
    def bounce_rate(self) -> float | None:
        return percent(self.bounced, self.processed)

    @property
    def hard_bounce_rate(self) -> float | None:
        return percent(self.hard_bounces, self.processed)

    @property
    def soft_bounce_rate(self) -> float | None:
        return percent(self.soft_bounces, self.processed)

    @property
    def block_rate(self) -> float | None:
        return percent(self.blocked, self.processed)

    @property
    def open_rate(self) -> float | None:
        return percent(self.opened, self.delivered)

    @property
    def click_rate(self) -> float | None:
        return percent(self.clicked, self.delivered)

    @property
    def unsubscribe_rate(self) -> float | None:
        return percent(self.unsubscribed, self.delivered)

    @property
    def complaint_rate(self) -> float | None:
        return percent(self.complained, self.delivered)

    def rates(self) -> dict[str, float | None]:
        """List every rate by its name, in percent."""
        return {name: getattr(self, name) for name in RATES}


def add_up(parts: Iterable[Metrics]) -> Metrics:
    """Add the counters of several rounds; the rates are then of all their messages."""
    sums = dict.fromkeys(Metrics.model_fields, 0)
    for part in parts:
        for name in sums:
            sums[name] += getattr(part, name)
    return Metrics(**sums)


RATES = (
    "delivery_rate", "bounce_rate", "hard_bounce_rate", "soft_bounce_rate", "block_rate",
    "open_rate", "click_rate", "unsubscribe_rate", "complaint_rate",
)  # fmt: skip


class Part(StrEnum):
    """Name what stands beside the counters of a snapshot."""

    SEND_TIMES = "send times"
    MAILBOX_PROVIDERS = "mailbox providers"
    BOUNCE_REASONS = "bounce reasons"
    LINKS = "links clicked"


class Absence(StrEnum):
    """Say why a part is missing."""

    LATE = "not yet"  # nothing was listed, or nothing was answered; the next snapshot may have it
    REFUSED = "refused"  # answered with an error, or with something that cannot be read


class MissingPart(Value):
    """A part that a snapshot stands without: it is not known, which is neither zero nor none."""

    part: Part
    absence: Absence
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.part} {self.absence}" + (f" ({self.detail})" if self.detail else "")


class Snapshot(Value):
    """A round's metrics at a fixed age after Mailjet accepted the send."""

    name: str
    round_number: int
    age: timedelta
    collected_at: Instant
    metrics: Metrics
    send_start_at: Instant | None = None
    send_end_at: Instant | None = None
    mailbox_providers: tuple[MailboxProvider, ...] = ()
    bounce_reasons: tuple[BounceReason, ...] = ()
    links: tuple[LinkClicks, ...] = ()
    missing: tuple[MissingPart, ...] = ()

    def lacks(self, part: Part) -> bool:
        """Say whether a part is not known."""
        return any(missing.part is part for missing in self.missing)
