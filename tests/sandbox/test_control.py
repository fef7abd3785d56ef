import asyncio
import socket
import sys
from datetime import datetime

import httpx

from sandbox.server import Sandbox

Client = httpx.AsyncClient


async def test_the_journal_has_every_request_and_no_credentials(
    mailjet: Client, control: Client
) -> None:
    await mailjet.put("/campaigndraft/501?key=abc", json={"Title": "x" * 900, "token": "secret"})
    await mailjet.get("/contactslist/7001")
    answer = await control.get("/requests?provider=mailjet")
    first, second = answer.json()["requests"]

    assert (first["method"], first["status"], first["query"]) == ("PUT", 400, {"key": "(hidden)"})
    assert first["body"]["token"] == "(hidden)"
    assert len(first["body"]["Title"]) < 500
    assert second["path"] == "/mailjet/v3/REST/contactslist/7001"
    assert "sandbox-secret" not in answer.text


async def test_seeding_again_undoes_everything(mailjet: Client, control: Client) -> None:
    await mailjet.post("/campaigndraft/501/send")
    await control.post("/faults", json={"action": "drop"})
    await control.post("/seed")
    state = (await control.get("/state")).json()

    assert (state["sends"], state["faults"], state["requests"]) == ([], [], [])
    assert {each["ID"]: each["Status"] for each in state["drafts"]} == {500: 0, 501: 0, 502: 0}
    assert {each["ID"]: each["active"] for each in state["lists"]} == {
        7000: 2500,
        7001: 1000,
        7002: 1500,
    }


async def test_time_can_be_hastened_and_skipped(sandbox: Sandbox, control: Client) -> None:
    before = sandbox.world.clock.now()
    answer = (await control.post("/speed", json={"speed": 60, "advance": 3600})).json()
    refused = await control.post("/speed", json={"speed": -1})

    assert answer["speed"] == 60
    assert (datetime.fromisoformat(answer["now"]) - before).total_seconds() >= 3600
    assert refused.status_code == 400


async def test_somebody_else_can_change_and_send_a_draft(mailjet: Client, control: Client) -> None:
    await control.post("/drafts/501", json={"Subject": "Changed", "send": True})
    draft = (await mailjet.get("/campaigndraft/501")).json()["Data"][0]
    state = (await control.get("/state")).json()

    assert (draft["Subject"], draft["Status"]) == ("Changed", 1)
    assert [send["origin"] for send in state["sends"]] == ["control"]


async def test_sender_and_domain_can_lose_their_standing(mailjet: Client, control: Client) -> None:
    await control.post("/senders/news@example.com", json={"Status": "Inactive"})
    await control.post("/domains/example.com", json={"SPFStatus": "Error"})
    refused = await mailjet.post("/campaigndraft/501/send")
    domain = (await mailjet.get("/dns/example.com")).json()["Data"][0]

    assert refused.status_code == 400
    assert domain["SPFStatus"] == "Error"


async def test_control_says_what_it_cannot_do(control: Client) -> None:
    wrong_word = await control.post("/drafts/501", json={"Colour": "red"})
    wrong_fault = await control.post("/faults", json={"action": "explode"})
    no_draft = await control.post("/drafts/9", json={})

    assert (wrong_word.status_code, "Colour" in wrong_word.json()["error"]) == (400, True)
    assert wrong_fault.status_code == 400
    assert no_draft.status_code == 404


async def test_the_command_says_when_its_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sandbox", "--port", str(port)),
            stderr=asyncio.subprocess.PIPE,
        )
        _, talk = await command.communicate()

    assert command.returncode == 1
    assert talk.decode() == f"sandbox: port {port} is in use; choose another with --port\n"


async def test_the_command_ends_cleanly_when_asked() -> None:
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert command.stdout is not None
    line = await command.stdout.readline()
    command.terminate()
    _, talk = await command.communicate()

    assert line.startswith(b"Sandbox on http://127.0.0.1:")
    assert (command.returncode, talk) == (0, b"")


async def test_the_console_page_is_served(sandbox: Sandbox) -> None:
    async with Client() as client:
        page = await client.get(f"{sandbox.url}/")

    assert (page.status_code, "<html" in page.text.lower()) == (200, True)
