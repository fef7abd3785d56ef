import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from sqlalchemy import text
from temporalio.client import Client
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

from storage.database import Database
from workers.embedded.errors import PortInUse, ServerDied, UnusableDirectory
from workers.embedded.ports import free_port
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.temporal_server import EmbeddedTemporal

CRASH = Path(__file__).with_name("crash.py")
ATTRIBUTES = {"CampaignSlug": "Keyword", "CampaignLaunch": "Datetime"}


async def gone(pid: int) -> None:
    async for attempt in AsyncRetrying(stop=stop_after_delay(10), wait=wait_fixed(0.05)):
        with attempt:
            assert not alive(pid)


def alive(pid: int) -> bool:
    """Say whether a process runs; a zombie that nobody has collected does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def ask(url: str, question: str) -> list[object]:
    database = Database(url)
    async with database.begin() as session:
        result = await session.execute(text(question))
        answer = list(result.scalars()) if question.startswith("SELECT") else []
    await database.close()
    return answer


async def test_postgres_keeps_its_data_from_one_start_to_the_next(tmp_path: Path) -> None:
    first = await EmbeddedPostgres.start(tmp_path / "pg", durable=False)
    await ask(first.url, "CREATE TABLE kept AS SELECT 7 AS number")
    await first.stop()
    await first.stop()

    second = await EmbeddedPostgres.start(tmp_path / "pg", durable=False)

    assert await ask(second.url, "SELECT number FROM kept") == [7]
    await second.stop()


async def test_postgres_survives_its_own_kill_and_a_pid_that_is_anothers_now(
    tmp_path: Path,
) -> None:
    first = await EmbeddedPostgres.start(tmp_path / "pg")
    await ask(first.url, "CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(first.pid, signal.SIGKILL)
    await gone(first.pid)
    note = tmp_path / "pg" / "postmaster.pid"
    stale = note.read_text().replace(str(first.pid), str(os.getpid()), 1)
    await first.stop()
    note.write_text(stale)
    (tmp_path / "pg" / ".s.PGSQL.5432.lock").write_text(stale)

    second = await EmbeddedPostgres.start(tmp_path / "pg")

    assert await ask(second.url, "SELECT number FROM kept") == [7]
    await second.stop()


async def test_postgres_leaves_no_door_open_for_reading(tmp_path: Path) -> None:
    closed = tmp_path / "state"
    closed.mkdir(mode=0o700)

    server = await EmbeddedPostgres.start(closed / "pg", durable=False)

    assert closed.stat().st_mode & 0o044 == 0
    assert (closed / "pg").stat().st_mode & 0o077 == 0
    await server.stop()


async def test_postgres_that_cannot_start_says_why_in_one_line(tmp_path: Path) -> None:
    server = await EmbeddedPostgres.start(tmp_path / "pg", durable=False)
    await server.stop()
    with (tmp_path / "pg" / "postgresql.conf").open("a") as settings:
        settings.write("\nno_such_setting = 1\n")

    with pytest.raises(ServerDied, match="no_such_setting") as wrong:
        await EmbeddedPostgres.start(tmp_path / "pg", durable=False)

    assert "\n" not in str(wrong.value)


async def test_postgres_refuses_a_directory_it_cannot_run_in(tmp_path: Path) -> None:
    with pytest.raises(UnusableDirectory, match="without spaces"):
        await EmbeddedPostgres.start(tmp_path / "my state" / "pg")


async def test_temporal_keeps_its_data_from_one_start_to_the_next(tmp_path: Path) -> None:
    port, ui_port = free_port(), free_port()
    log = tmp_path / "logs" / "temporal.log"

    for _ in range(2):
        server = await EmbeddedTemporal.start(
            tmp_path / "temporal.db",
            port=port,
            ui_port=ui_port,
            log=log,
            search_attributes=ATTRIBUTES,
        )
        client = await Client.connect(server.address)
        assert (await client.count_workflows("CampaignSlug = 'x'")).count == 0
        with socket.create_connection(("127.0.0.1", ui_port)):
            pass
        server.check()
        await server.stop()
        await server.stop()
        with pytest.raises(ServerDied, match="ended with status"):
            server.check()

    for kept in (log, tmp_path / "temporal.db"):
        assert kept.stat().st_mode & 0o077 == 0


async def test_temporal_says_which_port_is_in_use(tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        with pytest.raises(PortInUse, match=f"port {port} for the Temporal server is in use"):
            await EmbeddedTemporal.start(tmp_path / "db", port=port, log=tmp_path / "log")
        with pytest.raises(PortInUse, match="for the Temporal UI"):
            await EmbeddedTemporal.start(
                tmp_path / "db", port=free_port(), ui_port=port, log=tmp_path / "log"
            )


async def test_temporal_that_dies_says_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(ServerDied, match="NoSuchType") as wrong:
        await EmbeddedTemporal.start(
            tmp_path / "db",
            port=free_port(),
            log=tmp_path / "log",
            search_attributes={"Campaign": "NoSuchType"},
        )

    assert "\n" not in str(wrong.value)


async def test_servers_do_not_outlive_a_killed_parent_and_start_again(tmp_path: Path) -> None:
    port = free_port()
    parent = await asyncio.create_subprocess_exec(
        sys.executable, str(CRASH), str(tmp_path), str(port), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    postgres_pid, temporal_pid, url = (await parent.stdout.readline()).decode().split()
    await ask(url, "CREATE TABLE kept AS SELECT 7 AS number")

    parent.kill()
    await parent.wait()
    again = await EmbeddedPostgres.start(tmp_path / "postgres")

    await gone(int(postgres_pid))
    await gone(int(temporal_pid))
    assert await ask(again.url, "SELECT number FROM kept") == [7]
    temporal = await EmbeddedTemporal.start(
        tmp_path / "temporal.db", port=port, log=tmp_path / "temporal.log"
    )
    await temporal.stop()
    await again.stop()


async def test_a_ctrl_c_at_the_terminal_reaches_no_server(tmp_path: Path) -> None:
    postgres = await EmbeddedPostgres.start(tmp_path / "pg", durable=False)
    temporal = await EmbeddedTemporal.start(tmp_path / "db", port=free_port(), log=tmp_path / "log")

    groups = {
        os.getpgid(each) for each in (postgres.pid, temporal.process.pid, temporal.leash.guard.pid)
    }

    assert os.getpgrp() not in groups
    await temporal.stop()
    await postgres.stop()


async def test_postgres_starts_over_a_pid_file_cut_short(tmp_path: Path) -> None:
    first = await EmbeddedPostgres.start(tmp_path / "pg", durable=False)
    await first.stop()
    (tmp_path / "pg" / "postmaster.pid").write_text("12")

    second = await EmbeddedPostgres.start(tmp_path / "pg", durable=False)

    assert await ask(second.url, "SELECT 1") == [1]
    await second.stop()
