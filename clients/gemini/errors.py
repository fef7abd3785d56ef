"""Turn google-genai's failures into the errors that callers act on."""

import json
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp
from pydantic import ValidationError

from clients.errors import (
    DoNotRetry,
    NotFound,
    ProviderError,
    Refused,
    TryAgain,
    Unauthorized,
    Unreachable,
    scrub,
)
from clients.retry_after import seconds_to_wait

if TYPE_CHECKING:
    from google.genai.errors import APIError


def failures() -> tuple[type[Exception], ...]:
    """List all that a call can raise; a plain ValueError is not there, it is a fault of ours."""
    from google.genai import errors  # noqa: PLC0415 - importing it costs a second

    return (
        errors.APIError,
        errors.UnknownApiResponseError,
        json.JSONDecodeError,
        UnicodeDecodeError,
        ValidationError,
        TimeoutError,
        aiohttp.ClientError,
        OSError,
        AttributeError,  # how the library meets a JSON list
    )


def failure_of(call: str, error: Exception) -> ProviderError:
    """Sort any of `failures()`; a repeat is always harmless, it only costs tokens."""
    from google.genai.errors import APIError  # noqa: PLC0415 - as above

    kind = type(error).__name__
    match error:
        case APIError():
            return _status_failure(call, error)
        case aiohttp.ClientConnectorError() | aiohttp.ClientHttpProxyError():
            return Unreachable(
                f"Gemini {call}: no connection ({kind}); nothing was sent, try again.",
                provider="gemini",
                call=call,
                reason="unreachable",
            )
        case aiohttp.InvalidURL():
            return Refused(
                f"Gemini {call}: cannot be sent ({kind}); check GEMINI_BASE_URL.",
                provider="gemini",
                call=call,
                reason="bad_request_locally",
            )
        case TimeoutError():
            return _try_again(call, "no answer in time", "timeout")
        case aiohttp.ClientError() | OSError():
            return _try_again(call, f"the connection broke ({kind})", "connection_lost")
        case _:
            return _try_again(call, "the answer cannot be read", "unreadable_answer")


def _status_failure(call: str, error: "APIError") -> ProviderError:
    status = error.code
    details = _details(error.details)
    reason = str(error.status or f"http_{status}").lower().replace(" ", "_")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _throttled(call, details)
    # A timed-out request, an unexpected success, a failure of theirs: none is our fault.
    if status == HTTPStatus.REQUEST_TIMEOUT or not 400 <= status < 500:  # noqa: PLR2004
        return _try_again(call, f"Gemini failed ({status})", reason, status)
    if any(detail.get("reason") == "API_KEY_INVALID" for detail in details):
        # A wrong key arrives as a plain 400.
        return _stop(Unauthorized, call, status, "api_key_invalid")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return _stop(Unauthorized, call, status, reason)
    if status == HTTPStatus.NOT_FOUND:
        return _stop(NotFound, call, status, reason)
    return _stop(Refused, call, status, reason, str(error.message or ""))


def _throttled(call: str, details: list[dict[str, object]]) -> ProviderError:
    wait: timedelta | None = None
    for detail in details:
        if str(detail.get("@type", "")).endswith("RetryInfo"):
            wait = seconds_to_wait(str(detail.get("retryDelay", "")))
        violations = detail.get("violations")
        for violation in violations if isinstance(violations, list) else []:
            if isinstance(violation, dict) and "PerDay" in str(violation.get("quotaId", "")):
                return Refused(
                    f"Gemini {call}: the quota of the day is used up; raise it or wait for the "
                    "daily reset.",
                    provider="gemini",
                    call=call,
                    status=429,
                    reason="daily_quota",
                )
    return TryAgain(
        f"Gemini {call}: Gemini asks to slow down (429); try later.",
        provider="gemini",
        call=call,
        status=429,
        reason="rate_limited",
        retry_after=wait,
    )


_ADVICE: dict[type[DoNotRetry], str] = {
    Unauthorized: "the key was refused; check GEMINI_API_KEY",
    NotFound: "no such model or path; check GEMINI_MODEL and GEMINI_BASE_URL",
    Refused: "refused; correct this before trying again",
}


def _stop(
    kind: type[DoNotRetry], call: str, status: int, reason: str, words: str = ""
) -> DoNotRetry:
    what = f": {scrub(words, 140)}" if words else ""
    return kind(
        f"Gemini {call} ({status} {reason}): {_ADVICE[kind]}{what}.",
        provider="gemini",
        call=call,
        status=status,
        reason=reason,
    )


def _try_again(call: str, what: str, reason: str, status: int | None = None) -> TryAgain:
    return TryAgain(
        f"Gemini {call}: {what}; try again.",
        provider="gemini",
        call=call,
        status=status,
        reason=reason,
    )


def _details(answer: object) -> list[dict[str, object]]:
    error = answer.get("error", answer) if isinstance(answer, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    return [d for d in details if isinstance(d, dict)] if isinstance(details, list) else []
