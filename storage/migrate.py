"""Bring the tables to this release's shape."""

import sys
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import migrations
from storage.address import Address
from storage.failures import translated

LOCK = 0x63616D706169676E  # "campaign": one migration at a time in a database


async def upgrade(url: str, revision: str = "head") -> None:
    """Migrate the database, in one transaction; what people should know of it is printed.

    Twice is safe, even at once: one caller migrates while the others wait and find it done.
    """
    await _alone(url, lambda connection: command.upgrade(settings(connection), revision))


async def downgrade(url: str, revision: str) -> None:
    """Go back to an earlier revision; `base` removes every table and what is in it."""
    await _alone(url, lambda connection: command.downgrade(settings(connection), revision))


async def current(url: str) -> str | None:
    """Name the revision that the database is at; None before the first migration."""
    found: list[str | None] = []
    await _alone(url, lambda connection: found.append(revision_of(connection)))
    return found[0]


def settings(connection: Connection) -> Config:
    """Configure alembic for a connection that is open already; migrations/env.py uses it."""
    config = Config(stdout=sys.stdout)  # by name now: its default is the one of import time
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    return config


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def _alone(url: str, work: Callable[[Connection], None]) -> None:
    """Do something in one transaction that no other migration shares."""
    address = Address.parse(url)
    arguments = {**address.connect_args, "command_timeout": None}
    engine = create_async_engine(address.url, connect_args=arguments, poolclass=NullPool)
    try:
        with translated(address):
            async with engine.begin() as connection:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": LOCK})
                await connection.run_sync(work)
    finally:
        await engine.dispose()
