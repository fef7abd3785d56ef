from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from clients.errors import NotFound, Refused
from clients.mailjet import ContactList, DnsCheck, JobId, Joined, ListId, NewContact

if TYPE_CHECKING:
    from tests.clients.conftest import FakeMailjet

LIST = ListId(7001)
LIST_ROW = {
    "ID": 7001,
    "Name": "spring_batch_001",
    "CreatedAt": "2026-11-01T00:00:00Z",
    "IsDeleted": False,
    "SubscriberCount": 1000,
}
AS_READ = ContactList(LIST, "spring_batch_001", False, 1000, datetime(2026, 11, 1, tzinfo=UTC))


async def test_a_deleted_list_still_answers(mailjet: FakeMailjet) -> None:
    mailjet.rows(LIST_ROW).rows({**LIST_ROW, "IsDeleted": "true"})

    assert await mailjet.client.get_list(LIST) == AS_READ
    assert (await mailjet.client.get_list(LIST)).deleted


async def test_active_recipients_are_counted_without_the_excluded(mailjet: FakeMailjet) -> None:
    mailjet.counts(1000).counts(7)

    assert await mailjet.client.count_active_recipients(LIST) == 993
    base = {"ContactsList": "7001", "Unsub": "false", "countOnly": "1"}
    assert mailjet.query(0) == base
    assert mailjet.query(1) == {**base, "IsExcludedFromCampaigns": "true"}


async def test_members_have_no_address(mailjet: FakeMailjet) -> None:
    mailjet.rows({"ID": 1, "ContactID": 10, "ListID": 7001, "IsActive": True})

    [member] = [m async for m in mailjet.client.iter_recipients(LIST)]

    assert (member.contact_id, member.active, member.unsubscribed) == (10, True, False)
    assert "Unsub" not in mailjet.query()


async def test_active_contacts_are_those_that_a_campaign_reaches(mailjet: FakeMailjet) -> None:
    mailjet.rows({"ID": 1, "ContactID": 10, "ListID": 7001, "IsUnsubscribed": True})
    mailjet.rows(
        {"ID": 10, "Email": "gone@example.com"},
        {"ID": 11, "Email": "ada.lovelace@example.com", "Name": "Ada"},
        {"ID": 12, "Email": "excluded@example.com", "IsExcludedFromCampaigns": True},
    )

    [ada] = [c async for c in mailjet.client.iter_active_contacts(LIST)]

    assert (ada.id, ada.email) == (11, "ada.lovelace@example.com")
    assert "Ada" not in repr(ada)
    assert "@" not in repr(ada)
    assert mailjet.query(0)["Unsub"] == "true"


async def test_a_list_is_found_by_its_exact_name(mailjet: FakeMailjet) -> None:
    mailjet.rows({**LIST_ROW, "Name": "spring_batch_0011"}, LIST_ROW).rows()

    assert await mailjet.client.find_list("spring_batch_001") == AS_READ
    assert await mailjet.client.find_list("spring_batch_001") is None


async def test_a_list_is_created(mailjet: FakeMailjet) -> None:
    mailjet.answers(httpx.Response(201, json={"Count": 1, "Data": [LIST_ROW], "Total": 1}))

    assert await mailjet.client.create_list("spring_batch_001") == AS_READ
    assert mailjet.body() == {"Name": "spring_batch_001"}


async def test_contacts_are_added_as_a_job(mailjet: FakeMailjet) -> None:
    mailjet.answers(httpx.Response(201, json={"Count": 1, "Data": [{"JobID": 55}], "Total": 1}))
    contacts = [
        NewContact("a@example.com"),
        NewContact("b@example.com", "B", {"first_name": "Bea", "age": 40}),
    ]

    assert await mailjet.client.add_contacts(LIST, contacts) == 55
    assert mailjet.path() == "contactslist/7001/managemanycontacts"
    assert mailjet.body() == {
        "Action": "addnoforce",
        "Contacts": [
            {"Email": "a@example.com"},
            {
                "Email": "b@example.com",
                "Name": "B",
                "Properties": {"first_name": "Bea", "age": 40},
            },
        ],
    }
    assert "@" not in repr(contacts)


async def test_more_than_a_thousand_contacts_are_refused_here(mailjet: FakeMailjet) -> None:
    with pytest.raises(Refused) as caught:
        await mailjet.client.add_contacts(LIST, [NewContact("a@example.com")] * 1001)

    assert caught.value.reason == "too_many_contacts"
    assert not mailjet.requests


