"""The servers of one run: what `campaign dev` starts, with the sandbox in a process of its own."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client
from temporalio.service import RPCError

from benchmarks.supply import Supply, seed_file
from workers.connection import connect
from workers.embedded.leash import Leash
from workers.embedded.machine import Machine, start_machine
from workers.embedded.ports import LOOPBACK, free_port
from workers.embedded.state import StateDirectory
from workers.settings import Settings, read_settings

BIN = Path(sys.executable).parent
RUNNING = "ExecutionStatus = 'Running'"
# Other servers' addresses, and what would keep Python from its usual compiled files.
LEFT_OUT = ("TEMPORAL_", "PYTHONDONTWRITEBYTECODE")
NO_LIMIT = "1000"  # Slack posts a second; the real limit would be all that is measured


@dataclass(frozen=True)
class Bench:
    """Servers, and what reaches them."""

    machine: Machine
    sandbox: subprocess.Popen[bytes]
    folder: Path  # holds no settings of anybody's
    variables: Mapping[str, str]
    settings: Settings
    client: Client
    bare_client: Client  # no plugin: the SDK's own converter and sandbox
    supply: Supply

    @property
    def environment(self) -> dict[str, str]:
        """Give a process of ours or a bare one the addresses of these servers."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(LEFT_OUT)}
        return kept | dict(self.variables)

    async def clear(self) -> None:
        """End every workflow, so that the next measure has the servers to itself."""
        while running := [one async for one in self.bare_client.list_workflows(RUNNING)]:
            for one in running:
                with suppress(RPCError):  # it ended by itself
                    await self.bare_client.get_workflow_handle(
                        one.id, run_id=one.run_id
                    ).terminate()
            await asyncio.sleep(0.5)  # the list is a moment behind


@asynccontextmanager
async def open_bench() -> AsyncIterator[Bench]:
    """Start everything in a folder that goes away at the end."""
    with tempfile.TemporaryDirectory(prefix="campaign-bench-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        with served_sandbox(seed_file(folder), port) as process:
            async with start_machine(StateDirectory(folder / "state")) as machine:
                ours = {
                    key: value.replace(machine.sandbox.url, f"http://{LOOPBACK}:{port}")
                    for key, value in machine.variables.items()
                }
                variables = ours | {"SLACK_POSTS_PER_SECOND": NO_LIMIT, "LOG_LEVEL": "ERROR"}
                yield Bench(
                    machine=machine,
                    sandbox=process,
                    folder=folder,
                    variables=variables,
                    settings=read_settings(Settings, variables),
                    client=await connect(machine.temporal.address),
                    bare_client=await Client.connect(machine.temporal.address),
                    supply=Supply(),
                )


@contextmanager
def served_sandbox(seed: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the providers from another process: they are not our worker's work."""
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--seed", str(seed)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    leash = Leash.tie(process.pid, "TERM")
    try:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("the sandbox did not start")
        yield process
    finally:
        leash.release()
        process.terminate()
        process.wait()
