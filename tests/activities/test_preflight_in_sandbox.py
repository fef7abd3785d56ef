"""What makes Mailjet refuse or narrow a send, seen in the morning: real client, whole sandbox."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from activities.drafts import Drafts
from activities.launch import LaunchActivities
from activities.preflight import PreflightActivities
from activities.shared_reads import SharedReads
from clients.errors import Refused
from clients.mailjet import DraftId, MailjetClient
from models.checklist import Check, Checklist, Verdict
from models.launch import PrepareLaunch
from models.steps import Preflight
from sandbox.seed import Seed
from sandbox.server import Sandbox, serve
from tests.activities.samples import PLANNED, REF, Run
from tests.fakes import FakeDns, World

SEED = Path(__file__).parents[2] / "examples" / "sandbox.toml"
READY = PLANNED.model_copy(update={"subject": "The autumn digest"})
NEWEST = PLANNED.model_copy(
    update={"list_id": 7000, "draft_id": 500, "segment_id": 12, "expected_recipients": 900}
)
PASS, FAIL = Verdict.PASS, Verdict.FAIL


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with await serve(port=0, seed=Seed.load(SEED)) as running:
        yield running


@pytest.fixture
async def narrowed(control: httpx.AsyncClient) -> None:
    """Give the seed's draft without a list one, and narrow it to a segment of that."""
    await change(control, "/drafts/500", ContactsListID=7000, SegmentationID=12)


@pytest.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    base_url = f"{sandbox.url}/control"
    async with httpx.AsyncClient(base_url=base_url, trust_env=False) as client:
        yield client


@pytest.fixture
async def mail(sandbox: Sandbox) -> AsyncIterator[MailjetClient]:
    async with MailjetClient(
        api_key="sandbox-key", secret_key="sandbox-secret", base_url=f"{sandbox.url}/mailjet"
    ) as client:
        yield client


@pytest.fixture
def preflight(mail: MailjetClient, world: World) -> PreflightActivities:
    claims = world.claims
    drafts = Drafts(account="sandbox", claims=claims, neighbours=claims, running=claims)
    return PreflightActivities(
        mailjet=mail,
        snapshots=world.metrics,
        rounds=world.rounds,
        services={},
        shared=SharedReads(),
        dns=FakeDns(),
        drafts=drafts,
    )


def checks(**planned: Any) -> Preflight:
    """Check a round that was started just now; half a second back, as Mailjet counts seconds."""
    started_at = datetime.now(UTC) - timedelta(seconds=1)
    return Preflight(round=REF, planned=READY.model_copy(update=planned), started_at=started_at)


def of(checklist: Checklist, name: str) -> Check:
    return next(check for check in checklist.checks if check.name == name)


def failed(checklist: Checklist) -> set[str]:
    return {check.name for check in checklist.of(FAIL)}


async def change(control: httpx.AsyncClient, where: str, /, **body: Any) -> None:
    (await control.post(where, json=body)).raise_for_status()


def emails(count: int, skip: int = 0) -> list[str]:
    rows = SEED.with_name("recipients.csv").read_text().splitlines()[1 + skip :]
    return [row.partition(",")[0] for row in rows[:count]]


async def test_the_seeded_round_passes_all_of_it(preflight: PreflightActivities, run: Run) -> None:
    checklist = await run(preflight.run_preflight, checks())

    assert failed(checklist) == set()
    assert of(checklist, "who joined").seen == "nobody joined"
    assert of(checklist, "segment").seen == "no segment"


async def test_members_replaced_by_as_many_others_are_seen(
    preflight: PreflightActivities, run: Run, control: httpx.AsyncClient
) -> None:
    gone, others = emails(210), emails(210, skip=2000)
    await change(control, "/lists/7001", remove=gone, add=others)

    checklist = await run(preflight.run_preflight, checks())

    joined = of(checklist, "who joined")
    assert of(checklist, "active recipients").verdict is PASS
    assert (joined.verdict, joined.seen) == (Verdict.WARN, "210 joined")
    assert checklist.needs_approval


async def test_a_few_who_joined_are_told_and_hold_nobody(
    preflight: PreflightActivities, run: Run, control: httpx.AsyncClient
) -> None:
    await change(control, "/lists/7001", add=emails(10, skip=2000))

    joined = of(await run(preflight.run_preflight, checks()), "who joined")

    assert (joined.verdict, joined.seen) == (PASS, "10 joined")


