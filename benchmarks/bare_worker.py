"""A worker with nothing but the SDK: `python -m benchmarks.bare_worker ADDRESS QUEUE ...`."""

import asyncio
import sys

from temporalio.client import Client
from temporalio.worker import Worker

from benchmarks.bare import Bare, work


async def main(address: str, *queues: str) -> None:
    """Work until the process is ended."""
    client = await Client.connect(address)
    workers = (
        Worker(client, task_queue=queue, workflows=[Bare], activities=[work]) for queue in queues
    )
    await asyncio.gather(*(worker.run() for worker in workers))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
