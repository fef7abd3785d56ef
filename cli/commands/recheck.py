"""`campaign recheck`: pre-flight once more."""

import asyncio

import typer

from cli.asking import read_round_id
from cli.deciding import VIA, decide, tell
from models.decisions import Answer, DecisionKind, Recheck
from models.ids import RoundId
from workers.connection import connect

EXAMPLE = "campaign recheck spring-launch/2"


def command(
    name: str = typer.Argument(metavar="ID", help="The round, as in spring-launch/1."),
    reason: str = typer.Option("", help="Why."),
    by: str = typer.Option("", envvar=["CAMPAIGN_USER", "USER"], help="Your name."),
    as_json: bool = typer.Option(False, "--json", help="Write JSON."),
) -> None:
    """Run a round's pre-flight again."""
    round_id = read_round_id(name)
    request = Recheck(by=by, reason=reason, via=VIA)
    tell(round_id, asyncio.run(_recheck(round_id, request)), as_json=as_json)


async def _recheck(round_id: RoundId, request: Recheck) -> Answer:
    return await decide(await connect(), round_id.workflow_id, DecisionKind.RECHECK, request)
