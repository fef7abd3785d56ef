"""The measures an analyst knows, and what to say of each."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Tone(StrEnum):
    """How a measure looks."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"


@dataclass(frozen=True)
class Metric:
    """A rate with the lines an analyst draws by habit, and the advice that goes with it."""

    key: str
    label: str
    topic: str
    warn: Decimal
    hold: Decimal
    advice: str
    keep: str
    effect: str
    aliases: tuple[str, ...] = ()
    higher_is_better: bool = False

    def tone(self, percent: Decimal) -> Tone:
        """Judge a value in percent."""
        if self.higher_is_better:
            bad, watch = percent < self.hold, percent < self.warn
        else:
            bad, watch = percent >= self.hold, percent >= self.warn
        return Tone.BAD if bad else Tone.WATCH if watch else Tone.GOOD


RATES = (
    Metric(
        key="delivery_rate",
        label="delivery rate",
        topic="delivery",
        warn=Decimal(95),
        hold=Decimal(85),
        higher_is_better=True,
        aliases=("delivered_rate",),
        advice="Hold the volume steady until the delivery rate recovers.",
        keep="Keep sender and volume unchanged, so that the rounds stay comparable.",
        effect="A larger share of the list is reached.",
    ),
    Metric(
        key="hard_bounce_rate",
        label="hard bounce rate",
        topic="list",
        warn=Decimal(2),
        hold=Decimal(5),
        aliases=("hard_rate", "hard_bounces_rate", "hard_bounced_rate"),
        advice="Remove the hard-bounced addresses before the next round and check their source.",
        keep="Suppress the hard-bounced addresses as usual before the next round.",
        effect="Fewer addresses that refuse mail for good.",
    ),
    Metric(
        key="bounce_rate",
        label="bounce rate",
        topic="list",
        warn=Decimal(5),
        hold=Decimal(10),
        aliases=("bounced_rate", "bounces_rate"),
        advice="Clean the list before the next round and look at the bounce reasons by group.",
        keep="Keep an eye on the bounce reasons by group.",
        effect="Fewer messages come back.",
    ),
    Metric(
        key="soft_bounce_rate",
        label="soft bounce rate",
        topic="delivery",
        warn=Decimal(5),
        hold=Decimal(10),
        aliases=("soft_rate", "soft_bounces_rate", "soft_bounced_rate"),
        advice="Leave the soft bounces to the provider's own retries and look again at follow-up.",
        keep="Leave the soft bounces to the provider's own retries.",
        effect="Temporary failures clear without a second send.",
    ),
    Metric(
        key="blocked_rate",
        label="blocked rate",
        topic="delivery",
        warn=Decimal(10),
        hold=Decimal(30),
        aliases=("block_rate", "blocks_rate"),
        advice="Look at the blocked messages by mailbox provider before raising the volume.",
        keep="Review the blocked messages by mailbox provider at follow-up.",
        effect="Fewer messages stopped at the mailbox provider.",
    ),
    Metric(
        key="complaint_rate",
        label="complaint rate",
        topic="list",
        warn=Decimal("0.05"),
        hold=Decimal("0.08"),
        aliases=("spam_rate", "complained_rate", "complaints_rate", "spam_complaint_rate"),
        advice="Check how these recipients signed up before the list is used again.",
        keep="Keep the unsubscribe link as easy to find as it is now.",
        effect="A better standing with the mailbox providers.",
    ),
    Metric(
        key="unsubscribe_rate",
        label="unsubscribe rate",
        topic="list",
        warn=Decimal("1.0"),
        hold=Decimal("1.4"),
        aliases=("unsubscribed_rate", "unsubscribes_rate", "unsub_rate"),
        advice="Review sending frequency and audience before the next round.",
        keep="Keep the present sending frequency.",
        effect="More recipients stay on the list.",
    ),
    Metric(
        key="open_rate",
        label="open rate",
        topic="engagement",
        warn=Decimal(12),
        hold=Decimal(4),
        higher_is_better=True,
        aliases=("opened_rate", "opens_rate", "unique_open_rate"),
        advice="Test another subject line in the next round and change nothing else.",
        keep="Keep the style of the subject line for the next round.",
        effect="More recipients see the message.",
    ),
    Metric(
        key="click_rate",
        label="click rate",
        topic="engagement",
        warn=Decimal(1),
        hold=Decimal("0.2"),
        higher_is_better=True,
        aliases=("clicked_rate", "clicks_rate", "ctr", "click_through_rate", "unique_click_rate"),
        advice="Move the main link higher in the message and compare clicks at equal age.",
        keep="Keep the main link where it is and compare clicks at equal age.",
        effect="More readers reach the landing page.",
    ),
)

COUNTS = {
    "processed": ("messages were processed", ("total", "sent", "attempted")),
    "delivered": ("messages were delivered", ()),
    "opened": ("recipients opened the message", ("opens", "unique_opens")),
    "clicked": ("recipients clicked a link", ("clicks", "unique_clicks")),
    "hard_bounces": ("messages bounced for good", ("hard", "hard_bounced")),
    "soft_bounces": ("messages bounced for the time being", ("soft", "soft_bounced")),
    "bounced": ("messages bounced", ("bounces",)),
    "blocked": ("messages were blocked", ("blocks",)),
    "queued": ("messages are still queued", ("deferred",)),
    "complained": ("recipients complained", ("complaints", "spam", "spam_complaints")),
    "unsubscribed": ("recipients unsubscribed", ("unsubscribes", "unsubs")),
}

_RATE_BY_NAME = {name: rate for rate in RATES for name in (rate.key, *rate.aliases)}
_COUNT_BY_NAME = {name: key for key, (_, more) in COUNTS.items() for name in (key, *more)}


def rate_called(path: tuple[str, ...]) -> Metric | None:
    """Return the rate that a path means: ``open_rate``, ``rates.open`` or ``opened.rate``."""
    name = path[-1]
    for suffix in ("_percent", "_pct", "_percentage"):
        if name.endswith(suffix):
            stem = name.removesuffix(suffix)
            name = stem if stem.endswith("_rate") else f"{stem}_rate"
    if found := _RATE_BY_NAME.get(name):
        return found
    parent = path[-2] if len(path) > 1 else ""
    if name in {"rate", "percent", "pct", "value", "current", "observed"}:
        return _RATE_BY_NAME.get(parent) or (
            _RATE_BY_NAME.get(f"{parent}_rate") if name in {"rate", "percent", "pct"} else None
        )
    if "rate" in parent or "percent" in parent:
        return _RATE_BY_NAME.get(f"{name}_rate") or _RATE_BY_NAME.get(f"{name}ed_rate")
    return None


def count_called(path: tuple[str, ...]) -> str | None:
    """Return the count that a path means, None for anything else."""
    name, parent = path[-1], path[-2] if len(path) > 1 else ""
    if "rate" in parent or "percent" in parent:
        return None
    if name in {"count", "value", "current", "observed"}:
        name = parent
    return _COUNT_BY_NAME.get(name.removesuffix("_count"))
