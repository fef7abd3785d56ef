"""The command as people call it, in process and as a process, beside a real Temporal server."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from cli.main import run
from tests.cli.fake_steps import STEPS
from workers.plugin import CampaignPlugin
from workflows.campaign import Campaign
from workflows.policies import Queue
from workflows.round import CampaignRound
from workflows.search_attributes import ALL_KEYS

BIN = Path(sys.executable).parent
OURS = ("TEMPORAL_", "DATABASE_", "MAILJET_", "SLACK_", "GEMINI_", "CAMPAIGN_")
NUMBERS = count(1)

SANDBOX = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "MAILJET_API_KEY": "key",
    "MAILJET_SECRET_KEY": "secret",
    "MAILJET_BASE_URL": "http://127.0.0.1:1/mailjet",
    "SLACK_BOT_TOKEN": "xoxb-none",
    "SLACK_TRACTION_CHANNEL_ID": "C0CAMPAIGN",
    "SLACK_BASE_URL": "http://127.0.0.1:1/slack/api/",
    "GEMINI_API_KEY": "key",
    "GEMINI_BASE_URL": "http://127.0.0.1:1/gemini",
}


class Said(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


Command = Callable[..., Coroutine[None, None, Said]]
WritePlan = Callable[..., Path]


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(BIN / "temporal"),
        search_attributes=ALL_KEYS,
        plugins=[CampaignPlugin()],
    ) as environment:
        yield environment


@pytest.fixture(scope="session")
async def working(temporal: WorkflowEnvironment) -> AsyncIterator[None]:
    """Serve every queue with real workflows and fake steps."""
    async with AsyncExitStack() as stack:
        for queue in Queue:
            workflows = [Campaign, CampaignRound] if queue is Queue.CAMPAIGN else []
            worker = Worker(
                temporal.client, task_queue=queue, workflows=workflows, activities=STEPS
            )
            await stack.enter_async_context(worker)
        yield


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder, without settings, and without a server."""
    for name in os.environ:
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("USER", "ada")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def campaign(surroundings: None, capsys: pytest.CaptureFixture[str]) -> Command:  # noqa: ARG001
    """Call the command in process."""

    async def call(*arguments: object) -> Said:
        status = await asyncio.to_thread(run, [str(word) for word in arguments])
        return Said(status, *capsys.readouterr())

    return call


@pytest.fixture
def with_temporal(
    surroundings: None,  # noqa: ARG001
    working: None,  # noqa: ARG001
    temporal: WorkflowEnvironment,
    monkeypatch: pytest.MonkeyPatch,
) -> WorkflowEnvironment:
    """Put a server with workers where the command looks for one."""
    address = temporal.client.service_client.config.target_host
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    return temporal


@pytest.fixture
def process(surroundings: None) -> Command:  # noqa: ARG001
    """Call the installed command as a process."""

    async def call(*arguments: object) -> Said:
        started = await asyncio.create_subprocess_exec(
            BIN / "campaign",
            *map(str, arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        out, err = await started.communicate()
        return Said(started.returncode or 0, out.decode(), err.decode())

    return call


@pytest.fixture
def write_plan(tmp_path: Path) -> WritePlan:
    """Write a plan with one round for each launch, under a name of its own."""

    def write(
        *launches: str | timedelta,
        name: str | None = None,
        zone: str = "UTC",
        campaign: str = "",
        draft: int = 501,
        text: str = "",
    ) -> Path:
        title = name or f"Test {os.getpid()} {next(NUMBERS)}"
        parts = [
            f'[campaign]\nname = "{title}"\ntimezone = "{zone}"\n{campaign}',
            'sender_name = "Ada"\nsender_email = "news@example.com"\nsubject = "Hello"',
        ]
        for number, launch in enumerate(launches):
            moment = launch
            if isinstance(launch, timedelta):
                moment = (datetime.now(UTC) + launch).isoformat()
            parts.append(
                f'[[rounds]]\nlaunch = "{moment}"\nlist_id = {7001 + number}\n'
                f"draft_id = {draft + 10 * number}\nexpected_recipients = 1000\n"
            )
        file = tmp_path / f"{title.replace(' ', '_')}.toml"
        file.write_text("\n".join([*parts, text]))
        return file

    return write


def slug_in(file: Path) -> str:
    """Name the campaign of a plan that `write_plan` wrote."""
    return file.stem.lower().replace("_", "-")
