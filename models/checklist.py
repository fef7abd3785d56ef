"""The result of pre-flight: checks, each with what was seen and what was expected."""

from collections.abc import Mapping
from enum import StrEnum

from models.base import Instant, Value


class Verdict(StrEnum):
    """Grade a check, and by its worst check a whole checklist."""

    PASS = "pass"  # noqa: S105 - the field's word for a check without objection
    NOT_CHECKED = "not checked"  # it could not look: never a pass, and no objection either
    WARN = "warn"
    FAIL = "fail"


SEVERITY = (Verdict.PASS, Verdict.NOT_CHECKED, Verdict.WARN, Verdict.FAIL)


class CheckGroup(StrEnum):
    """Group checks as people read them."""

    LIST = "list"
    SETUP = "setup"
    TECHNICAL = "technical"
    HISTORY = "history"
    SERVICES = "services"


class Check(Value):
    """One thing looked at; past a failure that is `final` no override launches."""

    name: str
    group: CheckGroup
    verdict: Verdict
    seen: str
    expected: str
    advice: str = ""
    final: bool = False


class Checklist(Value):
    """All that pre-flight looked at, and the fingerprint of what it saw.

    `fingerprint` is None when the draft or the list could not be read: then nothing was checked
    that could be approved.
    """

    checks: tuple[Check, ...]
    fingerprint: str | None
    active_recipients: int | None = None
    checked_at: Instant
    # Guardrails by rate, and how far earlier rounds went (percent); None of release 0.1.0.
    crossed: Mapping[str, float] | None = None
    approved_before: str | None = None  # an approval's fingerprint by a former rule, if still so

    @property
    def verdict(self) -> Verdict:
        return max(
            (check.verdict for check in self.checks), key=SEVERITY.index, default=Verdict.FAIL
        )

    @property
    def needs_approval(self) -> bool:
        """Say whether a person must consent: a warning about anything but a silent service.

        A round can go without Slack and Gemini; what they would have said is said later.
        """
        return any(check.group is not CheckGroup.SERVICES for check in self.of(Verdict.WARN))

    def of(self, verdict: Verdict) -> tuple[Check, ...]:
        """List the checks that were graded so."""
        return tuple(check for check in self.checks if check.verdict is verdict)

    @property
    def history_objects(self) -> bool:
        """Say whether an earlier round is a reason not to go on without asking."""
        objections = (*self.of(Verdict.WARN), *self.of(Verdict.FAIL))
        return any(check.group is CheckGroup.HISTORY for check in objections)

    @property
    def final(self) -> tuple[Check, ...]:
        """List the failures past which no override launches."""
        return tuple(check for check in self.of(Verdict.FAIL) if check.final)

    @property
    def tally(self) -> str:
        """Count the grades in words: `11 pass, 1 warn`."""
        counts = ((verdict, len(self.of(verdict))) for verdict in SEVERITY)
        return ", ".join(f"{count} {verdict}" for verdict, count in counts if count) or "no checks"
