"""A conversation whose history is ours, so that it can be kept and shown."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from clients.gemini.answers import Reply


@dataclass(frozen=True, slots=True)
class Turn:
    role: Literal["user", "model"]
    text: str = field(repr=False)


class Conversation:
    """Hold the turns and send them all each time; one task at a time."""

    def __init__(self, ask: Callable[[tuple[Turn, ...]], Awaitable[Reply]]) -> None:
        self._ask = ask
        self._turns: tuple[Turn, ...] = ()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Return what was said so far."""
        return self._turns

    async def send(self, text: str) -> Reply:
        """Say something and return the reply; a failed turn leaves the history as it was."""
        turns = (*self._turns, Turn("user", text))
        reply = await self._ask(turns)
        self._turns = (*turns, Turn("model", reply.text))
        return reply
