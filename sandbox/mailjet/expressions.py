"""A segment's expression, evaluated for real: `(age<40) AND (city="Paris")`.

Known are AND, OR, NOT and brackets, the comparisons = != < <= > >=, and the functions IsProvided,
Contains, StartsWith and EndsWith. Mailjet's other functions (dates, opens, clicks) are refused
with words rather than ignored.
"""

import re
from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Any

Values = Mapping[str, object]
Predicate = Callable[[Values], bool]

LONGEST, DEEPEST = 4000, 50
NUMERIC = frozenset({"int", "float"})

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?\d+(?:\.\d+)?)|(?P<text>"[^"]*"|'[^']*')|(?P<word>[A-Za-z_]\w*)"""
    r"""|(?P<sign><=|>=|!=|<>|[=<>(),]))""",
    re.ASCII,
)
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": eq, "!=": ne, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
_OF_TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": lambda whole, part: part in whole,
    "startswith": str.startswith,
    "endswith": str.endswith,
}


class BadExpressionError(ValueError):
    """An expression that cannot be understood, with the reason."""


def read_expression(expression: str, properties: Mapping[str, str]) -> Predicate:
    """Turn an expression over typed contact properties into a predicate.

    A contact that lacks a property fails every comparison and function with it; `not` turns that
    around.
    """
    if len(expression) > LONGEST:
        raise BadExpressionError(f"longer than {LONGEST} characters")
    reader = _Reader(_tokens(expression), properties)
    predicate = reader.alternatives()
    reader.end()
    return predicate


def _tokens(expression: str) -> list[tuple[str, str]]:
    tokens, place, end = [], 0, len(expression.rstrip())
    while place < end:
        found = _TOKEN.match(expression, place)
        if found is None or found.lastgroup is None:
            raise BadExpressionError(f"cannot be read at character {place + 1}")
        tokens.append((found.lastgroup, found[found.lastgroup]))
        place = found.end()
    return tokens


class _Reader:
    """Read tokens by recursive descent, one method a rule of the grammar."""

    def __init__(self, tokens: list[tuple[str, str]], properties: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._properties = properties
        self._place = self._depth = 0

    def alternatives(self) -> Predicate:
        parts = [self._conjunction()]
        while self._takes("or"):
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else lambda values: any(part(values) for part in parts)

    def end(self) -> None:
        if self._place < len(self._tokens):
            raise BadExpressionError(f"unexpected {self._tokens[self._place][1]!r}")

    def _conjunction(self) -> Predicate:
        parts = [self._factor()]
        while self._takes("and"):
            parts.append(self._factor())
        return parts[0] if len(parts) == 1 else lambda values: all(part(values) for part in parts)

    def _factor(self) -> Predicate:
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadExpressionError(f"nested deeper than {DEEPEST}")
        try:
            if self._takes("not"):
                inner = self._factor()
                return lambda values: not inner(values)
            if self._takes("("):
                inner = self.alternatives()
                self._demand(")")
                return inner
            return self._test()
        finally:
            self._depth -= 1

    def _test(self) -> Predicate:
        word = self._next("word")
        if not self._takes("("):
            return self._comparison(word)
        function = word.lower()
        name = self._property()
        if function == "isprovided":
            self._demand(")")
            return lambda values: values.get(name) not in {None, ""}
        if function not in _OF_TEXTS:
            raise BadExpressionError(f"the sandbox does not evaluate {word}")
        self._demand(",")
        part, holds = str(self._literal()), _OF_TEXTS[function]
        self._demand(")")
        return lambda values: name in values and holds(str(values[name]), part)

    def _comparison(self, name: str) -> Predicate:
        kind = self._kind(name)
        compare = _COMPARISONS.get(self._next("sign"))
        if compare is None:
            raise BadExpressionError(f"a comparison is expected after {name!r}")
        wanted = self._literal()
        if (kind in NUMERIC) != (isinstance(wanted, float)) or (
            (kind == "bool") != isinstance(wanted, bool)
        ):
            raise BadExpressionError(f"property {name!r} is of type {kind}")
        if kind in NUMERIC or kind == "bool":
            return lambda values: name in values and compare(values[name], wanted)
        return lambda values: name in values and compare(str(values[name]), wanted)

    def _property(self) -> str:
        name = self._next("word")
        self._kind(name)
        return name

    def _kind(self, name: str) -> str:
        if name not in self._properties:
            raise BadExpressionError(f"no contact property {name!r}")
        return self._properties[name]

    def _literal(self) -> str | float | bool:
        if self._place == len(self._tokens):
            raise BadExpressionError("ends where a value is expected")
        kind, token = self._tokens[self._place]
        self._place += 1
        if kind == "number":
            return float(token)
        if kind == "text":
            return token[1:-1]
        if token.lower() in {"true", "false"}:
            return token.lower() == "true"
        raise BadExpressionError(f"a value is expected, not {token!r}")

    def _takes(self, token: str) -> bool:
        """Step over a token if it is the next one."""
        there = self._place < len(self._tokens)
        found = there and self._tokens[self._place][1].lower() == token
        self._place += int(found)
        return found

    def _demand(self, token: str) -> None:
        if not self._takes(token):
            raise BadExpressionError(f"{token!r} is missing")

    def _next(self, kind: str) -> str:
        if self._place == len(self._tokens) or self._tokens[self._place][0] != kind:
            raise BadExpressionError(f"a {kind} is missing")
        self._place += 1
        return self._tokens[self._place - 1][1]
