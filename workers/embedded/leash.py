"""A server of ours must not outlive us, however we end."""

import os
import subprocess
from dataclasses import dataclass
from typing import Self

# The shell blocks until our end of the pipe closes, which the kernel does even after kill -9.
# Linux's PR_SET_PDEATHSIG is no substitute: it fires when the *thread* that forked ends, it cannot
# reach a daemon such as PostgreSQL, and macOS has none.
GUARD = 'read -r word || kill -s "$1" "$2" 2>/dev/null'


@dataclass(frozen=True)
class Leash:
    """Tie a process's life to ours: when we end without releasing it, it gets a signal."""

    guard: subprocess.Popen[bytes]
    our_end: int

    @classmethod
    def tie(cls, pid: int, signal_name: str) -> Self:
        """Watch over a process, from a session of its own that no Ctrl-C reaches."""
        their_end, our_end = os.pipe()
        guard = subprocess.Popen(  # noqa: S603 - a fixed script; a number and a word go in
            ["/bin/sh", "-c", GUARD, "leash", signal_name, str(pid)],
            stdin=their_end,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(their_end)
        return cls(guard, our_end)

    def release(self) -> None:
        """Stop watching: the process is ours to stop, or gone and its pid perhaps another's."""
        if self.guard.returncode is None:
            self.guard.kill()
            self.guard.wait()
            os.close(self.our_end)
