"""Rounds on the time-skipping server: real workflows, real activities, fakes behind them."""

import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment

from models.campaign import StartCampaign
from tests.fakes import World
from tests.workflows.stage import (
    DAY,
    NUMBERS,
    WORLDS,
    Crew,
    Director,
    Play,
    a_start,
    replay_and_keep,
)
from workers.plugin import CampaignPlugin
from workflows.policies import Queue
from workflows.search_attributes import ALL_KEYS


@pytest.fixture(scope="session")
async def env() -> AsyncIterator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_time_skipping_v2(
        plugins=[CampaignPlugin()],
        search_attributes=ALL_KEYS,
        dev_server_existing_path=str(Path(sys.executable).with_name("temporal")),
        dev_server_extra_args=[
            "--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true",
            "--dynamic-config-value", 'history.timerProcessorMaxTimeShift="10ms"',
        ],
    ) as started:  # fmt: skip
        yield started


@pytest.fixture(scope="session")
async def crew(env: WorkflowEnvironment) -> AsyncIterator[Crew]:
    crew = Crew(env.client)
    await crew.come(*Queue)
    yield crew
    await crew.go(*Queue)


@pytest.fixture
async def a_round(
    env: WorkflowEnvironment,
    crew: Crew,  # noqa: ARG001
    request: pytest.FixtureRequest,
) -> AsyncIterator[Director]:
    """Make a round of its own world, ready to be started; its histories are replayed."""
    plays: list[Play] = []

    def make(launch_in: timedelta = 7 * DAY, **fields: Any) -> Play:
        slug = f"spring-{next(NUMBERS)}"
        world = WORLDS[slug] = World()
        launch = datetime.now(UTC) + launch_in
        if launch_in >= DAY:  # at noon, so that no test hangs on the hour at which it runs
            launch = launch.replace(hour=12, minute=0)
        asked = a_start(slug, launch, **fields)
        world.mailjet.plan(asked.planned.draft_id, asked.planned.list_id)
        plays.append(Play(env, asked, world))
        return plays[-1]

    yield make
    for play in plays:
        await play.leave()
    histories = [await handle.fetch_history() for play in plays for handle in play.handles]
    await replay_and_keep(histories, request)


@pytest.fixture
def a_campaign() -> Callable[..., tuple[StartCampaign, World]]:
    def make(*launches_in: timedelta, **fields: Any) -> tuple[StartCampaign, World]:
        slug = f"spring-{next(NUMBERS)}"
        world = WORLDS[slug] = World()
        now = datetime.now(UTC)
        rounds = tuple(
            a_start(slug, now + span, number, total=len(launches_in), **fields)
            for number, span in enumerate(launches_in, 1)
        )
        for one in rounds:
            world.mailjet.plan(one.planned.draft_id, one.planned.list_id)
        return StartCampaign(slug=slug, name="Spring launch", rounds=rounds), world

    return make
