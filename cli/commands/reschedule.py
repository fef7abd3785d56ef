"""`campaign reschedule`: another launch time."""

import asyncio
from datetime import UTC, datetime, timedelta

import typer
from temporalio.client import Client

from cli.asking import ask, read_round_id
from cli.deciding import VIA, decide, tell
from cli.errors import Refusal
from models.base import parse_duration
from models.decisions import Answer, DecisionKind, Reschedule
from models.ids import RoundId
from models.local_time import read_instant, read_zone
from workers.connection import connect

EXAMPLE = "campaign reschedule spring-launch/2 --to 2026-12-02T09:15"
FROM_NOW = "now+"


def command(
    name: str = typer.Argument(metavar="ID", help="The round, as in spring-launch/1."),
    to: str = typer.Option(
        ..., metavar="TIME", help="On the campaign's clock, with an offset, or as now+10m."
    ),
    reason: str = typer.Option("", help="Why."),
    by: str = typer.Option("", envvar=["CAMPAIGN_USER", "USER"], help="Your name."),
    as_json: bool = typer.Option(False, "--json", help="Write JSON."),
) -> None:
    """Move a round's launch."""
    round_id = read_round_id(name)
    answer = asyncio.run(_reschedule(round_id, to, by=by, reason=reason))
    tell(round_id, answer, as_json=as_json)


async def _reschedule(round_id: RoundId, written: str, *, by: str, reason: str) -> Answer:
    client = await connect()
    launch = await read_launch(client, round_id, written)
    request = Reschedule(by=by, reason=reason, via=VIA, to=launch)
    return await decide(client, round_id.workflow_id, DecisionKind.RESCHEDULE, request)


async def read_launch(client: Client, round_id: RoundId, written: str) -> datetime:
    """Read a launch time; a local one is on the clock of the round's campaign."""
    try:
        if written.startswith(FROM_NOW):
            span = parse_duration(written.removeprefix(FROM_NOW))
            return datetime.now(UTC) + (span if isinstance(span, timedelta) else timedelta(0))
        view = await ask(client, round_id)
        return read_instant(written, read_zone(view.state.asked.timezone))
    except ValueError as wrong:
        raise Refusal(f"--to: {wrong}") from None
