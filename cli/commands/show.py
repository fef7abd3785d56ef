"""`campaign show`: one round in full, or the rounds of one campaign."""

import asyncio
from dataclasses import dataclass

import typer
from temporalio.client import Client

from cli.asking import Silent, UnknownRound, ask, read_round_id
from cli.errors import Refusal
from cli.listing import rounds_named, table_of
from cli.pages.record import print_record
from cli.pages.round import print_notifications, print_pending, print_round
from cli.pending import PendingStep, pending_steps
from cli.terminal import results, talk, write_json
from models.ids import RoundId
from models.round import RoundView
from storage.database import Database
from storage.errors import StorageError
from storage.history import RoundRecord, read_round
from workers.connection import connect
from workers.settings import DatabaseSettings, SettingsError, read_settings

EXAMPLE = "campaign show spring-launch/1"


@dataclass(frozen=True)
class Known:
    """All that is known of a round: by itself, by Temporal, by the record; and what is not."""

    view: RoundView | None
    pending: tuple[PendingStep, ...]
    record: RoundRecord | None
    problems: tuple[Refusal | StorageError, ...]


def command(
    target: str = typer.Argument(metavar="ID", help="A round, as in spring-launch/1, or a name."),
    as_json: bool = typer.Option(False, "--json", help="Write JSON."),
) -> None:
    """Show one round, or the rounds of one campaign."""
    if "/" in target.removeprefix("campaign/"):
        show_round(read_round_id(target), as_json=as_json)
    else:
        asyncio.run(_show_campaign(target.removeprefix("campaign/"), as_json=as_json))


async def _show_campaign(name: str, *, as_json: bool) -> None:
    slug, rounds = await rounds_named(await connect(), name, closed=True)
    if not rounds:
        raise UnknownRound(slug)
    if as_json:
        write_json([one.as_json() for one in rounds])
    else:
        results().print(table_of(rounds))


def show_round(round_id: RoundId, *, as_json: bool) -> None:
    """Show what is known of one round; what could not be asked is said on stderr."""
    known = asyncio.run(_find(round_id))
    if known.view is None and known.record is None:
        raise known.problems[0]
    if as_json:
        write_json(_as_json(round_id, known))
    else:
        _print(known)
    for problem in known.problems:
        talk().print(f"campaign: {problem}")
    if any(isinstance(problem, Silent) for problem in known.problems):
        raise typer.Exit(1)


async def _find(round_id: RoundId) -> Known:
    client = await connect()
    asked, record = await asyncio.gather(
        _ask(client, round_id), _read_record(round_id), return_exceptions=True
    )
    problems = []
    for found in (asked, record):
        if isinstance(found, Refusal | StorageError):
            problems.append(found)
        elif isinstance(found, BaseException) and not isinstance(found, SettingsError):
            raise found  # without DATABASE_URL there is no record to miss
    unknown = isinstance(asked, UnknownRound)
    pending = () if unknown else await pending_steps(client, round_id)
    return Known(
        view=asked if isinstance(asked, RoundView) else None,
        pending=pending,
        record=record if isinstance(record, RoundRecord) else None,
        problems=tuple(problems),
    )


async def _ask(client: Client, round_id: RoundId) -> RoundView:
    return await ask(client, round_id)


async def _read_record(round_id: RoundId) -> RoundRecord | None:
    url = read_settings(DatabaseSettings).database_url.get_secret_value()
    database = Database(url)
    try:
        return await read_round(database, round_id)
    finally:
        await database.close()


def _as_json(round_id: RoundId, known: Known) -> dict[str, object]:
    return {
        "id": str(round_id),
        "view": known.view.model_dump(mode="json") if known.view else None,
        "pending": [step.as_json() for step in known.pending],
        "record": known.record.model_dump(mode="json") if known.record else None,
    }


def _print(known: Known) -> None:
    console = results()
    if known.view is not None:
        print_round(console, known.view)
    elif known.record is not None:
        print_record(console, known.record)
    print_pending(console, known.pending)
    if known.record is not None:
        print_notifications(console, known.record.notifications)
