"""`campaign abort`: the end of a round, or of a whole campaign, unsent."""

import asyncio

import typer
from temporalio.client import Client

from cli.asking import UnknownRound, read_round_id
from cli.deciding import VIA, decide, tell
from cli.errors import Refusal, Usage
from cli.listing import list_rounds, rounds_named, table_of
from cli.terminal import ask, talk
from models.decisions import Abort, Answer, DecisionKind
from models.ids import campaign_workflow_id
from models.plurals import counted
from workers.connection import connect

EXAMPLE = 'campaign abort spring-launch/2 --reason "wrong draft"'


def command(
    name: str = typer.Argument(metavar="ID", help="A round, as in spring-launch/1, or a campaign."),
    reason: str = typer.Option(..., help="Why."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask before a whole campaign ends."),
    by: str = typer.Option("", envvar=["CAMPAIGN_USER", "USER"], help="Your name."),
    as_json: bool = typer.Option(False, "--json", help="Write JSON."),
) -> None:
    """End a round, or a whole campaign, without sending it."""
    if not reason.strip():
        raise Usage("an abort needs a reason; add --reason TEXT")
    request = Abort(by=by, reason=reason, via=VIA)
    if "/" in name.removeprefix("campaign/"):
        shown = str(read_round_id(name))
        answer = asyncio.run(_abort(read_round_id(name).workflow_id, request))
    else:
        shown, answer = asyncio.run(
            _abort_campaign(name.removeprefix("campaign/"), request, yes=yes)
        )
    tell(shown, answer, as_json=as_json)


async def _abort(workflow_id: str, request: Abort) -> Answer:
    return await decide(await connect(), workflow_id, DecisionKind.ABORT, request)


async def _abort_campaign(name: str, request: Abort, *, yes: bool) -> tuple[str, Answer]:
    client = await connect()
    slug = await _show_what_ends(client, name, yes=yes)
    answer = await decide(client, campaign_workflow_id(slug), DecisionKind.ABORT, request)
    return slug, answer


async def _show_what_ends(client: Client, name: str, *, yes: bool) -> str:
    """Show the rounds that would end, ask, and give the slug that their campaign goes by."""
    slug, rounds = await rounds_named(client, name)
    if not rounds:
        if await list_rounds(client, slug, closed=True):
            raise Refusal(f"{slug} has no running round; nothing is left to abort")
        raise UnknownRound(slug)
    if not yes:
        talk().print(table_of(rounds))
    count = counted(len(rounds), "running round")
    ask(f"Abort {slug}: {count}, of which those not sent yet end unsent?", yes=yes)
    return slug
