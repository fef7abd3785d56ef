"""The worker process: polls the queues until it is asked to stop."""

import asyncio
import signal
from collections.abc import Collection
from contextlib import AsyncExitStack

import structlog

from workers.composition import make_workers, open_providers
from workers.connection import connect
from workers.settings import Settings
from workflows.policies import Queue


async def run_worker(
    settings: Settings, queues: Collection[Queue] = tuple(Queue), ready: asyncio.Event | None = None
) -> None:
    """Work until SIGTERM or SIGINT; what is under way is given time to end.

    Raises TemporalUnavailable or DatabaseUnavailable at the start, not later.
    """
    log = structlog.get_logger("campaign.worker")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    client = await connect()
    async with open_providers(settings) as providers, AsyncExitStack() as stack:
        await providers.database.ping()
        for worker in make_workers(client, providers, settings, queues):
            await stack.enter_async_context(worker)
        log.info("worker is polling", queues=[str(queue) for queue in queues])
        if ready is not None:
            ready.set()
        await stop.wait()
        log.info("worker is stopping")
