from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.address import Address
from storage.database import Database
from storage.rounds import Rounds
from tests.storage.samples import CLAIMANT, FIRST, SECOND
from workers.embedded.postgres import EmbeddedPostgres


@pytest.fixture
async def rounds(database: Database) -> Rounds:
    store = Rounds(database)
    await store.record_planned([FIRST, SECOND], CLAIMANT)
    return store


@pytest.fixture
async def empty_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """Give a database without tables, on the server of the other tests."""
    address = Address.parse(postgres.url)
    engine = create_async_engine(
        address.url, connect_args=address.connect_args, isolation_level="AUTOCOMMIT"
    )
    async with engine.connect() as connection:
        await connection.execute(text("CREATE DATABASE fresh"))
        yield postgres.url.replace("/postgres?", "/fresh?")
        await connection.execute(text("DROP DATABASE fresh WITH (FORCE)"))
    await engine.dispose()


@pytest.fixture
async def unreachable() -> AsyncIterator[Database]:
    database = Database("postgresql://someone:secret-word@127.0.0.1:1/records")
    yield database
    await database.close()
