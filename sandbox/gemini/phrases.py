"""Sentences that need no number."""

from sandbox.gemini.judgement import Verdict
from sandbox.gemini.metrics import Tone
from sandbox.gemini.point import Point
from sandbox.gemini.roles import Role

NO_CONCERN = (
    "No measure stands out as a concern.",
    "Nothing in these figures asks for a change of plan.",
    "The figures raise no question that needs an answer before the next round.",
)


def _general(key: str, finding: str, action: str, reason: str, effect: str) -> Point:
    concern = NO_CONCERN[0]
    return Point(key, key, "general", Tone.GOOD, finding, concern, action, reason, effect)


GENERAL_POINTS = (
    _general(
        "plan",
        "The facts given name no further measure.",
        "Compare the next snapshot at equal age before drawing conclusions.",
        "Figures settle during the first days after a send.",
        "Conclusions rest on settled figures.",
    ),
    _general(
        "comparability",
        "Nothing more can be said from these facts alone.",
        "Keep sender, content type and volume unchanged, so that rounds stay comparable.",
        "A difference can be explained only if one thing changes at a time.",
        "Rounds stay comparable.",
    ),
    _general(
        "providers",
        "The facts given allow no finer breakdown.",
        "Review the figures by mailbox provider at the next follow-up.",
        "A problem at one mailbox provider can hide in the totals.",
        "Local problems are seen early.",
    ),
    _general(
        "list",
        "Later figures will tell more than these.",
        "Suppress bounced and unsubscribed addresses before the next round.",
        "A clean list protects the standing of the sender.",
        "The sender keeps its standing.",
    ),
)

NO_EARLIER_ROUND = _general(
    "comparison",
    "There is no earlier round at equal age to compare with.",
    "Use this round as the reference for the next one.",
    "One round alone shows no direction.",
    "The next round has a sound reference.",
)


def openings(verdict: Verdict) -> list[str]:
    """Return first sentences for a summary."""
    if not verdict.known:
        return [
            "The information given allows a general assessment only.",
            "There is not enough data yet for a firm conclusion.",
        ]
    if verdict.tone is Tone.GOOD:
        return [
            "The round is in good order.",
            "The figures describe a healthy send.",
            "Taken together, the measures are sound.",
        ]
    label = verdict.worries[0].label
    if verdict.tone is Tone.WATCH:
        return [
            f"The round is sound on the whole, with the {label} to be watched.",
            f"Most measures are in order; the {label} is the exception.",
            f"There is one reservation, the {label}.",
        ]
    return [
        f"The {label} needs attention before the next round.",
        f"The round cannot be called healthy because of its {label}.",
        f"The {label} outweighs the other measures.",
    ]


def row_title(point: Point, about: Role | None) -> str:
    """Return the title of one row of a list."""
    if about is Role.ACTION:
        return point.action.rstrip(".")
    return point.label[0].upper() + point.label[1:]
