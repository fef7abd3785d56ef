"""A person's consent: what it is bound to, and what it lets pass."""

from collections.abc import Mapping

from models.base import Instant, Value
from models.checklist import Checklist
from models.counts import within
from models.guardrails import is_worse


class Approval(Value):
    """A person's consent to one fingerprint, to about so many recipients, and to known harm."""

    by: str
    reason: str
    fingerprint: str
    override: bool
    at: Instant
    recipients: int | None = None
    # Guardrails by rate, and how far (percent); None where release 0.1.0 did not keep them.
    crossed: Mapping[str, float] | None = None

    def covers(self, checklist: Checklist, tolerance: float) -> bool:
        """Say whether what pre-flight saw is what was approved, for about so many people.

        The number is the approval's, however often it was counted since, so that many small steps
        do not walk away from what was approved.
        """
        if self.fingerprint not in {checklist.fingerprint, checklist.approved_before}:
            return False
        counted, wanted = checklist.active_recipients, self.recipients
        if counted is None or wanted is None or counted == wanted:
            return True
        return within(counted, wanted, tolerance)

    def accepts(self, checklist: Checklist) -> Mapping[str, float] | None:
        """Name the guardrails that it lets pass, and how far each was crossed.

        None where release 0.1.0 let some pass and did not keep how far.
        """
        if self.crossed is None and checklist.history_objects:
            return None
        return self.crossed or {}

    def overrides(self, crossed: Mapping[str, float]) -> bool:
        """Say whether it was given in spite of this harm; worse harm asks anew."""
        return self.override and not is_worse(crossed, self.crossed or {})
