"""The one error of the Slack stand-in."""

from typing import Any


class SlackError(Exception):
    """Refuse a call with Slack's error code and whatever travels beside it."""

    def __init__(
        self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(code)
        self.status = status
        self.headers = headers or {}
        self.body: dict[str, Any] = {"ok": False, "error": code, **extra}


def missing(name: str) -> SlackError:
    """Return the refusal of a call that lacks a required argument."""
    complaint = f"[ERROR] missing required field: {name}"
    return SlackError("invalid_arguments", response_metadata={"messages": [complaint]})
