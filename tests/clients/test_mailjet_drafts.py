from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from clients.errors import NotFound, TryAgain
from clients.mailjet import (
    CampaignId,
    Draft,
    DraftChange,
    DraftContent,
    DraftId,
    DraftStatus,
    ListId,
    NewDraft,
)

if TYPE_CHECKING:
    from tests.clients.conftest import FakeMailjet

DRAFT = DraftId(501)
UNSENT: dict[str, Any] = {
    "ID": 501,
    "Title": "Spring 1",
    "Subject": "Spring is here",
    "Sender": "Ada at Example",
    "SenderName": "Ada at Example",
    "SenderEmail": "news@example.com",
    "ContactsListID": 7001,
    "Locale": "en_US",
    "EditMode": "html2",
    "Status": 0,
    "DeliveredAt": "",
    "ModifiedAt": "2026-11-20T10:00:00Z",
}
AS_READ = Draft(
    id=DRAFT,
    title="Spring 1",
    subject="Spring is here",
    sender_name="Ada at Example",
    sender_email="news@example.com",
    list_id=ListId(7001),
    segmentation_id=None,
    status=DraftStatus.DRAFT,
    campaign_id=None,
    delivered_at=None,
    modified_at=datetime(2026, 11, 20, 10, tzinfo=UTC),
    locale="en_US",
    sender="Ada at Example",
)


@pytest.mark.parametrize(
    ("row", "ab_test", "template", "sender"),
    [
        ({}, None, False, "Ada at Example"),
        ({"AXTesting": 0, "IsCampaignTemplate": False}, None, False, "Ada at Example"),
        ({"AXTesting": None, "Sender": ""}, None, False, ""),
        ({"AXTesting": "7", "IsCampaignTemplate": "true"}, 7, True, "Ada at Example"),
    ],
)
async def test_what_mailjet_would_refuse_is_read_where_it_is_there(
    mailjet: FakeMailjet, row: dict[str, Any], ab_test: int | None, template: bool, sender: str
) -> None:
    mailjet.rows(UNSENT | row)

    draft = await mailjet.client.get_draft(DRAFT)

    assert (draft.ab_test_id, draft.campaign_template, draft.sender) == (ab_test, template, sender)


async def test_an_unsent_draft_lacks_its_campaign(mailjet: FakeMailjet) -> None:
    mailjet.rows(UNSENT)

    assert await mailjet.client.get_draft(DRAFT) == AS_READ
    assert mailjet.path() == "campaigndraft/501"
    login = base64.b64decode(mailjet.requests[0].headers["Authorization"].split()[1])
    assert login == b"mailjet-api-key-0123:mailjet-secret-key-4567"


async def test_numbers_may_be_texts_and_times_may_be_numbers(mailjet: FakeMailjet) -> None:
    mailjet.rows(
        {**UNSENT, "ID": "501", "Status": "2", "CampaignID": "900", "DeliveredAt": 1_764_580_500}
    )

    draft = await mailjet.client.get_draft(DRAFT)

    assert (draft.status, draft.campaign_id) == (DraftStatus.SENT, CampaignId(900))
    assert draft.delivered_at == datetime(2025, 12, 1, 9, 15, tzinfo=UTC)


async def test_a_sender_name_that_is_left_out_is_the_sender(mailjet: FakeMailjet) -> None:
    mailjet.rows({name: value for name, value in UNSENT.items() if name != "SenderName"})

    assert (await mailjet.client.get_draft(DRAFT)).sender_name == "Ada at Example"


@pytest.mark.parametrize(
    ("status", "meant"),
    [(-3, DraftStatus.AB_CANCELLED), (1, DraftStatus.PROGRAMMED), (77, DraftStatus.UNKNOWN)],
)
async def test_a_status_is_never_mistaken(
    mailjet: FakeMailjet, status: int, meant: DraftStatus
) -> None:
    mailjet.rows({**UNSENT, "Status": status})

    assert (await mailjet.client.get_draft(DRAFT)).status is meant


