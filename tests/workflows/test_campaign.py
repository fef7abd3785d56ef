"""A campaign: its rounds as children, and their common end."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowFailureError, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.testing import WorkflowEnvironment

from models.campaign import CampaignReport, StartCampaign
from models.round import Status
from storage.errors import RoundAlreadySent
from tests.fakes import World, a_snapshot
from tests.workflows.stage import DAY, Crew, replay_and_keep
from workflows.campaign import Campaign
from workflows.policies import Queue
from workflows.round import CampaignRound

Maker = Callable[..., tuple[StartCampaign, World]]
Handle = WorkflowHandle[Campaign, CampaignReport]


@pytest.fixture
async def start(
    env: WorkflowEnvironment,
    crew: Crew,  # noqa: ARG001
    request: pytest.FixtureRequest,
) -> Any:
    handles: list[WorkflowHandle[Any, Any]] = []

    async def start(asked: StartCampaign, *, skip: bool = True) -> Handle:
        async def begin() -> Handle:
            return await env.client.start_workflow(
                Campaign.run, asked, id=asked.workflow_id, task_queue=Queue.CAMPAIGN
            )

        if skip:
            handle = await begin()
        else:
            with env.with_time_skipping_disabled():
                handle = await begin()
        run = handle.first_execution_run_id
        handles.append(env.client.get_workflow_handle(asked.workflow_id, run_id=run))
        return handle

    yield start
    await replay_and_keep([await handle.fetch_history() for handle in handles], request)


async def child(env: WorkflowEnvironment, asked: StartCampaign, number: int) -> Any:
    """Wait until a round runs."""
    one = asked.rounds[number - 1]
    handle = env.client.get_workflow_handle_for(CampaignRound.run, one.id.workflow_id)
    for _ in range(300):
        try:
            await handle.query(CampaignRound.status)
        except Exception:  # noqa: BLE001 - not there yet
            await asyncio.sleep(0.01)
        else:
            return handle
    raise AssertionError("the round never started")


async def test_two_rounds_run_and_are_compared_and_summed_up(start: Any, a_campaign: Maker) -> None:
    asked, world = a_campaign(2 * DAY, 9 * DAY)
    world.metrics.kept[1, "wrapup"] = a_snapshot(1)  # each round has a clock of its own here

    report = await (await start(asked)).result()

    assert [one.status for one in report.rounds] == [Status.COMPLETED] * 2
    assert sorted(world.mailjet.posts) == [501, 502]
    assert report.comparison is not None
    assert report.comparison.earlier_round == 1
    assert world.rounds.planned == asked.rounds
    assert world.stages_told[-1] == "campaign"


async def test_abort_of_a_campaign_aborts_every_round_that_was_not_sent(
    env: WorkflowEnvironment, start: Any, a_campaign: Maker
) -> None:
    asked, world = a_campaign(2 * DAY, 9 * DAY)
    handle = await start(asked, skip=False)
    for number in (1, 2):
        await child(env, asked, number)

    answer = await handle.execute_update("abort", {"by": "ada", "reason": "wrong offer"})
    report = await handle.result()

    assert answer["accepted"]
    assert [one.status for one in report.rounds] == [Status.ABORTED] * 2
    assert [one.reason for one in report.rounds] == ["wrong offer"] * 2
    assert world.mailjet.posts == []


async def test_abort_of_a_campaign_keeps_to_the_allow_list(
    env: WorkflowEnvironment, start: Any, a_campaign: Maker
) -> None:
    asked, _ = a_campaign(2 * DAY, approvers=("ada",))
    handle = await start(asked, skip=False)
    await child(env, asked, 1)

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await handle.execute_update("abort", {"by": "eve"})

    assert "ask ada" in str(refused.value.cause)
    await handle.signal("abort", args=[{"by": "ada"}, "and more"])
    assert (await handle.result()).rounds[0].status is Status.ABORTED


async def test_cancelled_campaign_ends_its_rounds_and_sums_up(
    env: WorkflowEnvironment, start: Any, a_campaign: Maker
) -> None:
    asked, world = a_campaign(2 * DAY, 9 * DAY)
    handle = await start(asked, skip=False)
    for number in (1, 2):
        await child(env, asked, number)

    await handle.cancel()
    report = await handle.result()

    assert [one.status for one in report.rounds] == [Status.ABORTED] * 2
    assert world.stages_told[-1] == "campaign"


async def test_terminated_round_is_reported_and_stops_no_other(
    env: WorkflowEnvironment, start: Any, a_campaign: Maker
) -> None:
    asked, world = a_campaign(2 * DAY, timedelta(minutes=-5))
    handle = await start(asked, skip=False)
    first, second = await child(env, asked, 1), await child(env, asked, 2)

    await first.terminate("by hand")
    await env.fast_forward(second)
    report = await handle.result()

    assert [one.status for one in report.rounds] == [Status.BLOCKED, Status.COMPLETED]
    assert "ended before its time" in report.rounds[0].reason
    assert world.mailjet.posts == [502]


async def test_round_that_runs_already_is_reported_and_the_others_go_on(
    env: WorkflowEnvironment, start: Any, a_campaign: Maker
) -> None:
    asked, world = a_campaign(3 * DAY, timedelta(minutes=-5))
    with env.with_time_skipping_disabled():
        orphan = await env.client.start_workflow(
            CampaignRound.run,
            asked.rounds[0],
            id=asked.rounds[0].id.workflow_id,
            task_queue=Queue.CAMPAIGN,
        )

    report = await (await start(asked)).result()

    assert [one.status for one in report.rounds] == [Status.BLOCKED, Status.COMPLETED]
    assert "running already" in report.rounds[0].reason
    assert world.mailjet.posts == [502]
    await orphan.terminate()


async def test_rounds_outlive_a_terminated_campaign(
    env: WorkflowEnvironment, start: Any, a_campaign: Maker
) -> None:
    asked, world = a_campaign(2 * DAY)
    handle = await start(asked, skip=False)
    only = await child(env, asked, 1)

    await handle.terminate("by mistake")
    await env.fast_forward(only)

    assert (await only.result()).status is Status.COMPLETED
    assert world.mailjet.posts == [501]


async def test_campaign_that_cannot_be_recorded_starts_no_round(
    start: Any, a_campaign: Maker
) -> None:
    asked, world = a_campaign(2 * DAY)
    world.rounds.fail_next("record_planned", RoundAlreadySent(asked.rounds[0].id, 499))

    with pytest.raises(WorkflowFailureError) as failed:
        await (await start(asked)).result()

    assert "give the new campaign another name" in str(failed.value.cause)
    assert world.log.begun == []


async def test_aborted_campaign_is_started_anew_under_its_name(
    env: WorkflowEnvironment, start: Any, a_campaign: Maker
) -> None:
    asked, world = a_campaign(2 * DAY)
    handle = await start(asked, skip=False)
    await child(env, asked, 1)
    await handle.execute_update("abort", {"by": "ada"})
    await handle.result()

    report = await (await start(asked)).result()

    assert report.rounds[0].status is Status.COMPLETED
    assert world.mailjet.posts == [501]
