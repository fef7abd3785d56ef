"""`campaign start`: from a plan to a running campaign."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer
from rich.console import Console
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from cli.errors import Refusal
from cli.opening import Handle, until_opened
from cli.pages.timetable import print_timetable, rounds_json
from cli.registration import require_search_attributes
from cli.rehearsal import rehearse, require_loopback
from cli.terminal import ask, results, talk, write_json
from models.campaign import CampaignReport, StartCampaign
from models.ids import campaign_workflow_id
from models.plan import Plan, PlanError, PlannedRound, read_plan, refuse_past
from models.recipients import reach_of_all
from models.text import markdown
from models.timeline import LifecyclePolicy
from workers.connection import connect
from workflows import search_attributes
from workflows.policies import Queue

EXAMPLE = "campaign start examples/two_ready_rounds.toml --rehearsal 30s"
WORKFLOW = "Campaign"
PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True)
class Proposal:
    """What would be started: a plan, its rounds with their launches, and the policy."""

    plan: Plan
    rounds: tuple[PlannedRound, ...]
    policy: LifecyclePolicy


def command(
    file: Path = typer.Argument(help="The plan, a TOML file."),
    rehearsal: str | None = typer.Option(
        None, metavar="SPAN", help="Compress the lifecycle: launches SPAN from now and apart."
    ),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    by: str = typer.Option("", envvar=["CAMPAIGN_USER", "USER"], help="Your name."),
    as_json: bool = typer.Option(False, "--json", help="Write JSON."),
) -> None:
    """Start the campaign that a plan describes."""
    plan = read_plan(file)
    proposal = propose(plan, rehearsal, datetime.now(UTC))

    def agree() -> Proposal:
        if not (yes and as_json):
            show(proposal, talk() if as_json else results())
        ask(f"Start {plan.slug} with {rounds_words(len(proposal.rounds))}?", yes=yes)
        # The time that the answer took is not taken from the first launch.
        return propose(plan, rehearsal, datetime.now(UTC))

    started, handle = asyncio.run(_start(plan, agree, by))
    if as_json:
        write_json(
            {
                "slug": plan.slug,
                "workflow_id": handle.id,
                "run_id": handle.result_run_id,
                "rounds": rounds_json(plan, started.rounds, started.policy),
            }
        )
    else:
        talk().print(f"Started {plan.slug}. See it: campaign watch {plan.slug}")


def show(proposal: Proposal, console: Console) -> None:
    """Print when everything would happen."""
    print_timetable(console, proposal.plan, proposal.rounds, proposal.policy)


def rounds_words(count: int) -> str:
    """Count rounds in words."""
    return "1 round" if count == 1 else f"{count} rounds"


def propose(plan: Plan, rehearsal: str | None, now: datetime) -> Proposal:
    """Turn a plan into what would be started now; raise PlanError or Refusal."""
    if plan.audience is not None:
        raise PlanError("splitting a source list is not built yet; give [[rounds]]")
    if rehearsal is None:
        rounds = plan.planned_rounds()
        refuse_past(rounds, now)
        return Proposal(plan, rounds, LifecyclePolicy(**plan.lifecycle.model_dump()))
    proposal = Proposal(plan, *rehearse(plan, rehearsal, now))
    require_loopback()
    return proposal


async def _start(plan: Plan, agree: Callable[[], Proposal], by: str) -> tuple[Proposal, Handle]:
    """Ask only for what can be started, and start it after a yes."""
    client = await connect()
    await require_search_attributes(client)
    await require_free(client, plan.slug)
    agreed = agree()
    asked = StartCampaign.of(plan, agreed.rounds, agreed.policy, by)
    handle = await begin(client, asked)
    await until_opened(handle, asked)
    return agreed, handle


async def require_free(client: Client, slug: str) -> None:
    """Refuse a name under which a campaign runs or ran; one that failed may be started again."""
    handle = client.get_workflow_handle(campaign_workflow_id(slug))
    try:
        known = await handle.describe(rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND and "Namespace" not in error.message:
            return
        raise
    if known.status is WorkflowExecutionStatus.RUNNING:
        raise Refusal(f"{slug} runs already; see it with `campaign watch {slug}`")
    if known.status is WorkflowExecutionStatus.COMPLETED:
        raise Refusal(
            f"{slug} was started before and is over (`campaign show {slug}`); "
            "give the new campaign another name"
        )


async def begin(client: Client, asked: StartCampaign) -> Handle:
    """Start a campaign's workflow; raise Refusal when its name is taken."""
    recipients = reach_of_all([one.planned for one in asked.rounds])
    try:
        return await client.start_workflow(
            WORKFLOW,
            asked,
            id=asked.workflow_id,
            task_queue=Queue.CAMPAIGN,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            search_attributes=search_attributes.of_campaign(asked.slug),
            static_summary=(f"{markdown(asked.name)}: {len(asked.rounds)} rounds, {recipients}"),
            rpc_timeout=PATIENCE,
            result_type=CampaignReport,
        )
    except WorkflowAlreadyStartedError:
        await require_free(client, asked.slug)  # says which of the two it is
        raise
