"""Ratings, scores and yes-or-no answers that follow from the points."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from sandbox.gemini.facts import Facts, snake
from sandbox.gemini.metrics import Tone
from sandbox.gemini.point import Point
from sandbox.gemini.points import SMALL_SAMPLE, counts_of
from sandbox.gemini.roles import Field, Role, role_of, words

_GOOD = (
    "good healthy excellent strong ok pass passed green positive sound stable normal proceed "
    "continue go approve improved keep low none info no_clear_change unchanged"
)
_WATCH = (
    "watch fair warning warn caution moderate medium mixed attention amber yellow monitor review "
    "acceptable adequate average neutral unclear adjust"
)
_BAD = (
    "poor bad critical unhealthy failing failed fail high severe urgent red stop hold pause "
    "negative weak concern degraded declined"
)
_RATING = {Tone.GOOD: _GOOD, Tone.WATCH: _WATCH, Tone.BAD: _BAD}
_SEVERITY = {
    Tone.GOOD: "low none minor info optional",
    Tone.WATCH: "medium moderate warning normal",
    Tone.BAD: "high critical severe major urgent",
}
_STRENGTH = {Tone.GOOD: "high strong", Tone.WATCH: "medium moderate", Tone.BAD: "low weak"}
_UNCLEAR = "no_clear_change unchanged stable flat unclear inconclusive none neutral"
_SEVERE = frozenset(("severity", "priority", "risk", "urgency", "concern", "level", "impact"))
_STRONG = frozenset(("confidence", "quality", "health", "strength", "certainty", "reputation"))
_MOVING = frozenset(("trend", "direction", "change", "comparison", "movement"))
_ALARMS = frozenset(
    (
        "need",
        "needs",
        "require",
        "requires",
        "hold",
        "block",
        "blocking",
        "stop",
        "alert",
        "concern",
        "issue",
        "risk",
        "escalate",
        "anomaly",
        "problem",
        "attention",
        "urgent",
        "pause",
        "failed",
    )
)
_SHARE = {Tone.GOOD: Decimal("0.85"), Tone.WATCH: Decimal("0.6"), Tone.BAD: Decimal("0.3")}


@dataclass(frozen=True)
class Verdict:
    """The overall tone, what worries, and what to do about it."""

    known: bool
    tone: Tone
    worries: tuple[Point, ...]
    agenda: tuple[Point, ...]
    values: dict[str, str]
    large_sample: bool

    @classmethod
    def on(cls, points: Sequence[Point], all_points: Sequence[Point], facts: Facts) -> Self:
        """Weigh the points in question; the worst one sets the tone."""
        bad = [point for point in points if point.tone is Tone.BAD]
        watch = [point for point in points if point.tone is Tone.WATCH]
        tone = Tone.BAD if bad else Tone.WATCH if watch else Tone.GOOD
        processed = counts_of(facts).get("processed")
        calm = [one for one in points if one.tone is Tone.GOOD and one.topic != "volume"]
        values: dict[str, str] = {}
        for point in all_points:
            if point.number is not None and point.topic not in {"comparison", "volume"}:
                unit = " %" if f"{point.number.literal} %" in point.finding else ""
                values.setdefault(point.key, point.number.literal + unit)
        return cls(
            known=any(point.topic != "general" for point in points),
            tone=tone,
            worries=(*bad, *watch),
            agenda=(*bad, *watch, *calm),
            values=values,
            large_sample=processed is not None and processed.value >= SMALL_SAMPLE,
        )

    def value(self, key: str) -> str:
        """Return a measure as it is cited, empty when unknown."""
        return self.values.get(key, "")

    @property
    def confidence(self) -> Tone:
        """How far the figures carry: GOOD is a large sample, BAD none at all."""
        if not self.known:
            return Tone.BAD
        return Tone.GOOD if self.large_sample else Tone.WATCH


def choose(
    field: Field, options: Sequence[Any], known: str, verdict: Verdict, point: Point | None
) -> Any:
    """Return the option that the facts suggest, None when none fits."""
    by_name = {snake(str(option)): option for option in options if option is not None}
    if snake(known) in by_name and known:
        return by_name[snake(known)]
    if point and point.key in by_name:
        return by_name[point.key]
    tone = point.tone if point else verdict.tone
    names = words(field.name)
    if names & _MOVING:
        wanted = _UNCLEAR
    elif "confidence" in names:
        wanted = _STRENGTH[verdict.confidence]
    elif names & _STRONG:
        wanted = f"{_STRENGTH[tone]} {_RATING[tone]}"
    elif names & _SEVERE or role_of(field.name) is Role.CONCERN:
        wanted = _SEVERITY[tone]
    else:
        wanted = _RATING[tone] if verdict.known else f"unknown {_WATCH} {_GOOD}"
    for word in wanted.split():
        for name, option in by_name.items():
            if word == name or word in name.split("_"):
                return option
    return _by_position(list(by_name.values()), tone)


def _by_position(options: list[Any], tone: Tone) -> Any:
    if not options:
        return None
    position = {Tone.GOOD: 0, Tone.WATCH: len(options) // 2, Tone.BAD: len(options) - 1}[tone]
    return options[position]


def truth(field: Field, tone: Tone) -> bool:
    """Return whether an alarm is on, or whether all is well."""
    if words(field.name) & _ALARMS:
        return tone is Tone.BAD
    return tone is not Tone.BAD


def number(
    field: Field, low: Decimal | None, high: Decimal | None, verdict: Verdict, tone: Tone
) -> Decimal:
    """Return a score between the limits, or the rank of a row."""
    names = words(field.name)
    if names & {"rank", "priority", "position", "order", "number"} and field.rows:
        return Decimal(field.rows[-1] + 1)
    if names & {"confidence", "probability", "certainty", "likelihood"}:
        return _share(low, high, Decimal(1), _SHARE[verdict.confidence])
    if names & {"score", "rating", "grade", "health", "index", "quality"}:
        return _share(low, high, Decimal(100), _SHARE[tone])
    if names & {"severity", "risk", "urgency"}:
        return _share(low, high, Decimal(1), 1 - _SHARE[tone])
    return low if low is not None else Decimal(0)


def _share(low: Decimal | None, high: Decimal | None, top: Decimal, share: Decimal) -> Decimal:
    start = low if low is not None else Decimal(0)
    end = high if high is not None else max(top, start)
    return start + (end - start) * share
