"""A request that must not begin late, whatever held its process up."""

from dataclasses import dataclass
from datetime import UTC, datetime

from clients.errors import ProviderError, TryAgain
from clients.mailjet.refusals import Call


class Late(Exception):  # noqa: N818 - it says what is so; the wire turns it into a ProviderError
    """Say that the deadline had passed; `begun` when the server has a part of the request."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__()
        self.begun = begun


@dataclass(frozen=True)
class Deadline:
    """Look at the clock directly before each write of a request.

    It is the wall clock, which goes on while a process is stopped. The look comes after the wait
    for a connection, the look-up of the name, the connecting and the handshake, which may take
    long; between it and the socket nothing is waited for.
    """

    begin_by: datetime

    def check(self, *, begun: bool = False) -> None:
        """Raise Late when it is too late to write."""
        if datetime.now(UTC) > self.begin_by:
            raise Late(begun=begun)

    async def trace(self, event: str, _: object) -> None:
        """Hear from httpcore what it is about to do; see its `trace` extension."""
        if event.endswith("send_request_headers.started"):
            self.check()
        elif event.endswith("send_request_body.started"):
            self.check(begun=True)


def late_failure(call: Call, late: Late) -> ProviderError:
    """Sort a request that came late by whether the server can have it."""
    if late.begun:
        return call.unclear("held up in the middle of the request", "late")
    return TryAgain(
        f"{call.subject}: held up until after its deadline; nothing was sent.",
        provider="mailjet",
        call=call.name,
        reason="late",
    )
