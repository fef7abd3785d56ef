"""What every ring of tests shares: a PostgreSQL, migrated once and emptied for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from models.tables import Table
from storage import migrate
from storage.database import Database
from workers.embedded.postgres import EmbeddedPostgres

TESTS = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record-histories",
        action="store_true",
        help="keep the histories of the paths in tests/replay/paths.py",
    )


# Several processes take whole files in this order, the longest first. Fault suite and README mostly
# wait, so that two cores have room for what is busy beside them.
LONGEST = (
    "faults/test_faults.py", "faults/test_broken_release.py", "workflows/test_holds.py", "e2e/",
    "workflows/", "cli/", "embedded/",
)  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):  # as pytest-xdist's processes have
        items.sort(key=place)


def place(item: pytest.Item) -> int:
    """Say where in the order of LONGEST a test stands."""
    path = item.path.relative_to(TESTS).as_posix()
    return next((n for n, files in enumerate(LONGEST) if path.startswith(files)), len(LONGEST))


EMPTY = text(f"TRUNCATE {', '.join(Table.metadata.tables)} RESTART IDENTITY")


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedPostgres]:
    server = await EmbeddedPostgres.start(tmp_path_factory.mktemp("postgres"), durable=False)
    yield server
    await server.stop()


@pytest.fixture(scope="session")
async def database_url(postgres: EmbeddedPostgres) -> str:
    await migrate.upgrade(postgres.url)
    return postgres.url


@pytest.fixture(scope="session")
async def open_database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def database(open_database: Database) -> Database:
    async with open_database.begin() as session:
        await session.execute(EMPTY)
    return open_database


# The Temporal environment (`client`, `temporal_address`) goes here.
