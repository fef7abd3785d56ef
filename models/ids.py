"""Names of workflows, and the words people use for them; they are made here and nowhere else."""

import re
import unicodedata
from typing import NamedTuple, Self

WORKFLOW_PREFIX = "campaign"
SLUG_LENGTH = 60


def slug_of(name: str) -> str:
    """Turn a campaign's name into its slug: lower-case ASCII words joined by hyphens.

    Letters of other scripts are transliterated: `Осенний дайджест` is `osenniy-daydzhest`. A long
    slug is cut. Raises ValueError when nothing of the name is left.
    """
    slug = whole_slug_of(name)[:SLUG_LENGTH].rstrip("-")
    if not slug:
        raise ValueError(f"{name!r:.60} has no letter or digit that a campaign id could be made of")
    return slug


def whole_slug_of(name: str) -> str:
    """Give a name's slug before it is cut; empty when nothing of the name is left."""
    return _joined("".join(map(_in_ascii, unicodedata.normalize("NFKC", name))))


def former_slug_of(name: str) -> str:
    """Give the slug that release 0.1 made of a name: what was not ASCII fell out."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _joined(ascii_name)[:SLUG_LENGTH].rstrip("-")


def _joined(ascii_name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")


def _in_ascii(char: str) -> str:
    """Transliterate a letter or digit; marks and emoji are no words, and part them."""
    if char.isascii():
        return char
    category = unicodedata.category(char)
    if category == "Cf":  # joiners and direction marks stand inside words
        return ""
    if category[0] not in "LMN":
        return " "
    from anyascii import anyascii  # noqa: PLC0415 - its tables are for few names

    return re.sub(r"[^A-Za-z0-9 ]", "", anyascii(char))


def check_slug(text: str) -> str:
    """Accept a slug that a person typed; raise ValueError that says how one is written."""
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) and len(text) <= SLUG_LENGTH:
        return text
    example = whole_slug_of(text)[:SLUG_LENGTH].rstrip("-") or "spring-launch"
    raise ValueError(
        f"{text!r:.60} is no slug; write words of a-z and 0-9 in small letters, joined by "
        f'hyphens, at most {SLUG_LENGTH} characters, as in "{example}"'
    )


def gives_slug(name: str, slug: str) -> bool:
    """Say whether a name makes this slug."""
    try:
        return slug_of(name) == slug
    except ValueError:
        return False


def same_name(one: str, other: str) -> bool:
    """Say whether two campaigns bear one name, however it is spaced and capitalised."""
    first, second = (unicodedata.normalize("NFKC", name).casefold() for name in (one, other))
    return first.split() == second.split()


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
