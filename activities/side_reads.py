"""What stands beside a round's counters: each part is read by itself, and may be missing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, TypeVar

from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_chain,
    wait_fixed,
)

from clients.errors import ProviderError, TryAgain
from models.metrics import Absence, MissingPart, Part

# Seconds for all tries of a part: what policies.poll leaves after its patience, 2 minutes, also
# holds the last look at the counters (60 s at most) and the record (30 s).
LONGEST = 30.0
WAITS = (1.0, 2.0)  # seconds before the second and the third try

T = TypeVar("T")


@dataclass(frozen=True)
class Read(Generic[T]):
    """A part that was found, or why it is missing."""

    found: T | None
    missing: MissingPart | None = None


@dataclass(frozen=True)
class SideReads:
    """Read parts of a snapshot, and keep account of those that did not come."""

    waits: tuple[float, ...] = WAITS
    longest: float = LONGEST

    async def read(
        self, part: Part, ask: Callable[[], Awaitable[T]], *, counted: int = 0
    ) -> Read[T]:
        """Ask for a part, and again after a failure that may pass.

        A part that lists nothing of what was counted is late. Raises nothing of the provider's:
        no part is worth the snapshot. Twice is safe: all of them read.
        """

        async def once() -> T:
            return await ask()

        tried = AsyncRetrying(
            retry=retry_if_exception_type(TryAgain),
            stop=stop_after_attempt(1 + len(self.waits)),
            wait=wait_chain(*map(wait_fixed, self.waits or (0.0,))),
            reraise=True,
        )
        try:
            async with asyncio.timeout(self.longest):
                found: T = await tried(once)
        except TimeoutError:
            return Read(None, _late(part, f"Mailjet did not answer within {self.longest:g} s"))
        except ProviderError as error:
            return Read(None, _missing(part, error))
        return Read(found, _late(part, "Mailjet lists none") if counted and not found else None)


def _missing(part: Part, error: ProviderError) -> MissingPart:
    """Say why a part is missing: without an answer, or asked to slow down, it may still come."""
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _late(part, "Mailjet asks to slow down")
    if error.reason == "unreadable_answer":
        return _refused(part, "Mailjet's answer cannot be read")
    if error.status is not None:
        return _refused(part, f"Mailjet answered {error.status}")
    if isinstance(error, TryAgain):
        return _late(part, "Mailjet did not answer")
    return _refused(part, "Mailjet was not asked")


def _late(part: Part, why: str) -> MissingPart:
    return MissingPart(part=part, absence=Absence.LATE, detail=why)


def _refused(part: Part, why: str) -> MissingPart:
    return MissingPart(part=part, absence=Absence.REFUSED, detail=why)
