import httpx
import pytest

from sandbox.server import Sandbox


async def test_total_is_the_pages_count_unless_the_real_one_is_asked(
    mailjet: httpx.AsyncClient,
) -> None:
    page = (await mailjet.get("/listrecipient?ContactsList=7000")).json()
    records = (await mailjet.get("/listrecipient?ContactsList=7000&countRecords=1")).json()
    only = (await mailjet.get("/listrecipient?ContactsList=7000&countOnly=1")).json()

    assert (page["Count"], page["Total"], len(page["Data"])) == (10, 10, 10)
    assert (records["Count"], records["Total"]) == (10, 2500)
    assert only == {"Count": 2500, "Data": [], "Total": 2500}


@pytest.mark.parametrize(("limit", "rows"), [("0", 1000), ("1000", 1000), ("5000", 1000), ("3", 3)])
async def test_limit_has_a_ceiling_and_zero_means_it(
    mailjet: httpx.AsyncClient, limit: str, rows: int
) -> None:
    page = (await mailjet.get("/contact", params={"limit": limit})).json()

    assert page["Count"] == rows


async def test_pages_follow_each_other_without_gaps(mailjet: httpx.AsyncClient) -> None:
    ids: list[int] = []
    for offset in (0, 1000, 2000, 3000):
        query = {"ContactsList": 7000, "Limit": 1000, "Offset": offset}
        page = (await mailjet.get("/listrecipient", params=query)).json()
        ids += [row["ContactID"] for row in page["Data"]]

    assert len(ids) == len(set(ids)) == 2500


async def test_unknown_filters_are_ignored_and_names_have_no_case(
    mailjet: httpx.AsyncClient,
) -> None:
    ignored = await mailjet.get("/listrecipient?ListID=7001&countOnly=1")
    heard = await mailjet.get("/listrecipient?CONTACTSLIST=7001&countonly=1")

    assert ignored.json()["Total"] == 5000
    assert heard.json()["Total"] == 1000


async def test_a_wrong_key_gets_an_empty_answer(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(auth=("sandbox-key", "wrong")) as client:
        answer = await client.get(f"{sandbox.url}/mailjet/v3/REST/contact")

    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert answer.headers["Content-Type"].startswith("text/html")


async def test_paths_nobody_serves(sandbox: Sandbox, mailjet: httpx.AsyncClient) -> None:
    unknown = await mailjet.get("/nothing")
    wrong_version = await mailjet.get(f"{sandbox.url}/mailjet/v3.1/REST/contact")
    wrong_verb = await mailjet.delete("/campaigndraft/501")

    assert (unknown.status_code, "ErrorIdentifier" in unknown.json()) == (500, True)
    assert (wrong_version.status_code, "nginx" in wrong_version.text) == (404, True)
    assert wrong_verb.status_code == 405


async def test_a_put_that_changes_nothing_has_no_body(mailjet: httpx.AsyncClient) -> None:
    same = await mailjet.put("/campaigndraft/501", json={"Subject": "The autumn digest"})
    other = await mailjet.put("/campaigndraft/501", json={"Subject": "The winter digest"})

    assert (same.status_code, same.content) == (304, b"")
    assert other.json()["Data"][0]["Subject"] == "The winter digest"
    assert other.json()["Data"][0]["ContactsListID"] == 7001


async def test_read_only_and_unknown_properties_are_told_apart(
    mailjet: httpx.AsyncClient,
) -> None:
    read_only = await mailjet.put("/contactslist/7001", json={"Address": "x"})
    unknown = await mailjet.put("/campaigndraft/501", json={"SendNow": True})
    excess = await mailjet.post("/campaigndraft/501/detailcontent", json={"Html": "x"})
    erased = await mailjet.delete("/contact/1600001")

    assert (read_only.status_code, "MJ19" in read_only.text) == (401, True)
    assert 'has no property \\"SendNow\\"' in unknown.text
    assert excess.json()["ErrorMessage"] == "Properties not supported in JSON payload"
    assert erased.status_code == 401


async def test_posted_content_blanks_the_part_not_sent(mailjet: httpx.AsyncClient) -> None:
    path = "/campaigndraft/501/detailcontent"
    put = await mailjet.put(path, json={"Html-part": "<p>new</p>"})
    post = await mailjet.post(path, json={"Html-part": "<p>newer</p>"})
    after = (await mailjet.get(path)).json()["Data"][0]

    assert (put.status_code, put.json()["Data"][0]["Text-part"] != "") == (200, True)
    assert post.status_code == 201
    assert (after["Html-part"], after["Text-part"]) == ("<p>newer</p>", "")


async def test_unset_relations_are_left_out_and_unset_dates_empty(
    mailjet: httpx.AsyncClient,
) -> None:
    draft = (await mailjet.get("/campaigndraft/500")).json()["Data"][0]

    assert not draft.keys() & {"CampaignID", "ContactsListID", "TemplateID", "AXTesting"}
    assert (draft["DeliveredAt"], draft["Status"]) == ("", 0)


async def test_a_removed_list_can_still_be_read(mailjet: httpx.AsyncClient) -> None:
    made = (await mailjet.post("/contactslist", json={"Name": "Round 1"})).json()["Data"][0]
    removed = await mailjet.delete(f"/contactslist/{made['ID']}")
    again = (await mailjet.get(f"/contactslist/{made['ID']}")).json()["Data"][0]

    assert (removed.status_code, removed.content) == (204, b"")
    assert (made["IsDeleted"], again["IsDeleted"]) == (False, True)


async def test_a_known_address_cannot_be_created_again(mailjet: httpx.AsyncClient) -> None:
    email = "barbara.meitner2440@old-isp.example"
    known = await mailjet.post("/contact", json={"Email": email})
    found = await mailjet.get(f"/contact/{email}")

    assert (known.status_code, "MJ18" in known.json()["ErrorMessage"]) == (400, True)
    assert found.json()["Data"][0]["Email"] == email


async def test_sender_and_domain_say_that_they_may_send(mailjet: httpx.AsyncClient) -> None:
    sender = (await mailjet.get("/sender/news@example.com")).json()["Data"][0]
    domain = (await mailjet.get("/dns/example.com")).json()["Data"][0]
    check = (await mailjet.post("/dns/example.com/check")).json()["Data"][0]

    assert sender["Status"] == "Active"
    assert (domain["SPFStatus"], domain["DKIMStatus"]) == ("OK", "OK")
    assert (check["SPFStatus"], check["DKIMErrors"]) == ("OK", [])


async def test_a_deleted_sender_is_hidden_and_its_address_can_be_made_anew(
    mailjet: httpx.AsyncClient,
) -> None:
    gone = await mailjet.delete("/sender/news@example.com")
    missing = await mailjet.get("/sender/news@example.com")
    hidden = (await mailjet.get("/sender")).json()["Data"]
    shown = (await mailjet.get("/sender?ShowDeleted=true")).json()["Data"]
    anew = await mailjet.post("/sender", json={"Email": "news@example.com"})

    assert (gone.status_code, missing.status_code) == (204, 404)
    assert (hidden, [row["Status"] for row in shown]) == ([], ["Deleted"])
    assert (anew.status_code, anew.json()["Data"][0]["Status"]) == (201, "Inactive")
