"""A sober deliverability analyst who knows nothing but the facts in the prompt."""

import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sandbox.gemini import headlines, judgement, phrases
from sandbox.gemini.facts import facts_in, snake
from sandbox.gemini.judgement import Verdict
from sandbox.gemini.metrics import Tone
from sandbox.gemini.point import Point
from sandbox.gemini.points import points_of
from sandbox.gemini.roles import Field, Role

_TOPICS = (
    ("list", ("list quality", "list hygiene", "quality of the recipient list")),
    ("comparison", ("compare this", "comparison", "earlier rounds", "trend")),
    ("delivery", ("delivery", "deliverability")),
    ("engagement", ("engagement", "opens and clicks")),
)
_OPEN = (None, Role.FINDING)
_ECHOED = ("verdict", "status", "campaign", "round", "stage")


class Task(StrEnum):
    """What the system instruction asks for, where it changes what a point of a list says."""

    JUDGE = "judge"
    RECOMMEND = "recommend"
    REPORT = "report"


class Analyst:
    """Answer field by field; no sentence is used twice while another is left.

    Every number in a sentence stands in the prompt, digit for digit. Without facts the sentences
    have no numbers at all.
    """

    def __init__(self, prompt: str, instruction: str, dice: random.Random) -> None:
        self._facts = facts_in(prompt)
        self._dice = dice
        self._task = _task(instruction)
        self._topic = _topic(instruction)
        self._points = _in_view(points_of(self._facts), self._topic)
        about = [point for point in self._points if point.topic == self._topic]
        self._verdict = Verdict.on(about or self._points, self._points, self._facts)
        self._said: set[str] = set()
        self._rows: dict[Any, Point] = {}

    def prose(self) -> str:
        """Return a short report in free text."""
        parts = [self._summary(), self._say(_finding), self._say(_action)]
        return " ".join(dict.fromkeys(parts))

    def text(self, field: Field) -> str:
        """Return the text of one field."""
        if (echo := self._facts.word(snake(field.name))) and (
            field.role() is None or snake(field.name) in _ECHOED
        ):
            return echo
        point = self._point_at(field)
        return self._alone(field.role()) if point is None else self._in_row(field, point)

    def choose(self, field: Field, options: Sequence[Any]) -> Any:
        """Return one of the allowed values."""
        point = self._point_at(field)
        known = self._facts.word(snake(field.name))
        return judgement.choose(field, options, known, self._verdict, point) or self._dice.choice(
            list(options)
        )

    def truth(self, field: Field) -> bool:
        """Return a yes or no."""
        return judgement.truth(field, self._tone_at(field))

    def number(self, field: Field, low: Decimal | None, high: Decimal | None) -> Decimal:
        """Return a number for one field: a fact if the name is one, else a judgement."""
        name = snake(field.name)
        point = self._point_at(field)
        for number in self._facts.numbers:
            if name == number.name and not number.label:
                return number.value
        for one in self._points:
            if one.key == name and one.number is not None:
                return one.number.value
        if name in {"value", "observed", "current"} and point and point.number:
            return point.number.value
        return judgement.number(field, low, high, self._verdict, self._tone_at(field))

    def rows(self, field: Field) -> int:
        """Return how many rows a list deserves."""
        match field.role():
            case Role.CONCERN:
                return min(len(self._verdict.worries), 3)
            case Role.ACTION:
                return min(max(len(self._verdict.worries), 2), 3)
            case _:
                return min(max(len(self._points), 1), 3)

    def _alone(self, role: Role | None) -> str:
        if role is Role.HEADLINE:
            return self._once(self._headlines())
        if role is Role.CONCERN and not self._verdict.worries:
            return self._once(phrases.NO_CONCERN)
        if role in _FIXED:
            return _FIXED[role]
        return self._say(_VOICES[role]) if role in _VOICES else self._summary()

    def _headlines(self) -> list[str]:
        topic = "advice" if self._task is Task.RECOMMEND else self._topic
        common = headlines.common(self._verdict)
        return [*headlines.on_topic(topic, self._verdict, self._points), *common]

    def _in_row(self, field: Field, point: Point) -> str:
        role = field.role()
        if role is Role.HEADLINE:
            return phrases.row_title(point, field.subject_role())
        if role is Role.MEASURE:
            return point.label
        if role in _FIXED:
            return _FIXED[role]
        voice = self._voice_of_points(field) if role in _OPEN else _VOICES.get(role, _finding)
        sentence = voice(point)
        return sentence if self._fresh(sentence) else self._say(voice)

    def _voice_of_points(self, field: Field) -> Callable[[Point], str]:
        last_third = field.rows[-1] > 1
        if self._task is Task.RECOMMEND or (self._task is Task.REPORT and last_third):
            return _action
        return _finding

    def _tone_at(self, field: Field) -> Tone:
        point = self._point_at(field)
        return point.tone if point else self._verdict.tone

    def _point_at(self, field: Field) -> Point | None:
        if (row := field.row) is None:
            return None
        if row not in self._rows:
            role = field.subject_role() or field.role()
            if role is Role.FINDING and self._task is not Task.JUDGE:
                role = Role.ACTION
            about = {Role.CONCERN: self._verdict.worries, Role.ACTION: self._verdict.agenda}
            deck = about.get(role, self._points) if role else self._points
            taken = [point for key, point in self._rows.items() if key[0] == row[0]]
            left = [point for point in deck if point not in taken]
            general = [point for point in phrases.GENERAL_POINTS if point not in taken]
            self._rows[row] = (left or general or list(phrases.GENERAL_POINTS))[0]
        return self._rows[row]

    def _summary(self) -> str:
        opening = self._once(phrases.openings(self._verdict))
        return f"{opening} {self._say(_finding)} {self._say(_reason)}"

    def _say(self, voice: Callable[[Point], str]) -> str:
        return self._once([voice(one) for one in (*self._points, *phrases.GENERAL_POINTS)])

    def _fresh(self, sentence: str) -> bool:
        fresh = sentence not in self._said
        self._said.add(sentence)
        return fresh

    def _once(self, sentences: Sequence[str]) -> str:
        for sentence in sentences:
            if self._fresh(sentence):
                return sentence
        return self._dice.choice(list(sentences))


def _finding(point: Point) -> str:
    return point.finding


def _concern(point: Point) -> str:
    return point.concern


def _action(point: Point) -> str:
    return point.action


def _reason(point: Point) -> str:
    return point.reason


def _effect(point: Point) -> str:
    return point.effect


_FIXED = {
    Role.MEASURE: "overall",
    Role.OWNER: "E-mail operations",
    Role.TIMING: "Before the next round",
}
_VOICES = {
    Role.FINDING: _finding,
    Role.CONCERN: _concern,
    Role.ACTION: _action,
    Role.REASON: _reason,
    Role.EFFECT: _effect,
}


def _task(instruction: str) -> Task:
    lowered = instruction.lower()
    if "executive" in lowered:
        return Task.REPORT
    return Task.RECOMMEND if "recommend " in lowered else Task.JUDGE


def _topic(instruction: str) -> str:
    lowered = instruction.lower()
    found = [topic for topic, signs in _TOPICS if any(sign in lowered for sign in signs)]
    return found[0] if found else ""


def _in_view(points: list[Point], topic: str) -> list[Point]:
    """Put the topic first; a comparison with nothing has one thing to say."""
    if topic == "comparison" and points and not any(one.topic == topic for one in points):
        return [phrases.NO_EARLIER_ROUND]
    return sorted(points, key=lambda point: point.topic != topic)
