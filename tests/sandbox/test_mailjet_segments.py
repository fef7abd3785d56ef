"""Segments decide who gets the mail, for Mailjet's own client and for plain HTTP."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mailjet_rest import Client as VendorClient

from sandbox.clock import Clock
from sandbox.mailjet.expressions import BadExpressionError, read_expression
from sandbox.seed import (
    DraftSeed,
    ListSeed,
    MailjetSeed,
    PropertySeed,
    RecipientSeed,
    Seed,
    SegmentSeed,
    SenderSeed,
)
from sandbox.server import Sandbox, serve

Client = httpx.AsyncClient
TYPES = {"age": "int", "city": "str", "member": "bool", "score": "float", "since": "datetime"}
YOUNG_IN_PARIS = '(age<40) AND (city="Paris")'


@pytest.fixture
def seed() -> Seed:
    people = [("ada", 36, "Paris"), ("eve", 52, "Paris"), ("kay", 29, "Lyon"), ("zoe", 21, "Paris")]
    recipients = [
        RecipientSeed(email=f"{name}@example.org", properties={"age": age, "city": city})
        for name, age, city in people
    ]
    recipients += [
        RecipientSeed(email="nobody@example.org"),
        RecipientSeed(email="angry@example.org", spam_complaining=True),
        RecipientSeed(email="quiet@example.org", opt_in_pending=True),
    ]
    draft = DraftSeed(
        id=501,
        subject="News",
        sender_name="Ada",
        sender_email="news@example.com",
        list_id=7001,
        text="Hello",
        segment_id=12,
    )
    mailjet = MailjetSeed(
        properties=[PropertySeed(name="age", type="int")],
        recipients=recipients,
        lists=[ListSeed(id=7001, name="All")],
        segments=[SegmentSeed(id=12, name="Young Parisians", expression=YOUNG_IN_PARIS)],
        drafts=[draft, draft.model_copy(update={"id": 502, "segment_id": None})],
        senders=[SenderSeed(email="news@example.com")],
    )
    return Seed(mailjet=mailjet)


@pytest.fixture
async def sandbox(seed: Seed) -> AsyncIterator[Sandbox]:
    async with await serve(port=0, seed=seed, clock=Clock(speed=0)) as running:
        yield running


@pytest.mark.parametrize(
    ("expression", "chosen"),
    [
        (YOUNG_IN_PARIS, "ada"),
        ("age<40 and city='Paris'", "ada"),
        ('(age>=36) OR (city="Lyon")', "ada eve kay"),
        ("not(age<40)", "eve nobody"),
        ("NOT age < 40 AND NOT city = 'Rome'", "eve nobody"),
        ("IsProvided(age)", "ada eve kay"),
        ("not(IsProvided(age))", "nobody"),
        ('Contains(city, "ari")', "ada eve"),
        ('StartsWith(city,"L")', "kay"),
        ("endswith(city,'is')", "ada eve"),
        ("age!=36", "eve kay"),
        ("age<>36 AND age<=52", "eve kay"),
        ("score>1.5", "ada"),
        ("score=-2", "eve"),
        ("member=true", "ada"),
        ('since>="2025-01-01"', "kay"),
        ("age<40 AND city='Paris' OR city='Lyon'", "ada kay"),
    ],
)
def test_expression_chooses(expression: str, chosen: str) -> None:
    people: dict[str, dict[str, object]] = {
        "ada": {"age": 36, "city": "Paris", "score": 2.0, "member": True},
        "eve": {"age": 52, "city": "Paris", "score": -2.0, "member": False},
        "kay": {"age": 29, "city": "Lyon", "since": "2025-06-01"},
        "nobody": {},
    }

    belongs = read_expression(expression, TYPES)

    assert [name for name, values in people.items() if belongs(values)] == chosen.split()


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", "missing"),
        ("age", "sign is missing"),
        ("age<", "ends where"),
        ("(age<40", "')' is missing"),
        ("age<40)", "unexpected"),
        ("age<'forty'", "of type int"),
        ("city=40", "of type str"),
        ("age=true", "of type int"),
        ("shoe=40", "no contact property 'shoe'"),
        ("hasopenedsince(30)", "missing"),
        ("Between(age, 1, 2)", "does not evaluate Between"),
        ("age ; 40", "character 4"),
        ("age<city", "a value is expected"),
        ("(" * 5000, "longer than"),
        ("(" * 200 + "age<1" + ")" * 200, "nested"),
    ],
)
def test_expression_that_cannot_be_evaluated_is_refused_with_words(
    expression: str, words: str
) -> None:
    with pytest.raises(BadExpressionError) as caught:
        read_expression(expression, TYPES)

    assert words in str(caught.value)


async def test_a_segmented_draft_is_mailed_to_its_members_only(
    sandbox: Sandbox, mailjet: Client
) -> None:
    sent = await mailjet.post("/campaigndraft/501/send")
    sandbox.world.clock.advance(60)
    campaign = (await mailjet.get("/campaign/mj.nl=501")).json()["Data"][0]
    messages = (await mailjet.get("/message?ShowContactAlt=1&FromTS=1")).json()["Data"]
    counters = await mailjet.get(
        "/statcounters",
        params={
            "CounterSource": "Campaign",
            "SourceID": campaign["ID"],
            "CounterTiming": "Message",
            "CounterResolution": "Lifetime",
        },
    )
    statistics = (await mailjet.get("/campaignstatistics?Segmentation=12")).json()["Data"]
    segment = (await mailjet.get("/contactfilter/12")).json()["Data"][0]

    assert sent.status_code == 201
    assert campaign["SegmentationID"] == 12
    assert [row["ContactAlt"] for row in messages] == ["ada@example.org", "zoe@example.org"]
    assert counters.json()["Data"][0]["Total"] == 2
    assert [row["SegmentName"] for row in statistics] == ["Young Parisians"]
    assert segment["Status"] == "used"


async def test_without_a_segment_the_row_has_no_key_and_all_are_mailed(
    sandbox: Sandbox, mailjet: Client
) -> None:
    await mailjet.post("/campaigndraft/502/send")
    sandbox.world.clock.advance(60)
    campaign = (await mailjet.get("/campaign/mj.nl=502")).json()["Data"][0]
    messages = (await mailjet.get("/message?ShowContactAlt=1&FromTS=1")).json()["Data"]

    assert "SegmentationID" not in campaign
    names = [row["ContactAlt"].partition("@")[0] for row in messages]
    assert names == ["ada", "eve", "kay", "zoe", "nobody", "angry"]


async def test_who_complained_is_blocked_and_who_has_not_confirmed_gets_nothing(
    sandbox: Sandbox, mailjet: Client
) -> None:
    await mailjet.post("/campaigndraft/502/send")
    sandbox.world.clock.advance(60)
    blocked = await mailjet.get("/message?ShowContactAlt=1&FromTS=1&MessageStatus=8")
    contacts = (await mailjet.get("/contact?ContactsList=7001")).json()["Data"]
    inactive = (await mailjet.get("/listrecipient?ContactsList=7001&Active=false")).json()["Data"]

    (row,) = blocked.json()["Data"]
    assert (row["ContactAlt"], row["StateID"]) == ("angry@example.org", 21)
    flags = {one["Email"]: (one["IsSpamComplaining"], one["IsOptInPending"]) for one in contacts}
    assert flags["angry@example.org"] == (True, False)
    assert flags["quiet@example.org"] == (False, True)
    quiet = next(one["ID"] for one in contacts if one["Email"] == "quiet@example.org")
    assert [(one["ContactID"], one["IsActive"]) for one in inactive] == [(quiet, False)]


@pytest.mark.parametrize("action", ["send", "schedule", "test"])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SegmentationID": 99}, "existing segmentation"),
        ({"AXTesting": 4}, "A/X test"),
        ({"ContactsListID": 0}, "existing contacts list"),
        ({"Status": -1}, "status draft or programmed"),
    ],
)
async def test_no_way_to_send_takes_a_draft_that_mailjet_refuses(
    mailjet: Client, control: Client, action: str, change: dict[str, object], words: str
) -> None:
    await control.post("/drafts/501", json=change)
    body = {"Date": "NOW", "Recipients": [{"Email": "ada@example.org", "Name": "Ada"}]}
    wanted = {"schedule": "Date", "test": "Recipients"}.get(action)
    sent = {wanted: body[wanted]} if wanted else {}
    refused = await mailjet.post(f"/campaigndraft/501/{action}", json=sent)
    state = (await control.get("/state")).json()

    assert (refused.status_code, words in refused.json()["ErrorMessage"]) == (400, True)
    assert state["sends"] == []


async def test_a_deleted_segment_is_still_readable_and_no_longer_sendable(mailjet: Client) -> None:
    gone = await mailjet.delete("/contactfilter/12")
    row = (await mailjet.get("/contactfilter/Young Parisians")).json()["Data"][0]
    refused = await mailjet.post("/campaigndraft/501/send")
    nobody = await mailjet.get("/contactfilter/99")

    assert (gone.status_code, row["Status"], nobody.status_code) == (204, "deleted", 404)
    assert (refused.status_code, refused.json()["StatusCode"]) == (400, 400)


async def test_a_segment_that_nobody_belongs_to_is_refused(
    mailjet: Client, control: Client
) -> None:
    await control.post("/segments/12", json={"Expression": "age>100"})
    refused = await mailjet.post("/campaigndraft/501/send")

    assert "no subscribed recipients" in refused.json()["ErrorMessage"]


def _life_of_a_segment(url: str) -> dict[str, Any]:
    with VendorClient(auth=("sandbox-key", "sandbox-secret"), api_url=f"{url}/mailjet/") as client:
        body = {"Name": "Old", "Description": "d", "Expression": "age>=50"}
        made = client.contactfilter.create(data=body)
        number = made.json()["Data"][0]["ID"]
        client.contactfilter.update(id=number, data={"Expression": "age>=40"})
        client.campaigndraft.update(id=501, data={"SegmentationID": number})
        return {
            "made": made,
            "rows": client.contactfilter.get(filters={"Sort": "ID DESC"}).json()["Data"],
            "draft": client.campaigndraft.get(id=501).json()["Data"][0],
            "sent": client.campaigndraft_send.create(id=501).status_code,
            "deleted": client.contactfilter.delete(id=number).status_code,
        }


async def test_the_vendors_client_makes_uses_and_removes_a_segment(sandbox: Sandbox) -> None:
    seen = await asyncio.to_thread(_life_of_a_segment, sandbox.url)

    assert seen["made"].status_code == 201
    assert [row["Expression"] for row in seen["rows"]] == ["age>=40", YOUNG_IN_PARIS]
    assert seen["rows"][0]["Status"] == "unused"
    assert seen["draft"]["SegmentationID"] == seen["rows"][0]["ID"]
    assert (seen["sent"], seen["deleted"]) == (201, 204)
    (send,) = sandbox.world.mailjet.backstage.sends()
    assert send["recipients"] == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"Name": "x", "Expression": "shoe=1"}, 400),
        ({"Name": "x"}, 400),
        ({"Name": "Young Parisians", "Expression": "age<1"}, 400),
        ({"Name": "x", "Expression": "age<1", "Status": "used"}, 401),
        ({"Name": "x", "Expression": "age<1", "Colour": "red"}, 400),
    ],
)
async def test_a_bad_segment_is_not_made(
    mailjet: Client, body: dict[str, object], status: int
) -> None:
    refused = await mailjet.post("/contactfilter", json=body)
    same = await mailjet.put("/contactfilter/12", json={"Name": "Young Parisians"})

    assert (refused.status_code, same.status_code, same.content) == (status, 304, b"")


BAD_SEGMENT = """
[[mailjet.segments]]
id = 1
name = "x"
expression = "shoe=1"
"""
BAD_VALUE = """
[[mailjet.properties]]
name = "age"
type = "int"
[[mailjet.recipients]]
email = "a@example.org"
properties = { age = "old" }
"""


@pytest.mark.parametrize(
    ("part", "words"),
    [(BAD_SEGMENT, "no contact property"), (BAD_VALUE, "invalid literal")],
)
def test_a_seed_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, part: str, words: str
) -> None:
    seed = tmp_path / "seed.toml"
    seed.write_text(part)

    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "--port", "0", "--seed", str(seed)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert words in done.stderr
    assert str(seed) in done.stderr
