"""Contacts, the lists they are on, their membership, and segments of them."""

import hashlib
from collections.abc import Iterator, Mapping
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
    pending: bool = False  # was asked to confirm, and has not
    complaining: bool = False  # called an earlier mail spam

    def learn(self, values: Mapping[str, object]) -> None:
        """Take in values of properties; one without a value is forgotten."""
        self.properties.update(values)
        for name in [name for name, value in values.items() if value is None]:
            del self.properties[name]


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
        """Whether a campaign to the list would be mailed to the contact."""
        return self.confirmed and not self.contact.excluded

    @property
    def confirmed(self) -> bool:
        """Whether the contact is on the list by its own word: not left, not waiting to confirm."""
        return not self.unsubscribed and not self.contact.pending


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


UNUSED, USED, DELETED = "unused", "used", "deleted"


@dataclass(slots=True)
class Segment:
    """A condition on contact properties; removing it only marks it."""

    id: int
    name: str
    description: str
    expression: str
    status: str

    @property
    def deleted(self) -> bool:
        """Whether it was removed."""
        return self.status == DELETED

    def delete(self) -> None:
        """Remove it."""
        self.status = DELETED

    def use(self) -> None:
        """Note that a campaign went to it."""
        self.status = USED
