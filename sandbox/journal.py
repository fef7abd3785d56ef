"""Every request the providers received, without its credentials."""

import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from aiohttp import web

REQUEST_ID = web.RequestKey("request_id", int)
CAPACITY = 50_000

_SECRETS = frozenset({"token", "key", "api_key", "secret", "secret_key", "client_secret"})
_HIDDEN = "(hidden)"
_LARGEST_PARSED, _LONGEST_TEXT, _LONGEST_LIST, _DEEPEST = 64_000, 400, 20, 6


@dataclass(slots=True)
class Entry:
    """One request; ``status`` is missing while it runs, and when it got no answer."""

    id: int
    time: datetime
    provider: str
    method: str
    path: str
    query: Mapping[str, str]
    body: object
    status: int | None = None
    fault: int | None = None

    def row(self) -> dict[str, object]:
        """Return the entry as JSON."""
        return {**asdict(self), "time": self.time.isoformat()}


class Journal:
    """The latest requests, oldest first; the oldest are forgotten when it is full."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._entries: deque[Entry] = deque(maxlen=capacity)
        self._last = 0

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def begin(
        self,
        *,
        time: datetime,
        provider: str,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: object,
    ) -> Entry:
        """Write a request down as it arrives."""
        self._last += 1
        shown = {name: _HIDDEN if _secret(name) else value for name, value in query.items()}
        entry = Entry(self._last, time, provider, method, path, shown, body)
        self._entries.append(entry)
        return entry

    def clear(self) -> None:
        """Forget all requests; numbers go on."""
        self._entries.clear()


def summary(body: bytes, content_type: str) -> object:
    """Return a body short enough to keep, as JSON and without secrets."""
    if not body:
        return None
    if len(body) > _LARGEST_PARSED:
        return {"bytes": len(body)}
    try:
        if content_type == "application/x-www-form-urlencoded":
            return _brief(dict(parse_qsl(body.decode(), keep_blank_values=True)))
        return _brief(json.loads(body))
    except ValueError:
        return {"bytes": len(body)}


def _secret(name: str) -> bool:
    return name.lower() in _SECRETS


def _brief(value: object, depth: int = 0) -> object:
    match value:
        case str() if len(value) > _LONGEST_TEXT:
            return f"{value[:_LONGEST_TEXT]}… ({len(value)} characters)"
        case dict() | list() if depth >= _DEEPEST:
            return "…"
        case dict():
            return {
                str(name): _HIDDEN if _secret(str(name)) else _brief(part, depth + 1)
                for name, part in value.items()
            }
        case list() if len(value) > _LONGEST_LIST:
            return {"items": len(value), "first": _brief(value[0], depth + 1)}
        case list():
            return [_brief(part, depth + 1) for part in value]
        case _:
            return value
