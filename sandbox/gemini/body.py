"""Read a request body in which both spellings of a name occur."""

import json
import re
from collections.abc import Mapping
from typing import Any

from sandbox.gemini.failures import GeminiError

_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


def pick(owner: Any, name: str, default: Any = None) -> Any:
    """Return a field by its camelCase name, written in camelCase or snake_case."""
    if not isinstance(owner, Mapping):
        return default
    if name in owner:
        return owner[name]
    return owner.get(_HUMP.sub("_", name).lower(), default)


def parse(text: str) -> dict[str, Any]:
    """Return the JSON object a client sent."""
    try:
        body = json.loads(text or "{}")
    except ValueError:
        raise GeminiError(400, "Invalid JSON payload received.") from None
    if not isinstance(body, dict):
        raise GeminiError(400, "Invalid JSON payload received.")
    return body


def contents_text(body: Mapping[str, Any]) -> str:
    """Return everything the conversation says, turn after turn."""
    contents = pick(body, "contents", [])
    turns = contents if isinstance(contents, list) else [contents]
    return "\n".join(filter(None, map(_text, turns)))


def instruction_text(body: Mapping[str, Any]) -> str:
    """Return the system instruction, empty when there is none."""
    return _text(pick(body, "systemInstruction"))


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    parts = pick(content, "parts", [])
    found = parts if isinstance(parts, list) else [parts]
    return "\n".join(str(part["text"]) for part in found if isinstance(pick(part, "text"), str))
