"""`campaign dev`: everything on this machine, in the foreground."""

import asyncio
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import typer

from cli.terminal import talk

EXAMPLE = "campaign dev"
LOOK_EVERY = 1.0  # seconds between two looks at the servers


def command(
    state: Path = typer.Option(Path(".campaign"), help="The directory of the servers' data."),
    worker: bool = typer.Option(True, help="Run a worker here; else run it apart."),
) -> None:
    """Run everything on this machine: database, Temporal, sandbox, worker.

    State is kept between runs. Commands in other terminals, in the same folder, find the servers
    by themselves. Ctrl-C stops everything in order.
    """
    asyncio.run(dev(state.resolve(), worker=worker))


async def dev(state: Path, *, worker: bool) -> None:
    """Run the servers, and a worker if wanted, until Ctrl-C; raise EmbeddedError if one dies."""
    from workers.connection import connect  # noqa: PLC0415 - heavy, and only needed here
    from workers.embedded.machine import start_machine  # noqa: PLC0415
    from workers.embedded.state import StateDirectory  # noqa: PLC0415
    from workers.logs import configure  # noqa: PLC0415
    from workers.settings import LogFormat, Settings, read_settings  # noqa: PLC0415
    from workers.worker import asked_to_stop, working  # noqa: PLC0415

    console = talk()
    configure("WARNING", LogFormat.CONSOLE)
    stopped = asked_to_stop()
    console.print(
        f"starting PostgreSQL, Temporal, the sandbox{' and a worker' if worker else ''} ..."
    )
    async with start_machine(StateDirectory(state)) as machine, AsyncExitStack() as stack:
        if worker:
            client = await connect(machine.temporal.address)
            settings = read_settings(Settings, machine.variables)
            await stack.enter_async_context(working(client, settings))
        for line in machine.addresses:
            console.print(line)
        console.print("ready; Ctrl-C stops everything")
        while not stopped.is_set():
            machine.temporal.check()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), LOOK_EVERY)
        console.print("stopping ...")
