"""The directory in which one machine keeps its servers' data."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workers.embedded.errors import StateInUse


@dataclass(frozen=True)
class StateDirectory:
    """Lay out `.campaign/`: closed to other users, and used by one command at a time."""

    path: Path

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def temporal(self) -> Path:
        return self.path / "temporal.db"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def create(self) -> None:
        """Make the directories that are not there yet."""
        for directory in (self.path, self.logs):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other commands out; raise StateInUse when one is in. A killed one is out."""
        self.create()
        lock = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StateInUse(self.path) from None
            yield
        finally:
            os.close(lock)
