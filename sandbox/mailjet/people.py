"""Contacts, the lists they are on, and their membership."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Contact:
    """A person the account knows, unique by address."""

    id: int
    email: str
    name: str
    created_at: datetime
    properties: dict[str, object] = field(default_factory=dict)
    excluded: bool = False
    excluded_at: datetime | None = None


@dataclass(slots=True)
class Member:
    """A contact's place on one list."""

    id: int
    contact: Contact
    list_id: int
    subscribed_at: datetime
    unsubscribed_at: datetime | None = None

    @property
    def unsubscribed(self) -> bool:
        """Whether the contact left the list, though its row remains."""
        return self.unsubscribed_at is not None

    @property
    def active(self) -> bool:
        """Whether a campaign to the list would reach the contact."""
        return not self.unsubscribed and not self.contact.excluded


@dataclass(slots=True)
class ContactList:
    """A list; removing it only marks it."""

    id: int
    name: str
    created_at: datetime
    deleted: bool = False
    members: dict[int, Member] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The list's random-looking local part, fixed for its ID."""
        return hashlib.blake2b(str(self.id).encode(), digest_size=5).hexdigest()[:9]

    def active(self) -> Iterator[Member]:
        """Yield those whom a campaign would reach."""
        return (member for member in self.members.values() if member.active)