@pytest.mark.parametrize("wrong", [{"ID": "x"}, {"ID": [1]}, {"DeliveredAt": "soon"}])
async def test_a_row_that_makes_no_sense_is_unreadable(
    mailjet: FakeMailjet, wrong: dict[str, Any]
) -> None:
    mailjet.rows({**UNSENT, **wrong})

    with pytest.raises(TryAgain, match="cannot be read") as caught:
        await mailjet.client.get_draft(DRAFT)

    assert caught.value.reason == "unreadable_answer"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Draft", DraftStatus.DRAFT),
        ("programmed", DraftStatus.PROGRAMMED),
        ("SENT", DraftStatus.SENT),
        ("AXSelected", DraftStatus.AB_SELECTED),
        ("Confused", DraftStatus.UNKNOWN),
    ],
)
async def test_the_status_word_is_read_in_any_case(
    mailjet: FakeMailjet, word: str, meant: DraftStatus
) -> None:
    mailjet.rows({"Status": word})

    assert await mailjet.client.get_draft_status(DRAFT) is meant
    assert mailjet.path() == "campaigndraft/501/status"


async def test_sending_is_one_post_and_one_word(mailjet: FakeMailjet) -> None:
    mailjet.answers(httpx.Response(201, json={"Count": 1, "Data": [{"Status": "Programmed"}]}))

    assert await mailjet.client.send_draft(DRAFT) == "programmed"
    assert [r.method for r in mailjet.requests] == ["POST"]
    assert mailjet.path() == "campaigndraft/501/send"
    assert mailjet.body() == {}


async def test_both_parts_of_the_content_always_go_along(mailjet: FakeMailjet) -> None:
    mailjet.rows({"Text-part": "Hi", "Html-part": "<p>Hi</p>", "Headers": {"Reply-To": "x"}})
    mailjet.answers(httpx.Response(201, json={"Count": 0, "Data": [], "Total": 0}))

    content = await mailjet.client.get_draft_content(DRAFT)
    await mailjet.client.put_draft_content(DRAFT, replace(content, text=""))

    assert content == DraftContent("<p>Hi</p>", "Hi", {"Reply-To": "x"})
    assert mailjet.requests[1].method == "POST"
    assert mailjet.body(1) == {
        "Html-part": "<p>Hi</p>",
        "Text-part": "",
        "Headers": {"Reply-To": "x"},
    }
    assert "Hi" not in repr(content)


async def test_absent_parts_are_empty(mailjet: FakeMailjet) -> None:
    mailjet.rows({"Headers": ""})

    assert await mailjet.client.get_draft_content(DRAFT) == DraftContent("", "")


async def test_a_new_draft_names_its_list_and_sender(mailjet: FakeMailjet) -> None:
    mailjet.answers(httpx.Response(201, json={"Count": 1, "Data": [UNSENT], "Total": 1}))

    draft = await mailjet.client.create_draft(
        NewDraft("Spring 1", "Spring is here", "Ada at Example", "news@example.com", ListId(7001))
    )

    assert draft == AS_READ
    assert mailjet.body() == {
        "Title": "Spring 1",
        "Subject": "Spring is here",
        "Sender": "Ada at Example",
        "SenderName": "Ada at Example",
        "SenderEmail": "news@example.com",
        "ContactsListID": 7001,
        "Locale": "en_US",
        "EditMode": "html2",
    }


async def test_a_change_takes_all_stable_fields_along_and_reads_back(mailjet: FakeMailjet) -> None:
    mailjet.rows(UNSENT).answers(httpx.Response(304)).rows(UNSENT)

    draft = await mailjet.client.update_draft(DRAFT, DraftChange(subject="Spring is here"))

    assert draft == AS_READ
    assert [r.method for r in mailjet.requests] == ["GET", "PUT", "GET"]
    assert mailjet.body(1) == {
        "Locale": "en_US",
        "Sender": "Ada at Example",
        "SenderName": "Ada at Example",
        "SenderEmail": "news@example.com",
        "Subject": "Spring is here",
        "Title": "Spring 1",
        "ContactsListID": 7001,
        "EditMode": "html2",
    }


async def test_drafts_of_a_list_are_checked_again_here(mailjet: FakeMailjet) -> None:
    mailjet.rows(UNSENT, {**UNSENT, "ID": 502, "ContactsListID": 7002})

    assert await mailjet.client.find_drafts(ListId(7001)) == [AS_READ]


