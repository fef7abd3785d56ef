"""The one POST and its witnesses: our activities, client and database against the sandbox."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from activities.launch import LaunchActivities
from clients.mailjet import MailjetClient
from models.launch import FindSend, HandOver, SendDraft, SendResult, Witnesses
from models.round import Status
from sandbox.seed import Seed
from sandbox.server import Sandbox, serve
from storage.database import Database
from storage.history import read_round
from storage.launches import Launches
from storage.rounds import Rounds
from tests.activities.samples import Run, in_a_while
from tests.fakes import World
from tests.storage.samples import CLAIMANT, FIRST, LAUNCH, REF

SEED = Path(__file__).parents[2] / "examples" / "sandbox.toml"
INTENT = "spring-launch/1/f00d/launch-1"
REST = "/mailjet/v3/REST"
SEND = f"{REST}/campaigndraft/501/send"


def envelope(*rows: dict[str, object]) -> dict[str, object]:
    return {"Count": len(rows), "Data": list(rows), "Total": len(rows)}


def word(status: object) -> dict[str, object]:
    return envelope({"Status": status})


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    seed = Seed.load(SEED)
    seed.mailjet.delays.campaign_delay_seconds = 0.2
    async with await serve(port=0, seed=seed) as running:
        yield running


@pytest.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/control", trust_env=False) as client:
        yield client


@pytest.fixture
async def launch(
    sandbox: Sandbox, database: Database, world: World
) -> AsyncIterator[LaunchActivities]:
    await Rounds(database).record_planned([FIRST], CLAIMANT)
    launches = Launches(database)
    await launches.intend(REF, INTENT, LAUNCH)
    async with MailjetClient(
        api_key="sandbox-key", secret_key="sandbox-secret", base_url=f"{sandbox.url}/mailjet"
    ) as client:
        yield LaunchActivities(mailjet=client, launches=launches, history=world.metrics)


async def goes_wrong(control: httpx.AsyncClient, path: str, **fault: object) -> None:
    (await control.post("/faults", json={"path": path} | fault)).raise_for_status()


async def sends(control: httpx.AsyncClient) -> int:
    made: list[dict[str, Any]] = (await control.get("/state")).json()["sends"]
    return sum(one["draft_id"] == 501 for one in made)


async def send(launch: LaunchActivities, run: Run) -> SendResult:
    command = SendDraft(round=REF, draft_id=501, intent_id=INTENT, not_after=in_a_while())
    answer: SendResult = await run(launch.send_draft, command)
    return answer


async def find(launch: LaunchActivities, run: Run, **fields: Any) -> Witnesses:
    given = {"patience": timedelta(seconds=0.3)} | fields
    found: Witnesses = await run(
        launch.find_send, FindSend(round=REF, draft_id=501, recipients=1000, **given)
    )
    return found


async def status_of(database: Database) -> Status:
    record = await read_round(database, REF.id)
    assert record is not None
    return record.schedule.status


ODD = {
    "draft": (200, word("Draft")),
    "error": (200, word("Error")),
    "sent": (200, word("sent")),
    "a number": (200, word(1)),
    "almost": (200, word("programmed ")),
    "the draft itself": (200, envelope({"ID": 501, "Subject": "s", "Status": 1})),
    "no status": (200, envelope({"ID": 5})),
    "no row": (200, envelope()),
    "nothing": (200, ""),
    "no content": (204, ""),
    "a page": (200, "<html>programmed</html>"),
    "a bare word": (200, '"programmed"'),
    "moved": (302, ""),
    "not modified": (304, ""),
    "accepted for later": (202, envelope()),
}


@pytest.mark.parametrize("case", ODD)
@pytest.mark.parametrize("stage", ["before", "after"])
async def test_whatever_is_not_the_documented_answer_is_unknown_and_looked_for(
    launch: LaunchActivities, control: httpx.AsyncClient, run: Run, case: str, stage: str
) -> None:
    status, body = ODD[case]
    await goes_wrong(control, SEND, action="respond", stage=stage, status=status, body=body)

    result = await send(launch, run)
    seen = await find(launch, run, doubted=INTENT)

    assert result.outcome is HandOver.UNKNOWN
    assert (seen.found, await sends(control)) == ((True, 1) if stage == "after" else (False, 0))
    assert not seen.voided


@pytest.mark.parametrize("spelling", ["programmed", "Programmed", "PROGRAMMED"])
async def test_an_acceptance_without_effect_is_not_recorded_as_sent(
    launch: LaunchActivities,
    control: httpx.AsyncClient,
    database: Database,
    run: Run,
    spelling: str,
) -> None:
    await goes_wrong(control, SEND, action="respond", status=201, body=word(spelling))

    result = await send(launch, run)
    seen = await find(launch, run, accepted_at=result.at)

    assert result.outcome is HandOver.ACCEPTED
    assert not seen.found
    assert seen.evidence == "draft draft, no campaign, no send job"
    assert await sends(control) == 0
    assert await status_of(database) is Status.LAUNCHING


async def test_an_acceptance_is_recorded_as_sent_when_a_witness_has_seen_it(
    launch: LaunchActivities, control: httpx.AsyncClient, database: Database, run: Run
) -> None:
    result = await send(launch, run)
    before = await status_of(database)

    seen = await find(launch, run, accepted_at=result.at, patience=timedelta(seconds=20))

    assert before is Status.LAUNCHING
    assert seen.campaign_id is not None
    assert await status_of(database) is Status.SENT
    assert await sends(control) == 1


async def test_what_a_person_has_seen_is_recorded_without_a_witness(
    launch: LaunchActivities, database: Database, run: Run
) -> None:
    seen = await find(launch, run, accepted_at=LAUNCH, adopted=True)

    assert not seen.found
    assert await status_of(database) is Status.SENT


async def test_a_witness_suffices_where_the_campaign_is_not_waited_for(
    launch: LaunchActivities, control: httpx.AsyncClient, run: Run
) -> None:
    await goes_wrong(control, f"{REST}/campaign/*", action="respond", status=404, body="{}")
    result = await send(launch, run)

    seen = await find(
        launch,
        run,
        accepted_at=result.at,
        witness_suffices=True,
        patience=timedelta(seconds=60),
    )

    assert (seen.found, seen.campaign_id) == (True, None)


FALSE_WITNESSES = {
    "a job that failed": (
        "batchjob",
        envelope({"ID": 9, "JobType": "Send newsletter", "RefId": 501, "Status": "Error"}),
    ),
    "a job that was given up": (
        "batchjob",
        envelope({"ID": 9, "JobType": "Send newsletter", "RefId": 501, "Status": "Abort"}),
    ),
    "a job of another draft": (
        "batchjob",
        envelope({"ID": 9, "JobType": "Send newsletter", "RefId": 77, "Status": "Completed"}),
    ),
    "an import": (
        "batchjob",
        envelope({"ID": 9, "JobType": "Manage contacts", "RefId": 501, "Status": "Completed"}),
    ),
    "the campaign of another draft": ("campaign/*", envelope({"ID": 9, "NewsLetterID": 77})),
    "a campaign of no draft": ("campaign/*", envelope({"ID": 9, "Subject": "s"})),
    "another draft": ("campaigndraft/501", envelope({"ID": 77, "Status": 2, "CampaignID": 9})),
    "an archived draft": ("campaigndraft/501", envelope({"ID": 501, "Status": -1})),
    "a deleted draft": ("campaigndraft/501", envelope({"ID": 501, "Status": -2})),
    "a draft in a state unheard of": ("campaigndraft/501", envelope({"ID": 501, "Status": 17})),
    "a refused look at the jobs": ("batchjob", {"ErrorMessage": "not allowed", "StatusCode": 403}),
}


@pytest.mark.parametrize("witness", FALSE_WITNESSES)
async def test_a_false_witness_has_seen_no_send(
    launch: LaunchActivities, control: httpx.AsyncClient, run: Run, witness: str
) -> None:
    path, body = FALSE_WITNESSES[witness]
    status = 403 if "StatusCode" in body else 200
    await goes_wrong(control, f"{REST}/{path}", action="respond", status=status, body=body)
    await goes_wrong(control, SEND, action="respond", status=200, body=word("programmed"))

    result = await send(launch, run)
    seen = await find(launch, run, accepted_at=result.at)

    assert not seen.found


async def test_a_witness_that_refuses_does_not_silence_one_that_comes_late(
    launch: LaunchActivities, control: httpx.AsyncClient, run: Run
) -> None:
    refused = {"ErrorMessage": "not allowed", "StatusCode": 403}
    unsent = envelope({"ID": 501, "Status": 0})
    await goes_wrong(control, f"{REST}/batchjob", action="respond", status=403, body=refused)
    await goes_wrong(
        control, f"{REST}/campaigndraft/501", action="respond", body=unsent, status=200
    )
    result = await send(launch, run)

    seen = await find(launch, run, accepted_at=result.at, patience=timedelta(seconds=20))

    assert seen.campaign_id is not None
