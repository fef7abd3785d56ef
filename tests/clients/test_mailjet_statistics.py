from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from clients.mailjet import (
    BounceReason,
    CampaignId,
    Counters,
    LinkClicks,
    MessageStatus,
)

if TYPE_CHECKING:
    from tests.clients.conftest import FakeMailjet

CAMPAIGN = CampaignId(900)
SENT_AT = datetime(2026, 12, 1, 9, 15, tzinfo=UTC)
FROM_TS = str(int(datetime(2026, 11, 30, 9, 15, tzinfo=UTC).timestamp()))
BIG = 2**53 + 1


def bounce(message: int, contact: int, state: int | None, **more: Any) -> dict[str, Any]:
    row = {"ID": message, "ContactID": contact, "BouncedAt": "2026-12-01T09:16:00Z"}
    return {**row, **({} if state is None else {"StateID": state}), **more}


async def test_no_counters_yet_are_none_and_not_zero(mailjet: FakeMailjet) -> None:
    mailjet.rows()

    assert await mailjet.client.get_counters(CAMPAIGN) is None
    assert mailjet.query() == {
        "CounterSource": "Campaign",
        "SourceID": "900",
        "CounterTiming": "Message",
        "CounterResolution": "Lifetime",
        "Limit": "1000",
    }


async def test_counters_are_named_as_people_name_them(mailjet: FakeMailjet) -> None:
    mailjet.rows(
        {
            "SourceID": 900,
            "Timeslice": "",
            "Total": "1000",
            "MessageSentCount": 940,
            "MessageHardBouncedCount": 20,
            "MessageSoftBouncedCount": 10,
            "MessageBlockedCount": 5,
            "MessageQueuedCount": 15,
            "MessageDeferredCount": 10,
            "MessageOpenedCount": 300,
            "MessageClickedCount": 40,
            "MessageUnsubscribedCount": 4,
            "MessageSpamCount": 1,
            "EventOpenedCount": 900,
        }
    )

    assert await mailjet.client.get_counters(CAMPAIGN) == Counters(
        processed=1000,
        delivered=940,
        hard_bounces=20,
        soft_bounces=10,
        blocked=5,
        queued=25,
        opened=300,
        clicked=40,
        unsubscribed=4,
        complained=1,
    )


async def test_counters_of_another_campaign_are_not_ours(mailjet: FakeMailjet) -> None:
    mailjet.rows({"SourceID": 901, "Total": 5})

    assert await mailjet.client.get_counters(CAMPAIGN) is None


async def test_providers_and_links(mailjet: FakeMailjet) -> None:
    mailjet.rows({"ESPName": "Gmail", "AttemptedMessagesCount": 500, "SpamReportsCount": 2})
    mailjet.rows(
        {
            "URL": "https://example.com",
            "PositionIndex": 1,
            "ClickedMessagesCount": 3,
            "ClickedEventsCount": 4,
        }
    )

    [gmail] = await mailjet.client.get_mailbox_providers(CAMPAIGN)
    links = await mailjet.client.get_link_clicks(CAMPAIGN)

    assert (gmail.name, gmail.attempted, gmail.complained, gmail.deferred) == ("Gmail", 500, 2, 0)
    assert links == [LinkClicks("https://example.com", 1, 3, 4)]
    assert mailjet.path(0) == "statistics/recipient-esp"
    assert mailjet.path(1) == "statistics/link-click"


async def test_a_contact_bounces_once_and_a_permanent_reason_wins(mailjet: FakeMailjet) -> None:
    mailjet.rows(
        bounce(1, 10, 13),
        bounce(1, 10, 1, IsStatePermanent=True),
        bounce(1, 10, 12, BouncedAt="2026-12-01T10:00:00Z"),
        bounce(2, 11, 13),
        bounce(2, 11, 3, BouncedAt="2026-12-01T10:00:00Z"),
        bounce(3, 12, 14, IsBlocked=True),
        bounce(4, 13, 1, IsStatePermanent=True),
        bounce(5, 14, None),
        bounce(6, 15, 99),
    )

    assert await mailjet.client.count_bounce_reasons(CAMPAIGN, SENT_AT) == [
        BounceReason("recipient", "user unknown", permanent=True, count=2),
        BounceReason("mailjet", "preblocked", permanent=False, count=1),
        BounceReason("recipient", "quota exceeded", permanent=False, count=1),
        BounceReason("unknown", "no reason given", permanent=False, count=1),
        BounceReason("unknown", "state 99", permanent=False, count=1),
    ]
    assert mailjet.query() == {
        "CampaignID": "900",
        "FromTS": FROM_TS,
        "Sort": "ID",
        "Limit": "1000",
        "Offset": "0",
    }


async def test_pages_are_read_until_a_short_one(mailjet: FakeMailjet) -> None:
    mailjet.rows(*(bounce(BIG + n, n + 1, 1) for n in range(1000)))
    mailjet.rows(bounce(7, 5000, 1))

    bounces = [b async for b in mailjet.client.iter_bounces(CAMPAIGN, SENT_AT)]

    assert len(bounces) == 1001
    assert bounces[0].message_id == BIG
    assert [mailjet.query(n)["Offset"] for n in range(2)] == ["0", "1000"]


async def test_a_full_last_page_is_followed_by_an_empty_one(mailjet: FakeMailjet) -> None:
    mailjet.rows(*(bounce(n + 1, n + 1, 1) for n in range(1000))).rows()

    assert len([b async for b in mailjet.client.iter_bounces(CAMPAIGN, SENT_AT)]) == 1000


async def test_messages_carry_addresses_only_on_demand_and_never_in_repr(
    mailjet: FakeMailjet,
) -> None:
    row = {
        "ID": BIG,
        "ContactID": 10,
        "Status": "hardbounced",
        "StateID": 1,
        "StatePermanent": True,
    }
    statuses = [MessageStatus.HARD_BOUNCED, MessageStatus.BLOCKED]
    mailjet.rows(row).rows({**row, "ContactAlt": "ada.lovelace@example.com"})

    [bare] = [m async for m in mailjet.client.iter_messages(CAMPAIGN, statuses, SENT_AT)]
    [full] = [
        m
        async for m in mailjet.client.iter_messages(CAMPAIGN, statuses, SENT_AT, with_address=True)
    ]

    assert bare.address is None
    assert full.address == "ada.lovelace@example.com"
    assert "@" not in repr(full)
    assert (full.group, full.reason, full.permanent) == ("recipient", "user unknown", True)
    assert mailjet.query(0)["MessageStatus"] == "10,8"
    assert mailjet.query(0)["FromTS"] == FROM_TS
    assert "ShowContactAlt" not in mailjet.query(0)
    assert mailjet.query(1)["ShowContactAlt"] == "true"


async def test_opens_and_clicks_are_windowed(mailjet: FakeMailjet) -> None:
    mailjet.rows({"MessageID": 1, "ContactID": 10, "OpenedAt": "2026-12-01T09:20:00Z", "ID": -1})
    mailjet.rows({"MessageID": 1, "ClickedAt": "2026-12-01T09:21:00Z", "Url": "https://x.org"})

    [opened] = [o async for o in mailjet.client.iter_opens(CAMPAIGN, SENT_AT)]
    [clicked] = [c async for c in mailjet.client.iter_clicks(CAMPAIGN, SENT_AT)]

    assert opened.at == datetime(2026, 12, 1, 9, 20, tzinfo=UTC)
    assert (clicked.contact_id, clicked.url) == (None, "https://x.org")
    assert mailjet.query(0)["FromTS"] == mailjet.query(1)["FromTS"] == FROM_TS
