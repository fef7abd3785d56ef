from collections import Counter
from typing import Any

import httpx
import pytest

from sandbox.clock import Clock
from sandbox.seed import Seed
from sandbox.server import Sandbox, serve

Client = httpx.AsyncClient
LIFETIME = {
    "CounterSource": "Campaign",
    "CounterTiming": "Message",
    "CounterResolution": "Lifetime",
}


async def _send(sandbox: Sandbox, mailjet: Client, *, after: float) -> int:
    await mailjet.post("/campaigndraft/501/send")
    sandbox.world.clock.advance(after)
    row = (await mailjet.get("/campaign/mj.nl=501")).json()["Data"][0]
    return int(row["ID"])


async def _rows(mailjet: Client, resource: str, **query: Any) -> list[dict[str, Any]]:
    answer = await mailjet.get(f"/{resource}", params={"Limit": 1000, **query})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["Data"]
    return rows


async def _counters(mailjet: Client, campaign: int) -> dict[str, Any]:
    return (await _rows(mailjet, "statcounters", SourceID=campaign, **LIFETIME))[0]


async def test_counters_are_missing_then_grow_and_always_add_up(
    sandbox: Sandbox, mailjet: Client, control: Client
) -> None:
    await control.post("/mailjet", json={"delays": {"counters_delay_seconds": 3}})
    campaign = await _send(sandbox, mailjet, after=2)
    before = await _rows(mailjet, "statcounters", SourceID=campaign, **LIFETIME)
    seen = []
    for _ in range(12):
        sandbox.world.clock.advance(1)
        seen.append(await _counters(mailjet, campaign))

    assert before == []
    assert seen[-1]["Total"] == 1000
    assert seen[-1]["MessageQueuedCount"] == seen[-1]["MessageDeferredCount"] == 0
    for name in ("Total", "MessageSentCount", "MessageOpenedCount", "MessageClickedCount"):
        assert [row[name] for row in seen] == sorted(row[name] for row in seen)
    waiting = ("Sent", "HardBounced", "SoftBounced", "Blocked", "Queued", "Deferred")
    for row in seen:
        assert row["Total"] == sum(row[f"Message{name}Count"] for name in waiting)


@pytest.mark.parametrize("after", [2.2, 3.7, 30])
async def test_all_statistics_agree_at_any_moment(
    sandbox: Sandbox, mailjet: Client, after: float
) -> None:
    campaign = await _send(sandbox, mailjet, after=after)
    counters = await _counters(mailjet, campaign)
    providers = await _rows(mailjet, "statistics/recipient-esp", CampaignID=campaign)
    links = await _rows(mailjet, "statistics/link-click", CampaignID=campaign)
    messages = await _rows(mailjet, "message", Campaign=campaign, ShowContactAlt="true")
    bounces = await _rows(mailjet, "bouncestatistics", CampaignID=campaign)
    opens = await _rows(mailjet, "openinformation", CampaignID=campaign)
    clicks = await _rows(mailjet, "clickstatistics", CampaignID=campaign)
    legacy = (await _rows(mailjet, "campaignstatistics", NewsLetter=501))[0]

    words = Counter(row["Status"] for row in messages)
    assert len(messages) == counters["Total"]
    assert words["hardbounced"] == counters["MessageHardBouncedCount"]
    assert words["softbounced"] == counters["MessageSoftBouncedCount"]
    assert words["blocked"] == counters["MessageBlockedCount"]
    assert words["queued"] == counters["MessageQueuedCount"]
    assert words["deferred"] == counters["MessageDeferredCount"]
    hard = {row["ContactID"] for row in bounces if row["IsStatePermanent"]}
    assert len(hard) == counters["MessageHardBouncedCount"]
    assert {row["ContactID"] for row in messages if row["Status"] == "hardbounced"} == hard
    delivered = sum(row["DeliveredMessagesCount"] for row in providers)
    assert delivered == counters["MessageSentCount"] == legacy["DeliveredCount"]
    assert sum(row["OpenedMessagesCount"] for row in providers) == counters["MessageOpenedCount"]
    assert len({row["MessageID"] for row in opens}) == counters["MessageOpenedCount"]
    assert len(opens) == counters["EventOpenedCount"]
    assert len({row["MessageID"] for row in clicks}) == counters["MessageClickedCount"]
    assert len(clicks) == counters["EventClickedCount"]
    assert sum(row["ClickedEventsCount"] for row in links) == counters["EventClickedCount"]


