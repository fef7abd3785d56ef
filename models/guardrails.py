"""Thresholds on a snapshot that warn, or hold the next rounds."""

from collections.abc import Mapping

from models.base import Value
from models.checklist import SEVERITY, Verdict
from models.metrics import Metrics

MIN_PROCESSED = 200  # below this a rate is noise
MIN_EVENTS = 5  # one angry reader is not a trend


class Guardrail(Value):
    """A rate with the lines that it must not cross, in percent.

    The defaults stand in design.md section 7. Mailbox providers ask senders to stay under 0.1 %
    complaints (Google's and Yahoo's sender requirements, 2024); the hold line keeps a margin.
    """

    rate: str
    count: str
    warn: float
    hold: float


GUARDRAILS = (
    Guardrail(rate="hard_bounce_rate", count="hard_bounces", warn=2.0, hold=5.0),
    Guardrail(rate="complaint_rate", count="complained", warn=0.05, hold=0.08),
    Guardrail(rate="unsubscribe_rate", count="unsubscribed", warn=1.0, hold=1.4),
    Guardrail(rate="block_rate", count="blocked", warn=10.0, hold=30.0),
)


HOLD_LINES = {rail.rate: rail.hold for rail in GUARDRAILS}


class Crossing(Value):
    """A rate that crossed a line: which number, which line."""

    rate: str
    seen: float
    line: float
    verdict: Verdict

    def __str__(self) -> str:
        name = self.rate.replace("_", " ")
        word = "hold" if self.verdict is Verdict.FAIL else "warning"
        return f"{name} {self.seen:.2f} % crossed the {word} line of {self.line:g} %"


def is_judged(metrics: Metrics, rail: Guardrail) -> bool:
    """Say whether a rate rests on enough messages and events to mean anything."""
    return metrics.processed >= MIN_PROCESSED and getattr(metrics, rail.count) >= MIN_EVENTS


def crossings(metrics: Metrics) -> tuple[Crossing, ...]:
    """List the guardrails that a snapshot crossed; FAIL holds later rounds, WARN tells."""
    found = []
    for rail in GUARDRAILS:
        seen = getattr(metrics, rail.rate)
        if seen is None or not is_judged(metrics, rail):
            continue
        if seen >= rail.hold:
            found.append(Crossing(rate=rail.rate, seen=seen, line=rail.hold, verdict=Verdict.FAIL))
        elif seen >= rail.warn:
            found.append(Crossing(rate=rail.rate, seen=seen, line=rail.warn, verdict=Verdict.WARN))
    return tuple(found)


def verdict_of(metrics: Metrics) -> Verdict:
    """Grade a snapshot by its worst crossing."""
    worst = (crossing.verdict for crossing in crossings(metrics))
    return max(worst, key=SEVERITY.index, default=Verdict.PASS)


def is_worse(crossed: Mapping[str, float], accepted: Mapping[str, float]) -> bool:
    """Say whether a guardrail was crossed that nobody accepted, or further than accepted.

    Further is what people can read, in two decimals, and whatever crosses the hold line anew.
    """
    return any(
        rate not in accepted
        or round(seen, 2) > round(accepted[rate], 2)
        or accepted[rate] < HOLD_LINES.get(rate, 0.0) <= seen
        for rate, seen in crossed.items()
    )


def harm_in_words(crossed: Mapping[str, float]) -> str:
    """Write how far guardrails were crossed: `complaint rate 0.82 %`; empty for none."""
    return ", ".join(f"{rate.replace('_', ' ')} {seen:.2f} %" for rate, seen in crossed.items())
