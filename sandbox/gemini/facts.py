"""The facts in a prompt: numbers and words from its last JSON object."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LABELS = ("provider", "esp", "domain", "reason", "group", "segment", "label", "name", "url")
_MEASURES = ("metric", "measure", "counter", "kpi", "rate")


class Literal(str):
    """A JSON number exactly as it was written."""

    __slots__ = ()


@dataclass(frozen=True)
class Number:
    """A number under its path; ``label`` names the row it stands in, if any."""

    path: tuple[str, ...]
    literal: str
    value: Decimal
    label: str = ""

    @property
    def name(self) -> str:
        """The innermost name."""
        return self.path[-1]


@dataclass(frozen=True)
class Word:
    """A short text under its path."""

    path: tuple[str, ...]
    text: str

    @property
    def name(self) -> str:
        """The innermost name."""
        return self.path[-1]


@dataclass
class Facts:
    """Everything that a prompt states."""

    numbers: list[Number] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def word(self, name: str) -> str:
        """Return the first text under that name, empty when there is none."""
        return next((one.text for one in self.words if one.name == name), "")


def facts_in(prompt: str) -> Facts:
    """Read the last JSON object with a number in it, fenced or bare."""
    facts = Facts()
    for found in reversed(list(_objects(prompt))):
        facts = Facts()
        _collect(found, (), "", facts)
        if facts.numbers:
            return facts
    return facts


def snake(name: str) -> str:
    """Return a name in snake_case, whatever case it had."""
    return re.sub(r"[^a-z0-9]+", "_", _HUMP.sub("_", name).lower()).strip("_")


def _objects(prompt: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder(parse_float=Literal, parse_int=Literal)
    start = prompt.find("{")
    while start >= 0:
        try:
            found, end = decoder.raw_decode(prompt, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            if found:
                yield found
        start = prompt.find("{", end)


def _collect(value: Any, path: tuple[str, ...], label: str, facts: Facts) -> None:
    if isinstance(value, dict):
        measure = next((str(value[one]) for one in _MEASURES if _is_text(value.get(one))), "")
        here = (*path, snake(measure)) if measure else path
        # Names at the top are those of the campaign, not of a row in a table.
        label = (_label_of(value) if path and not measure else "") or label
        for name, inner in value.items():
            _collect(inner, (*here, snake(name)), label, facts)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, path, label, facts)
    elif isinstance(value, Literal) and path:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return
        facts.numbers.append(Number(path, str(value), number, label))
    elif _is_text(value) and path:
        facts.words.append(Word(path, value))


def _label_of(row: dict[str, Any]) -> str:
    return next((str(row[one]) for one in _LABELS if _is_text(row.get(one))), "")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Literal) and bool(value.strip())