async def test_finished_results_are_realistic(sandbox: Sandbox, mailjet: Client) -> None:
    campaign = await _send(sandbox, mailjet, after=30)
    counters = await _counters(mailjet, campaign)

    assert 3 <= counters["MessageHardBouncedCount"] <= 15
    assert 300 <= counters["MessageOpenedCount"] <= 400
    assert 30 <= counters["MessageClickedCount"] <= 90
    assert counters["MessageSpamCount"] <= 1


async def test_the_same_seed_gives_the_same_results_and_another_does_not(seed: Seed) -> None:
    results = []
    for random in (61, 61, 62):
        changed = seed.model_copy(update={"random": random})
        async with (
            await serve(port=0, seed=changed, clock=Clock(speed=0)) as sandbox,
            Client(
                base_url=f"{sandbox.url}/mailjet/v3/REST", auth=("sandbox-key", "sandbox-secret")
            ) as mailjet,
        ):
            campaign = await _send(sandbox, mailjet, after=5)
            results.append(await _counters(mailjet, campaign))

    assert results[0] == results[1]
    assert results[0] != results[2]


async def test_some_bounces_have_two_rows_with_different_reasons(
    sandbox: Sandbox, mailjet: Client
) -> None:
    campaign = await _send(sandbox, mailjet, after=30)
    bounces = await _rows(mailjet, "bouncestatistics", CampaignID=campaign)

    contacts = Counter(row["ContactID"] for row in bounces)
    assert max(contacts.values()) == 2
    assert len({(row["ContactID"], row["StateID"]) for row in bounces}) == len(bounces)
    assert all(row["ID"] > 2**53 for row in bounces)


async def test_only_todays_campaigns_show_without_a_window(
    sandbox: Sandbox, mailjet: Client
) -> None:
    campaign = await _send(sandbox, mailjet, after=86_400)
    since = int(sandbox.world.clock.timestamp()) - 3 * 86_400

    for resource in ("campaign", "message", "bouncestatistics", "openinformation"):
        assert await _rows(mailjet, resource, CampaignID=campaign) == []
        assert await _rows(mailjet, resource, CampaignID=campaign, FromTS=since) != []


async def test_message_status_takes_numbers_and_shows_addresses_when_asked(
    sandbox: Sandbox, mailjet: Client
) -> None:
    campaign = await _send(sandbox, mailjet, after=30)
    query = {"Campaign": campaign, "MessageStatus": "10,9"}
    shown = await _rows(mailjet, "message", ShowContactAlt="true", **query)
    hidden = await _rows(mailjet, "message", **query)

    assert {row["Status"] for row in shown} == {"hardbounced", "softbounced"}
    assert all("@" in row["ContactAlt"] and row["StateID"] for row in shown)
    assert {row["ContactAlt"] for row in hidden} == {""}


@pytest.mark.parametrize("timing", ["Message", "Event"])
async def test_slices_add_up_to_the_lifetime(
    sandbox: Sandbox, mailjet: Client, control: Client, timing: str
) -> None:
    await control.post("/mailjet", json={"delays": {"counters_growth_seconds": 36_000}})
    campaign = await _send(sandbox, mailjet, after=40_000)
    query = {**LIFETIME, "SourceID": campaign, "CounterTiming": timing}
    slices = await _rows(mailjet, "statcounters", **{**query, "CounterResolution": "Hour"})
    whole = await _counters(mailjet, campaign)

    assert len(slices) > 1
    for name in ("Total", "MessageSentCount", "MessageOpenedCount", "EventClickedCount"):
        assert sum(row[name] for row in slices) == whole[name]


@pytest.mark.parametrize(
    "change",
    [
        {"CounterTiming": "Event"},
        {"FromTS": "1"},
        {"CounterSource": ""},
        {"CounterResolution": "Hour", "FromTS": "1"},
    ],
)
async def test_impossible_counters_are_refused(mailjet: Client, change: dict[str, str]) -> None:
    query = {**LIFETIME, "SourceID": "1", **change}

    assert (await mailjet.get("/statcounters", params=query)).status_code == 400


async def test_those_who_unsubscribe_leave_the_list(sandbox: Sandbox, mailjet: Client) -> None:
    campaign = await _send(sandbox, mailjet, after=30)
    counters = await _counters(mailjet, campaign)
    query = {"ContactsList": 7001, "Unsub": "true"}
    left = await _rows(mailjet, "listrecipient", **query)

    assert len(left) == counters["MessageUnsubscribedCount"] > 0
