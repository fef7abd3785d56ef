"""`campaign start`: from a plan to a running campaign."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import typer
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from cli.errors import Refusal
from cli.registration import require_search_attributes
from cli.rehearsal import rehearse, require_loopback
from cli.terminal import ask, results, talk, write_json
from cli.timetable import print_timetable, rounds_json
from models.campaign import CampaignReport, StartCampaign
from models.plan import Plan, PlanError, PlannedRound, read_plan, refuse_past
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
    proposal = propose(read_plan(file), rehearsal, datetime.now(UTC))
    plan = proposal.plan
    if not (yes and as_json):
        console = talk() if as_json else results()
        print_timetable(console, plan, proposal.rounds, proposal.policy)
    rounds = f"{len(proposal.rounds)} round{'s' if len(proposal.rounds) > 1 else ''}"
    ask(f"Start {plan.slug} with {rounds}?", yes=yes)
    if rehearsal is not None:  # the time that the answer took is not taken from the first launch
        proposal = propose(plan, rehearsal, datetime.now(UTC))
    started = StartCampaign.of(plan, proposal.rounds, proposal.policy, by)
    run_id = asyncio.run(_start(started))
    if as_json:
        write_json(
            {
                "slug": plan.slug,
                "workflow_id": started.workflow_id,
                "run_id": run_id,
                "rounds": rounds_json(plan, proposal.rounds, proposal.policy),
            }
        )
    else:
        talk().print(f"Started {plan.slug}. See it: campaign watch {plan.slug}")


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


async def _start(asked: StartCampaign) -> str:
    client = await connect()
    await require_search_attributes(client)
    return (await begin(client, asked)).result_run_id or ""


async def begin(client: Client, asked: StartCampaign) -> WorkflowHandle[Any, CampaignReport]:
    """Start a campaign's workflow; raise Refusal when its name is taken."""
    recipients = sum(one.planned.expected_recipients for one in asked.rounds)
    try:
        return await client.start_workflow(
            WORKFLOW,
            asked,
            id=asked.workflow_id,
            task_queue=Queue.CAMPAIGN,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            search_attributes=search_attributes.of_campaign(asked.slug),
            static_summary=f"{asked.name}: {len(asked.rounds)} rounds, {recipients:,} recipients",
            rpc_timeout=PATIENCE,
            result_type=CampaignReport,
        )
    except WorkflowAlreadyStartedError:
        raise await _already(client, asked) from None


async def _already(client: Client, asked: StartCampaign) -> Refusal:
    """Tell a campaign that runs from one that is over."""
    known = await client.get_workflow_handle(asked.workflow_id).describe(rpc_timeout=PATIENCE)
    if known.status is WorkflowExecutionStatus.RUNNING:
        return Refusal(f"{asked.slug} runs already; see it with `campaign watch {asked.slug}`")
    return Refusal(
        f"{asked.slug} was started before and is over (`campaign show {asked.slug}`); "
        "give the new campaign another name"
    )
