"""The worker process: polls the queues until it is asked to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from temporalio.client import Client

from workers.composition import make_workers, open_providers
from workers.connection import connect
from workers.settings import Settings
from workflows.policies import Queue

ALL_QUEUES = tuple(Queue)


async def run_worker(settings: Settings, queues: Collection[Queue] = ALL_QUEUES) -> None:
    """Work until SIGTERM or SIGINT; what is under way is given time to end.

    Raises TemporalUnavailable or DatabaseUnavailable at the start, not later.
    """
    stopped = asked_to_stop()
    async with working(await connect(), settings, queues):
        await stopped.wait()


@asynccontextmanager
async def working(
    client: Client, settings: Settings, queues: Collection[Queue] = ALL_QUEUES
) -> AsyncIterator[None]:
    """Poll the queues for as long as the context lasts."""
    log = structlog.get_logger("campaign.worker")
    async with open_providers(settings) as providers, AsyncExitStack() as stack:
        await providers.database.ping()
        for worker in make_workers(client, providers, settings, queues):
            await stack.enter_async_context(worker)
        log.info("worker is polling", queues=", ".join(queues))
        yield
        log.info("worker is stopping")


def asked_to_stop() -> asyncio.Event:
    """Give an event that SIGTERM and SIGINT set; a second Ctrl-C ends the process as usual."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop(number: signal.Signals) -> None:
        stopped.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop, number)
    return stopped
