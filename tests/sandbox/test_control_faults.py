import asyncio

import httpx
import pytest

from sandbox.server import Sandbox

Client = httpx.AsyncClient
SEND = "/mailjet/v3/REST/campaigndraft/*/send"


async def test_a_fault_answers_in_the_providers_place(mailjet: Client, control: Client) -> None:
    page = "<html><body><h1>429 Too Many Requests</h1></body></html>"
    fault = {"provider": "mailjet", "first": 2, "action": "respond", "status": 429, "body": page}
    await control.post("/faults", json=[fault])
    codes = [(await mailjet.get("/contactslist/7001")).status_code for _ in range(3)]
    listed = (await control.get("/faults")).json()["faults"][0]
    requests = (await control.get("/requests")).json()["requests"]

    assert codes == [429, 429, 200]
    assert (listed["seen"], listed["struck"]) == (3, 2)
    assert [each["fault"] for each in requests] == [1, 1, None]


@pytest.mark.parametrize(
    ("when", "struck"),
    [
        ({"nth": 2}, [0, 1, 0, 0]),
        ({"after": 2}, [0, 0, 1, 1]),
        ({"every": 2}, [0, 1, 0, 1]),
        ({}, [1, 1, 1, 1]),
    ],
)
async def test_a_fault_chooses_its_occurrences(
    mailjet: Client, control: Client, when: dict[str, int], struck: list[int]
) -> None:
    await control.post("/faults", json={"action": "respond", "status": 503, **when})
    codes = [(await mailjet.get("/sender")).status_code for _ in range(4)]

    assert [int(code == 503) for code in codes] == struck


@pytest.mark.parametrize(("stage", "sends"), [("before", 0), ("after", 1)])
async def test_a_dropped_connection_may_or_may_not_hide_an_effect(
    mailjet: Client, control: Client, stage: str, sends: int
) -> None:
    fault = {"path": SEND, "method": "POST", "nth": 1, "action": "drop", "stage": stage}
    await control.post("/faults", json=fault)
    with pytest.raises(httpx.TransportError):
        await mailjet.post("/campaigndraft/501/send")
    state = (await control.get("/state")).json()

    assert len(state["sends"]) == sends
    assert state["requests"][0]["status"] is None


async def test_a_send_may_take_effect_and_never_answer(mailjet: Client, control: Client) -> None:
    fault = {"path": SEND, "action": "hang", "stage": "after", "seconds": 60}
    await control.post("/faults", json=fault)
    with pytest.raises(httpx.ReadTimeout):
        await mailjet.post("/campaigndraft/501/send", timeout=0.2)

    assert len((await control.get("/state")).json()["sends"]) == 1


async def test_a_delayed_request_takes_effect_though_the_client_gave_up(
    sandbox: Sandbox, mailjet: Client, control: Client
) -> None:
    await control.post("/faults", json={"path": SEND, "action": "delay", "seconds": 0.3})
    with pytest.raises(httpx.ReadTimeout):
        await mailjet.post("/campaigndraft/501/send", timeout=0.1)
    early = len(sandbox.world.mailjet.backstage.sends())
    await asyncio.sleep(0.3)

    assert early == 0
    assert len(sandbox.world.mailjet.backstage.sends()) == 1


async def test_garbage_is_no_json_and_clearing_mends_all(mailjet: Client, control: Client) -> None:
    await control.post("/faults", json={"action": "garbage"})
    broken = await mailjet.get("/sender")
    cleared = await control.delete("/faults")
    whole = await mailjet.get("/sender")

    with pytest.raises(ValueError, match=r"Expecting|Invalid"):
        broken.json()
    assert cleared.status_code == 204
    assert whole.json()["Count"] == 1


async def test_a_fault_strikes_slack_and_gemini_alike(sandbox: Sandbox, control: Client) -> None:
    fault = {"action": "respond", "status": 429, "headers": {"Retry-After": "3"}}
    for provider in ("slack", "gemini"):
        await control.post("/faults", json={"provider": provider, **fault})
    async with httpx.AsyncClient() as client:
        slack = await client.post(f"{sandbox.url}/slack/api/auth.test")
        gemini = await client.get(f"{sandbox.url}/gemini/v1beta/models")

    assert (slack.status_code, slack.headers["Retry-After"]) == (429, "3")
    assert gemini.status_code == 429
