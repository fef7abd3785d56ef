"""A worker in a process of its own, with the addresses of a bench."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.bench import BIN, Bench
from benchmarks.supply import EXAMPLES
from workers.embedded.leash import Leash
from workflows.policies import Queue

OURS = [str(BIN / "campaign"), "worker"]


def bare(bench: Bench, *queues: Queue) -> list[str]:
    """Give the command of a worker with nothing but the SDK, for some queues."""
    return [
        sys.executable, "-m", "benchmarks.bare_worker", bench.machine.temporal.address, *queues,
    ]  # fmt: skip


@contextmanager
def process_of(command: list[str], bench: Bench) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker process, and end it."""
    process = subprocess.Popen(
        command,
        env=bench.environment | {"PYTHONPATH": str(EXAMPLES.parent)},
        cwd=bench.folder,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    leash = Leash.tie(process.pid, "TERM")
    try:
        yield process
    finally:
        leash.release()
        process.terminate()
        process.wait()
