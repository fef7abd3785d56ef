"""What can go wrong with a provider, sorted by what the caller must do next.

    ProviderError
    ├── TryAgain                nothing was done, or doing it again is harmless
    │   └── Unreachable         the request certainly never arrived
    ├── DoNotRetry              refused with certainty
    │   ├── NotFound            the thing that was named does not exist
    │   ├── Unauthorized        the key or token was refused, or may not do this
    │   └── Refused             any other certain refusal
    └── OutcomeUnknown          it may have happened: reconcile by reads, then a person decides

The class names and the `reason` codes are public: workflows branch on them. Errors of the
libraries underneath are never chained (`raise ... from`): their texts carry bodies and headers,
and a cause would travel into the workflow history with them.
"""

import re
from datetime import timedelta
from typing import Literal

from models.text import clean

Provider = Literal["mailjet", "slack", "gemini"]

LONGEST_MESSAGE = 300

_ADDRESS = re.compile(r"[^\s<>\"'(),;:]+(?:@|%40)[^\s<>\"'(),;:]+", re.IGNORECASE)
# Slack tokens, Google keys, Mailjet keys (32 hex digits), and Authorization values.
_SECRET = re.compile(
    r"xox[a-z]-[\w.-]+|xapp-[\w.-]+|AIza[\w-]{10,}|\b[0-9a-f]{32,}\b|\b(?:Basic|Bearer)\s+[\w+/=.~-]+",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")


def scrub(text: str, longest: int = LONGEST_MESSAGE) -> str:
    """Return `text` on one line, without addresses, secrets and markup, cut to `longest`."""
    # A provider may echo a whole document, which the patterns would read slowly.
    plain = _SECRET.sub("[secret]", _ADDRESS.sub("[address]", clean(text[:1000])))
    plain = " ".join(_TAG.sub(" ", plain).split())
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"


class ProviderError(Exception):
    """Report a failed call: what happened, to what, and what to do next."""

    def __init__(
        self,
        message: str,
        *,
        provider: Provider,
        call: str,
        status: int | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(scrub(message))
        self.provider: Provider = provider
        self.call = call
        self.status = status
        self.reason = None if reason is None else scrub(reason, 80)


class TryAgain(ProviderError):  # noqa: N818 - the name says what the caller should do
    """Nothing was done, or doing it again is harmless; wait `retry_after` if it is given."""

    def __init__(
        self,
        message: str,
        *,
        provider: Provider,
        call: str,
        status: int | None = None,
        reason: str | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message, provider=provider, call=call, status=status, reason=reason)
        self.retry_after = retry_after


class Unreachable(TryAgain):
    """The request certainly never arrived: refused connection, name look-up or TLS."""


class DoNotRetry(ProviderError):  # noqa: N818 - as above
    """The provider refused with certainty; the same call would be refused again."""


class NotFound(DoNotRetry):
    """The thing that was named does not exist."""


class Unauthorized(DoNotRetry):
    """The key or token was refused, or lacks the right to do this."""


class Refused(DoNotRetry):
    """Any other certain refusal; `reason` says which."""


class OutcomeUnknown(ProviderError):  # noqa: N818 - as above
    """The request may have had its effect: reconcile by reads, never by sending again."""
