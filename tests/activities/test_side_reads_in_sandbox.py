"""One part of the numbers fails on the wire: the others are kept, and people are told which."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from activities.messages import render
from activities.metrics import MetricsActivities
from activities.side_reads import SideReads
from clients.mailjet import MailjetClient
from clients.mailjet.rows import DraftId
from models.brief import NOT_KNOWN, Brief
from models.metrics import Part, Snapshot
from models.notices import Announcement, FollowupNotice
from models.round import Status
from models.steps import CollectMetrics, Measured
from sandbox.seed import Seed
from sandbox.server import Sandbox, serve
from tests.activities.samples import REF, Run
from tests.fakes import World

Measure = Callable[[], Awaitable[Snapshot]]

SEED = Path(__file__).parents[2] / "examples" / "sandbox.toml"
PATHS = {
    Part.SEND_TIMES: "*/REST/campaign/[0-9]*",
    Part.MAILBOX_PROVIDERS: "*/statistics/recipient-esp",
    Part.BOUNCE_REASONS: "*/bouncestatistics",
    Part.LINKS: "*/statistics/link-click",
}
A_FULL_PAGE = {"Count": 1000, "Total": 1000, "Data": [{"ID": n} for n in range(1, 1001)]}
MALFORMED = {
    Part.SEND_TIMES: {"ID": "not a number"},
    Part.MAILBOX_PROVIDERS: {"ESPName": "Gmail", "AttemptedMessagesCount": "many"},
    Part.BOUNCE_REASONS: {"ID": 1, "BouncedAt": "yesterday"},
    Part.LINKS: {"URL": "https://example.com", "ClickedMessagesCount": []},
}


@pytest.fixture(scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox whose first draft was sent a while ago."""
    async with await serve(port=0, seed=Seed.load(SEED)) as running:
        async with client_of(running) as mailjet:
            await mailjet.send_draft(DraftId(501))
        async with httpx.AsyncClient(base_url=running.url, trust_env=False) as control:
            (await control.post("/control/speed", json={"advance": 60})).raise_for_status()
        yield running


def client_of(sandbox: Sandbox) -> MailjetClient:
    return MailjetClient(
        api_key="sandbox-key", secret_key="sandbox-secret", base_url=f"{sandbox.url}/mailjet"
    )


@pytest.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as client:
        yield client
        (await client.delete("/control/faults")).raise_for_status()


@pytest.fixture
async def measure(sandbox: Sandbox, world: World, run: Run) -> AsyncIterator[Measure]:
    async with client_of(sandbox) as mailjet:
        campaign = await mailjet.find_campaign_by_draft(DraftId(501))
        parts = SideReads(waits=(0.0, 0.0), longest=1.0)
        activities = MetricsActivities(mailjet, world.metrics, parts)

        async def measure() -> Snapshot:
            measured: Measured = await run(
                activities.collect_metrics,
                CollectMetrics(
                    round=REF,
                    snapshot="24h",
                    draft_id=501,
                    campaign_id=campaign.id if campaign else None,
                    accepted_at=datetime.now(UTC) - timedelta(minutes=30),
                    patience=timedelta(seconds=10),
                ),
            )
            assert measured.snapshot is not None
            assert measured.snapshot == world.metrics.kept[2, "24h"]
            return measured.snapshot

        yield measure


def told(snapshot: Snapshot) -> str:
    """Read what people see in Slack."""
    announcement = Announcement(
        intent_id="x",
        stage="followup 24h",
        round=REF,
        status=Status.COMPLETED,
        notice=FollowupNotice(snapshot=snapshot, comparison=None),
    )
    return str(render(announcement).payload()["blocks"])


async def test_all_parts_are_there(measure: Measure) -> None:
    snapshot = await measure()

    assert snapshot.missing == ()
    assert snapshot.send_start_at is not None
    assert snapshot.mailbox_providers
    assert snapshot.links
    assert "Not known" not in told(snapshot)


ANSWERS: dict[str, dict[str, object]] = {
    "refused (Mailjet answered 500)": {"action": "respond", "status": 500},
    "refused (Mailjet answered 403)": {"action": "respond", "status": 403},
    "refused (Mailjet's answer cannot be read)": {"action": "garbage"},
    "not yet (Mailjet asks to slow down)": {"action": "respond", "status": 429},
    "not yet (Mailjet did not answer)": {"action": "drop"},
    "not yet (Mailjet did not answer within 1 s)": {"action": "hang"},
}
IN_THE_BRIEF = {
    Part.MAILBOX_PROVIDERS: "mailbox_providers",
    Part.BOUNCE_REASONS: "bounce_reasons",
    Part.LINKS: "links",
}


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("words", ANSWERS)
async def test_a_part_that_fails_for_ever_is_named_and_the_counters_decide(
    measure: Measure, control: httpx.AsyncClient, part: Part, words: str
) -> None:
    fault = {"provider": "mailjet", "path": PATHS[part]} | ANSWERS[words]
    (await control.post("/control/faults", json=fault)).raise_for_status()

    snapshot = await measure()

    assert [str(one) for one in snapshot.missing] == [f"{part} {words}"]
    assert snapshot.metrics.delivered > 0
    assert f"Not known: {part} {words}." in told(snapshot)
    brief = Brief(campaign="Spring", round_number=2, expected_recipients=9, snapshot=snapshot)
    unknown = [name for name, value in brief.facts().items() if value == NOT_KNOWN]
    assert unknown == ([IN_THE_BRIEF[part]] if part in IN_THE_BRIEF else [])


@pytest.mark.parametrize("part", Part)
async def test_a_malformed_row_costs_its_part_and_no_more(
    measure: Measure, control: httpx.AsyncClient, part: Part
) -> None:
    body = {"Count": 1, "Total": 1, "Data": [MALFORMED[part]]}
    fault = {"path": PATHS[part], "action": "respond", "status": 200, "body": body}
    (await control.post("/control/faults", json=fault)).raise_for_status()

    snapshot = await measure()

    words = "refused (Mailjet's answer cannot be read)"
    assert [str(one) for one in snapshot.missing] == [f"{part} {words}"]


async def test_pages_that_never_end_are_left_after_a_while(
    measure: Measure, control: httpx.AsyncClient
) -> None:
    path = PATHS[Part.BOUNCE_REASONS]
    fault = {"path": path, "action": "respond", "status": 200, "body": A_FULL_PAGE}
    (await control.post("/control/faults", json=fault)).raise_for_status()

    snapshot = await measure()

    words = "not yet (Mailjet did not answer within 1 s)"
    assert [str(one) for one in snapshot.missing] == [f"{Part.BOUNCE_REASONS} {words}"]
