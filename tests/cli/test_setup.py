"""What stands beside Temporal's workers: set-up, record and health."""

import json
from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from models.campaign import StartCampaign
from models.plan import read_plan
from models.timeline import LifecyclePolicy
from sandbox.server import serve
from storage.database import Database
from storage.rounds import Rounds
from tests.cli.conftest import BIN, SANDBOX, Command, WritePlan, slug_in
from tests.storage.samples import CLAIMANT
from workers.plugin import CampaignPlugin

AHEAD = "2027-05-01T09:15"


@pytest.fixture
async def bare_temporal(
    surroundings: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[None]:
    """A server that nobody has set up."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(BIN / "temporal"), plugins=[CampaignPlugin()]
    ) as environment:
        address = environment.client.service_client.config.target_host
        monkeypatch.setenv("TEMPORAL_ADDRESS", address)
        yield


@pytest.mark.usefixtures("bare_temporal")
async def test_setup_registers_what_start_and_health_ask_for_and_twice_is_safe(
    campaign: Command,
    write_plan: WritePlan,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    file = write_plan(AHEAD)
    before = await campaign("start", file, "--yes")
    assert before.status == 1
    assert "CampaignSlug" in before.err
    assert "run `campaign setup`" in before.err

    first = await campaign("setup")
    second = await campaign("setup")

    assert (first.status, second.status) == (0, 0)
    assert "registered CampaignSlug" in first.out
    assert "all search attributes are registered" in second.out
    assert (await campaign("start", file, "--yes")).status == 0


@pytest.mark.usefixtures("with_temporal")
async def test_health_is_well_when_everything_answers(
    campaign: Command,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with await serve(port=0) as sandbox:
        settings = SANDBOX | {
            "DATABASE_URL": database_url,
            "MAILJET_API_KEY": "sandbox-key",
            "MAILJET_SECRET_KEY": "sandbox-secret",
            "MAILJET_BASE_URL": f"{sandbox.url}/mailjet",
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_BASE_URL": f"{sandbox.url}/slack/api/",
            "GEMINI_API_KEY": "sandbox-gemini-key",
            "GEMINI_BASE_URL": f"{sandbox.url}/gemini",
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)

        well = await campaign("health", "--json")
        monkeypatch.setenv("MAILJET_SECRET_KEY", "wrong")
        monkeypatch.setenv("SLACK_TRACTION_CHANNEL_ID", "C0NOWHERE")
        ill = await campaign("health", "--json")

    assert well.status == 0, well
    assert {one["name"] for one in json.loads(well.out)} == {
        "Temporal", "database", "Mailjet", "Slack", "Gemini",
    }  # fmt: skip
    assert ill.status == 1
    down = {one["name"]: one["detail"] for one in json.loads(ill.out) if not one["up"]}
    assert set(down) == {"Mailjet", "Slack"}


@pytest.mark.usefixtures("with_temporal")
async def test_a_round_that_temporal_forgot_is_shown_from_the_record(
    campaign: Command,
    write_plan: WritePlan,
    database: Database,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = write_plan(AHEAD)
    plan = read_plan(file)
    asked = StartCampaign.of(plan, plan.planned_rounds(), LifecyclePolicy(), by="ada")
    await Rounds(database).record_planned(asked.rounds, CLAIMANT)
    monkeypatch.setenv("DATABASE_URL", database_url)

    said = await campaign("show", f"{slug_in(file)}/1")

    assert said.status == 0
    assert "from the record" in said.out
    assert "draft 501 to list 7001" in said.out
    assert "Temporal knows no" in said.err
    record = json.loads((await campaign("show", f"{slug_in(file)}/1", "--json")).out)["record"]
    assert record["schedule"]["mailjet_draft_id"] == 501
    assert (await campaign("show", f"{slug_in(file)}/2")).status == 1
