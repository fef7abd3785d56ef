"""The Slack stand-in, as Slack's own client sees it: posting, reading, editing."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.clock import Clock
from sandbox.seed import ChannelSeed, SlackSeed
from sandbox.slack.server import SlackSandbox

CHANNEL = "C0TRACTION"
SEED = SlackSeed(
    channels=[ChannelSeed(id=CHANNEL, name="traction"), ChannelSeed(id="C0OTHER", name="other")]
)
INTENT = {"event_type": "round_notice", "event_payload": {"intent_id": "abc", "stage": "launch"}}


@pytest.fixture
async def slack() -> SlackSandbox:
    return SlackSandbox(SEED, Clock())


@pytest.fixture
async def url(slack: SlackSandbox) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(slack.routes())
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/api/"
    await runner.cleanup()


@pytest.fixture
def client(url: str) -> AsyncWebClient:
    return AsyncWebClient(token=SEED.bot_token, base_url=url, retry_handlers=[])


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_posted_message_is_found_again_by_its_metadata(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(
        channel=CHANNEL,
        text="Round one is due",
        blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "*Round one*"}}],
        metadata=INTENT,
    )

    with_payload = await client.conversations_history(
        channel=CHANNEL, oldest=posted["ts"], inclusive=True, include_all_metadata=True
    )
    without = await client.conversations_history(channel=CHANNEL)

    assert with_payload["messages"][0]["metadata"] == INTENT
    assert without["messages"][0]["metadata"] == {"event_type": "round_notice"}
    assert posted["message"]["blocks"][0]["block_id"]


async def test_history_is_newest_first_and_pages_by_cursor(client: AsyncWebClient) -> None:
    for number in range(5):
        await client.chat_postMessage(channel="#traction", text=f"note {number}")

    pages = [
        [message["text"] for message in page["messages"]]
        async for page in await client.conversations_history(channel=CHANNEL, limit=2)
    ]

    assert pages == [["note 4", "note 3"], ["note 2", "note 1"], ["note 0"]]


async def test_oldest_and_latest_leave_out_their_own_message(client: AsyncWebClient) -> None:
    posted = [
        (await client.chat_postMessage(channel=CHANNEL, text=f"{number}"))["ts"]
        for number in range(3)
    ]

    between = await client.conversations_history(
        channel=CHANNEL, oldest=posted[0], latest=posted[2]
    )
    around = await client.conversations_history(
        channel=CHANNEL, oldest=posted[0], latest=posted[2], inclusive=True
    )

    assert posted == sorted(set(posted))
    assert [message["text"] for message in between["messages"]] == ["1"]
    assert len(around["messages"]) == 3


async def test_replies_stay_in_their_thread(client: AsyncWebClient) -> None:
    parent = (await client.chat_postMessage(channel=CHANNEL, text="parent"))["ts"]
    reply = await client.chat_postMessage(channel=CHANNEL, text="reply", thread_ts=parent)

    thread = await client.conversations_replies(channel=CHANNEL, ts=parent)
    history = await client.conversations_history(channel=CHANNEL)

    assert [message["text"] for message in thread["messages"]] == ["parent", "reply"]
    assert [message["text"] for message in history["messages"]] == ["parent"]
    assert history["messages"][0]["reply_count"] == 1
    to_reply = client.chat_postMessage(channel=CHANNEL, text="no", thread_ts=reply["ts"])
    assert await refusal(to_reply) == "cannot_reply_to_message"


async def test_update_with_text_alone_removes_blocks_and_keeps_metadata(
    client: AsyncWebClient, slack: SlackSandbox
) -> None:
    posted = await client.chat_postMessage(
        channel=CHANNEL, text="before", blocks=[{"type": "divider"}], metadata=INTENT
    )

    updated = await client.chat_update(channel=CHANNEL, ts=posted["ts"], text="after")

    assert "blocks" not in updated["message"]
    assert updated["message"]["edited"]["user"] == posted["message"]["user"]
    kept = slack.state()["channels"][0]["messages"][0]
    assert (kept["metadata"], kept["updates"]) == (INTENT, 1)
    await client.chat_update(channel=CHANNEL, ts=posted["ts"], text="bare", metadata={})
    assert "metadata" not in slack.state()["channels"][0]["messages"][0]


async def test_what_cannot_be_changed_is_refused(
    client: AsyncWebClient, slack: SlackSandbox
) -> None:
    theirs = slack.say(CHANNEL, "U0ADA", "hello")
    own = (await client.chat_postMessage(channel=CHANNEL, text="mine"))["ts"]

    changes = {
        "cant_update_message": client.chat_update(channel=CHANNEL, ts=theirs, text="x"),
        "cant_delete_message": client.chat_delete(channel=CHANNEL, ts=theirs),
        "msg_too_long": client.chat_update(channel=CHANNEL, ts=own, text="x" * 4_001),
        "channel_not_found": client.chat_update(channel="C9", ts=own, text="x"),
    }
    for code, change in changes.items():
        assert await refusal(change) == code
    await client.chat_delete(channel=CHANNEL, ts=own)
    assert await refusal(client.chat_delete(channel=CHANNEL, ts=own)) == "message_not_found"


async def test_text_is_needed_and_long_text_is_cut(client: AsyncWebClient) -> None:
    silent = client.api_call("chat.postMessage", json={"channel": CHANNEL, "text": " "})
    assert await refusal(silent) == "no_text"

    posted = await client.chat_postMessage(channel=CHANNEL, text="x" * 40_001)

    assert posted["warning"] == "message_truncated"
    assert len(posted["message"]["text"]) == 40_000


async def test_tokens_are_checked(url: str) -> None:
    for token, code in (
        (None, "not_authed"),
        ("xoxb-wrong", "invalid_auth"),
        (SEED.app_token, "not_allowed_token_type"),
    ):
        client = AsyncWebClient(token=token, base_url=url)
        assert await refusal(client.auth_test()) == code


async def test_arguments_are_read_from_a_form_too(url: str) -> None:
    form = {"channel": CHANNEL, "text": "by form", "blocks": '[{"type": "divider"}]'}
    headers = {"Authorization": f"Bearer {SEED.bot_token}"}
    async with ClientSession() as session:
        answer = await session.post(f"{url}chat.postMessage", data=form, headers=headers)
        body = await answer.json()

    assert body["message"]["blocks"][0]["type"] == "divider"


async def test_workspace_and_channels_are_described(client: AsyncWebClient) -> None:
    identity = await client.auth_test()
    user = await client.users_info(user=identity["user_id"])
    listed = await client.conversations_list(limit=1)
    posted = await client.chat_postMessage(channel=CHANNEL, text="here")
    link = await client.chat_getPermalink(channel=CHANNEL, message_ts=posted["ts"])

    assert user["user"]["is_bot"]
    assert (await client.conversations_info(channel=CHANNEL))["channel"]["name"] == "traction"
    assert (await client.conversations_join(channel=CHANNEL))["channel"]["is_member"]
    assert [one["id"] for one in listed["channels"]] == [CHANNEL]
    assert listed["response_metadata"]["next_cursor"]
    assert link["permalink"].endswith(posted["ts"].replace(".", ""))


async def test_ephemeral_message_cannot_be_edited(client: AsyncWebClient) -> None:
    shown = await client.chat_postEphemeral(channel=CHANNEL, user="U0ADA", text="psst")

    edit = client.chat_update(channel=CHANNEL, ts=shown["message_ts"], text="x")

    assert await refusal(edit) == "message_not_found"


async def test_too_many_messages_a_second_are_turned_away(
    client: AsyncWebClient, slack: SlackSandbox
) -> None:
    slack.messages_per_second, slack.burst = 1.0, 2
    for _ in range(2):
        await client.chat_postMessage(channel=CHANNEL, text="quick")

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=CHANNEL, text="too quick")

    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "ratelimited"
    assert caught.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel="C0OTHER", text="another channel is free")


async def test_deleted_parent_leaves_a_tombstone_above_its_replies(client: AsyncWebClient) -> None:
    parent = (await client.chat_postMessage(channel=CHANNEL, text="parent"))["ts"]
    await client.chat_postMessage(channel=CHANNEL, text="reply", thread_ts=parent)

    await client.chat_delete(channel=CHANNEL, ts=parent)

    thread = await client.conversations_replies(channel=CHANNEL, ts=parent)
    assert thread["messages"][0]["subtype"] == "tombstone"
    assert await refusal(client.chat_delete(channel=CHANNEL, ts=parent)) == "message_not_found"


async def test_uploaded_file_is_shared_and_can_be_shown(
    client: AsyncWebClient, slack: SlackSandbox
) -> None:
    shared = await client.files_upload_v2(
        content="a,b\n1,2\n", filename="report.csv", channel=CHANNEL, initial_comment="numbers"
    )
    file_id = shared["file"]["id"]

    image = {"type": "image", "slack_file": {"id": file_id}, "alt_text": "chart"}
    await client.chat_postMessage(channel=CHANNEL, text="chart", blocks=[image])

    assert (await client.files_info(file=file_id))["file"]["name"] == "report.csv"
    assert slack.state()["channels"][0]["messages"][0]["files"][0]["id"] == file_id
    unknown = client.files_completeUploadExternal(files=[{"id": "F9", "title": "x"}])
    assert await refusal(unknown) == "file_not_found"


async def test_image_is_served_to_people_once_it_is_complete(
    client: AsyncWebClient, url: str
) -> None:
    png = b"\x89PNG\r\n\x1a\n..."
    uploaded = await client.files_upload_v2(content=png, filename="chart.png")
    page = await client.files_upload_v2(content="<script>", filename="page.png")
    place = await client.files_getUploadURLExternal(filename="later.png", length=len(png))

    async with ClientSession(url.removesuffix("/slack/api/")) as person:
        await person.post(place["upload_url"], data=png)
        image = await person.get(f"/console/files/{uploaded['file']['id']}")
        others = [
            (await person.get(f"/console/files/{one}")).status
            for one in (page["file"]["id"], place["file_id"], "F9")
        ]
        body = await image.read()

    assert (image.status, image.content_type, body) == (200, "image/png", png)
    assert others == [404, 404, 404]


async def test_reset_forgets_everything(client: AsyncWebClient, slack: SlackSandbox) -> None:
    await client.chat_postMessage(channel=CHANNEL, text="soon gone")

    slack.reset()

    assert slack.state()["channels"][0]["messages"] == []
    assert slack.state()["calls"] == {}
