"""The arguments of one call, wherever the client put them."""

import json
from typing import Any

from aiohttp import web

from sandbox.slack.errors import SlackError, missing


class Arguments:
    """Read arguments that may come as query text, form text or JSON values."""

    def __init__(self, values: dict[str, Any], origin: str = "") -> None:
        self._values = values
        self.origin = origin

    @classmethod
    async def of(cls, request: web.Request) -> "Arguments":
        """Collect the arguments of a request; the body wins over the query."""
        values: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            values |= _json_object(await request.text())
        elif request.can_read_body:
            values |= dict(await request.post())
        return cls(values, origin=f"{request.scheme}://{request.host}")

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        """Return a text argument, empty when absent."""
        value = self._values.get(name)
        return "" if value is None else str(value)

    def required(self, name: str) -> str:
        """Return a text argument that must be there."""
        if not (value := self.text(name)):
            raise missing(name)
        return value

    def flag(self, name: str) -> bool:
        """Return whether a switch is on: JSON true, ``1`` or ``true``."""
        return self.text(name).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        """Return a whole number, or the default when absent."""
        value = self.text(name)
        if not value:
            return default
        if not value.lstrip("-").isdigit():
            raise SlackError("invalid_arguments")
        return int(value)

    def structure(self, name: str, *, refusal: str) -> Any:
        """Return a JSON value sent as such or as JSON text, None when absent."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(refusal) from None


def _json_object(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text or "{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
