"""Where alembic starts: with the connection of storage/migrate.py, or from its own command line."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from models.tables import Table
from storage.address import Address


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Table.metadata)
    with context.begin_transaction():
        context.run_migrations()


async def migrate_from_command_line() -> None:
    address = Address.parse(os.environ["DATABASE_URL"])
    engine = create_async_engine(address.url, connect_args=address.connect_args)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if connection := context.config.attributes.get("connection"):
    migrate(connection)
else:
    asyncio.run(migrate_from_command_line())
