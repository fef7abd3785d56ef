"""`campaign health`: whether everything answers."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from time import perf_counter

import typer
from rich.table import Table
from rich.text import Text

from cli.errors import explain
from cli.probes import PROBES
from cli.terminal import results, write_json

EXAMPLE = "campaign health --json"
PATIENCE = 10.0  # seconds for one dependency


@dataclass(frozen=True)
class Health:
    """What one dependency answered, or the problem, and how long it took."""

    name: str
    up: bool
    latency_ms: float
    detail: str


def command(as_json: bool = typer.Option(False, "--json", help="Write JSON.")) -> None:
    """Ask every dependency whether it answers."""
    found = asyncio.run(look_at_all())
    if as_json:
        write_json([asdict(one) for one in found])
    else:
        results().print(_table(found))
    if not all(one.up for one in found):
        raise typer.Exit(1)


async def look_at_all() -> list[Health]:
    """Ask all dependencies at once."""
    return list(await asyncio.gather(*(look_at(*probe) for probe in PROBES.items())))


async def look_at(name: str, probe: Callable[[], Awaitable[str]]) -> Health:
    """Ask one dependency; whatever goes wrong is its detail."""
    began = perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            detail, up = await probe(), True
    except TimeoutError:
        detail, up = f"no answer within {PATIENCE:g} s", False
    except Exception as error:  # noqa: BLE001 - each dependency is told apart, none hides another
        detail, up = explain(error)[0], False
    return Health(name, up, round((perf_counter() - began) * 1000, 1), detail)


def _table(found: list[Health]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("", "answers", "in"):
        table.add_column(heading, header_style="bold", no_wrap=True)
    table.add_column("", ratio=1)
    for one in found:
        answers = Text("yes", "green") if one.up else Text("NO", "bold red")
        table.add_row(one.name, answers, f"{one.latency_ms:.0f} ms", one.detail)
    return table
