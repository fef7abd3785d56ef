from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.models.blocks import DividerBlock

from clients.errors import (
    NotFound,
    OutcomeUnknown,
    ProviderError,
    Refused,
    TryAgain,
    Unauthorized,
    Unreachable,
)
from clients.slack import Channel, Identity, Message, Posted, SlackClient, UploadedFile

if TYPE_CHECKING:
    from tests.clients.conftest import Loopback

Check = Callable[[ProviderError], None]

CHANNEL = "C0CAMPAIGN"
SINCE = datetime(2026, 12, 1, 9, 15, tzinfo=UTC)
OLDEST = f"{datetime(2026, 12, 1, 9, 10, tzinfo=UTC).timestamp():.6f}"
HELLO = Message("Hello", (DividerBlock(),))
LEAK = "BODY-OF-A-PROVIDER ada.lovelace@example.com"


def intent(intent_id: str) -> dict[str, Any]:
    return {"event_type": "campaign_intent", "event_payload": {"intent_id": intent_id}}


def fault(loopback: Loopback, **answer: Any) -> None:
    """Script the same answer twice: for a post and for a read."""
    loopback.answer(**answer)
    loopback.answer(**answer)


async def test_a_post_carries_its_intent(slack: SlackClient, loopback: Loopback) -> None:
    loopback.json({"ok": True, "channel": CHANNEL, "ts": "1700000000.000100", "message": {}})

    posted = await slack.post(CHANNEL, HELLO, intent_id="spring/1/prelaunch")

    assert posted == Posted(CHANNEL, "1700000000.000100")
    [request] = loopback.seen
    assert request.path == "/slack/api/chat.postMessage"
    assert request.headers["Authorization"] == "Bearer xoxb-1111-2222-secretsecret"
    assert request.json == {
        "channel": CHANNEL,
        "text": "Hello",
        "blocks": [{"type": "divider"}],
        "metadata": intent("spring/1/prelaunch"),
    }


async def test_a_reply_names_its_thread(slack: SlackClient, loopback: Loopback) -> None:
    loopback.json({"ok": True, "channel": CHANNEL, "ts": "2.0", "warning": "message_truncated"})

    await slack.post(CHANNEL, HELLO, intent_id="i", thread_ts="1.0")

    assert loopback.seen[0].json["thread_ts"] == "1.0"


async def test_an_update_replaces_text_blocks_and_intent(
    slack: SlackClient, loopback: Loopback
) -> None:
    loopback.json({"ok": True, "channel": CHANNEL, "ts": "1.0"})

    assert await slack.update(CHANNEL, "1.0", Message("Done"), intent_id="i") == Posted(
        CHANNEL, "1.0"
    )
    assert loopback.seen[0].json == {
        "channel": CHANNEL,
        "ts": "1.0",
        "text": "Done",
        "blocks": [],
        "metadata": intent("i"),
    }


async def test_a_message_that_is_gone_counts_as_deleted(
    slack: SlackClient, loopback: Loopback
) -> None:
    loopback.json({"ok": True}, {"ok": False, "error": "message_not_found"})
    loopback.json({"ok": False, "error": "channel_not_found"})

    await slack.delete(CHANNEL, "1.0")
    await slack.delete(CHANNEL, "1.0")
    with pytest.raises(NotFound):
        await slack.delete("C0NOWHERE", "1.0")


