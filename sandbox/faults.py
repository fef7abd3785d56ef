"""What can go wrong, as data: which call, which occurrence, what happens."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

GARBAGE = '{"Count": 1, "Data": [{"ID": \x00\ufffd<html'


class Fault(BaseModel):
    """One thing that goes wrong, set with ``POST /control/faults``.

    A request concerns a fault when provider, path and method match, each parameter of ``query``,
    and its body has ``contains`` in it; those are counted, and the fault strikes the ``nth``, the
    ``first`` so many, all ``after`` so many, or ``every`` so many of them, and without any of these
    each one. ``stage`` says whether it strikes before the provider does anything, or after the
    effect and in place of the answer.
    """

    model_config = ConfigDict(extra="forbid")

    provider: Literal["mailjet", "slack", "gemini", "*"] = "*"
    path: str = "*"
    method: str = "*"
    query: dict[str, str] = Field(default_factory=dict)
    contains: str = ""

    nth: int | None = Field(None, ge=1)
    first: int | None = Field(None, ge=1)
    after: int | None = Field(None, ge=0)
    every: int | None = Field(None, ge=1)

    action: Literal["respond", "delay", "drop", "hang", "garbage"]
    stage: Literal["before", "after"] = "before"
    status: int = Field(503, ge=200, le=599)
    body: object = ""
    headers: dict[str, str] = Field(default_factory=dict)
    seconds: float = Field(1.0, ge=0, le=3600)

    @model_validator(mode="after")
    def _one_occurrence(self) -> "Fault":
        given = [self.nth, self.first, self.after, self.every]
        if sum(each is not None for each in given) > 1:
            raise ValueError("choose one of nth, first, after and every")
        return self

    def concerns(
        self, provider: str, method: str, path: str, query: Mapping[str, str], body: bytes
    ) -> bool:
        """Say whether a request is one this fault counts."""
        given = {name.lower(): value.lower() for name, value in query.items()}
        return (
            self.provider in {"*", provider}
            and self.method.upper() in {"*", method.upper()}
            and fnmatchcase(path.lower(), self.path.lower())
            and all(
                fnmatchcase(given.get(name.lower(), ""), wanted.lower())
                for name, wanted in self.query.items()
            )
            and self.contains.encode() in body
        )

    def strikes(self, occurrence: int) -> bool:
        """Say whether it strikes this time, counted from 1."""
        if self.nth is not None:
            return occurrence == self.nth
        if self.first is not None:
            return occurrence <= self.first
        if self.after is not None:
            return occurrence > self.after
        return self.every is None or occurrence % self.every == 0


class ArmedFault:
    """A fault with its number and what it has seen and done so far."""

    def __init__(self, number: int, fault: Fault) -> None:
        self.id, self.fault = number, fault
        self.seen = self.struck = 0

    def row(self) -> dict[str, object]:
        """Return it as JSON."""
        counts = {"id": self.id, "seen": self.seen, "struck": self.struck}
        return {**counts, **self.fault.model_dump(exclude_none=True)}


class Faults:
    """The faults that are set; of those due, the earliest set one strikes."""

    def __init__(self) -> None:
        self._armed: list[ArmedFault] = []
        self._last = 0

    def add(self, fault: Fault) -> ArmedFault:
        """Set a fault beside those that are set already."""
        self._last += 1
        armed = ArmedFault(self._last, fault)
        self._armed.append(armed)
        return armed

    def remove(self, number: int) -> bool:
        """Let what one fault broke work again; say whether it was set."""
        kept = [armed for armed in self._armed if armed.id != number]
        found = len(kept) < len(self._armed)
        self._armed = kept
        return found

    def clear(self) -> None:
        """Let everything work again."""
        self._armed.clear()

    def rows(self) -> list[dict[str, object]]:
        """Return all faults as JSON."""
        return [armed.row() for armed in self._armed]

    def due(
        self,
        provider: str,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> ArmedFault | None:
        """Count a request with every fault it concerns, and return the one that strikes."""
        striking: ArmedFault | None = None
        for armed in self._armed:
            if armed.fault.concerns(provider, method, path, query or {}, body):
                armed.seen += 1
                if striking is None and armed.fault.strikes(armed.seen):
                    striking = armed
        if striking is not None:
            striking.struck += 1
        return striking