async def test_a_campaign_is_found_by_its_draft(mailjet: FakeMailjet) -> None:
    mailjet.rows(
        {
            "ID": 900,
            "NewsLetterID": 501,
            "CustomValue": "mj.nl=501",
            "ListID": 7001,
            "Subject": "s",
            "SendStartAt": "2026-12-01T09:15:02Z",
            "SendEndAt": "",
        }
    )

    campaign = await mailjet.client.find_campaign_by_draft(DRAFT)

    assert campaign is not None
    assert (campaign.id, campaign.draft_id, campaign.list_id) == (900, 501, 7001)
    assert campaign.send_started_at == datetime(2026, 12, 1, 9, 15, 2, tzinfo=UTC)
    assert campaign.send_ended_at is None
    assert mailjet.requests[0].url.raw_path.endswith(b"/campaign/mj.nl=501")


async def test_a_campaign_that_is_not_there_yet_is_none(mailjet: FakeMailjet) -> None:
    mailjet.refuses(404, "Object not found").refuses(404, "Object not found")

    assert await mailjet.client.find_campaign_by_draft(DRAFT) is None
    with pytest.raises(NotFound):
        await mailjet.client.get_campaign(CampaignId(900))


async def test_the_campaign_of_another_draft_is_no_witness(mailjet: FakeMailjet) -> None:
    mailjet.rows({"ID": 900, "NewsLetterID": 777})

    with pytest.raises(TryAgain):
        await mailjet.client.find_campaign_by_draft(DRAFT)


async def test_only_a_send_job_of_this_draft_is_a_witness(mailjet: FakeMailjet) -> None:
    job = {"ID": 10, "JobType": "Send newsletter", "RefId": 501, "Status": "Completed", "Count": 1}
    mailjet.rows({**job, "RefId": 777}, {**job, "JobType": "Import"}, job, {**job, "ID": 11})
    mailjet.rows({**job, "RefId": 777})

    found = await mailjet.client.find_send_job(DRAFT)

    assert found is not None
    assert (found.id, found.draft_id, found.status, found.started_at) == (
        11,
        501,
        "Completed",
        None,
    )
    assert mailjet.query() == {"RefID": "501", "JobType": "Send newsletter", "Limit": "1000"}
    assert await mailjet.client.find_send_job(DRAFT) is None


async def test_the_row_of_another_draft_is_not_taken_for_this_one(mailjet: FakeMailjet) -> None:
    mailjet.rows({**UNSENT, "ID": 777, "Status": 2})

    with pytest.raises(TryAgain, match="about another draft"):
        await mailjet.client.get_draft(DRAFT)


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ({"NewsLetterID": 501}, True),
        ({"CustomValue": "mj.nl=501"}, True),
        ({"CustomValue": "mj.nl=777"}, False),
        ({"CustomValue": "501"}, False),
        ({}, False),
    ],
)
async def test_a_campaign_that_names_no_draft_is_no_witness(
    mailjet: FakeMailjet, named: dict[str, Any], found: bool
) -> None:
    mailjet.rows({"ID": 900, **named})

    if found:
        assert await mailjet.client.find_campaign_by_draft(DRAFT) is not None
        return
    with pytest.raises(TryAgain, match="about another draft"):
        await mailjet.client.find_campaign_by_draft(DRAFT)


@pytest.mark.parametrize(
    ("status", "taken_up"),
    [
        ("Completed", True),
        ("importing", True),
        ("In Progress", True),
        ("Error", False),
        ("abort", False),
        ("", False),
        ("Waiting for review", False),
    ],
)
async def test_only_a_job_in_hand_or_done_is_a_witness(
    mailjet: FakeMailjet, status: str, taken_up: bool
) -> None:
    job = {"ID": 10, "JobType": "Send newsletter", "RefId": 501, "Status": status, "Count": 1}
    mailjet.rows(job)

    found = await mailjet.client.find_send_job(DRAFT)

    assert found is not None
    assert found.taken_up is taken_up


async def test_a_job_that_was_done_counts_before_a_later_one_that_failed(
    mailjet: FakeMailjet,
) -> None:
    job = {"JobType": "Send newsletter", "RefId": 501, "Count": 1}
    mailjet.rows({**job, "ID": 10, "Status": "Completed"}, {**job, "ID": 11, "Status": "Error"})

    found = await mailjet.client.find_send_job(DRAFT)

    assert found is not None
    assert found.id == 10
