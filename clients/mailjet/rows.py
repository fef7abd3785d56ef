"""What Mailjet's answers become: frozen values without wire names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import NewType

DraftId = NewType("DraftId", int)
CampaignId = NewType("CampaignId", int)
ListId = NewType("ListId", int)
JobId = NewType("JobId", int)
MessageId = NewType("MessageId", int)
ContactId = NewType("ContactId", int)

# A batch job's documented words that are neither Error nor Abort.
_TAKEN_UP = {"allocated", "upload", "prepare", "importing", "in progress", "completed"}


class DraftStatus(IntEnum):
    """The life of a draft; only DRAFT may be sent."""

    UNKNOWN = -99  # a number or word that the API reference does not list
    AB_CANCELLED = -3
    DELETED = -2
    ARCHIVED = -1
    DRAFT = 0
    PROGRAMMED = 1
    SENT = 2
    AB_TESTED = 3
    AB_SELECTED = 4


class MessageStatus(IntEnum):
    """The states by which messages can be filtered; Mailjet takes no names here."""

    PROCESSED = 0
    QUEUED = 1
    SENT = 2
    OPENED = 3
    CLICKED = 4
    BOUNCED = 5
    SPAM = 6
    UNSUBSCRIBED = 7
    BLOCKED = 8
    SOFT_BOUNCED = 9
    HARD_BOUNCED = 10
    DEFERRED = 11


@dataclass(frozen=True, slots=True)
class Draft:
    id: DraftId
    title: str
    subject: str
    sender_name: str
    sender_email: str
    list_id: ListId | None
    segmentation_id: int | None
    status: DraftStatus
    campaign_id: CampaignId | None
    delivered_at: datetime | None
    modified_at: datetime | None
    locale: str
    sender: str | None = None  # Mailjet wants this one, whatever the sender's name is
    ab_test_id: int | None = None
    campaign_template: bool = False


@dataclass(frozen=True, slots=True)
class NewDraft:
    title: str
    subject: str
    sender_name: str
    sender_email: str
    list_id: ListId
    segmentation_id: int | None = None
    locale: str = "en_US"
    edit_mode: str = "html2"


@dataclass(frozen=True, slots=True)
class DraftChange:
    """The fields to change; None keeps what is there."""

    title: str | None = None
    subject: str | None = None
    sender_name: str | None = None
    sender_email: str | None = None
    list_id: ListId | None = None
    segmentation_id: int | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class DraftContent:
    """Both parts of a draft; kept out of `repr` so that no log carries a body."""

    html: str = field(repr=False)
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    mjml: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Campaign:
    id: CampaignId
    draft_id: DraftId | None
    list_id: ListId | None
    subject: str
    created_at: datetime | None
    send_started_at: datetime | None
    send_ended_at: datetime | None
    deleted: bool


@dataclass(frozen=True, slots=True)
class BatchJob:
    id: JobId
    draft_id: DraftId
    status: str
    count: int
    errors: int
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def taken_up(self) -> bool:
        """Say whether Mailjet has this job in hand, or has done it: a documented word, no error."""
        return self.status.lower() in _TAKEN_UP


@dataclass(frozen=True, slots=True)
class Counters:
    """The lifetime counters of one campaign, by message."""

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


@dataclass(frozen=True, slots=True)
class MailboxProviderCounters:
    """One mailbox provider's share; `attempted` leaves out what Mailjet blocked."""

    name: str
    attempted: int
    delivered: int
    deferred: int
    hard_bounces: int
    soft_bounces: int
    opened: int
    clicked: int
    unsubscribed: int
    complained: int


@dataclass(frozen=True, slots=True)
class LinkClicks:
    url: str
    position: int
    messages: int
    clicks: int


@dataclass(frozen=True, slots=True)
class Bounce:
    message_id: MessageId
    contact_id: ContactId | None
    at: datetime | None
    blocked: bool
    permanent: bool
    group: str
    reason: str


@dataclass(frozen=True, slots=True)
class BounceReason:
    group: str
    reason: str
    permanent: bool
    count: int


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message of a campaign; the address is there only when asked for, never in `repr`."""

    id: MessageId
    contact_id: ContactId | None
    status: str
    permanent: bool
    group: str
    reason: str
    arrived_at: datetime | None
    address: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Open:
    message_id: MessageId
    contact_id: ContactId | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Click:
    message_id: MessageId
    contact_id: ContactId | None
    at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class ContactList:
    id: ListId
    name: str
    deleted: bool
    subscriber_count: int
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A condition that narrows a list; its `expression` may hold personal data."""

    id: int
    name: str
    expression: str = field(repr=False)
    deleted: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """How many members joined since some instant: between two numbers, often the same."""

    least: int
    most: int

    def __str__(self) -> str:
        if self.least == self.most:
            return f"{self.least:,}"
        return f"{self.least:,} to {self.most:,}"


@dataclass(frozen=True, slots=True)
class ListRecipient:
    """One membership of a list; Mailjet gives no address here."""

    id: int
    contact_id: ContactId
    list_id: ListId
    active: bool
    unsubscribed: bool
    subscribed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact, wherever it is listed."""

    id: ContactId
    email: str = field(repr=False)
    name: str = field(repr=False)
    excluded: bool


@dataclass(frozen=True, slots=True)
class NewContact:
    email: str = field(repr=False)
    name: str = field(default="", repr=False)
    properties: Mapping[str, str | int | float | bool] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Job:
    """A bulk job; `done` is final, `failed` is a final state that needs a look at `error`."""

    status: str
    done: bool
    failed: bool
    count: int
    error: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """An address that may send; for a domain sender `email` is `*@domain`."""

    id: int
    email: str
    status: str
    active: bool


@dataclass(frozen=True, slots=True)
class Dns:
    domain: str
    spf_status: str
    dkim_status: str
    spf_ok: bool
    dkim_ok: bool
    checking: bool
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class DnsCheck:
    spf_status: str
    dkim_status: str
    spf_ok: bool
    dkim_ok: bool
    spf_errors: tuple[str, ...]
    dkim_errors: tuple[str, ...]
