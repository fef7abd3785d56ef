"""Reads that many rounds make in the same minute, made once: senders and domains."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar, cast

T = TypeVar("T")

SHARED_FOR = 60.0  # seconds


@dataclass(frozen=True)
class Reading:
    """A read that is under way or done, and when it was begun."""

    answer: asyncio.Future[object]
    began: float
    began_at: datetime


class SharedReads:
    """Let the checklists of one worker share answers for a minute.

    Only for what belongs to the account and not to a round, and never across a decision: a round
    that somebody decided about takes no answer from before. A failed read is not shared.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._readings: dict[str, Reading] = {}

    async def get(
        self,
        question: str,
        read: Callable[[], Coroutine[object, object, T]],
        not_before: datetime | None,
    ) -> T:
        """Join a recent read of the same question, or begin one."""
        self._forget()
        known = self._readings.get(question)
        if known is None or (not_before is not None and known.began_at <= not_before):
            answer: asyncio.Future[object] = asyncio.ensure_future(read())
            known = Reading(answer, self._clock(), datetime.now(UTC))
            self._readings[question] = known
        return cast("T", await asyncio.shield(known.answer))  # one question, one type

    def _forget(self) -> None:
        """Drop what is old, and what failed."""
        now = self._clock()
        self._readings = {
            question: reading
            for question, reading in self._readings.items()
            if now - reading.began < SHARED_FOR and not failed(reading.answer)
        }


def failed(answer: asyncio.Future[object]) -> bool:
    """Say whether a read is over without an answer."""
    return answer.done() and (answer.cancelled() or answer.exception() is not None)
