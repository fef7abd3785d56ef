"""`campaign list`: rounds, through Temporal's visibility alone."""

import asyncio

import typer

from cli.errors import Usage
from cli.listing import ListedRound, list_rounds, rounds_named, table_of
from cli.terminal import results, talk, write_json
from workers.connection import connect

EXAMPLE = "campaign list --campaign spring-launch --status blocked"


def command(
    campaign: str | None = typer.Option(None, help="Only rounds of this campaign."),
    status: str | None = typer.Option(None, help="Only rounds with this status."),
    everything: bool = typer.Option(False, "--all", help="Rounds that are over, too."),
    as_json: bool = typer.Option(False, "--json", help="Write JSON."),
) -> None:
    """List rounds by their launch."""
    if status is not None:
        check_status(status)
    rounds = asyncio.run(_list(campaign, status, closed=everything))
    if as_json:
        write_json([one.as_json() for one in rounds])
    elif rounds:
        results().print(table_of(rounds))
    else:
        more = "" if everything else "; --all lists those that are over, too"
        talk().print(f"No rounds{more}.")


async def _list(name: str | None, status: str | None, *, closed: bool) -> list[ListedRound]:
    client = await connect(lists_only=True)
    if name is None:
        return await list_rounds(client, status=status, closed=closed)
    return (await rounds_named(client, name, status, closed=closed))[1]


def check_status(word: str) -> None:
    """Refuse a word that is no status."""
    from models.round import Status  # noqa: PLC0415 - a fifth of a second that few calls need

    if word not in set(Status):
        raise Usage(f"{word!r} is no status; --status takes one of {', '.join(Status)}")
