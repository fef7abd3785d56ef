"""Sender addresses and domains: who may send, and what their DNS says."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.mailjet.fates import domain_of


@dataclass
class Sender:
    """A sender address or, as ``*@domain``, every address of a domain."""

    id: int
    email: str
    name: str
    status: str
    created_at: datetime

    @property
    def whole_domain(self) -> bool:
        """Whether it stands for a domain."""
        return self.email.startswith("*@")

    def covers(self, email: str) -> bool:
        """Say whether mail from an address falls under this sender."""
        if self.whole_domain:
            return domain_of(self.email) == domain_of(email)
        return self.email.lower() == email.lower()


@dataclass
class Domain:
    """A domain with the state of its records."""

    id: int
    name: str
    spf_status: str
    dkim_status: str
    checked_at: datetime | None = None
