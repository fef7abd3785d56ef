"""Faults of a mail, told briefly: what, where, and how many more."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_SHOWN = 3
MOST_QUOTED = 60  # characters of one fault


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to be mended, as it is written, and why where that is not plain."""

    what: str
    where: str
    why: str = ""

    def __str__(self) -> str:
        cut = self.what if len(self.what) <= MOST_QUOTED else f"{self.what[: MOST_QUOTED - 1]}…"
        return f"{cut!r} in {self.where}" + (f" ({self.why})" if self.why else "")


def told(faults: Iterable[Fault]) -> str:
    """Quote the first few, each once, and count the others; empty without faults."""
    different = list(dict.fromkeys(str(fault) for fault in faults))
    rest = len(different) - MOST_SHOWN
    shown = "; ".join(different[:MOST_SHOWN])
    return f"{shown}; and {rest} more" if rest > 0 else shown
