"""The servers of the suite, each of which can be killed and comes back on the same data."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from temporalio.client import Client

from storage import migrate
from tests.faults.control import Control
from tests.faults.processes import Process
from tests.faults.stock import Parcel, parcels, write_seed
from workers.connection import connect
from workers.embedded.machine import attribute_types
from workers.embedded.ports import free_port
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.temporal_server import EmbeddedTemporal

ROOT = Path(__file__).parents[2]
CODE = ("activities", "cli", "clients", "migrations", "models", "storage", "workers", "workflows")
MOST_ROUNDS = 700


@dataclass
class Machine:
    """Everything that a worker talks to, in one directory."""

    folder: Path
    postgres: EmbeddedPostgres
    temporal: EmbeddedTemporal
    sandbox: Process
    sandbox_url: str
    control: Control
    client: Client
    stock: Iterator[Parcel] = field(default_factory=lambda: parcels(MOST_ROUNDS))

    @property
    def variables(self) -> dict[str, str]:
        """Write a worker's settings."""
        return {
            "DATABASE_URL": self.postgres.url,
            "TEMPORAL_ADDRESS": self.temporal.address,
            "MAILJET_BASE_URL": f"{self.sandbox_url}/mailjet",
            "MAILJET_API_KEY": "sandbox-key",
            "MAILJET_SECRET_KEY": "sandbox-secret",
            "SLACK_BASE_URL": f"{self.sandbox_url}/slack/api/",
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_TRACTION_CHANNEL_ID": "C0CAMPAIGN",
            "SLACK_POSTS_PER_SECOND": "1000",
            "GEMINI_BASE_URL": f"{self.sandbox_url}/gemini",
            "GEMINI_API_KEY": "sandbox-gemini-key",
        }

    @property
    def code(self) -> Path:
        """The copy of the code that workers run, so that nobody's edit changes a test halfway."""
        return self.folder / "code"

    def copy_of_code(self, name: str) -> Path:
        """Make another copy, to be changed."""
        copy = self.folder / name
        shutil.copytree(self.code, copy)
        return copy

    def take(self, count: int) -> list[Parcel]:
        """Give so many rounds' drafts and lists, never given before."""
        return [next(self.stock) for _ in range(count)]

    async def kill_temporal(self) -> None:
        """Kill the Temporal server as a power cut of its own would."""
        self.temporal.leash.release()
        self.temporal.process.kill()
        await asyncio.to_thread(self.temporal.process.wait)

    async def restart_temporal(self) -> None:
        """Start it again on the same file and port."""
        port = int(self.temporal.address.rpartition(":")[2])
        self.temporal = await start_temporal(self.folder, port)

    def freeze_temporal(self) -> None:
        """Stop the Temporal server in its tracks; it takes no answer and gives none."""
        self.temporal.process.send_signal(signal.SIGSTOP)

    def thaw_temporal(self) -> None:
        """Let it go on."""
        self.temporal.process.send_signal(signal.SIGCONT)

    async def kill_postgres(self) -> None:
        """Kill PostgreSQL's parent process, and see its children end."""
        self.postgres.leash.release()
        os.kill(self.postgres.pid, signal.SIGKILL)
        await asyncio.sleep(0.5)

    async def restart_postgres(self) -> None:
        """Start it again on the same directory; it recovers by its log."""
        self.postgres = await EmbeddedPostgres.start(self.folder / "postgres")

    async def _close(self) -> None:
        self.thaw_temporal()
        await self.temporal.stop()
        await self.postgres.stop()


@asynccontextmanager
async def running_machine(folder: Path) -> AsyncIterator[Machine]:
    """Start PostgreSQL, Temporal and the sandbox; end them all, whatever happens."""
    for package in CODE:
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / "code" / package, ignore=leave)
    async with AsyncExitStack() as stack:
        postgres = await EmbeddedPostgres.start(folder / "postgres")
        stack.push_async_callback(postgres.stop)
        await migrate.upgrade(postgres.url)
        temporal = await start_temporal(folder, free_port())
        stack.push_async_callback(temporal.stop)
        sandbox, url = await start_sandbox(folder)
        stack.callback(sandbox.kill)
        control = Control(url)
        stack.push_async_callback(control.close)
        client = await connect(temporal.address)
        machine = Machine(
            folder=folder,
            postgres=postgres,
            temporal=temporal,
            sandbox=sandbox,
            sandbox_url=url,
            control=control,
            client=client,
        )
        stack.push_async_callback(machine._close)
        yield machine


async def start_temporal(folder: Path, port: int) -> EmbeddedTemporal:
    """Start Temporal's development server on a file."""
    return await EmbeddedTemporal.start(
        folder / "temporal.db",
        port=port,
        log=folder / "logs" / "temporal.log",
        search_attributes=attribute_types(),
    )


async def start_sandbox(folder: Path) -> tuple[Process, str]:
    """Start the sandbox as a process of its own, with a parcel for every round."""
    seed, port = folder / "seed.toml", free_port()
    write_seed(seed, MOST_ROUNDS)
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--seed", str(seed)]
    process = Process.start(command, cwd=ROOT, env={}, log=folder / "logs" / "sandbox.log")
    await process.said("Sandbox on")
    return process, f"http://127.0.0.1:{port}"
