"""`campaign setup`: tables and search attributes."""

import asyncio

from cli.registration import register_search_attributes
from cli.terminal import results
from storage import migrate
from workers.connection import connect
from workers.settings import DatabaseSettings, read_settings

EXAMPLE = "campaign setup"


def command() -> None:
    """Prepare database and Temporal; twice is safe."""
    url = read_settings(DatabaseSettings).database_url.get_secret_value()
    asyncio.run(_set_up(url))


async def _set_up(url: str) -> None:
    console = results()
    before = await migrate.current(url)
    await migrate.upgrade(url)
    after = await migrate.current(url)
    if before == after:
        console.print(f"database: is at revision {after}")
    else:
        console.print(f"database: migrated from {before or 'nothing'} to revision {after}")
    client = await connect()
    added = await register_search_attributes(client)
    done = f"registered {', '.join(added)}" if added else "all search attributes are registered"
    console.print(f"Temporal: {done} (namespace {client.namespace})")
