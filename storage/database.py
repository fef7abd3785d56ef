"""The connection to PostgreSQL: one pool a process, one transaction a step."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from storage.address import Address
from storage.failures import translated

POOL = {"pool_size": 10, "max_overflow": 10, "pool_timeout": 30, "pool_recycle": 1800}


class Database:
    """Give out transactions; fail with a StorageError in one line when the server is away."""

    def __init__(self, url: str) -> None:
        self.address = Address.parse(url)
        self._engine = create_async_engine(
            self.address.url, connect_args=self.address.connect_args, pool_pre_ping=True, **POOL
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    async def ping(self) -> None:
        """Ask the server for an answer; raise DatabaseUnavailable when it gives none."""
        async with self.begin() as session:
            await session.execute(text("SELECT 1"))

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction; it is committed at the end and rolled back by any exception."""
        with translated(self.address):
            async with self._sessions.begin() as session:
                yield session

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