@pytest.mark.parametrize(
    ("row", "done", "failed"),
    [
        ({"Status": "Allocated"}, False, False),
        ({"Status": "In Progress", "Error": ""}, False, False),
        ({"Status": "completed", "Count": 1000}, True, False),
        ({"Status": "Completed", "Error": "Number of contacts exceeds maximum"}, True, True),
        ({"Status": "Error"}, True, True),
        ({"Status": "Abort"}, True, True),
        ({"Status": "Something new"}, False, False),
    ],
)
async def test_a_job_ends_in_three_words_only(
    mailjet: FakeMailjet, row: dict[str, Any], done: bool, failed: bool
) -> None:
    mailjet.rows(row)

    job = await mailjet.client.get_contacts_job(LIST, JobId(55))

    assert (job.done, job.failed) == (done, failed)
    assert mailjet.path() == "contactslist/7001/managemanycontacts/55"


async def test_the_error_of_a_job_names_nobody(mailjet: FakeMailjet) -> None:
    mailjet.rows({"Status": "Error", "Error": "bad address ada.lovelace@example.com"})

    job = await mailjet.client.get_contacts_job(LIST, JobId(55))

    assert job.error == "bad address [address]"


async def test_a_sender_is_found_by_its_address(mailjet: FakeMailjet) -> None:
    mailjet.rows({"ID": 1, "Email": "news@example.com", "Status": "Active"})

    sender = await mailjet.client.get_sender("news@example.com")

    assert (sender.active, sender.status) == (True, "Active")
    assert mailjet.requests[0].url.raw_path.endswith(b"/sender/news@example.com")


async def test_a_domain_sender_covers_its_addresses(mailjet: FakeMailjet) -> None:
    mailjet.refuses(404, "Object not found").rows(
        {"ID": 1, "Email": "other@example.org", "Status": "Active"},
        {"ID": 2, "Email": "*@example.com", "Status": "Active"},
    )
    mailjet.refuses(404, "Object not found").rows(
        {"ID": 1, "Email": "other@example.com", "Status": "Active"},
    )

    sender = await mailjet.client.get_sender("News@Example.com")

    assert (sender.id, sender.active) == (2, True)
    assert mailjet.query(1)["Domain"] == "example.com"
    with pytest.raises(NotFound):
        await mailjet.client.get_sender("news@example.com")


SENDERS = {
    "exact": {"ID": 1, "Email": "news@example.com", "Status": "Inactive"},
    "exact, deleted": {"ID": 2, "Email": "news@example.com", "Status": "Deleted"},
    "exact, made anew": {"ID": 3, "Email": "News@Example.com", "Status": "Active"},
    "domain": {"ID": 4, "Email": "*@example.com", "Status": "Active"},
    "domain, inactive": {"ID": 5, "Email": "*@example.com", "Status": "Inactive"},
    "other": {"ID": 6, "Email": "ada@example.com", "Status": "Active"},
    "sub-domain": {"ID": 7, "Email": "*@news.example.com", "Status": "Active"},
}


@pytest.mark.parametrize(
    ("exact", "others", "number"),
    [
        ("exact", ["exact", "domain"], 4),
        ("exact", ["exact", "domain, inactive", "other"], 1),
        ("exact, deleted", ["exact, deleted", "exact, made anew"], 3),
        ("exact, deleted", ["domain"], 4),
        ("exact", ["sub-domain"], 1),
        (None, ["domain, inactive", "exact"], 1),
        (None, ["domain", "exact, made anew"], 3),
        (None, ["domain, inactive"], 5),
    ],
)
async def test_an_active_sender_wins_be_it_the_address_or_its_domain(
    mailjet: FakeMailjet, exact: str | None, others: list[str], number: int
) -> None:
    if exact is None:
        mailjet.refuses(404, "Object not found")
    else:
        mailjet.rows(SENDERS[exact])
    mailjet.rows(*(SENDERS[other] for other in others))

    assert (await mailjet.client.get_sender("news@example.com")).id == number


async def test_a_sender_in_another_script_is_found_in_either_spelling(
    mailjet: FakeMailjet,
) -> None:
    mailjet.refuses(404, "Object not found").rows()
    mailjet.rows({"ID": 1, "Email": "*@xn--mnchen-3ya.de", "Status": "Active"})

    assert (await mailjet.client.get_sender("news@München.de")).active
    assert [mailjet.query(n)["Domain"] for n in (1, 2)] == ["münchen.de", "xn--mnchen-3ya.de"]


async def test_a_sub_domain_is_judged_by_the_domain_above_it_that_mailjet_knows(
    mailjet: FakeMailjet,
) -> None:
    mailjet.refuses(404, "Object not found").refuses(404, "Object not found")
    mailjet.rows({"ID": 1, "Domain": "example.com", "SPFStatus": "OK", "DKIMStatus": "OK"})

    dns = await mailjet.client.get_dns("a.news.example.com")

    assert (dns.domain, dns.spf_ok) == ("example.com", True)
    assert [mailjet.path(n) for n in range(3)] == [
        "dns/a.news.example.com",
        "dns/news.example.com",
        "dns/example.com",
    ]


async def test_a_domain_that_mailjet_knows_is_judged_by_its_own_records(
    mailjet: FakeMailjet,
) -> None:
    mailjet.rows({"ID": 1, "Domain": "a.example.com", "SPFStatus": "OK", "DKIMStatus": "Error"})

    assert not (await mailjet.client.get_dns("a.example.com")).dkim_ok


