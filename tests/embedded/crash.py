"""Start both servers, say their pids and the URL of the database, and wait to be killed."""

import asyncio
import sys
from pathlib import Path

from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.temporal_server import EmbeddedTemporal


async def main(directory: Path, port: int) -> None:
    postgres = await EmbeddedPostgres.start(directory / "postgres", durable=True)
    temporal = await EmbeddedTemporal.start(
        directory / "temporal.db", port=port, log=directory / "temporal.log"
    )
    print(postgres.pid, temporal.process.pid, postgres.url, flush=True)  # noqa: T201
    await asyncio.sleep(600)


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
