"""The closing message as people see it: our activity against the sandbox's Slack."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from temporalio.exceptions import ApplicationError

from activities.announcements import SlackActivities
from activities.pictures import Pictures
from clients.slack import SlackClient
from models.notices import Announcement, CampaignNotice
from models.round import RoundReport, Status
from sandbox.seed import Seed
from sandbox.server import Sandbox, serve
from tests.activities.samples import LAUNCH, REF, Run
from tests.fakes import World, metrics

SEED = Path(__file__).parents[2] / "examples" / "sandbox.toml"
REPORTS = tuple(
    RoundReport(
        number=number,
        status=Status.COMPLETED,
        launch=LAUNCH,
        snapshot="wrapup",
        age=timedelta(minutes=30),
        metrics=metrics(opened=300 + number),
    )
    for number in (1, 2)
)
CLOSING = Announcement(
    intent_id="spring-launch/abc/summary",
    stage="campaign",
    round=REF,
    status=Status.COMPLETED,
    notice=CampaignNotice(rounds=REPORTS),
)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with await serve(port=0, seed=Seed.load(SEED)) as running:
        yield running


@pytest.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as client:
        yield client


@pytest.fixture
async def slack(sandbox: Sandbox, world: World) -> AsyncIterator[SlackActivities]:
    base_url = f"{sandbox.url}/slack/api/"
    async with SlackClient(token="xoxb-sandbox", base_url=base_url) as client:
        pictures = Pictures(client, world.log, waits=(0.0, 0.0))
        yield SlackActivities(
            slack=client,
            channel="C0CAMPAIGN",
            log=world.log,
            assessments=world.assessments,
            decisions=world.decisions,
            pictures=pictures,
        )


async def seen(control: httpx.AsyncClient) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give the messages and the files that Slack has."""
    state = (await control.get("/control/state")).json()["slack"]
    return state["channels"][0]["messages"], state["files"]


async def goes_wrong(control: httpx.AsyncClient, path: str, **fault: object) -> None:
    told = {"provider": "slack", "path": path} | fault
    (await control.post("/control/faults", json=told)).raise_for_status()


async def test_people_see_one_message_with_the_chart(
    slack: SlackActivities, control: httpx.AsyncClient, run: Run
) -> None:
    await run(slack.announce, CLOSING)
    await run(slack.announce, CLOSING, attempt=2)

    (message,), (file,) = await seen(control)
    image = next(block for block in message["blocks"] if block["type"] == "image")
    assert image["slack_file"]["id"] == file["id"]
    assert image["alt_text"] == file["alt_txt"]
    assert file["complete"]
    picture = await control.get(f"/console/files/{file['id']}")
    assert picture.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    "path", ["*getUploadURLExternal", "*/upload/v1/*", "*completeUploadExternal"]
)
async def test_an_upload_that_fails_leaves_the_message_without_its_chart(
    slack: SlackActivities, control: httpx.AsyncClient, run: Run, path: str
) -> None:
    await goes_wrong(control, path, action="respond", status=503)

    await run(slack.announce, CLOSING)

    (message,), _ = await seen(control)
    assert "image" not in [block["type"] for block in message["blocks"]]
    assert "could not be added" in message["blocks"][-1]["elements"][0]["text"]


async def test_a_chart_that_slack_cannot_show_yet_is_shown_a_little_later(
    slack: SlackActivities, control: httpx.AsyncClient, run: Run
) -> None:
    refusal = {"ok": False, "error": "invalid_blocks"}
    post = "*chat.postMessage"
    await goes_wrong(control, post, action="respond", status=200, body=refusal, first=2)

    await run(slack.announce, CLOSING)

    (message,), (file,) = await seen(control)
    assert message["blocks"][1]["slack_file"]["id"] == file["id"]


async def test_a_message_whose_answer_was_lost_is_not_posted_again(
    slack: SlackActivities, control: httpx.AsyncClient, run: Run
) -> None:
    await goes_wrong(control, "*chat.postMessage", action="drop", stage="after")

    with pytest.raises(ApplicationError):
        await run(slack.announce, CLOSING)
    await run(slack.announce, CLOSING, attempt=2)

    messages, files = await seen(control)
    assert (len(messages), len(files)) == (1, 1)
