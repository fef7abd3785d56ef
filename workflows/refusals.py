"""Which refused decisions are kept and told, and which are only counted."""

from collections import Counter
from dataclasses import dataclass

from temporalio import workflow

from models.decisions import Abort, Decision, DecisionRequest
from models.round import RoundState

MOST_DECISIONS = 200  # a script that decides in a loop must not fill the history
KEPT = 20  # refusals of each sender and kind
MOST_SENDERS = 10  # and kinds; a script may sign each decision with another name
OTHERS = "others"
BOUNDED = "refusals-are-bounded-by-sender"  # earlier releases kept the first 200 decisions of all


@dataclass
class Flood:
    """The refusals of one sender that are not told one by one."""

    first: Decision
    more: int = 0


class Refusals:
    """Keep the first refusals of each sender, and count the rest."""

    def __init__(self, state: RoundState) -> None:
        self._state = state
        self._kept: Counter[str] = Counter()
        self._floods: dict[str, Flood] = {}

    def objection(self, request: DecisionRequest) -> str | None:
        """Refuse what a run of an earlier release refused: it counted refusals as decisions."""
        crowded = len(self._state.decisions) >= MOST_DECISIONS
        if isinstance(request, Abort) or not crowded or workflow.patched(BOUNDED):
            return None
        return too_many()

    def keeps(self, decision: Decision) -> bool:
        """Say whether a refusal is kept and told."""
        key = key_of(decision)
        known = key in self._kept or len(self._kept) < MOST_SENDERS
        few = known and self._kept[key] < KEPT
        crowded = len(self._state.decisions) >= MOST_DECISIONS
        if not few or crowded:
            few = few if workflow.patched(BOUNDED) else not crowded
        if few:
            self._kept[key] += 1
        return few

    def count(self, decision: Decision) -> Flood | None:
        """Count a refusal that is not kept; give its flood when it is the first of one."""
        if key_of(decision) not in self._kept:
            decision = decision.model_copy(update={"by": OTHERS})
        key = key_of(decision)
        flood = self._floods.setdefault(key, Flood(decision))
        flood.more += 1
        self._state.more_refused[key] = flood.more
        return flood if flood.more == 1 and workflow.patched(BOUNDED) else None


def key_of(decision: Decision) -> str:
    """Name a sender and what was wanted: `approve by ada`."""
    return f"{decision.kind} by {decision.by}"


def too_many() -> str:
    """Say that a round takes no more decisions."""
    return f"{MOST_DECISIONS} decisions were taken already; start a new campaign"