async def test_no_domain_above_the_registered_one_is_asked_for(mailjet: FakeMailjet) -> None:
    mailjet.refuses(404, "Object not found").refuses(404, "Object not found")

    with pytest.raises(NotFound):
        await mailjet.client.get_dns("news.example.co.uk")


async def test_dns_is_ok_or_it_is_not(mailjet: FakeMailjet) -> None:
    mailjet.rows(
        {
            "Domain": "example.com",
            "SPFStatus": "OK",
            "DKIMStatus": "Not checked",
            "IsCheckInProgress": True,
            "LastCheckAt": "",
        }
    )
    mailjet.rows({"SPFStatus": "OK", "SPFErrors": [], "DKIMStatus": "Error", "DKIMError": "none"})

    dns = await mailjet.client.get_dns("example.com")
    check = await mailjet.client.check_dns("example.com")

    assert (dns.spf_ok, dns.dkim_ok, dns.checking, dns.checked_at) == (True, False, True, None)
    assert check == DnsCheck("OK", "Error", True, False, (), ("none",))
    assert mailjet.requests[1].method == "POST"
    assert mailjet.path(1) == "dns/example.com/check"


async def test_ping_reads_next_to_nothing(mailjet: FakeMailjet) -> None:
    mailjet.counts(12)

    await mailjet.client.ping()

    assert mailjet.requests[0].method == "GET"
    assert mailjet.query() == {"countOnly": "1"}


NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def member(number: int, day: int | None) -> dict[str, Any]:
    joined = f"2026-11-{day:02}T00:00:00Z" if day else ""
    return {"ID": number, "ContactID": number, "ListID": 7001, "SubscribedAt": joined}


def members(old: int, new: int) -> list[dict[str, Any]]:
    days = [1] * old + [2] * new
    return [member(number, day) for number, day in enumerate(days, 1)]


async def test_who_joined_a_short_list_is_counted_in_two_requests(mailjet: FakeMailjet) -> None:
    mailjet.counts(210).rows(*members(200, 10))

    assert await mailjet.client.count_joined(LIST, NOON, 3) == Joined(10, 10)
    base = {"ContactsList": "7001", "Unsub": "false"}
    assert mailjet.query(0) == {**base, "countOnly": "1"}
    assert mailjet.query(1) == {**base, "Sort": "ID", "Limit": "1000", "Offset": "0"}


async def test_of_a_long_list_only_the_newest_page_is_read(mailjet: FakeMailjet) -> None:
    mailjet.counts(1_000_000).rows(*members(600, 400))

    assert await mailjet.client.count_joined(LIST, NOON, 10_000) == Joined(400, 400)
    assert mailjet.query(1)["Offset"] == "999000"


@pytest.mark.parametrize(
    ("deciding", "joined"), [(1, Joined(1000, 10_000)), (2, Joined(10_001, 1_000_000))]
)
async def test_one_member_decides_when_the_whole_page_is_new(
    mailjet: FakeMailjet, deciding: int, joined: Joined
) -> None:
    mailjet.counts(1_000_000).rows(*members(0, 1000)).rows(member(1, deciding))

    assert await mailjet.client.count_joined(LIST, NOON, 10_000) == joined
    assert (mailjet.query(2)["Offset"], mailjet.query(2)["Limit"]) == ("989999", "1")


async def test_a_page_of_new_members_beyond_the_tolerance_needs_no_third_request(
    mailjet: FakeMailjet,
) -> None:
    mailjet.counts(5000).rows(*members(0, 1000))

    assert await mailjet.client.count_joined(LIST, NOON, 50) == Joined(1000, 5000)


async def test_a_list_without_dates_or_members_is_told_apart(mailjet: FakeMailjet) -> None:
    mailjet.counts(1).rows(member(1, None)).counts(0).rows()

    assert await mailjet.client.count_joined(LIST, NOON, 3) is None
    assert await mailjet.client.count_joined(LIST, NOON, 3) == Joined(0, 0)


@pytest.mark.parametrize(("status", "deleted"), [("unused", False), ("Deleted", True), ("", False)])
async def test_a_segment_is_read(mailjet: FakeMailjet, status: str, deleted: bool) -> None:
    mailjet.rows({"ID": 12, "Name": "Young", "Expression": "age<40", "Status": status})

    segment = await mailjet.client.get_segment(12)

    assert mailjet.path() == "contactfilter/12"
    assert (segment.id, segment.name, segment.deleted) == (12, "Young", deleted)
    assert "age" not in repr(segment)


async def test_a_segment_that_is_not_there_is_not_found(mailjet: FakeMailjet) -> None:
    mailjet.refuses(404, "Object not found")

    with pytest.raises(NotFound, match="segment 12"):
        await mailjet.client.get_segment(12)