@pytest.mark.parametrize(
    ("draft", "check"),
    [
        ({"SegmentationID": 12}, "segment"),
        ({"AXTesting": 4}, "accepted by Mailjet"),
        ({"Status": 3}, "accepted by Mailjet"),
        ({"Status": -1}, "draft unsent"),
        ({"Status": -2}, "draft unsent"),
        ({"Sender": "", "SenderName": "Ada at Example"}, "accepted by Mailjet"),
        ({"Subject": " "}, "accepted by Mailjet"),
        ({"SenderEmail": ""}, "accepted by Mailjet"),
        ({"ContactsListID": 0}, "accepted by Mailjet"),
        ({"Html-part": "", "Text-part": ""}, "HTML and text part"),
    ],
)
async def test_what_mailjet_refuses_or_narrows_is_named_before_it_is_posted(  # noqa: PLR0917
    preflight: PreflightActivities,
    run: Run,
    control: httpx.AsyncClient,
    mail: MailjetClient,
    draft: dict[str, Any],
    check: str,
) -> None:
    await change(control, "/drafts/501", **draft)

    checklist = await run(preflight.run_preflight, checks())

    assert check in failed(checklist)
    if "SegmentationID" not in draft:
        with pytest.raises(Exception, match="Mailjet send_draft"):
            await mail.send_draft(DraftId(501))


async def test_the_other_reasons_to_refuse_are_named_by_their_own_checks(
    preflight: PreflightActivities, run: Run, control: httpx.AsyncClient, mail: MailjetClient
) -> None:
    await change(control, "/senders/news@example.com", Status="Inactive")
    await change(control, "/lists/7001", unsubscribe=1000)

    checklist = await run(preflight.run_preflight, checks())

    assert failed(checklist) == {"sender active", "active recipients"}
    with pytest.raises(Refused):
        await mail.send_draft(DraftId(501))


@pytest.mark.usefixtures("narrowed")
async def test_a_named_segment_is_checked_launched_and_mailed_to_its_members(
    sandbox: Sandbox,
    preflight: PreflightActivities,
    world: World,
    run: Run,
    mail: MailjetClient,
) -> None:
    command = checks().model_copy(update={"planned": NEWEST})
    checklist = await run(preflight.run_preflight, command)
    launch = LaunchActivities(mailjet=mail, launches=world.launches, history=world.metrics)

    ready = await run(launch.prepare_launch, prepare(checklist))
    await mail.send_draft(DraftId(500))

    assert failed(checklist) == set()
    assert of(checklist, "segment").seen == "segment 12, 'Joined since 2025'"
    assert of(checklist, "active recipients").verdict is Verdict.NOT_CHECKED
    assert ready.objection == ""
    (send,) = sandbox.world.mailjet.backstage.sends()
    assert send["segment_id"] == 12
    assert 0 < int(str(send["recipients"])) < 2500


@pytest.mark.usefixtures("narrowed")
@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        (
            "/segments/12",
            {"Expression": 'signup_date>="2026-01-01"'},
            "not what pre-flight checked",
        ),
        ("/segments/12", {"Status": "deleted"}, "not what pre-flight checked"),
        ("/drafts/500", {"SegmentationID": 0}, "whole list"),
        ("/drafts/500", {"AXTesting": 1}, "A/B test"),
    ],
)
async def test_a_segment_that_changes_after_the_checks_is_not_launched(  # noqa: PLR0917
    preflight: PreflightActivities,
    world: World,
    run: Run,
    mail: MailjetClient,
    control: httpx.AsyncClient,
    path: str,
    body: dict[str, Any],
    words: str,
) -> None:
    command = checks().model_copy(update={"planned": NEWEST})
    checklist = await run(preflight.run_preflight, command)
    launch = LaunchActivities(mailjet=mail, launches=world.launches, history=world.metrics)
    await change(control, path, **body)

    ready = await run(launch.prepare_launch, prepare(checklist))

    assert words in ready.objection
    assert world.launches.intents == {}


def prepare(checklist: Checklist) -> PrepareLaunch:
    return PrepareLaunch(
        round=REF,
        draft_id=500,
        list_id=7000,
        intent_id="x",
        fingerprint=checklist.fingerprint or "",
        checked_recipients=checklist.active_recipients,
        segment_id=12,
    )


@pytest.mark.usefixtures("narrowed")
@pytest.mark.parametrize("status", ["deleted", "unused", "used"])
async def test_only_a_deleted_segment_fails(
    preflight: PreflightActivities, run: Run, control: httpx.AsyncClient, status: str
) -> None:
    await change(control, "/segments/12", Status=status)

    command = checks().model_copy(update={"planned": NEWEST})
    checklist = await run(preflight.run_preflight, command)

    assert ("segment" in failed(checklist)) == (status == "deleted")


async def test_a_list_that_refuses_its_tail_fails_no_round(
    preflight: PreflightActivities, run: Run, control: httpx.AsyncClient
) -> None:
    await change(
        control,
        "/faults",
        provider="mailjet",
        path="*/listrecipient",
        query={"sort": "ID"},
        action="respond",
        status=400,
        body={"ErrorInfo": "", "ErrorMessage": "no such sort", "StatusCode": 400},
    )

    checklist = await run(preflight.run_preflight, checks())

    assert of(checklist, "who joined").verdict is Verdict.NOT_CHECKED
    assert failed(checklist) == set()
