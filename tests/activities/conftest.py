"""One activity at a time, in the SDK's own environment, with fakes behind it."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from tests.activities.samples import Run
from tests.fakes import World


@pytest.fixture
def world() -> World:
    world = World()
    world.mailjet.plan(501, 7001)
    return world


@pytest.fixture
def run() -> Run:
    """Run an activity, at its first attempt or a later one."""

    async def run(activity: Callable[..., Any], command: object, attempt: int = 1) -> Any:
        environment = ActivityEnvironment()
        environment.info = dataclasses.replace(environment.info, attempt=attempt)
        return await environment.run(activity, command)

    return run
