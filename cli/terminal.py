"""Where words go: results to stdout, talk to stderr; colour on a terminal only, never by force."""

import json
import re
import sys
from collections.abc import Iterable
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from cli.errors import Usage
from models.text import clean

WIDE = 200  # columns of a table that goes into a file or a pipe
# What a terminal obeys or cannot show; JSON has another way to write it.
UNSHOWN = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class CleanConsole(Console):
    """Write no character from outside that a terminal obeys; styles and colours are ours."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        return super().render(cleaned(renderable), options)


def cleaned(renderable: RenderableType) -> RenderableType:
    """Clean what is text; every table and group is rendered from it, piece by piece."""
    if isinstance(renderable, str):
        return clean(renderable)
    if isinstance(renderable, Text) and clean(renderable.plain) != renderable.plain:
        return Text(clean(renderable.plain), style=renderable.style)
    return renderable


def results() -> Console:
    """Open stdout for people."""
    return _console(stderr=False)


def talk() -> Console:
    """Open stderr, for what is not a result."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return CleanConsole(
        stderr=stderr,
        width=None if stream.isatty() else WIDE,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )


def write_json(value: Any) -> None:  # Any: whatever JSON can hold
    """Write one JSON document to stdout."""
    written = json.dumps(value, indent=2, ensure_ascii=False)
    typer.echo(UNSHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", written))


def ask(question: str, *, yes: bool) -> None:
    """Go on after a yes; raise Usage when nobody is there to give one, Abort after a no."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Usage(f"{question} Nobody can answer here; give --yes")
    typer.confirm(clean(question), abort=True, err=True)
