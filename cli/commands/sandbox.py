"""`campaign sandbox`: the providers' stand-ins on one port."""

import asyncio
import errno
from pathlib import Path

import typer

from cli.errors import Refusal
from sandbox.seed import DEFAULT_PATH, Seed
from sandbox.server import DEFAULT_HOST, DEFAULT_PORT, run

EXAMPLE = "campaign sandbox --port 8025"


def command(
    port: int = typer.Option(DEFAULT_PORT, min=0, max=65535, help="0 takes a free one."),
    seed: Path = typer.Option(DEFAULT_PATH, help="What the sandbox holds, a TOML file."),
) -> None:
    """Serve local stand-ins of Mailjet, Slack and Gemini."""
    try:
        holdings = Seed.load(seed)
    except (OSError, ValueError) as problem:
        raise Refusal(f"cannot read the seed {seed}: {problem}") from None
    try:
        asyncio.run(run(DEFAULT_HOST, port, holdings))
    except ValueError as problem:
        raise Refusal(f"cannot use the seed {seed}: {problem}") from None
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise Refusal(f"port {port} is in use; choose another with --port") from None
        raise
