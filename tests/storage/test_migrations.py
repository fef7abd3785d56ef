import asyncio
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, Table, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

import models.tables
from storage import migrate
from storage.address import Address

TABLES = models.tables.Table.metadata
ROOT = Path(migrate.__file__).parents[1]
HEAD = "0005"

PLANNED = text("""
    INSERT INTO campaign_schedule (
        campaign_slug, campaign_name, round_number, scheduled_at, scheduled_time, list_id,
        recipient_count, recipient_range, mailjet_draft_id, subject, sender_name, sender_email,
        status
    ) VALUES (
        :slug, :slug, 1, :at, '09:15 UTC', 7001, 1000, '1-1000', :draft, 'Hello', 'Ada',
        'news@example.com', :status
    )
""")
CLAIMS = text("""
    SELECT campaign_slug, account, draft_claim.mailjet_draft_id FROM draft_claim
    JOIN campaign_schedule ON campaign_schedule.id = schedule_id ORDER BY 3
""")


def engine_of(url: str) -> AsyncEngine:
    address = Address.parse(url)
    return create_async_engine(address.url, connect_args=address.connect_args, poolclass=NullPool)


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), TABLES))


def words_in_database(connection: Connection) -> dict[str, set[str]]:
    inspector = inspect(connection)
    return {
        str(check["name"]): set(re.findall(r"'(\w+)'", str(check["sqltext"])))
        for table in TABLES.tables
        for check in inspector.get_check_constraints(table)
    }


def words_in_models(table: Table) -> dict[str, set[str]]:
    return {
        str(check.name): set(re.findall(r"'(\w+)'", str(check.sqltext)))
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_the_migrated_database_is_what_the_models_say(empty_url: str) -> None:
    await migrate.upgrade(empty_url)

    async with engine_of(empty_url).connect() as connection:
        assert await connection.run_sync(differences) == []
        expected: dict[str, set[str]] = {}
        for table in TABLES.tables.values():
            expected |= words_in_models(table)
        assert len(expected) == 5
        assert await connection.run_sync(words_in_database) == expected


async def test_migrating_goes_up_and_down_and_up(empty_url: str) -> None:
    assert await migrate.current(empty_url) is None

    await migrate.upgrade(empty_url)
    await migrate.upgrade(empty_url)
    assert await migrate.current(empty_url) == HEAD

    await migrate.downgrade(empty_url, "base")
    async with engine_of(empty_url).connect() as connection:
        assert await connection.run_sync(tables) == {"alembic_version"}

    await migrate.upgrade(empty_url)
    assert await migrate.current(empty_url) == HEAD


async def test_migrating_at_once_is_done_once(empty_url: str) -> None:
    await asyncio.gather(*(migrate.upgrade(empty_url) for _ in range(5)))

    assert await migrate.current(empty_url) == HEAD


async def test_alembics_own_command_finds_the_way(empty_url: str) -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=ROOT,
        env={"DATABASE_URL": empty_url},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert await migrate.current(empty_url) == HEAD


async def plan_at(url: str, revision: str, *rounds: tuple[str, int, str, str]) -> None:
    """Write rounds into the tables of an earlier release."""
    await migrate.upgrade(url, revision)
    async with engine_of(url).begin() as connection:
        for slug, draft, status, launch in rounds:
            values = {"slug": slug, "draft": draft, "status": status}
            await connection.execute(PLANNED, values | {"at": datetime.fromisoformat(launch)})


async def test_open_rounds_of_an_earlier_release_have_their_drafts(
    empty_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await plan_at(
        empty_url,
        "0003",
        ("later", 501, "ready", "2026-12-02T09:15Z"),
        ("sooner", 501, "scheduled", "2026-12-01T09:15Z"),
        ("third", 501, "blocked", "2026-12-03T09:15Z"),
        ("ended", 502, "aborted", "2026-12-01T09:15Z"),
        ("alone", 502, "launching", "2026-12-04T09:15Z"),
        ("done", 503, "completed", "2026-12-01T09:15Z"),
    )

    await migrate.upgrade(empty_url)
    said = capsys.readouterr().out.splitlines()

    async with engine_of(empty_url).connect() as connection:
        claims = [tuple(row) for row in await connection.execute(CLAIMS)]
    assert claims == [("sooner", "", 501), ("alone", "", 502)]
    assert [line.partition(", launch")[0] for line in said] == [
        "draft 501 is planned by two open rounds: sooner/1 (scheduled"
    ] * 2
    assert "launch 2026-12-01 09:15 UTC), which keeps it, and later/1 (ready" in said[0]
    assert "and third/1 (blocked, launch 2026-12-03 09:15 UTC)" in said[1]
    assert said[0].endswith("whose pre-flight will fail; abort one of the two")
    await migrate.upgrade(empty_url)
    assert capsys.readouterr().out == ""


async def test_intents_of_the_former_release_are_given_their_drafts(empty_url: str) -> None:
    await migrate.upgrade(empty_url, "0003")
    async with engine_of(empty_url).begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO campaign_schedule (campaign_slug, campaign_name, round_number,"
                " scheduled_at, scheduled_time, list_id, recipient_count, recipient_range,"
                " mailjet_draft_id, subject, sender_name, sender_email, notification_status,"
                " status) VALUES ('spring', 'Spring', 1, now(), '09:15 UTC', 7001, 1000, '1-1000',"
                " 501, 's', 'Ada', 'news@example.com', '{}', 'launching')"
            )
        )
        await connection.execute(
            text(
                "INSERT INTO launch_intent (schedule_id, intent_id, intended_at)"
                " SELECT id, 'spring/1/f00d/launch-1', now() FROM campaign_schedule"
            )
        )

    await migrate.upgrade(empty_url)

    async with engine_of(empty_url).connect() as connection:
        drafts = (await connection.execute(text("SELECT draft_id FROM launch_intent"))).all()
    assert [tuple(row) for row in drafts] == [(501,)]
