"""`campaign worker`: the process that does the work."""

import asyncio

import typer

from cli.terminal import talk
from workers import logs
from workers.settings import Settings, read_settings
from workers.worker import run_worker
from workflows.policies import Queue

EXAMPLE = "campaign worker --queue mailjet --queue slack"


def command(
    queue: list[Queue] = typer.Option([], help="Serve this queue only; may be repeated."),
) -> None:
    """Do the work of campaigns until told to stop."""
    settings = read_settings(Settings)
    logs.configure(settings.log_level, settings.log_format)
    asyncio.run(run_worker(settings, tuple(dict.fromkeys(queue)) or tuple(Queue)))
    talk().print("worker stopped")
