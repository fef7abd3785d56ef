"""`campaign approve`: a person's consent."""

import asyncio

import typer

from cli.asking import read_round_id
from cli.deciding import VIA, decide, tell
from cli.errors import Usage
from models.decisions import Answer, Approve, DecisionKind, SendOutcome
from models.ids import RoundId
from workers.connection import connect

EXAMPLE = 'campaign approve spring-launch/2 --override --reason "two bounces are fine"'


def command(  # noqa: PLR0917 - typer reads options from the signature
    name: str = typer.Argument(metavar="ID", help="The round, as in spring-launch/1."),
    override: bool = typer.Option(False, "--override", help="Launch in spite of a hold."),
    reason: str = typer.Option("", help="Why; an override needs it."),
    sent: bool | None = typer.Option(
        None, "--sent/--not-sent", help="What became of a send that nobody could see."
    ),
    by: str = typer.Option("", envvar=["CAMPAIGN_USER", "USER"], help="Your name."),
    as_json: bool = typer.Option(False, "--json", help="Write JSON."),
) -> None:
    """Let a round launch."""
    if override and not reason.strip():
        raise Usage("an override needs a reason; add --reason TEXT")
    outcome = None if sent is None else SendOutcome.SENT if sent else SendOutcome.NOT_SENT
    request = Approve(by=by, reason=reason, via=VIA, override=override, outcome=outcome)
    round_id = read_round_id(name)
    tell(round_id, asyncio.run(_approve(round_id, request)), as_json=as_json)


async def _approve(round_id: RoundId, request: Approve) -> Answer:
    return await decide(await connect(), round_id.workflow_id, DecisionKind.APPROVE, request)
