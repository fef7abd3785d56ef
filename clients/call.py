"""One call to a provider, and the words in which its failures are told."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, TypeVar

from clients.errors import OutcomeUnknown, Provider, ProviderError, Refused, TryAgain, Unreachable

E = TypeVar("E", bound=ProviderError)


@dataclass(frozen=True, slots=True)
class Call:
    """Name one call for people: what was asked, about what, and whether a repeat is harmless.

    Each provider has a class of its own, which says who was asked.
    """

    name: str
    about: str = ""
    repeatable: bool = True

    provider: ClassVar[Provider]
    service: ClassVar[str]
    address: ClassVar[str]  # the settings that say where it is
    perhaps: ClassVar[str] = "it may have been done"

    @property
    def subject(self) -> str:
        return f"{self.service} {self.name} {self.about}".rstrip()

    def failed(self, kind: type[E], what: str, *, reason: str, status: int | None = None) -> E:
        """Build an error of a kind; `what` says what happened and what to do."""
        return kind(
            f"{self.subject}: {what}.",
            provider=self.provider,
            call=self.name,
            status=status,
            reason=reason,
        )

    def unclear(self, what: str, reason: str, status: int | None = None) -> ProviderError:
        """Build the error for a call whose answer never came or cannot be read."""
        if self.repeatable:
            more = f"{what}; it is harmless to try again"
            return self.failed(TryAgain, more, reason=reason, status=status)
        more = f"{what}; {self.perhaps}, so look before doing it again"
        return self.failed(OutcomeUnknown, more, reason=reason, status=status)

    def unreadable(self, status: int | None = None) -> ProviderError:
        return self.unclear("the answer cannot be read", "unreadable_answer", status)

    def timed_out(self) -> ProviderError:
        return self.unclear("no answer in time", "timeout")

    # The text of a library's error may name a URL, and with it an address: only its class is told.

    def broken_off(self, error: Exception) -> ProviderError:
        return self.unclear(f"the connection broke ({type(error).__name__})", "connection_lost")

    def unreachable(self, error: Exception) -> Unreachable:
        what = f"no connection ({type(error).__name__}); nothing was sent, try again"
        return self.failed(Unreachable, what, reason="unreachable")

    def unsendable(self, error: Exception) -> Refused:
        what = f"cannot be sent ({type(error).__name__}); check {self.address}"
        return self.failed(Refused, what, reason="bad_request_locally")

    def throttled(self, status: int | None, wait: timedelta | None) -> TryAgain:
        what = f"{self.service} asks to slow down; nothing was done, try later"
        error = self.failed(TryAgain, what, reason="rate_limited", status=status)
        error.retry_after = wait
        return error
