"""Gemini's error bodies.

``error_body`` builds any of them. The constants are bodies that a fault may send as they are, with
their HTTP status as the key ``code`` inside: a quota of the minute (with RetryInfo), a quota of the
day (waiting is useless), an overload, an internal error and a missed deadline.
"""

from typing import Any

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
QUOTA_METRIC = "generativelanguage.googleapis.com/generate_content_requests"


class GeminiError(Exception):
    """Refuse a call with a status and Gemini's error body."""

    def __init__(self, code: int, message: str, *details: dict[str, Any]) -> None:
        super().__init__(message)
        self.code = code
        self.body = error_body(code, message, *details)


def error_body(code: int, message: str, *details: dict[str, Any]) -> dict[str, Any]:
    """Return an error as Google's APIs write it."""
    error: dict[str, Any] = {"code": code, "message": message, "status": STATUSES[code]}
    return {"error": error | ({"details": list(details)} if details else {})}


def error_info(reason: str) -> dict[str, Any]:
    """Return the detail that names why the service refused."""
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    }


def _quota_failure(quota_id: str) -> dict[str, Any]:
    return {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [{"quotaMetric": QUOTA_METRIC, "quotaId": quota_id}],
    }


def _retry_info(delay: str) -> dict[str, Any]:
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}


_EXHAUSTED = "You exceeded your current quota, please check your plan and billing details."

MINUTE_QUOTA = error_body(
    429,
    _EXHAUSTED,
    _quota_failure("GenerateRequestsPerMinutePerProjectPerModel"),
    _retry_info("17s"),
)
DAY_QUOTA = error_body(
    429,
    _EXHAUSTED,
    _quota_failure("GenerateRequestsPerDayPerProjectPerModel"),
    _retry_info("43200s"),
)
OVERLOADED = error_body(503, "The model is overloaded. Please try again later.")
INTERNAL = error_body(500, "An internal error has occurred.")
DEADLINE = error_body(504, "Deadline expired before operation could complete.")
