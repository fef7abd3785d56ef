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

from cli.errors import Refusal
from cli.listing import list_rounds
from cli.naming import find_campaign
from cli.opening import Handle, until_opened
from cli.pages.timetable import print_timetable, print_warnings, rounds_json
from cli.registration import require_search_attributes
from cli.rehearsal import rehearse, require_loopback
from cli.terminal import ask, results, talk, write_json
from models.campaign import CampaignReport, StartCampaign
from models.ids import SLUG_LENGTH, former_slug_of, gives_slug, same_name
from models.plan import Plan, PlanError, PlannedRound, read_plan, refuse_past
from models.plan_warnings import warnings_of
from models.plurals import counted
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
    print_warnings(plan)

    def agree() -> Proposal:
        if not (yes and as_json):
            show(proposal, talk() if as_json else results())
        ask(f"Start {plan.slug} with {counted(len(proposal.rounds), 'round')}?", yes=yes)
        # The time that the answer took is not taken from the first launch.
        return propose(plan, rehearsal, datetime.now(UTC))

    started, handle = asyncio.run(_start(plan, agree, by))
    if as_json:
        write_json(
            {
                "slug": plan.slug,
                "warnings": list(warnings_of(plan)),
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
    await require_free(client, plan.slug, plan.campaign.name)
    if plan.campaign.slug is None:
        await require_unknown(client, former_slug_of(plan.campaign.name), plan.slug)
    agreed = agree()
    asked = StartCampaign.of(plan, agreed.rounds, agreed.policy, by)
    handle = await begin(client, asked)
    await until_opened(handle, asked)
    return agreed, handle


async def require_free(client: Client, slug: str, name: str) -> None:
    """Refuse a slug under which a campaign runs or ran; one that failed may be started again.

    Where the other campaign has another name, both stay apart: even one that failed may have
    rounds that go on.
    """
    known = await find_campaign(client, slug)
    if known is None:
        return
    over = known.status is WorkflowExecutionStatus.COMPLETED
    if known.name and not same_name(known.name, name):
        if known.running or over or await list_rounds(client, slug):
            raise Refusal(
                f"{slug} is the slug of another campaign, {known.name!r:.80} (`campaign show "
                f'{slug}`); give this one its own: slug = "{_another(slug)}" in [campaign]'
            )
    elif known.running:
        raise Refusal(f"{slug} runs already; see it with `campaign watch {slug}`")
    elif over:
        raise Refusal(
            f"{slug} was started before and is over (`campaign show {slug}`); "
            "give the new campaign another name, or a slug in [campaign]"
        )


async def require_unknown(client: Client, former: str, slug: str) -> None:
    """Refuse a campaign that runs or ran under the slug that an earlier release gave its name."""
    if former in {"", slug}:
        return
    known = await find_campaign(client, former)
    if known is None or (known.name and not gives_slug(known.name, slug)):
        return
    if known.running:
        raise Refusal(f"it runs already, as {former}; see it with `campaign watch {former}`")
    if known.status is WorkflowExecutionStatus.COMPLETED:
        raise Refusal(
            f"it was started before, as {former}, and is over (`campaign show {former}`); "
            "give the new campaign another name, or a slug in [campaign]"
        )
    raise Refusal(
        f"it was started before, as {former}, and ended early (`campaign show {former}`); "
        f'to start it again, write slug = "{former}" in [campaign]'
    )


def _another(slug: str) -> str:
    return f"{slug[: SLUG_LENGTH - 2].rstrip('-')}-2"


async def begin(client: Client, asked: StartCampaign) -> Handle:
    """Start a campaign's workflow; raise Refusal when its name is taken."""
    recipients = reach_of_all([one.planned for one in asked.rounds])
    rounds = counted(len(asked.rounds), "round")
    try:
        return await client.start_workflow(
            WORKFLOW,
            asked,
            id=asked.workflow_id,
            task_queue=Queue.CAMPAIGN,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            search_attributes=search_attributes.of_campaign(asked.slug),
            static_summary=f"{markdown(asked.name)}: {rounds}, {recipients}",
            rpc_timeout=PATIENCE,
            result_type=CampaignReport,
        )
    except WorkflowAlreadyStartedError:
        await require_free(client, asked.slug, asked.name)  # says which of the two it is
        raise
