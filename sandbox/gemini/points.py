"""Turn facts into points: true sentences that cite only numbers of the prompt."""

from decimal import Decimal

from sandbox.gemini import rows
from sandbox.gemini.facts import Facts, Number, Word
from sandbox.gemini.metrics import COUNTS, Metric, Tone, count_called, rate_called
from sandbox.gemini.point import Point

SMALL_SAMPLE = 200
MAX_VERDICT = 40
_ELSEWHERE = (
    "previous",
    "prior",
    "baseline",
    "earlier",
    "before",
    "history",
    "compar",
    "delta",
    "diff",
    "change",
    "threshold",
    "limit",
    "guardrail",
    "warn",
    "hold",
    "interval",
    "expected",
    "target",
    "reference",
)
_EARLIER = ("previous", "prior", "baseline", "earlier", "before", "history")
_VERDICTS = ("verdict", "conclusion", "trend", "direction", "change", "significance")
_DELTAS = ("delta", "diff", "change")


def points_of(facts: Facts) -> list[Point]:
    """Return what the facts let an analyst say, the main measures first."""
    main = [one for one in facts.numbers if not one.label and not _is_elsewhere(one.path)]
    rates = _first_by_key([(rate, one) for one in main if (rate := rate_called(one.path))])
    counts = counts_of(facts)
    scale = 100 if rates and all(one.value <= 1 for _, one in rates) and len(rates) > 1 else 1
    points = [_rate_point(rate, one, counts, scale) for rate, one in rates]
    points += _comparisons(facts)
    points += [*_rows(facts), *rows.providers(facts), *rows.reasons(facts)]
    points += [_count_point(key, one) for key, one in counts.items()]
    return points


def counts_of(facts: Facts) -> dict[str, Number]:
    """Return the main counts by their names, the first of each."""
    counts: dict[str, Number] = {}
    for one in facts.numbers:
        if not one.label and not _is_elsewhere(one.path) and (key := count_called(one.path)):
            counts.setdefault(key, one)
    return counts


def _is_elsewhere(path: tuple[str, ...]) -> bool:
    return any(sign in step for step in path for sign in _ELSEWHERE)


def _first_by_key(found: list[tuple[Metric, Number]]) -> list[tuple[Metric, Number]]:
    first: dict[str, tuple[Metric, Number]] = {}
    for rate, number in found:
        first.setdefault(rate.key, (rate, number))
    return list(first.values())


def _rate_point(rate: Metric, number: Number, counts: dict[str, Number], scale: int) -> Point:
    value = number.literal if scale != 1 else f"{number.literal} %"
    tone = rate.tone(number.value * scale)
    article = "An" if rate.label[0] in "aeiou" else "A"
    processed = counts.get("processed")
    finding = f"The {rate.label} is {value}."
    if rate.key == "hard_bounce_rate" and processed and scale == 1:
        finding = f"Hard bounces are {value} of {processed.literal} processed."
    elif rate.key == "delivery_rate" and "delivered" in counts and processed:
        delivered = counts["delivered"].literal
        finding = f"{delivered} of {processed.literal} messages were delivered, {value}."
    side = "below" if rate.higher_is_better else "above"
    judged = {
        Tone.GOOD: "is within the usual range",
        Tone.WATCH: f"is somewhat {side} the usual range",
        Tone.BAD: f"is well {side} the usual range",
    }[tone]
    concern = {
        Tone.GOOD: f"The {rate.label} of {value} gives no cause for concern.",
        Tone.WATCH: f"The {rate.label} of {value} should be watched.",
        Tone.BAD: f"The {rate.label} of {value} needs attention before the next round.",
    }[tone]
    return Point(
        key=rate.key,
        label=rate.label,
        topic=rate.topic,
        tone=tone,
        finding=finding,
        concern=concern,
        action=rate.keep if tone is Tone.GOOD else rate.advice,
        reason=f"{article} {rate.label} of {value} {judged}.",
        effect=rate.effect,
        number=number,
    )


def _comparisons(facts: Facts) -> list[Point]:
    return [
        _comparison(word, facts)
        for word in facts.words
        if word.name in _VERDICTS and len(word.path) > 1 and len(word.text) <= MAX_VERDICT
    ]


