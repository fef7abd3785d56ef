"""One thing worth saying about the facts."""

from dataclasses import dataclass

from sandbox.gemini.facts import Number
from sandbox.gemini.metrics import Tone


@dataclass(frozen=True)
class Point:
    """A statement in each of the ways in which a report may need it."""

    key: str
    label: str
    topic: str
    tone: Tone
    finding: str
    concern: str
    action: str
    reason: str
    effect: str
    number: Number | None = None
