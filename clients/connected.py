"""What every client is: a connection to one provider, opened late and closed once."""

from typing import Generic, Protocol, Self, TypeVar


class Connection(Protocol):
    """What a client sends its requests over."""

    on_loopback: bool

    async def aclose(self) -> None: ...


C = TypeVar("C", bound=Connection)


class Connected(Generic[C]):
    """Say where a provider is, and close the connections to it, at the latest after a context."""

    _wire: C

    @property
    def on_loopback(self) -> bool:
        """Say whether this client talks to this machine only."""
        return self._wire.on_loopback

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