async def test_who_and_where(slack: SlackClient, loopback: Loopback) -> None:
    loopback.json({"ok": True, "team": "T", "team_id": "T1", "user_id": "U1", "bot_id": "B1"})
    loopback.json({"ok": True, "channel": {"id": CHANNEL, "name": "campaign", "is_member": True}})

    assert await slack.auth_test() == Identity("T", "T1", "U1", "B1")
    assert await slack.get_channel(CHANNEL) == Channel(CHANNEL, "campaign", False, True, False)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("invalid_auth", Unauthorized),
        ("missing_scope", Unauthorized),
        ("channel_not_found", NotFound),
        ("not_in_channel", Refused),
        ("is_archived", Refused),
        ("invalid_blocks", Refused),
        ("ratelimited", TryAgain),
        ("message_limit_exceeded", TryAgain),
        ("internal_error", OutcomeUnknown),
        ("fatal_error", OutcomeUnknown),
        ("something_new", Refused),
    ],
)
async def test_an_error_code_decides_what_to_do(
    slack: SlackClient,
    loopback: Loopback,
    assert_clean: Check,
    error: str,
    kind: type[ProviderError],
) -> None:
    loopback.json({"ok": False, "error": error, "needed": "chat:write", "detail": LEAK})

    with pytest.raises(kind) as caught:
        await slack.post(CHANNEL, HELLO, intent_id="i")

    assert type(caught.value) is kind
    assert caught.value.reason == ("rate_limited" if kind is TryAgain else error)
    assert len(loopback.seen) == 1
    assert_clean(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500, "body": f"<html>{LEAK}</html>", "content_type": "text/html"},
        {"status": 503, "body": {"ok": False, "error": "service_unavailable"}},
        {"status": 503, "body": {"ok": False, "error": "new_code_of_a_proxy"}},
        {"status": 502, "body": LEAK, "content_type": "text/plain"},
        {"status": 500, "body": "{broken" + LEAK},
        {"status": 200, "body": "{broken" + LEAK},
        {"status": 200, "body": [LEAK]},
        {"status": 200, "body": LEAK, "content_type": "text/plain"},
        {"status": 200, "body": f"<html>{LEAK}</html>", "content_type": "text/html"},
        {"status": 200, "body": b"\xff\xfe\xfa", "content_type": "application/json"},
        {"status": 200, "body": {"ok": True}},
        {"status": 201, "body": {"ok": True, "channel": {}, "ts": "1.0"}},
        {"status": 204, "body": ""},
        {"drop": True},
        {"delay": 0.4, "body": {"ok": True, "channel": {}, "ts": "1.0"}},
    ],
    ids=str,
)
async def test_no_clear_answer_is_unknown_to_a_post_and_harmless_to_a_read(
    slack: SlackClient, loopback: Loopback, assert_clean: Check, answer: dict[str, Any]
) -> None:
    fault(loopback, **answer)

    with pytest.raises(OutcomeUnknown) as posted:
        await slack.post(CHANNEL, HELLO, intent_id="i")
    assert len(loopback.seen) == 1
    with pytest.raises(TryAgain) as read:
        await slack.find_posted(CHANNEL, "i", since=SINCE)

    # aiohttp itself resends a GET, never a POST, when the connection breaks.
    assert [seen.method for seen in loopback.seen][:2] == ["POST", "GET"]
    assert not isinstance(read.value, Unreachable)
    assert_clean(posted.value)
    assert_clean(read.value)


@pytest.mark.parametrize(
    ("headers", "wait"), [({"Retry-After": "30"}, 30), ({"Retry-After": "1.5"}, 1.5), ({}, None)]
)
@pytest.mark.parametrize(
    "body", [{"ok": False, "error": "ratelimited"}, "<h1>429</h1>", "{broken", [1]], ids=str
)
async def test_slowing_down_is_never_unknown(
    slack: SlackClient, loopback: Loopback, headers: dict[str, str], wait: float | None, body: Any
) -> None:
    fault(loopback, status=429, body=body, headers=headers)

    with pytest.raises(TryAgain) as caught:
        await slack.post(CHANNEL, HELLO, intent_id="i")

    after = caught.value.retry_after
    assert (None if after is None else after.total_seconds()) == wait
    assert caught.value.reason == "rate_limited"


async def test_a_slack_that_is_not_there_is_unreachable(assert_clean: Check) -> None:
    async with SlackClient(token="xoxb-1", base_url="http://127.0.0.1:9/slack/api/") as slack:
        with pytest.raises(Unreachable) as caught:
            await slack.post(CHANNEL, HELLO, intent_id="i")

    assert_clean(caught.value)


async def test_a_failed_tls_handshake_means_that_nothing_arrived(loopback: Loopback) -> None:
    base_url = loopback.url.replace("http:", "https:") + "/slack/api/"
    async with SlackClient(token="xoxb-1", base_url=base_url) as slack:
        with pytest.raises(Unreachable):
            await slack.post(CHANNEL, HELLO, intent_id="i")

    assert not loopback.seen


async def test_a_message_too_large_makes_no_request(slack: SlackClient, loopback: Loopback) -> None:
    with pytest.raises(Refused):
        await slack.post(CHANNEL, Message("x" * 5000), intent_id="i")

    assert not loopback.seen


