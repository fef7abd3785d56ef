"""Mailjet's own Python client, which nobody here wrote, against the sandbox."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from mailjet_rest import Client
from mailjet_rest.errors import DoesNotExistError, ValidationError

from sandbox.seed import Seed
from sandbox.server import Sandbox, serve


@pytest.fixture
async def quick_sandbox(seed: Seed) -> AsyncIterator[Sandbox]:
    seed.mailjet.delays.programmed_seconds = 0.2
    seed.mailjet.delays.campaign_delay_seconds = 0.1
    seed.mailjet.delays.counters_delay_seconds = 0.1
    seed.mailjet.delays.counters_growth_seconds = 0.3
    async with await serve(port=0, seed=seed) as running:
        yield running


def _whole_life_of_a_campaign(url: str) -> dict[str, Any]:
    with Client(auth=("sandbox-key", "sandbox-secret"), api_url=f"{url}/mailjet/") as client:
        seen: dict[str, Any] = {"list": client.contactslist.get(id=7001).json()}
        filters = {"ContactsList": 7001, "Unsub": "false", "countOnly": 1}
        seen["count"] = client.listrecipient.get(filters=filters).json()
        seen["draft"] = client.campaigndraft.get(id=501).json()
        seen["content"] = client.campaigndraft_detailcontent.get(id=501).json()
        seen["sent"] = client.campaigndraft_send.create(id=501)
        campaign_id = _campaign_of(client, 501)
        counters = {
            "SourceID": campaign_id,
            "CounterSource": "Campaign",
            "CounterTiming": "Message",
            "CounterResolution": "Lifetime",
        }
        rows: list[dict[str, Any]] = []
        while not rows or rows[0]["Total"] < 1000 or rows[0]["MessageDeferredCount"]:
            rows = client.statcounters.get(filters=counters).json()["Data"]
        seen["counters"] = rows[0]
        providers = {"CampaignID": campaign_id, "Limit": 100}
        seen["providers"] = client.statistics_recipientEsp.get(filters=providers).json()
        while client.campaigndraft_status.get(id=501).json()["Data"][0]["Status"] != "Sent":
            pass
        with pytest.raises(ValidationError) as refused:
            client.campaigndraft_send.create(id=501)
        seen["again"] = str(refused.value)
    return seen


def _campaign_of(client: Client, draft: int) -> int:
    while True:
        try:
            answer = client.campaign.get(id=f"mj.nl={draft}")
        except DoesNotExistError:
            continue
        return int(answer.json()["Data"][0]["ID"])


async def test_the_vendors_client_sends_a_draft_and_reads_its_results(
    quick_sandbox: Sandbox,
) -> None:
    async with asyncio.timeout(10):
        seen = await asyncio.to_thread(_whole_life_of_a_campaign, quick_sandbox.url)

    assert seen["list"]["Data"][0]["Name"] == "Customers, first 1000"
    assert seen["count"] == {"Count": 1000, "Data": [], "Total": 1000}
    assert seen["draft"]["Data"][0]["Subject"] == "The autumn digest"
    assert "[[UNSUB_LINK_EN]]" in seen["content"]["Data"][0]["Html-part"]
    assert seen["sent"].status_code == 201
    assert seen["sent"].json()["Data"] == [{"Status": "programmed"}]
    assert seen["counters"]["MessageSentCount"] > 900
    assert sum(row["AttemptedMessagesCount"] for row in seen["providers"]["Data"]) > 900
    assert seen["again"].endswith("Newsletter has to be in status draft or programmed")
    assert len(quick_sandbox.world.mailjet.backstage.sends()) == 1
