"""How a workflow hears signals and updates, whatever they carry and however they are spelled."""

from collections.abc import Sequence
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue

from models.payloads import Undecodable

MOST_PATCHES = 5  # of one kind a run; each costs two events
MOST_UNKNOWN = 10  # names that are remembered, so that a script cannot fill the state
LONGEST_NAME = 60


def said(payloads: Sequence[Any]) -> Any:  # Any: whatever somebody typed
    """Give the one payload of a decision: the first that came, or None."""
    first = payloads[0] if payloads else None
    if not isinstance(first, RawValue):
        return first
    raw = first.payload
    encoding = raw.metadata.get("encoding", b"").decode("ascii", "replace")
    return Undecodable(encoding, raw.data)


def opened(payloads: Sequence[RawValue]) -> list[Any]:  # Any: as above
    """Decode what can be decoded of a signal whose name nobody knew."""
    return workflow.payload_converter().from_payloads([one.payload for one in payloads])


class Hearing:
    """Hear what earlier releases did not, in all runs but those that did not hear it then.

    An answer of `patched` stands for the rest of a run. So every signal asks under a name of its
    own: one that was dropped before an upgrade does not silence the next.
    """

    def __init__(self) -> None:
        self._asked = 0

    def hears(self, payloads: Sequence[Any]) -> bool:  # Any: as above
        """Say whether a signal is heard; earlier releases dropped what did not decode."""
        readable = not any(isinstance(one, RawValue) for one in payloads)
        return readable or self._patched("undecodable-signals-are-heard")

    def knows(self, name: str, known: Sequence[str]) -> str | None:
        """Give the signal that a name means but for its case; earlier releases knew none."""
        meant = name.strip().casefold()
        if meant in known and self._patched("signals-are-heard-in-any-case"):
            return meant
        return None

    def _patched(self, change: str) -> bool:
        self._asked += 1
        return workflow.patched(f"{change}-{min(self._asked, MOST_PATCHES)}")
