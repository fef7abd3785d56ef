import asyncio
import socket
from pathlib import Path

import pytest
from sqlalchemy import text

from models.round import Status
from storage.address import COMMAND_SECONDS, IDLE_SECONDS, Address
from storage.database import Database
from storage.errors import DatabaseUnavailable, InvalidDatabaseUrl, MissingTables
from storage.round_row import locked
from storage.rounds import Rounds
from tests.storage.samples import REF
from tests.storage.telling import tell
from workers.embedded.ports import free_port
from workers.embedded.postgres import EmbeddedPostgres

SOCKET = "postgresql://postgres:@/postgres?host=/run/pg"


async def told(database: Database) -> str:
    """Say what a step on a database that is away is told; always one line without the password."""
    with pytest.raises(DatabaseUnavailable) as wrong:
        await tell(Rounds(database), REF, Status.READY)
    await database.close()
    message = str(wrong.value)
    assert "\n" not in message
    assert "secret-word" not in message
    return message


async def test_a_server_that_is_there_answers(database: Database) -> None:
    await database.ping()


async def test_a_failed_step_leaves_nothing(database: Database, rounds: Rounds) -> None:
    async def change_one_mind() -> None:
        async with database.begin() as session:
            await session.execute(text("DELETE FROM campaign_schedule"))
            raise KeyError

    with pytest.raises(KeyError):
        await change_one_mind()

    await tell(rounds, REF, Status.READY)


async def test_nobody_listening_is_told_in_one_line(unreachable: Database) -> None:
    message = await told(unreachable)

    assert message.startswith("database records at 127.0.0.1:1 is not available: ")
    assert "refused" in message.lower() or "connect" in message.lower()


async def test_a_missing_socket_is_told_in_one_line(tmp_path: Path) -> None:
    message = await told(Database(f"postgresql://u:secret-word@/records?host={tmp_path}/none"))

    assert "is not available" in message


async def test_a_name_that_does_not_resolve_is_told_in_one_line() -> None:
    assert "is not available" in await told(
        Database("postgresql://u:secret-word@no-such-host.invalid/records")
    )


async def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.address.CONNECT_SECONDS", 0.2)
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        message = await told(Database(f"postgresql://u:secret-word@127.0.0.1:{port}/records"))

    assert "no answer" in message


async def test_an_unknown_database_is_told_in_one_line(database_url: str) -> None:
    message = await told(Database(database_url.replace("/postgres?", "/no-such-records?")))

    assert message.endswith("there is no such database")


async def test_absent_tables_name_the_command_that_makes_them(empty_url: str) -> None:
    database = Database(empty_url)

    with pytest.raises(MissingTables, match="campaign setup"):
        await tell(Rounds(database), REF, Status.READY)

    await database.close()


async def test_a_server_that_comes_back_is_used_again(tmp_path: Path) -> None:
    server = await EmbeddedPostgres.start(tmp_path / "pg", durable=False)
    database = Database(server.url)
    await database.ping()

    await server.stop()
    with pytest.raises(DatabaseUnavailable) as wrong:
        await database.ping()
    server = await EmbeddedPostgres.start(tmp_path / "pg", durable=False)
    await database.ping()

    assert "\n" not in str(wrong.value)
    await database.close()
    await server.stop()


async def test_a_server_that_ends_in_the_middle_of_a_step_is_told(tmp_path: Path) -> None:
    server = await EmbeddedPostgres.start(tmp_path / "pg", durable=False)
    database = Database(server.url)

    async def lose_the_server() -> None:
        async with database.begin() as session:
            await session.execute(text("SELECT 1"))
            await server.stop()
            await session.execute(text("SELECT 1"))

    with pytest.raises(DatabaseUnavailable):
        await lose_the_server()

    await database.close()


@pytest.mark.parametrize(
    "spelling",
    ["postgresql://u:p@h:5/d", "postgres://u:p@h:5/d", "postgresql+asyncpg://u:p@h:5/d"],
)
def test_every_spelling_of_an_address_means_the_same(spelling: str) -> None:
    address = Address.parse(spelling)

    assert address.url.drivername == "postgresql+asyncpg"
    assert str(address) == "d at h:5"
    assert "p@" not in repr(address)


def test_sockets_and_tls_are_understood() -> None:
    assert Address.parse(SOCKET).connect_args["host"] == "/run/pg"
    assert Address.parse("postgres://u@h/d?sslmode=require").connect_args["ssl"] == "require"


@pytest.mark.parametrize(
    ("spelling", "said"),
    [
        ("", "not a URL"),
        ("localhost", "not a URL"),
        ("mysql://u:secret-word@h/d", "begins with mysql://"),
        ("postgresql://u:secret-word@h:x/d", "not a URL"),
        ("postgresql://u:secret-word@h/d?colour=red", "unknown option 'colour'"),
        ("postgresql://u:secret-word@h/d?port=x", "not a number"),
    ],
)
def test_a_wrong_address_is_refused_without_its_password(spelling: str, said: str) -> None:
    with pytest.raises(InvalidDatabaseUrl, match=said) as wrong:
        Database(spelling)

    assert "secret-word" not in str(wrong.value)


async def test_a_process_that_stands_still_in_a_step_loses_its_locks(
    database: Database, rounds: Rounds
) -> None:
    """A frozen worker must not keep everybody else from the rows that it had locked."""

    async def stand_still() -> None:
        async with database.begin() as session:
            await session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '200ms'"))
            await locked(session, REF.id)
            await asyncio.sleep(0.5)
            await rounds.record_status(REF, Status.READY)  # waits for nobody any more
            await session.execute(text("SELECT 1"))

    with pytest.raises(DatabaseUnavailable) as stood_still:
        await stand_still()

    async with database.begin() as session:
        kept = await session.scalar(text("SHOW idle_in_transaction_session_timeout"))
    assert kept == f"{IDLE_SECONDS}s"
    assert IDLE_SECONDS < COMMAND_SECONDS
    assert "stood still" in str(stood_still.value) or "was lost" in str(stood_still.value)
