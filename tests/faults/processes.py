"""Processes that the suite starts, kills and never leaves behind."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from workers.embedded.leash import Leash

START_SECONDS = 40


class NeverCame(Exception):  # noqa: N818 - says what is the case
    """Say that something did not happen in time."""


@dataclass(frozen=True)
class Process:
    """One process; its words go to a file."""

    popen: subprocess.Popen[bytes]
    leash: Leash = field(repr=False)
    log: Path

    @classmethod
    def start(cls, command: Sequence[str], *, cwd: Path, env: Mapping[str, str], log: Path) -> Self:
        """Start a program; when this one ends, however, that one is killed."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as file:
            popen = subprocess.Popen(
                command,
                cwd=cwd,
                env={**clean(os.environ), **env},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(popen, Leash.tie(popen.pid, "KILL"), log)

    @property
    def alive(self) -> bool:
        return self.popen.poll() is None

    async def said(self, words: str) -> None:
        """Wait until the process has written some words; raise NeverCame if it ends instead."""
        for _ in range(START_SECONDS * 20):
            if words in self.log.read_text(errors="replace"):
                return
            if not self.alive:
                break
            await asyncio.sleep(0.05)
        raise NeverCame(f"{words!r}; its last words: {self.log.read_text(errors='replace')[-800:]}")

    def kill(self) -> bool:
        """Kill -9; say whether there was anything to kill."""
        was_alive = self.alive
        self.leash.release()
        if was_alive:
            self.popen.send_signal(signal.SIGKILL)
        self.popen.wait()
        return was_alive


async def ended(task: "asyncio.Task[None]") -> None:
    """Cancel a task until it is over: the SDK turns some cancellations into errors of its own."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=1)


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """Leave out what would lead a process of ours to other servers."""
    ours = ("TEMPORAL_", "MAILJET_", "SLACK_", "GEMINI_", "DATABASE_", "LOG_")
    return {name: value for name, value in environment.items() if not name.startswith(ours)}
