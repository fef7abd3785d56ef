"""Drafts, the campaigns they become, and the record of every mailing made."""

import html
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal

from sandbox.mailjet.results import Results
from sandbox.seed import DelaySeed

_LINK = re.compile(r"""href\s*=\s*["'](https?://[^"'\[\]]+)["']""", re.IGNORECASE)

Origin = Literal["send", "schedule", "control"]


class Status(IntEnum):
    """A draft's status, in Mailjet's numbers and words."""

    AXCancelled = -3
    Deleted = -2
    Archived = -1
    Draft = 0
    Programmed = 1
    Sent = 2
    AXTested = 3
    AXSelected = 4


@dataclass
class Content:
    """The parts of a mail."""

    html: str = ""
    text: str = ""
    mjml: str = ""
    headers: dict[str, object] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to send."""
        return not (self.html.strip() or self.text.strip() or self.mjml.strip())

    def links(self) -> list[str]:
        """Return the tracked links in order, each once; personal links are not tracked."""
        return list(dict.fromkeys(html.unescape(url) for url in _LINK.findall(self.html)))


@dataclass
class Draft:
    """A campaign draft; ``properties`` are those a client may write, in Mailjet's names."""

    id: int
    properties: dict[str, object]
    content: Content
    created_at: datetime
    modified_at: datetime | None = None
    status: Status = Status.Draft
    scheduled_for: datetime | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    tests: list[list[str]] = field(default_factory=list)

    @property
    def list_id(self) -> int | None:
        """The list it goes to, if one is set."""
        value = self.properties.get("ContactsListID")
        return value if isinstance(value, int) and value else None

    @property
    def segment_id(self) -> int | None:
        """The segment it is narrowed to, if one is set."""
        value = self.properties.get("SegmentationID")
        return value if isinstance(value, int) and value else None

    def text(self, name: str) -> str:
        """Return a written property, empty when it is not set."""
        return str(self.properties.get(name, ""))

    def sendable(self) -> bool:
        """Say whether the state alone allows a send: programmed still does."""
        return self.status in {Status.Draft, Status.Programmed}

    def settle(self, now: datetime, delays: DelaySeed) -> None:
        """Become sent once the time in programmed is over."""
        if self.status is Status.Programmed and self.sent_at is not None:
            over = self.sent_at + timedelta(seconds=delays.programmed_seconds)
            if now >= over:
                self.status, self.delivered_at = Status.Sent, over


@dataclass
class Campaign:
    """One mailing of a draft, as it was at that moment."""

    id: int
    draft_id: int
    list_id: int
    job_id: int
    subject: str
    sender_name: str
    sender_email: str
    sender_id: int
    title: str
    content: Content
    sent_at: datetime
    recipients: list[tuple[int, str]]
    results: Results
    origin: Origin
    request_id: int | None = None
    segment_id: int | None = None
    segment_name: str = ""
    starred: bool = False
    deleted: bool = False

    @property
    def custom_value(self) -> str:
        """The name Mailjet gives the campaign of a draft."""
        return f"mj.nl={self.draft_id}"

    def visible(self, now: datetime, delays: DelaySeed) -> bool:
        """Say whether its row can be read yet."""
        return now >= self.sent_at + timedelta(seconds=delays.campaign_delay_seconds)

    def instant(self, moment: float, delays: DelaySeed) -> datetime:
        """Turn a share of the growth period into a time."""
        seconds = delays.counters_delay_seconds + moment * delays.counters_growth_seconds
        return self.sent_at + timedelta(seconds=seconds)

    def moment(self, instant: datetime, delays: DelaySeed) -> float:
        """Turn a time into a share of the growth period; negative before there are counters."""
        seconds = (instant - self.sent_at).total_seconds()
        return (seconds - delays.counters_delay_seconds) / delays.counters_growth_seconds

    def message_id(self, index: int) -> int:
        """Number a message; Mailjet's message numbers exceed 2^53."""
        return (1 << 60) + self.id * 10_000_000 + index
