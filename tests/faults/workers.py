"""Worker processes: killed by the suite, and started again as a supervisor would."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.faults.machine import Machine
from tests.faults.processes import NeverCame, Process, ended
from workflows.policies import Queue

ENTRY = "from cli.main import entry; entry()"
PAUSE = 0.3  # seconds between a death and the next start
NUMBERS = count(1)


@dataclass
class Post:
    """One place in the crew: which code it runs, on which queues, and its process of now."""

    name: str
    code: Path
    queues: tuple[Queue, ...]
    process: Process | None = None
    pids: list[int] = field(default_factory=list)
    held_down: bool = False


class Crew:
    """Keep every post manned; a worker that died, by whatever hand, is replaced."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.posts: dict[str, Post] = {}
        self.kills = 0
        self.deaths = 0  # that nobody ordered

    async def man(
        self, name: str, *, code: Path | None = None, queues: Sequence[Queue] = ()
    ) -> None:
        """Open a post and wait until its worker polls."""
        post = Post(name, code or self._machine.code, tuple(queues))
        self.posts[name] = post
        self._start(post)
        await self.polling(name)

    async def polling(self, name: str) -> None:
        """Wait until the present worker of a post polls."""
        post = self.posts[name]
        for _ in range(200):
            if post.process is not None and post.process.alive:
                return await post.process.said("worker is polling")
            await asyncio.sleep(0.05)
        raise NeverCame(f"a worker for {name}")

    def kill(self, name: str, *, hold_down: bool = False) -> bool:
        """Kill -9 the worker of a post; it comes back by itself unless it is held down."""
        post = self.posts[name]
        post.held_down = hold_down
        killed = post.process is not None and post.process.kill()
        self.kills += killed
        return killed

    def freeze(self, name: str) -> None:
        """Stop the worker of a post in its tracks; it lives, so nobody replaces it."""
        self._signal(name, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """Let it go on as though no time had passed."""
        self._signal(name, signal.SIGCONT)

    async def said(self, name: str, words: str) -> None:
        """Wait until the present worker of a post has written some words."""
        process = self.posts[name].process
        if process is None:
            raise NeverCame(f"a worker at {name}")
        await process.said(words)

    def _signal(self, name: str, number: signal.Signals) -> None:
        process = self.posts[name].process
        if process is None or not process.alive:
            raise NeverCame(f"a worker at {name}")
        process.popen.send_signal(number)

    def release(self, name: str) -> None:
        """Let a post that was held down be manned again."""
        self.posts[name].held_down = False

    def close(self) -> None:
        """Kill what is left, uncounted."""
        for post in self.posts.values():
            if post.process is not None:
                post.process.kill()

    async def supervise(self) -> None:
        """Replace the dead, for ever."""
        while True:
            for post in self.posts.values():
                if not post.held_down and post.process is not None and not post.process.alive:
                    self._start(post)
            await asyncio.sleep(PAUSE)

    def _start(self, post: Post) -> None:
        if post.process is not None:
            post.process.kill()
        words = [word for queue in post.queues for word in ("--queue", queue.value)]
        command = [sys.executable, "-c", ENTRY, "worker", *words]
        log = self._machine.folder / "logs" / f"worker-{next(NUMBERS):03}-{post.name}.log"
        post.process = Process.start(command, cwd=post.code, env=self._machine.variables, log=log)
        post.pids.append(post.process.popen.pid)


@asynccontextmanager
async def crew_of(machine: Machine, *names: str) -> AsyncIterator[Crew]:
    """Man posts that serve every queue, and clear them away at the end."""
    crew = Crew(machine)
    supervisor = asyncio.create_task(crew.supervise())
    try:
        for name in names:
            await crew.man(name)
        yield crew
    finally:
        await ended(supervisor)
        crew.close()
