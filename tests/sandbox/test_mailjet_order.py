"""Rows come in order of ID unless a column is asked for by which Mailjet sorts."""

import httpx
import pytest

from sandbox.server import Sandbox

Client = httpx.AsyncClient
ALL = {"Limit": "1000", "FromTS": "1"}


@pytest.fixture
async def sent(sandbox: Sandbox, mailjet: Client) -> None:
    for draft in (502, 501):
        assert (await mailjet.post(f"/campaigndraft/{draft}/send")).status_code == 201
    sandbox.world.clock.advance(3600)


async def rows(mailjet: Client, resource: str, **params: str) -> list[dict[str, object]]:
    answer = await mailjet.get(f"/{resource}", params={**ALL, **params})
    assert answer.status_code == 200
    found: list[dict[str, object]] = answer.json()["Data"]
    return found


def ids(found: list[dict[str, object]], column: str = "ID") -> list[int]:
    return [int(str(row[column])) for row in found]


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(
    "resource",
    ["campaign", "campaigndraft", "batchjob", "sender", "contactfilter", "contactslist", "message"],
)
async def test_id_goes_both_ways(mailjet: Client, resource: str) -> None:
    plain = ids(await rows(mailjet, resource, Offset="0"))
    upwards = ids(await rows(mailjet, resource, Sort="ID"))
    unknown = ids(await rows(mailjet, resource, Sort="Colour DESC"))
    down = ids(await rows(mailjet, resource, Sort="ID DESC", Limit="3"))

    assert plain == upwards == unknown == sorted(plain)
    assert down == sorted(down, reverse=True)
    assert len(plain) < 2 or down != plain[:3]


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("resource", ["listrecipient", "bouncestatistics", "contact"])
async def test_id_goes_up_only(mailjet: Client, resource: str) -> None:
    plain = ids(await rows(mailjet, resource))
    down = ids(await rows(mailjet, resource, Sort="ID DESC"))

    assert plain == down == sorted(plain)
    assert len(plain) > 1


async def test_members_are_contacts_in_order_of_their_own_id(mailjet: Client) -> None:
    gone = (await rows(mailjet, "listrecipient", ContactsList="7001"))[0]
    await mailjet.delete(f"/listrecipient/{gone['ID']}")
    body = {"ContactID": gone["ContactID"], "ListID": 7001}
    back = (await mailjet.post("/listrecipient", json=body)).json()["Data"][0]

    members = await rows(mailjet, "listrecipient", ContactsList="7001")
    contacts = ids(await rows(mailjet, "contact", ContactsList="7001"))

    assert members[-1]["ID"] == back["ID"]
    assert contacts == sorted(contacts)
    assert contacts[0] == gone["ContactID"]


async def test_other_columns_of_lists_contacts_and_messages(mailjet: Client) -> None:
    names = [row["Name"] for row in await rows(mailjet, "contactslist", Sort="Name+DESC")]
    emails = [row["Email"] for row in await rows(mailjet, "contact", Sort="Email", Limit="50")]

    assert names == sorted((str(name) for name in names), reverse=True)
    assert emails == sorted(str(email) for email in emails)


@pytest.mark.usefixtures("sent")
async def test_messages_and_campaign_statistics_have_columns_of_their_own(mailjet: Client) -> None:
    times = [
        str(row["ArrivedAt"])
        for row in await rows(mailjet, "message", Sort="ArrivedAt DESC", Limit="99")
    ]
    counts = await rows(mailjet, "campaignstatistics", Sort="ProcessedCount")
    drafts = await rows(mailjet, "campaignstatistics", Sort="NewsLetter.ID DESC")

    assert times == sorted(times, reverse=True)
    assert ids(counts, "ProcessedCount") == sorted(ids(counts, "ProcessedCount"))
    assert ids(drafts, "NewsLetterID") == [502, 501]


@pytest.mark.usefixtures("sent")
async def test_message_status_and_message_id_choose_events(mailjet: Client) -> None:
    hard = await rows(mailjet, "bouncestatistics", MessageStatus="10")
    blocked = await rows(mailjet, "bouncestatistics", MessageStatus="8")
    every = await rows(mailjet, "bouncestatistics", MessageStatus="8,9,10")
    opened = await rows(mailjet, "bouncestatistics", MessageStatus="3")
    names = await mailjet.get("/bouncestatistics?FromTS=1&MessageStatus=hardbounced")
    clicks = await rows(mailjet, "clickstatistics")
    one = await rows(mailjet, "clickstatistics", MessageID=str(clicks[0]["MessageID"]))

    assert hard
    assert all(row["IsStatePermanent"] for row in hard)
    assert blocked
    assert all(row["IsBlocked"] for row in blocked)
    assert len(every) == len(await rows(mailjet, "bouncestatistics")) > len(hard) + len(blocked)
    assert opened == []
    assert names.status_code == 400
    assert {row["MessageID"] for row in one} == {clicks[0]["MessageID"]}
    assert len(one) < len(clicks)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"Segmentation": "12"}, [500]),
        ({"IsArchived": "true"}, [500]),
        ({"AXTesting": "7"}, [501]),
        ({"IsCampaignTemplate": "true"}, [502]),
        ({"Status": "0,1", "ContactsList": "7001"}, [501]),
    ],
)
async def test_drafts_are_found_by_what_makes_them_odd(
    mailjet: Client, control: Client, filters: dict[str, str], found: list[int]
) -> None:
    await control.post("/drafts/500", json={"Status": -1, "SegmentationID": 12})
    await control.post("/drafts/501", json={"AXTesting": 7})
    await control.post("/drafts/502", json={"IsCampaignTemplate": True})

    assert ids(await rows(mailjet, "campaigndraft", **filters)) == found
