from typing import Any

import httpx
import pytest

from sandbox.server import Sandbox

Client = httpx.AsyncClient
PEOPLE = [{"Email": f"new{number}@corp.example", "Name": f"New {number}"} for number in range(100)]


async def _import(control: Client, mailjet: Client, mode: str) -> str:
    await control.post("/mailjet", json={"jobs": {"mode": mode}})
    made = (await mailjet.post("/contactslist", json={"Name": "Round 1"})).json()["Data"][0]
    path = f"/contactslist/{made['ID']}/managemanycontacts"
    started = await mailjet.post(path, json={"Action": "addnoforce", "Contacts": PEOPLE})
    assert started.status_code == 201
    return f"{path}/{started.json()['Data'][0]['JobID']}"


async def _job(mailjet: Client, path: str) -> dict[str, Any]:
    row: dict[str, Any] = (await mailjet.get(path)).json()["Data"][0]
    return row


async def _members(mailjet: Client, path: str) -> int:
    query = {"ContactsList": path.split("/")[2], "countOnly": "1"}
    return int((await mailjet.get("/listrecipient", params=query)).json()["Total"])


async def test_a_job_goes_through_its_stages_and_fills_the_list(
    sandbox: Sandbox, mailjet: Client, control: Client
) -> None:
    path = await _import(control, mailjet, "complete")
    stages = []
    for _ in range(6):
        stages.append((await _job(mailjet, path))["Status"])
        sandbox.world.clock.advance(0.2)

    assert list(dict.fromkeys(stages)) == [
        "Allocated",
        "Upload",
        "Prepare",
        "Importing",
        "Completed",
    ]
    assert await _members(mailjet, path) == (await _job(mailjet, path))["Count"] == 100


async def test_completed_can_hide_rows_that_did_nothing(
    sandbox: Sandbox, mailjet: Client, control: Client
) -> None:
    path = await _import(control, mailjet, "partial")
    sandbox.world.clock.advance(2)
    job, members = await _job(mailjet, path), await _members(mailjet, path)
    errors = await mailjet.get(f"{sandbox.url}/mailjet{job['ErrorFile']}")

    assert (job["Status"], job["Count"]) == ("Completed", 100)
    assert 70 <= members < 100
    assert len(errors.json()) == 100 - members


@pytest.mark.parametrize(("mode", "status"), [("stuck", "Importing"), ("error", "Error")])
async def test_a_job_can_hang_or_fail(
    sandbox: Sandbox, mailjet: Client, control: Client, mode: str, status: str
) -> None:
    path = await _import(control, mailjet, mode)
    sandbox.world.clock.advance(86_400)

    assert (await _job(mailjet, path))["Status"] == status
    assert await _members(mailjet, path) < 100


async def test_a_job_belongs_to_its_list_and_repeats_do_no_harm(
    sandbox: Sandbox, mailjet: Client, control: Client
) -> None:
    path = await _import(control, mailjet, "complete")
    collection, _, job_id = path.rpartition("/")
    await mailjet.post(collection, json={"Action": "addnoforce", "Contacts": PEOPLE})
    sandbox.world.clock.advance(2)
    elsewhere = await mailjet.get(f"/contactslist/7001/managemanycontacts/{job_id}")

    assert await _members(mailjet, path) == 100
    assert elsewhere.status_code == 404


async def test_exclusion_and_unsubscription_are_counted_apart(
    mailjet: Client, control: Client
) -> None:
    changed = await control.post("/lists/7001", json={"unsubscribe": 3, "exclude": 2, "remove": 5})

    async def count(**query: str) -> int:
        filters = {"ContactsList": "7001", "countOnly": "1", **query}
        return int((await mailjet.get("/listrecipient", params=filters)).json()["Total"])

    assert changed.json()["active"] == 990
    assert await count() == 995
    assert await count(Unsub="true") == 3
    assert await count(IsExcludedFromCampaigns="true") == 2
    assert await count(Unsub="false", IsExcludedFromCampaigns="false") == 990
