"""One draft in two plans: real command, real workflows, real record; Slack is away throughout."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.drafts import Drafts
from activities.records import RecordActivities
from activities.running_rounds import STATUS, RunningRounds
from models.campaign import StartCampaign
from models.ids import campaign_workflow_id
from models.plan import read_plan
from models.timeline import LifecyclePolicy
from storage.claims import Claimant, Claims
from storage.database import Database
from storage.neighbours import Neighbours
from storage.rounds import Rounds
from tests.cli.conftest import BIN, Command, WritePlan, slug_in
from workers.plugin import CampaignPlugin
from workflows import search_attributes
from workflows.campaign import Campaign
from workflows.policies import Queue
from workflows.round import CampaignRound

FAR = timedelta(days=9)
DRAFTS = count(5001, 100)  # one test's drafts are no other's
ACCOUNT = "a1b2c3d4e5f60718"


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(BIN / "temporal"),
        search_attributes=search_attributes.ALL_KEYS,
        plugins=[CampaignPlugin()],
    ) as environment:
        yield environment


@pytest.fixture
async def temporal(
    server: WorkflowEnvironment,
    database: Database,
    surroundings: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Client]:
    """Serve the campaigns' queue with the real record, and no other queue."""
    drafts = Drafts(ACCOUNT, Claims(database), Neighbours(database), RunningRounds())
    records = RecordActivities(rounds=Rounds(database), drafts=drafts, on_loopback={})
    monkeypatch.setenv("TEMPORAL_ADDRESS", server.client.service_client.config.target_host)
    async with AsyncExitStack() as stack:
        worker = Worker(
            server.client,
            task_queue=Queue.CAMPAIGN,
            workflows=[Campaign, CampaignRound],
            activities=[records.open_campaign],
        )
        await stack.enter_async_context(worker)
        yield server.client


@pytest.fixture
def draft() -> int:
    return next(DRAFTS)


@pytest.fixture
async def first(temporal: Client, campaign: Command, write_plan: WritePlan, draft: int) -> str:  # noqa: ARG001
    """Start the campaign that has the draft; give its slug."""
    file = write_plan(FAR, draft=draft)
    assert (await campaign("start", file, "--yes")).status == 0
    return slug_in(file)


def workflow_of(slug: str, number: int) -> str:
    return f"{campaign_workflow_id(slug)}/round/{number}"


async def test_a_draft_that_belongs_to_another_round_is_refused_in_one_line(
    temporal: Client, campaign: Command, write_plan: WritePlan, first: str, draft: int
) -> None:
    file = write_plan(FAR, FAR + FAR, draft=draft - 10)  # its second round wants the draft

    said = await campaign("start", file, "--yes")

    slug = slug_in(file)
    assert said.status == 1
    assert said.err.startswith(
        f"campaign: {slug} was not started: draft {draft} belongs to round {first}/1, "
        "which is scheduled and launches "
    )
    assert said.err.endswith(" UTC; abort that round, or plan another draft\n")
    listed = [one.id async for one in temporal.list_workflows(f"CampaignSlug = '{slug}'")]
    assert workflow_of(slug, 1) not in listed


async def abort_round(campaign: Command, temporal: Client, slug: str) -> None:  # noqa: ARG001
    assert (await campaign("abort", f"{slug}/1", "--reason", "other plan")).status == 0


async def abort_campaign(campaign: Command, temporal: Client, slug: str) -> None:  # noqa: ARG001
    assert (await campaign("abort", slug, "--reason", "other plan", "--yes")).status == 0


async def signal_abort(campaign: Command, temporal: Client, slug: str) -> None:  # noqa: ARG001
    await temporal.get_workflow_handle(workflow_of(slug, 1)).signal("abort")


async def cancel_round(campaign: Command, temporal: Client, slug: str) -> None:  # noqa: ARG001
    await temporal.get_workflow_handle(workflow_of(slug, 1)).cancel()


async def terminate_round(campaign: Command, temporal: Client, slug: str) -> None:  # noqa: ARG001
    await temporal.get_workflow_handle(workflow_of(slug, 1)).terminate()


async def terminate_both(campaign: Command, temporal: Client, slug: str) -> None:
    await temporal.get_workflow_handle(campaign_workflow_id(slug)).terminate()
    await terminate_round(campaign, temporal, slug)


End = Callable[[Command, Client, str], Awaitable[None]]
ENDS: tuple[End, ...] = (
    abort_round, abort_campaign, signal_abort, cancel_round, terminate_round, terminate_both,
)  # fmt: skip


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
async def test_a_round_that_ends_unsent_frees_its_draft_at_once(  # noqa: PLR0917 - fixtures
    temporal: Client, campaign: Command, write_plan: WritePlan, first: str, draft: int, end: End
) -> None:
    await end(campaign, temporal, first)

    said = await campaign("start", write_plan(FAR, draft=draft), "--yes")

    assert said.status == 0, said.err
    assert "No worker" not in said.err


