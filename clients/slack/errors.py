"""Turn slack-sdk's many ways to fail into the errors that callers act on."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from clients.errors import (
    NotFound,
    OutcomeUnknown,
    ProviderError,
    Refused,
    TryAgain,
    Unauthorized,
    Unreachable,
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

_NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
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


@dataclass(frozen=True, slots=True)
class Call:
    """Name one call for people, and say whether a repeat is harmless."""

    name: str
    about: str = ""
    repeatable: bool = True

    @property
    def subject(self) -> str:
        return f"Slack {self.name} {self.about}".rstrip()

    def unclear(self, what: str, reason: str, status: int | None = None) -> ProviderError:
        """Build the error for a call whose answer never came or cannot be read."""
        if self.repeatable:
            return TryAgain(
                f"{self.subject}: {what}; it is harmless to try again.",
                provider="slack",
                call=self.name,
                status=status,
                reason=reason,
            )
        return OutcomeUnknown(
            f"{self.subject}: {what}; it may be there, so look before doing it again.",
            provider="slack",
            call=self.name,
            status=status,
            reason=reason,
        )


def failure_of(call: Call, error: Exception) -> ProviderError:
    """Sort any of FAILURES."""
    kind = type(error).__name__
    match error:
        case SlackApiError():
            return _answer_failure(call, error)
        case _ if isinstance(error, _NEVER_SENT):
            return Unreachable(
                f"{call.subject}: no connection ({kind}); nothing was sent, try again.",
                provider="slack",
                call=call.name,
                reason="unreachable",
            )
        case aiohttp.InvalidURL():
            return Refused(
                f"{call.subject}: cannot be sent ({kind}); check SLACK_BASE_URL.",
                provider="slack",
                call=call.name,
                reason="bad_request_locally",
            )
        case TimeoutError():
            return call.unclear("no answer in time", "timeout")
        case aiohttp.ClientError() | OSError():
            return call.unclear(f"the connection broke ({kind})", "connection_lost")
        case _:
            return call.unclear("the answer cannot be read", "unreadable_answer")


def _answer_failure(call: Call, error: SlackApiError) -> ProviderError:
    # The response is the library's own, or aiohttp's raw one when the JSON was broken.
    response: Any = error.response
    status: int | None = getattr(response, "status_code", getattr(response, "status", None))
    data = getattr(response, "data", None)
    body = data if isinstance(data, dict) else {}
    code = str(body.get("error") or "")
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _THROTTLE:
        headers = getattr(response, "headers", None) or {}
        return TryAgain(
            f"{call.subject}: Slack asks to slow down; nothing was done, try later.",
            provider="slack",
            call=call.name,
            status=status,
            reason="rate_limited",
            retry_after=seconds_to_wait(headers.get("Retry-After")),
        )
    if code in _UNCLEAR or (status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return call.unclear(f"Slack failed ({code or status})", code or "server_error", status)
    if not code:
        return call.unclear(f"unreadable answer ({status})", "unreadable_answer", status)
    return _refusal(call, status, code, body)


def _refusal(call: Call, status: int | None, code: str, body: dict[str, object]) -> ProviderError:
    if code in _TOKEN:
        needed = f" (needs {body['needed']})" if body.get("needed") else ""
        return Unauthorized(
            f"{call.subject}: Slack refused the token: {code}{needed}; check SLACK_BOT_TOKEN and "
            "the app's scopes.",
            provider="slack",
            call=call.name,
            status=status,
            reason=code,
        )
    if code in _ABSENT:
        return NotFound(
            f"{call.subject}: {code}; check the id, and that the app is in the channel.",
            provider="slack",
            call=call.name,
            status=status,
            reason=code,
        )
    return Refused(
        f"{call.subject}: Slack refused: {code}; correct this before trying again.",
        provider="slack",
        call=call.name,
        status=status,
        reason=code,
    )
