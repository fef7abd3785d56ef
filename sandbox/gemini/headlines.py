"""Headlines, with the few numbers that matter."""

from collections.abc import Sequence

from sandbox.gemini.judgement import Verdict
from sandbox.gemini.metrics import Tone
from sandbox.gemini.point import Point

_SHOWN = (("delivery_rate", "delivered"), ("open_rate", "opened"), ("click_rate", "clicked"))


def on_topic(topic: str, verdict: Verdict, points: Sequence[Point]) -> list[str]:
    """Return the titles that fit one topic, none where the common ones serve."""
    if topic == "comparison":
        return _compared(points)
    if not verdict.known:
        return []
    if topic == "advice":
        return _advised(verdict)
    return _praised(topic, verdict) if verdict.tone is Tone.GOOD else []


def _praised(topic: str, verdict: Verdict) -> list[str]:
    hard, rate = verdict.value("hard_bounce_rate"), verdict.value("delivery_rate")
    if topic == "list":
        return [f"The list is clean, with {hard} hard bounces" if hard else "The list is clean"]
    if topic == "delivery":
        return [f"Delivery is sound at {rate}" if rate else "Delivery is sound"]
    return []


def _compared(points: Sequence[Point]) -> list[str]:
    found = [one for one in points if one.topic == "comparison"]
    if not found:
        return ["No earlier round to compare with"]
    clear = [one for one in found if " is clearly " in one.finding]
    if not clear:
        return ["No clear change from the earlier round"]
    # What got worse comes before what got better.
    first = min(clear, key=lambda one: one.tone is Tone.GOOD)
    return [first.finding.partition(":")[0].rstrip(".")]


def _advised(verdict: Verdict) -> list[str]:
    if verdict.tone is Tone.GOOD:
        return ["The next round can go as planned"]
    label = verdict.worries[0].label
    if verdict.tone is Tone.WATCH:
        return [f"Look at the {label} before the next round"]
    return [f"Act on the {label} before the next round"]


def common(verdict: Verdict) -> list[str]:
    """Return titles, the best first."""
    if not verdict.known:
        return ["No firm conclusion yet", "General assessment of the round", "Figures pending"]
    if verdict.tone is Tone.GOOD:
        shown = [f"{verdict.value(key)} {word}" for key, word in _SHOWN if verdict.value(key)]
        best = f"Healthy round: {' and '.join(shown[:2])}" if shown else "Healthy round"
        return [best, "Delivery and list quality are sound", "No measure needs attention"]
    worst = verdict.worries[0]
    value = verdict.value(worst.key)
    named = f"{worst.label} of {value}" if value else worst.label
    if verdict.tone is Tone.WATCH:
        return [
            f"Sound round, {named} to be watched",
            f"Watch the {worst.label}",
            "One reservation",
        ]
    return [
        f"{named[0].upper()}{named[1:]} needs attention",
        f"Resolve the {worst.label} before the next round",
        "Not ready for a larger volume",
    ]
