"""Points from the tables in the facts: mailbox providers and bounce reasons."""

from itertools import groupby

from sandbox.gemini.facts import Facts, Number
from sandbox.gemini.metrics import Tone
from sandbox.gemini.point import Point

_ATTEMPTED = ("attempted", "processed", "total", "sent")


def providers(facts: Facts) -> list[Point]:
    """Say how many messages each mailbox provider took."""
    points = []
    for label, cells in _table(facts, "provider"):
        tried = next((cells[name] for name in _ATTEMPTED if name in cells), None)
        if tried is None or "delivered" not in cells or not tried.value:
            continue
        delivered = cells["delivered"]
        text = f"At {label}, {delivered.literal} of {tried.literal} messages were delivered."
        points.append(
            Point(
                key="mailbox_provider",
                label=label,
                topic="delivery",
                tone=Tone.GOOD,
                finding=text,
                concern=f"{label} deserves a look at the next follow-up.",
                action=f"Review the figures for {label} at the next follow-up.",
                reason=text,
                effect="Local problems are seen early.",
                number=delivered,
            )
        )
    return points


def reasons(facts: Facts) -> list[Point]:
    """Say how often messages came back for each reason."""
    points = []
    for label, cells in _table(facts, "reason"):
        if (count := cells.get("count")) is None:
            continue
        reason = label.replace("_", " ")
        many = "message" if count.value == 1 else "messages"
        text = f"The reason “{reason}” was given for {count.literal} {many}."
        points.append(
            Point(
                key="bounce_reason",
                label=reason,
                topic="list",
                tone=Tone.GOOD,
                finding=text,
                concern=text,
                action="Suppress the addresses that were refused for good.",
                reason=text,
                effect="Fewer messages come back.",
                number=count,
            )
        )
    return points


def _table(facts: Facts, sign: str) -> list[tuple[str, dict[str, Number]]]:
    cells = [one for one in facts.numbers if one.label and sign in one.path[0]]
    return [
        (label, {one.name: one for one in row})
        for label, row in groupby(cells, key=lambda one: one.label)
    ]
