"""`campaign next`: what is due next."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import typer
from rich.table import Table

from cli.asking import ask_all
from cli.listing import list_rounds
from cli.pages.board import status_text, upcoming
from cli.pages.times import in_utc
from cli.terminal import results, talk, write_json
from models.ids import RoundId
from models.round import RoundView
from models.text import one_line
from workers.connection import connect

EXAMPLE = "campaign next --limit 5"
NEVER = datetime.max.replace(tzinfo=UTC)


def command(
    limit: int = typer.Option(20, min=1, help="At most so many rounds."),
    as_json: bool = typer.Option(False, "--json", help="Write JSON."),
) -> None:
    """Show what is due next, over all running rounds."""
    views, silent = asyncio.run(_ask())
    views = sorted(views, key=lambda view: view.next_at or NEVER)[:limit]
    if as_json:
        write_json([_as_json(view) for view in views] + [_unanswered(name) for name in silent])
    elif views or silent:
        results().print(_table(views, silent))
    else:
        talk().print("No rounds are running.")


async def _ask() -> tuple[list[RoundView], list[RoundId]]:
    client = await connect()
    return await ask_all(client, [one.id for one in await list_rounds(client)])


def _table(views: Sequence[RoundView], silent: Sequence[RoundId]) -> Table:
    now = datetime.now(UTC)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("due (UTC)", "next", "round", "status", "must act"):
        table.add_column(heading, header_style="bold")
    for view in views:
        due = in_utc(view.next_at) if view.next_at else "-"
        name, status = str(view.state.ref.id), status_text(view.state.status)
        table.add_row(due, upcoming(view, now), name, status, one_line(view.who))
    for unanswered in silent:
        table.add_row("-", "no worker answers", str(unanswered), "", "")
    return table


def _as_json(view: RoundView) -> dict[str, object]:
    dumped = view.model_dump(mode="json", exclude={"state"})
    return {"id": str(view.state.ref.id), "status": view.state.status.value, **dumped}


def _unanswered(name: RoundId) -> dict[str, object]:
    unknown = dict.fromkeys(("status", "who", "next_stage", "next_at"))
    return {"id": str(name), "waiting": "no worker answers", **unknown}