async def test_a_post_is_found_by_its_intent_on_any_page(
    slack: SlackClient, loopback: Loopback
) -> None:
    strangers = [
        {"ts": "5.0", "text": "chat"},
        {"ts": "4.0", "metadata": {"event_type": "other", "event_payload": {"intent_id": "i"}}},
        {"ts": "3.0", "metadata": intent("another")},
    ]
    more = {"response_metadata": {"next_cursor": "page2"}, "has_more": True}
    last = {"response_metadata": {"next_cursor": ""}, "has_more": False}
    loopback.json({"ok": True, "messages": strangers, **more})
    loopback.json({"ok": True, "messages": [{"ts": "2.0", "metadata": intent("i")}], **last})

    assert await slack.find_posted(CHANNEL, "i", since=SINCE) == Posted(CHANNEL, "2.0")
    first, second = loopback.seen
    assert first.path == "/slack/api/conversations.history"
    assert first.query == {
        "channel": CHANNEL,
        "oldest": OLDEST,
        "inclusive": "1",
        "include_all_metadata": "1",
        "limit": "200",
    }
    assert second.query["cursor"] == "page2"


async def test_a_reply_is_looked_for_in_its_thread(slack: SlackClient, loopback: Loopback) -> None:
    loopback.json({"ok": True, "messages": [{"ts": "1.0", "metadata": intent("parent")}]})

    assert await slack.find_posted(CHANNEL, "i", since=SINCE, thread_ts="1.0") is None
    assert loopback.seen[0].path == "/slack/api/conversations.replies"
    assert loopback.seen[0].query["ts"] == "1.0"


@pytest.mark.parametrize("body", [{}, {"messages": None}, {"messages": [], "has_more": True}])
async def test_an_incomplete_page_is_not_mistaken_for_absence(
    slack: SlackClient, loopback: Loopback, body: dict[str, Any]
) -> None:
    loopback.json({"ok": True, **body})

    with pytest.raises(TryAgain):
        await slack.find_posted(CHANNEL, "i", since=SINCE)


async def test_replies_come_without_their_parent(slack: SlackClient, loopback: Loopback) -> None:
    messages = [
        {"ts": "1.0", "text": "parent"},
        {"ts": "2.0", "text": "from a person", "user": "U1"},
        {"ts": "3.0", "text": "from us", "metadata": intent("i")},
    ]
    loopback.json({"ok": True, "messages": messages})

    replies = [reply async for reply in slack.iter_replies(CHANNEL, "1.0")]

    assert [(r.ts, r.user_id, r.intent_id) for r in replies] == [
        ("2.0", "U1", None),
        ("3.0", None, "i"),
    ]


def upload_place(loopback: Loopback) -> dict[str, Any]:
    return {"ok": True, "upload_url": f"{loopback.url}/slack/upload/F1", "file_id": "F1"}


async def upload(slack: SlackClient) -> UploadedFile:
    return await slack.upload(
        filename="chart.png", content=b"png", title="Opens", alt_text="Opens by hour"
    )


async def test_a_file_is_uploaded_in_three_steps(slack: SlackClient, loopback: Loopback) -> None:
    loopback.json(upload_place(loopback), "OK - 3")
    loopback.json({"ok": True, "files": [{"id": "F1", "permalink": "http://127.0.0.1/F1"}]})

    assert await upload(slack) == UploadedFile("F1", "Opens", "http://127.0.0.1/F1")
    place, content, completed = loopback.seen
    assert place.query == {"filename": "chart.png", "length": "3", "alt_txt": "Opens by hour"}
    assert content.raw == b"png"
    assert content.headers["Content-Type"] == "application/octet-stream"
    assert "Authorization" not in content.headers
    assert json.loads(completed.query["files"]) == [{"id": "F1", "title": "Opens"}]


async def test_an_uploaded_file_is_shown_to_nobody(slack: SlackClient, loopback: Loopback) -> None:
    loopback.json(upload_place(loopback), "OK - 3", {"ok": True, "files": [{"id": "F1"}]})

    await upload(slack)

    assert set(loopback.seen[-1].query) == {"files"}


@pytest.mark.parametrize("step", [0, 1, 2])
async def test_an_upload_that_breaks_off_may_be_repeated(
    slack: SlackClient, loopback: Loopback, step: int
) -> None:
    for body in (upload_place(loopback), "OK - 3")[:step]:
        loopback.json(body)
    fault(loopback, drop=True)

    with pytest.raises(TryAgain):
        await upload(slack)

    assert len(loopback.seen) == step + 1


async def test_a_local_slack_cannot_send_a_file_abroad(
    slack: SlackClient, loopback: Loopback
) -> None:
    loopback.json({"ok": True, "upload_url": "https://files.example.com/F1", "file_id": "F1"})

    with pytest.raises(Refused) as caught:
        await upload(slack)

    assert caught.value.reason == "upload_url_not_local"


def test_loopback_is_told_from_the_world() -> None:
    assert SlackClient(token="t", base_url="http://localhost:1/api/").on_loopback
    assert not SlackClient(token="t").on_loopback
