"""Names of workflows, and the words people use for them; they are made here and nowhere else."""

import re
import unicodedata
from typing import NamedTuple, Self

WORKFLOW_PREFIX = "campaign"
SLUG_LENGTH = 60


def slug_of(name: str) -> str:
    """Turn a campaign's name into its slug: lower-case ASCII words joined by hyphens.

    Raises ValueError when nothing of the name is left.
    """
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:SLUG_LENGTH].rstrip("-")
    if not slug:
        raise ValueError(f"{name!r:.60} has no letter or digit that a campaign id could be made of")
    return slug


def campaign_workflow_id(slug: str) -> str:
    """Name the parent workflow of a campaign."""
    return f"{WORKFLOW_PREFIX}/{slug}"


class RoundId(NamedTuple):
    """One round, written `<slug>/<n>` by people and `campaign/<slug>/round/<n>` by Temporal."""

    slug: str
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read either spelling; raise ValueError that says how one is written."""
        found = re.fullmatch(
            r"(?:campaign/)?([a-z0-9-]+)/(?:round/)?([1-9][0-9]{0,8})", text.strip()
        )
        if found is None:
            raise ValueError(
                f"{text!r:.90} names no round; write <campaign>/<n>, as in spring-launch/1"
            )
        return cls(found[1], int(found[2]))

    @property
    def workflow_id(self) -> str:
        return f"{campaign_workflow_id(self.slug)}/round/{self.number}"

    def __str__(self) -> str:
        return f"{self.slug}/{self.number}"
