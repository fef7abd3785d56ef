"""The facts that agents are given, and the check that they cite no others."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.base import Value
from models.comparison import Comparison
from models.guardrails import crossings
from models.metrics import Part, Snapshot

NUMBER = re.compile(r"(?<!\w)[-+\u2212]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")
NOT_KNOWN = "not known"
SMALL_COUNT = 5  # "two of the five agents": small whole numbers are words, not claims
MEASURE = re.compile(  # but "3 %" and "2 points" are claims
    r"\s*(?:%|per\s?cent|percentage|points?\b|pp\b|times\b|x\b)", re.IGNORECASE
)
# "2k", "1.2 million": no fact is written so, and the number before it is not the one that is meant.
SCALE = re.compile(r"\s*(?:[kKM]\b|bn\b|[eE][-+]?\d|(?i:thousand|million|billion))")
TOLERANCE = 1e-9  # of binary fractions


class Brief(Value):
    """One snapshot, and the earlier one of equal age, as facts for the agents."""

    campaign: str
    round_number: int
    expected_recipients: int
    snapshot: Snapshot
    comparison: Comparison | None = None

    def facts(self) -> dict[str, Any]:
        """List the facts as JSON: counts as they are, rates in percent to two decimals."""
        metrics = self.snapshot.metrics
        facts: dict[str, Any] = {
            "round": self.round_number,
            "expected_recipients": self.expected_recipients,
            "snapshot": self.snapshot.name,
            "counts": metrics.model_dump() | {"bounced": metrics.bounced},
            "rates_percent": rounded(metrics.rates()),
            "guardrails_crossed": [str(crossing) for crossing in crossings(metrics)],
            "mailbox_providers": self._rows(Part.MAILBOX_PROVIDERS),
            "bounce_reasons": self._rows(Part.BOUNCE_REASONS),
            "links": self._rows(Part.LINKS),
        }
        if self.comparison is not None:
            facts["compared_with_round"] = self.comparison.earlier_round
            facts["changes_percentage_points"] = [
                rounded(change.model_dump(mode="json")) for change in self.comparison.changes
            ]
        return facts

    def _rows(self, part: Part) -> list[dict[str, Any]] | str:
        """Give the rows of a part; one that was not read is no empty list."""
        if self.snapshot.lacks(part):
            return NOT_KNOWN
        rows: dict[Part, Sequence[Value]] = {
            Part.MAILBOX_PROVIDERS: self.snapshot.mailbox_providers[:8],
            Part.BOUNCE_REASONS: self.snapshot.bounce_reasons[:8],
            Part.LINKS: self.snapshot.links[:5],
        }
        return [row.model_dump() for row in rows[part]]

    def as_text(self) -> str:
        """Write the facts for a prompt."""
        return json.dumps(self.facts(), indent=1, ensure_ascii=False)


def rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Round every float to two decimals."""
    return {k: round(v, 2) if isinstance(v, float) else v for k, v in values.items()}


def numbers_in(facts: Any) -> Iterator[float]:
    """Walk a JSON value and give every number in it, those inside texts too."""
    if isinstance(facts, bool) or facts is None:
        return
    if isinstance(facts, int | float):
        yield float(facts)
    elif isinstance(facts, str):
        yield from (value for value, _ in cited_numbers(facts))
    elif isinstance(facts, Mapping):
        for value in facts.values():
            yield from numbers_in(value)
    elif isinstance(facts, Sequence):
        for value in facts:
            yield from numbers_in(value)


def cited_numbers(text: str) -> Iterator[tuple[float, int]]:
    """Find the numbers of a text, each with its count of decimals."""
    yield from map(read_number, NUMBER.finditer(text))


def read_number(found: re.Match[str]) -> tuple[float, int]:
    """Read a number that was found in a text, and count its decimals."""
    written = found[0].replace(",", "").replace("\u2212", "-")
    return float(written), len(written.partition(".")[2])


def ground(text: str, known: Sequence[float]) -> tuple[str, int]:
    """Drop every sentence with a number that is not given, nor a rounding of one.

    Returns what is left and how many sentences were dropped. The sign is not compared: "fell by
    1.2" cites -1.2.
    """
    sentences = SENTENCE_END.split(text.strip())
    kept = [sentence for sentence in sentences if is_grounded(sentence, known)]
    return " ".join(kept), len(sentences) - len(kept)


def is_grounded(sentence: str, known: Sequence[float]) -> bool:
    """Say whether every number of a sentence is known, or a rounding of a known one."""
    return all(
        not SCALE.match(sentence, found.end())
        and (is_small_count(found) or any(is_rounding(*read_number(found), n) for n in known))
        for found in NUMBER.finditer(sentence)
    )


def is_small_count(found: re.Match[str]) -> bool:
    """Say whether a number is a small whole one that measures nothing."""
    value, decimals = read_number(found)
    measured = MEASURE.match(found.string, found.end())
    return decimals == 0 and 0 <= value <= SMALL_COUNT and measured is None


def is_rounding(value: float, decimals: int, given: float) -> bool:
    """Say whether a value is another one to so many decimals; a half may go either way."""
    return abs(abs(value) - abs(given)) <= 0.5 * 10.0**-decimals + TOLERANCE
