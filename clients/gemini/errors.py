"""Turn google-genai's failures into the errors that callers act on."""

import json
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp
from pydantic import ValidationError

from clients import call as calls
from clients.below_http import failure_below_http
from clients.errors import (
    DoNotRetry,
    NotFound,
    ProviderError,
    Refused,
    Unauthorized,
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


class Call(calls.Call):
    """One call to Gemini; a repeat only costs tokens."""

    __slots__ = ()
    provider = "gemini"
    service = "Gemini"
    address = "GEMINI_BASE_URL"


def failure_of(call: Call, error: Exception) -> ProviderError:
    """Sort any of `failures()`."""
    from google.genai.errors import APIError  # noqa: PLC0415 - as above

    if isinstance(error, APIError):
        return _status_failure(call, error)
    return failure_below_http(call, error)


def _status_failure(call: Call, error: "APIError") -> ProviderError:
    status = error.code
    details = _details(error.details)
    reason = str(error.status or f"http_{status}").lower().replace(" ", "_")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _throttled(call, details)
    # A timed-out request, an unexpected success, a failure of theirs: none is our fault.
    if status == HTTPStatus.REQUEST_TIMEOUT or not 400 <= status < 500:  # noqa: PLR2004
        return call.unclear(f"Gemini failed ({status})", reason, status)
    if any(detail.get("reason") == "API_KEY_INVALID" for detail in details):
        # A wrong key arrives as a plain 400.
        return _stop(Unauthorized, call, status, "api_key_invalid")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return _stop(Unauthorized, call, status, reason)
    if status == HTTPStatus.NOT_FOUND:
        return _stop(NotFound, call, status, reason)
    return _stop(Refused, call, status, reason, str(error.message or ""))


def _throttled(call: Call, details: list[dict[str, object]]) -> ProviderError:
    wait: timedelta | None = None
    for detail in details:
        if str(detail.get("@type", "")).endswith("RetryInfo"):
            wait = seconds_to_wait(str(detail.get("retryDelay", "")))
        violations = detail.get("violations")
        for violation in violations if isinstance(violations, list) else []:
            if isinstance(violation, dict) and "PerDay" in str(violation.get("quotaId", "")):
                what = "the quota of the day is used up; raise it or wait for the daily reset"
                return call.failed(Refused, what, reason="daily_quota", status=429)
    return call.throttled(429, wait)


_ADVICE: dict[type[DoNotRetry], str] = {
    Unauthorized: "the key was refused; check GEMINI_API_KEY",
    NotFound: "no such model or path; check GEMINI_MODEL and GEMINI_BASE_URL",
    Refused: "refused; correct this before trying again",
}


def _stop(
    kind: type[DoNotRetry], call: Call, status: int, reason: str, words: str = ""
) -> DoNotRetry:
    more = f": {scrub(words, 140)}" if words else ""
    what = f"{_ADVICE[kind]} ({status} {reason}){more}"
    return call.failed(kind, what, reason=reason, status=status)


def _details(answer: object) -> list[dict[str, object]]:
    error = answer.get("error", answer) if isinstance(answer, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    return [d for d in details if isinstance(d, dict)] if isinstance(details, list) else []
