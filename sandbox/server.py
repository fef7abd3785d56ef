"""Serve the sandbox on a port of this machine."""

import asyncio
import signal
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.app import WORLD, build
from sandbox.clock import Clock
from sandbox.seed import Seed
from sandbox.world import World

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8025
GRACE_SECONDS = 0.25


class Sandbox:
    """A sandbox that is being served; ``async with`` stops it at the end."""

    def __init__(self, runner: web.AppRunner, *, host: str, port: int, world: World) -> None:
        self._runner = runner
        self.host, self.port = host, port
        self.world = world

    @property
    def url(self) -> str:
        """The address below which the providers lie."""
        return f"http://{self.host}:{self.port}"

    async def stop(self) -> None:
        """Stop serving and end what is still running."""
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()


async def serve(
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    seed: Seed | None = None,
    *,
    clock: Clock | None = None,
) -> Sandbox:
    """Start serving and return; port 0 takes a free one, and a taken one raises OSError."""
    app = build(seed or Seed.load(), clock=clock)
    # A client that gives up does not stop what it began: no real server would notice in time.
    runner = web.AppRunner(
        app, access_log=None, shutdown_timeout=GRACE_SECONDS, handler_cancellation=False
    )
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError:
        await runner.cleanup()
        raise
    taken = int(runner.addresses[0][1])
    return Sandbox(runner, host=host, port=taken, world=app[WORLD])


async def run(host: str, port: int, seed: Seed) -> None:
    """Serve until the process is asked to end."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(wanted, ending.set)
    async with await serve(host, port, seed) as sandbox:
        print(f"Sandbox on {sandbox.url}", flush=True)  # noqa: T201  the command's only output
        await ending.wait()
