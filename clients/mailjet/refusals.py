"""Turn what went wrong on the wire into the errors that callers act on."""

import json
from http import HTTPStatus

import httpx

from clients import call as calls
from clients.errors import (
    NotFound,
    OutcomeUnknown,
    ProviderError,
    Refused,
    Unauthorized,
    scrub,
)
from clients.retry_after import seconds_to_wait

ALREADY_SENT = "already_sent_or_sending"

# The stable codes of the refusals that somebody acts on, by a piece of Mailjet's text.
_REASONS = (
    ("newsletter has to be in status draft or programmed", ALREADY_SENT),
    ("missing content", "missing_content"),
    ("valid and active sender", "sender_not_active"),
    ("already exists", "already_exists"),
    ("has no property", "unknown_property"),
    ("properties not supported", "unknown_property"),
    ("object properties invalid", "unknown_property"),
    ("not allowed", "not_allowed"),
    ("not allow this method", "not_allowed"),
)

# The request never left, so not even a send can have had its effect.
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)

_NOT_SENDABLE = (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError)


class Call(calls.Call):
    """One call to Mailjet."""

    __slots__ = ()
    provider = "mailjet"
    service = "Mailjet"
    address = "MAILJET_BASE_URL and the keys"


def transport_failure(call: Call, error: httpx.HTTPError | httpx.InvalidURL) -> ProviderError:
    """Sort a failure below HTTP by whether the request can have arrived."""
    if isinstance(error, _NEVER_SENT):
        return call.unreachable(error)
    if isinstance(error, _NOT_SENDABLE):
        return call.unsendable(error)
    if isinstance(error, httpx.TimeoutException):
        return call.timed_out()
    return call.broken_off(error)


def status_failure(call: Call, response: httpx.Response) -> ProviderError:
    """Sort an answer that is not a success."""
    status = response.status_code
    text, is_envelope = _provider_text(response)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return call.throttled(status, seconds_to_wait(response.headers.get("retry-after")))
    if call.repeatable and status >= HTTPStatus.INTERNAL_SERVER_ERROR and "HTTP module" in text:
        # Mailjet answers 500 to a path that it does not know.
        return _refused(call, status, "unknown_path", "no such path; check MAILJET_BASE_URL")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return call.unclear(f"Mailjet failed ({status})", "server_error", status)
    if status < HTTPStatus.BAD_REQUEST:
        if not call.repeatable:
            return call.unclear(f"unexpected answer {status}", "unexpected_status", status)
        return _refused(
            call, status, "unexpected_status", f"unexpected {status}; check MAILJET_BASE_URL"
        )
    return _refusal(call, status, text, is_envelope=is_envelope)


def _refusal(call: Call, status: int, text: str, *, is_envelope: bool) -> ProviderError:
    reason = next((code for piece, code in _REASONS if piece in text.lower()), None)
    if reason == ALREADY_SENT and not call.repeatable:
        # It may be our own earlier send that moved the draft on.
        what = "the draft is no longer unsent; look whether it was our own send"
        return call.failed(OutcomeUnknown, what, reason=reason, status=status)
    # 401 also answers forbidden writes, so the text decides; a bad key has an empty body.
    if status == HTTPStatus.UNAUTHORIZED and reason != "not_allowed":
        what = "Mailjet refused the keys (401); check MAILJET_API_KEY and MAILJET_SECRET_KEY"
        return call.failed(Unauthorized, what, reason="keys_refused", status=status)
    if status == HTTPStatus.NOT_FOUND:
        if not is_envelope:
            return _refused(call, status, "unknown_path", "no such path; check MAILJET_BASE_URL")
        what = "Mailjet knows no such thing (404); check the id and the account"
        return call.failed(NotFound, what, reason="not_found", status=status)
    if status == HTTPStatus.FORBIDDEN:
        reason = reason or "forbidden"
    return _refused(call, status, reason or "bad_request", text or "refused without a reason")


def _refused(call: Call, status: int, reason: str, what: str) -> Refused:
    why = f"refused ({status}): {scrub(what, 160)}; correct this before trying again"
    return call.failed(Refused, why, reason=reason, status=status)


def _provider_text(response: httpx.Response) -> tuple[str, bool]:
    """Read Mailjet's own words, and whether they came in its envelope.

    The label is not to be trusted (JSON comes as text/csv, too); pages and other bodies have
    no words worth keeping.
    """
    try:
        body = json.loads(response.content)
    except ValueError:
        return "", False
    if not isinstance(body, dict):
        return "", False
    pieces = [body.get("ErrorMessage"), body.get("ErrorInfo")]
    words = [piece if isinstance(piece, str) else json.dumps(piece) for piece in pieces if piece]
    return ": ".join(dict.fromkeys(words)), "ErrorMessage" in body or "StatusCode" in body
