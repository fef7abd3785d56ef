"""A served sandbox on a free port, whose clock only moves when a test moves it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox.clock import Clock
from sandbox.seed import Seed
from sandbox.server import Sandbox, serve

KEYS = ("sandbox-key", "sandbox-secret")


@pytest.fixture(scope="session")
def loaded_seed() -> Seed:
    return Seed.load()


@pytest.fixture
def seed(loaded_seed: Seed) -> Seed:
    # The recipients are shared, because reading them takes longer than most tests.
    delays = loaded_seed.mailjet.delays.model_copy()
    mailjet = loaded_seed.mailjet.model_copy(update={"delays": delays})
    return loaded_seed.model_copy(update={"mailjet": mailjet})


@pytest.fixture
async def sandbox(seed: Seed) -> AsyncIterator[Sandbox]:
    async with await serve(port=0, seed=seed, clock=Clock(speed=0)) as running:
        yield running


@pytest.fixture
async def mailjet(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    base = f"{sandbox.url}/mailjet/v3/REST"
    async with httpx.AsyncClient(base_url=base, auth=KEYS, timeout=5) as client:
        yield client


@pytest.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/control", timeout=5) as client:
        yield client
