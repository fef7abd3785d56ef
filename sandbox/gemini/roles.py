"""What a field of an answer is for, judged by its name."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The parts of a report."""

    HEADLINE = "headline"
    SUMMARY = "summary"
    FINDING = "finding"
    CONCERN = "concern"
    ACTION = "action"
    REASON = "reason"
    EFFECT = "effect"
    MEASURE = "measure"
    OWNER = "owner"
    TIMING = "timing"


_WORDS = {
    Role.HEADLINE: "headline title subject tagline caption heading liner",
    Role.SUMMARY: "summary overview narrative executive commentary assessment analysis conclusion "
    "paragraph interpretation opinion report takeaway",
    Role.FINDING: "finding observation highlight evidence point fact strength positive insight "
    "bullet signal result",
    Role.CONCERN: "concern risk issue warning problem weakness caveat anomaly limitation",
    Role.ACTION: "recommendation action step suggestion advice todo task recommended",
    Role.REASON: "rationale reason reasoning why explanation justification basis cause because",
    Role.EFFECT: "effect impact benefit outcome goal",
    Role.MEASURE: "metric measure label category area topic name kpi",
    Role.OWNER: "owner who responsible audience assignee",
    Role.TIMING: "timing when due deadline",
}
_ROLE_OF = {word: role for role, words in _WORDS.items() for word in words.split()}
_GENERIC = frozenset(
    (
        "text",
        "detail",
        "description",
        "statement",
        "message",
        "note",
        "comment",
        "item",
        "content",
    )
)
_SUBJECTS = frozenset({Role.FINDING, Role.CONCERN, Role.ACTION})


@dataclass(frozen=True)
class Field:
    """A place in an answer: names from the outside in, and the row of each list around it."""

    path: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    description: str = ""

    @property
    def name(self) -> str:
        """The innermost name, empty at the root."""
        return self.path[-1] if self.path else ""

    @property
    def row(self) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
        """What all fields of one list row share, None outside lists."""
        return (self.list_path, self.rows) if self.rows else None

    @property
    def list_path(self) -> tuple[str, ...]:
        """The names down to the innermost list."""
        return tuple(self.path[: 1 + max(i for i, step in enumerate(self.path) if step == "[]")])

    def role(self) -> Role | None:
        """Return what the field is for; a plain name such as ``text`` asks its list."""
        names = [step for step in reversed(self.path) if step != "[]"]
        for name in names:
            if role := role_of(name):
                return role
            if not words(name) & _GENERIC and name is self.name:
                return None
        return None

    def subject_role(self) -> Role | None:
        """Return what the rows of the list around this field are about."""
        found = [role_of(step) for step in reversed(self.path[:-1]) if step != "[]"]
        return next((role for role in found if role in _SUBJECTS), None)


def words(name: str) -> frozenset[str]:
    """Return the words of a name, each also without its plural."""
    found = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")
    return frozenset(found) | {re.sub(r"s$", "", word) for word in found}


def role_of(name: str) -> Role | None:
    """Return the role that a name speaks of, its last word first."""
    lowered = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")
    for word in reversed(lowered):
        for form in (word, word.removesuffix("s"), word.removesuffix("es")):
            if role := _ROLE_OF.get(form):
                return role
    return None