def _comparison(word: Word, facts: Facts) -> Point:
    place = word.path[:-1]
    rate = rate_called(place)
    label = rate.label if rate else place[-1].replace("_", " ")
    verdict = word.text.replace("_", " ").strip().rstrip(".").lower()
    beside = {one.name: one for one in facts.numbers if one.path[:-1] == place}
    delta = next((one for name, one in beside.items() if any(s in name for s in _DELTAS)), None)
    finding, reason = _compared(label, verdict, beside, delta)
    return Point(
        key=rate.key if rate else place[-1],
        label=label,
        topic="comparison",
        tone=Tone.WATCH if _is_worse(rate, verdict) else Tone.GOOD,
        finding=finding,
        concern=finding,
        action=f"Compare the {label} again at the next snapshot, at equal age.",
        reason=reason,
        effect="Decisions rest on differences that are real.",
        number=delta,
    )


def _compared(
    label: str, verdict: str, beside: dict[str, Number], delta: Number | None
) -> tuple[str, str]:
    now, before = beside.get("now"), beside.get("before")
    figures = f": {now.literal} % against {before.literal} %" if now and before else ""
    if not figures and delta is not None:
        figures = f" ({delta.literal} percentage points)"
    if "too few" in verdict:
        return (
            f"There are too few messages to compare the {label}.",
            "A comparison of small numbers would say more about chance than about the rounds.",
        )
    if any(sign in verdict for sign in ("no clear", "inside", "unclear", "unchanged")):
        return (
            f"The {label} shows no clear change from the earlier round{figures}.",
            f"The difference in the {label} is too small to read anything into it.",
        )
    if verdict in {"higher", "lower"}:
        return (
            f"The {label} is clearly {verdict} than in the earlier round{figures}.",
            f"The difference in the {label} is larger than chance alone would explain.",
        )
    return (
        f"{label.capitalize()} against the earlier round: {verdict}{figures.replace(':', ',')}.",
        f"Both rounds were read at equal age for the {label}.",
    )


def _is_worse(rate: Metric | None, verdict: str) -> bool:
    if rate is not None and verdict in {"higher", "lower"}:
        return (verdict == "higher") is not rate.higher_is_better
    return any(sign in verdict for sign in ("worse", "declin", "deterior"))


def _rows(facts: Facts) -> list[Point]:
    points = []
    for one in facts.numbers:
        rate = rate_called(one.path)
        if rate is None or (_is_elsewhere(one.path) and not _is_earlier(one.path)):
            continue
        if one.label:
            where, when = f"At {one.label} the", "is"
        elif _is_earlier(one.path):
            where, when = "In the earlier round the", "was"
        else:
            continue
        text = f"{where} {rate.label} {when} {one.literal} %."
        points.append(
            Point(
                key=rate.key,
                label=rate.label,
                topic="comparison" if _is_earlier(one.path) else "delivery",
                tone=rate.tone(one.value) if one.label else Tone.GOOD,
                finding=text,
                concern=text,
                action=rate.advice,
                reason=text,
                effect=rate.effect,
                number=one,
            )
        )
    return points


def _is_earlier(path: tuple[str, ...]) -> bool:
    return any(sign in step for step in path for sign in _EARLIER)


def _count_point(key: str, number: Number) -> Point:
    label = key.replace("_", " ")
    small = key == "processed" and number.value < Decimal(SMALL_SAMPLE)
    return Point(
        key=key,
        label=label,
        topic="volume",
        tone=Tone.WATCH if small else Tone.GOOD,
        finding=f"{number.literal} {COUNTS[key][0]}.",
        concern=(
            f"With {number.literal} processed, small differences mean little."
            if small
            else f"The {label} figure of {number.literal} gives no cause for concern."
        ),
        action="Wait for more volume before drawing conclusions from small differences."
        if small
        else "Record these figures as the reference for the next round.",
        reason=f"The assessment rests on {number.literal} {label}.",
        effect="Later rounds have a sound reference.",
        number=number,
    )
