"""Servers of one machine start in turn: what one command found free, another must not take."""

import fcntl
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tenacity import (
    AsyncRetrying,
    RetryError,
    retry_if_exception_type,
    stop_after_delay,
    wait_fixed,
)

LOCK = Path(tempfile.gettempdir()) / f"campaign-start-{os.getuid()}.lock"
LONGEST_TURN = 60  # seconds


@asynccontextmanager
async def my_turn() -> AsyncIterator[None]:
    """Wait until no other command of this user starts servers; one that was killed is done.

    A port is free until its server has it, and PostgreSQL's package, as root, makes a user and
    opens directories: two commands at once would meet there.
    """
    lock = os.open(LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        turns = AsyncRetrying(
            retry=retry_if_exception_type(BlockingIOError),
            stop=stop_after_delay(LONGEST_TURN),
            wait=wait_fixed(0.05),
        )
        with suppress(RetryError):  # a command that hangs keeps nobody out
            async for turn in turns:
                with turn:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)
