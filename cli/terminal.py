"""Where words go: results to stdout, talk to stderr; colour on a terminal only, never by force."""

import json
import sys
from typing import Any

import typer
from rich.console import Console

from cli.errors import Usage

WIDE = 200  # columns of a table that goes into a file or a pipe


def results() -> Console:
    """Open stdout for people."""
    return _console(stderr=False)


def talk() -> Console:
    """Open stderr, for what is not a result."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr,
        width=None if stream.isatty() else WIDE,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )


def write_json(value: Any) -> None:  # Any: whatever JSON can hold
    """Write one JSON document to stdout."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def ask(question: str, *, yes: bool) -> None:
    """Go on after a yes; raise Usage when nobody is there to give one, Abort after a no."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Usage(f"{question} Nobody can answer here; give --yes")
    typer.confirm(question, abort=True, err=True)
