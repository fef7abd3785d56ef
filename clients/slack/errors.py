"""Turn slack-sdk's many ways to fail into the errors that callers act on."""

from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from clients import call as calls
from clients.below_http import failure_below_http
from clients.errors import (
    NotFound,
    ProviderError,
    Refused,
    Unauthorized,
)
from clients.retry_after import seconds_to_wait

# All that a call can raise. AttributeError is how the library meets a JSON list or plain text,
# ValueError how it meets bytes that are no text.
FAILURES = (
    SlackClientError,
    TimeoutError,
    aiohttp.ClientError,
    OSError,
    AttributeError,
    ValueError,
)

_TOKEN = {
    "not_authed",
    "invalid_auth",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "not_allowed_token_type",
    "missing_scope",
    "no_permission",
}
_ABSENT = {
    "channel_not_found",
    "message_not_found",
    "thread_not_found",
    "file_not_found",
    "user_not_found",
}
_THROTTLE = {"ratelimited", "rate_limited", "message_limit_exceeded"}
# Slack documents these as possibly partly done.
_UNCLEAR = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}


class Call(calls.Call):
    """One call to Slack."""

    __slots__ = ()
    provider = "slack"
    service = "Slack"
    address = "SLACK_BASE_URL"
    perhaps = "it may be there"


def failure_of(call: Call, error: Exception) -> ProviderError:
    """Sort any of FAILURES."""
    if isinstance(error, SlackApiError):
        return _answer_failure(call, error)
    return failure_below_http(call, error)


def _answer_failure(call: Call, error: SlackApiError) -> ProviderError:
    # The response is the library's own, or aiohttp's raw one when the JSON was broken.
    response: Any = error.response
    status: int | None = getattr(response, "status_code", getattr(response, "status", None))
    data = getattr(response, "data", None)
    body = data if isinstance(data, dict) else {}
    code = str(body.get("error") or "")
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _THROTTLE:
        headers = getattr(response, "headers", None) or {}
        return call.throttled(status, seconds_to_wait(headers.get("Retry-After")))
    if code in _UNCLEAR or (status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return call.unclear(f"Slack failed ({code or status})", code or "server_error", status)
    if not code:
        return call.unclear(f"unreadable answer ({status})", "unreadable_answer", status)
    return _refusal(call, status, code, body)


def _refusal(call: Call, status: int | None, code: str, body: dict[str, object]) -> ProviderError:
    if code in _TOKEN:
        needed = f" (needs {body['needed']})" if body.get("needed") else ""
        advice = "check SLACK_BOT_TOKEN and the app's scopes"
        what = f"Slack refused the token: {code}{needed}; {advice}"
        return call.failed(Unauthorized, what, reason=code, status=status)
    if code in _ABSENT:
        what = f"{code}; check the id, and that the app is in the channel"
        return call.failed(NotFound, what, reason=code, status=status)
    what = f"Slack refused: {code}; correct this before trying again"
    return call.failed(Refused, what, reason=code, status=status)