async def test_a_round_that_outlives_its_campaign_keeps_its_draft(
    temporal: Client, campaign: Command, write_plan: WritePlan, first: str, draft: int
) -> None:
    await temporal.get_workflow_handle(campaign_workflow_id(first)).terminate()

    said = await campaign("start", write_plan(FAR, draft=draft), "--yes")

    assert said.status == 1
    assert f"belongs to round {first}/1" in said.err


async def test_of_two_that_start_at_the_same_instant_one_is_refused(
    temporal: Client, write_plan: WritePlan, draft: int, process: Command
) -> None:
    address = temporal.service_client.config.target_host
    assert address
    plans = [write_plan(FAR, draft=draft) for _ in range(4)]

    said = await asyncio.gather(*(process("start", plan, "--yes") for plan in plans))

    assert sorted(one.status for one in said) == [0, 1, 1, 1]
    assert all(one.status == 0 or f"draft {draft} belongs to round" in one.err for one in said), (
        said
    )


async def test_a_campaign_is_started_again_with_its_own_drafts_or_swapped(
    temporal: Client, campaign: Command, write_plan: WritePlan, draft: int
) -> None:
    name = f"Again {draft}"
    file = write_plan(FAR, FAR + FAR, draft=draft, name=name)
    slug = slug_in(file)

    async def restarted(plan: Path, *ended: str) -> int:
        for workflow_id in (campaign_workflow_id(slug), *ended):
            await temporal.get_workflow_handle(workflow_id).terminate()
        return (await campaign("start", plan, "--yes")).status

    assert (await campaign("start", file, "--yes")).status == 0
    assert await restarted(file) == 0  # its rounds live on
    both = (workflow_of(slug, 1), workflow_of(slug, 2))
    assert await restarted(file, *both) == 0
    text = file.read_text()
    one, two = f"draft_id = {draft}\n", f"draft_id = {draft + 10}\n"
    file.write_text(text.replace(one, "first").replace(two, one).replace("first", two))
    assert await restarted(file) == 1  # round 1 still sends the draft that round 2 wants
    for workflow_id in both:
        await temporal.get_workflow_handle(workflow_id).terminate()
    assert (await campaign("start", file, "--yes")).status == 0


async def test_a_claim_that_temporal_knows_nothing_of_is_taken_over(
    temporal: Client, campaign: Command, write_plan: WritePlan, database: Database, draft: int
) -> None:
    await planned(database, write_plan(FAR, draft=draft), temporal.namespace, str(uuid4()))

    said = await campaign("start", write_plan(FAR, draft=draft), "--yes")

    assert said.status == 0, said.err
    assert "No worker" not in said.err


async def test_a_campaign_that_has_not_started_its_rounds_yet_keeps_its_drafts(
    temporal: Client, campaign: Command, write_plan: WritePlan, database: Database, draft: int
) -> None:
    file = write_plan(FAR, draft=draft)
    slow = await temporal.start_workflow(
        "Campaign", "unread", id=campaign_workflow_id(slug_in(file)), task_queue="nobody"
    )
    await planned(database, file, temporal.namespace, slow.first_execution_run_id)
    other = write_plan(FAR, draft=draft)

    refused = await campaign("start", other, "--yes")
    await slow.terminate()
    await campaign("start", other, "--yes")
    listed = await eventually(lambda: rounds_of(campaign, slug_in(other)))

    assert f"belongs to round {slug_in(file)}/1" in refused.err
    assert listed == [f"{slug_in(other)}/1"]


async def test_what_temporal_cannot_tell_is_never_taken_over(
    temporal: Client, campaign: Command, write_plan: WritePlan, database: Database, draft: int
) -> None:
    await planned(database, write_plan(FAR, draft=draft), "another-namespace", str(uuid4()))
    file = write_plan(FAR, draft=draft)

    said = await campaign("start", file, "--yes")

    handle = temporal.get_workflow_handle(campaign_workflow_id(slug_in(file)))
    (step,) = (await handle.describe()).raw_description.pending_activities
    assert "No worker has opened it yet" in said.err
    assert step.last_failure.application_failure_info.type == "TemporalUnavailable"
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
    await handle.terminate()


async def planned(database: Database, file: Path, namespace: str, run_id: str | None) -> None:
    """Record and claim as another campaign did."""
    plan = read_plan(file)
    asked = StartCampaign.of(plan, plan.planned_rounds(), LifecyclePolicy(), by="ada")
    await Rounds(database).record_planned(asked.rounds, Claimant(ACCOUNT, namespace, run_id))


async def rounds_of(campaign: Command, slug: str) -> list[str]:
    said = await campaign("list", "--campaign", slug, "--json")
    return [one["id"] for one in json.loads(said.out)]


async def eventually(look: Callable[[], Awaitable[list[str]]]) -> list[str]:
    for _ in range(60):
        if seen := await look():
            return seen
        await asyncio.sleep(0.25)
    return []


def test_the_status_that_an_activity_looks_for_is_the_one_that_rounds_publish() -> None:
    assert STATUS.name == search_attributes.STATUS.name
    assert STATUS.indexed_value_type == search_attributes.STATUS.indexed_value_type
