"""A worker process with nothing but the SDK: `python -m benchmarks.bare_worker ADDRESS QUEUE`."""

import asyncio
import sys

from temporalio.client import Client
from temporalio.worker import Worker

from benchmarks.bare import Bare, work


async def main(address: str, queue: str) -> None:
    """Work until the process is ended."""
    client = await Client.connect(address)
    await Worker(client, task_queue=queue, workflows=[Bare], activities=[work]).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
