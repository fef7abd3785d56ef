"""A plan that is TOML and no plan: the first mistake in words an operator can act on."""

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

GROUPED = re.compile(r"\d+([,.' _\u00a0\u202f\u2019]\d{3})*")
NO_DIGITS = re.compile(r"[^0-9]")


def validation_words(wrong: ValidationError, keys: Collection[str]) -> str:
    """Name the field, what is wrong with it, and how to write it; `keys` are those of a plan."""
    errors = wrong.errors(include_url=False, include_context=True)
    error = errors[0]
    field = ""
    for part in error["loc"]:
        field += f"[{part + 1}]" if isinstance(part, int) else f".{_key(part)}"
    field = field.removeprefix(".")
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    advice = _advice(error, errors, keys)
    said = _what(error) + more + (f"; {advice}" if advice else "")
    return f"{field}: {said}" if field else said


def _what(error: ErrorDetails) -> str:
    match error["type"]:
        case "extra_forbidden":
            key = f"{error['loc'][-1]!r:.60}"
            return f"unknown key {key}; check its spelling and the table it stands in"
        case "tuple_type":
            return f"must be a list, not {_shown(error['input'])}"
        case "model_type":
            return f"must be a table, not {_shown(error['input'])}"
        case "missing":
            return "is missing"
        case "value_error":
            return str(error.get("ctx", {}).get("error", error["msg"]))
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}, not {_shown(error['input'])}"


def _advice(error: ErrorDetails, errors: Sequence[ErrorDetails], keys: Collection[str]) -> str:
    """Say how to write what was probably meant; empty when that is anybody's guess."""
    field, given = error["loc"][-1] if error["loc"] else "", error["input"]
    advice = ""
    match error["type"]:
        case "extra_forbidden":
            near = get_close_matches(str(field), keys, 1)
            advice = f"did you mean {near[0]}?" if near and near[0] != field else ""
        case "missing" if field == "campaign" and len(errors) > 1:
            advice = "the keys of a campaign stand below a line [campaign]"
        case "missing":
            unknown = [str(one["loc"][-1]) for one in errors if _is_unknown(one, error["loc"][:-1])]
            near = get_close_matches(str(field), unknown, 1)
            advice = f"is it what {near[0]!r:.60} means?" if near else ""
        case "tuple_type" if field == "rounds" and isinstance(given, dict):
            advice = "write [[rounds]], with two brackets, above each round"
        case "model_type" if isinstance(given, list):
            advice = f"write [{_key(str(field))}], with one bracket"
        case "int_type" | "int_from_float":
            advice = _number(given)
        case "string_type" if isinstance(given, int | float) and not isinstance(given, bool):
            advice = f'write "{_shown(given)}" in quotes'
        case "time_parsing":
            advice = 'write it as in "06:00"'
    return advice


def _is_unknown(error: ErrorDetails, table: tuple[int | str, ...]) -> bool:
    return error["type"] == "extra_forbidden" and error["loc"][:-1] == table


def _number(given: Any) -> str:  # Any: whatever TOML can hold
    match given:
        case str() if GROUPED.fullmatch(given.strip()):
            return f"write {_shown(int(NO_DIGITS.sub('', given)[:60]))} without quotes"
        case float():
            return "write the whole number without point or comma, as in 1000"
    return ""


def _key(part: str) -> str:
    """Write a key in one line, whatever it is made of."""
    return part if re.fullmatch(r"[\w-]{1,60}", part) else f"{part!r:.60}"


def _shown(value: object) -> str:
    """Write a value in one short line, even an integer too long for Python to write."""
    try:
        return f"{value!r:.60}"
    except ValueError:
        return "a number of thousands of digits"
