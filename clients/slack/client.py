"""The one Slack client: post once, find again, update, and upload."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from clients.connected import Connected
from clients.errors import NotFound, Refused
from clients.loopback import is_loopback
from clients.slack.answers import (
    Channel,
    Identity,
    Posted,
    Reply,
    UploadedFile,
    intent_metadata,
    intent_of,
    messages_of,
    next_cursor_of,
    optional_text,
)
from clients.slack.errors import Call
from clients.slack.message import Message
from clients.slack.wire import Wire

_PAGE = 200
# Slack stamps a message by its own clock.
_SKEW = timedelta(minutes=5)


class SlackClient(Connected[Wire]):
    """Call Slack; every method raises only the errors of `clients.errors`.

    Safe to share between tasks of one event loop. Close it, or use it as a context.
    """

    def __init__(
        self, *, token: str, base_url: str = "https://slack.com/api/", timeout: float = 30.0
    ) -> None:
        self._wire = Wire(token=token, base_url=base_url, timeout=timeout)

    async def auth_test(self) -> Identity:
        """Ask who we are; Unauthorized when the token is wrong."""
        body = await self._wire.call(Call("auth_test"), lambda web: web.auth_test())
        return Identity(
            team=str(body.get("team", "")),
            team_id=str(body.get("team_id", "")),
            user_id=str(body.get("user_id", "")),
            bot_id=optional_text(body, "bot_id"),
        )

    async def get_channel(self, channel_id: str) -> Channel:
        """Read a channel; NotFound when it is not there or not visible to us."""
        call = Call("get_channel", channel_id)
        body = await self._wire.call(call, lambda web: web.conversations_info(channel=channel_id))
        channel = body.get("channel")
        if not isinstance(channel, dict):
            raise call.unreadable()
        return Channel(
            id=str(channel.get("id", channel_id)),
            name=str(channel.get("name", "")),
            private=bool(channel.get("is_private")),
            member=bool(channel.get("is_member")),
            archived=bool(channel.get("is_archived")),
        )

    async def post(
        self, channel: str, message: Message, *, intent_id: str, thread_ts: str | None = None
    ) -> Posted:
        """Post a message with exactly one request.

        After OutcomeUnknown look with `find_posted` before posting again.
        """
        payload: dict[str, Any] = message.payload()
        call = Call("post", f"in {channel}", repeatable=False)
        body = await self._wire.call(
            call,
            lambda web: web.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts,
                metadata=intent_metadata(intent_id),
                **payload,
            ),
        )
        return _posted(call, body, channel)

    async def update(self, channel: str, ts: str, message: Message, *, intent_id: str) -> Posted:
        """Replace a message of ours; may run twice.

        The intent id becomes that of the message: give the one it was posted with.
        """
        payload: dict[str, Any] = message.payload()
        call = Call("update", f"in {channel}")
        body = await self._wire.call(
            call,
            lambda web: web.chat_update(
                channel=channel, ts=ts, metadata=intent_metadata(intent_id), **payload
            ),
        )
        return _posted(call, body, channel)

    async def delete(self, channel: str, ts: str) -> None:
        """Delete a message of ours; one that is gone already counts as done."""
        call = Call("delete", f"in {channel}")
        try:
            await self._wire.call(call, lambda web: web.chat_delete(channel=channel, ts=ts))
        except NotFound as missing:
            if missing.reason != "message_not_found":
                raise

    async def find_posted(
        self, channel: str, intent_id: str, *, since: datetime, thread_ts: str | None = None
    ) -> Posted | None:
        """Look for the message of an intent, in the channel or in one thread; None if not there.

        `since` is the moment of the intent; five minutes more are searched for clocks that differ.
        """
        oldest = f"{(since - _SKEW).timestamp():.6f}"
        call = Call("find_posted", f"in {channel}")
        async for message in self._messages(call, channel, thread_ts, oldest):
            ts = optional_text(message, "ts")
            if ts and intent_of(message) == intent_id:
                return Posted(channel=channel, ts=ts)
        return None

    async def iter_replies(self, channel: str, thread_ts: str) -> AsyncIterator[Reply]:
        """Read the replies of a thread, oldest first, without its parent."""
        call = Call("iter_replies", f"in {channel}")
        async for message in self._messages(call, channel, thread_ts, None):
            ts = optional_text(message, "ts")
            if ts and ts != thread_ts:
                yield Reply(
                    ts=ts,
                    user_id=optional_text(message, "user"),
                    intent_id=intent_of(message),
                    text=str(message.get("text", "")),
                )

    async def upload(
        self, *, filename: str, content: bytes, title: str, alt_text: str
    ) -> UploadedFile:
        """Upload a file that nobody sees until a message shows it.

        May run twice: that leaves one file more, which no message shows.
        """
        call = Call("upload", filename)
        place = await self._wire.call(
            call,
            lambda web: web.files_getUploadURLExternal(
                filename=filename, length=len(content), alt_txt=alt_text
            ),
        )
        url, file_id = optional_text(place, "upload_url"), optional_text(place, "file_id")
        if url is None or file_id is None:
            raise call.unreadable()
        if self.on_loopback and not is_loopback(url):
            what = "a local Slack named an upload address elsewhere; not sent"
            raise call.failed(Refused, what, reason="upload_url_not_local")
        await self._wire.put_bytes(call, url, content)
        body = await self._wire.call(
            call,
            # Without a channel, in which it would be shown at once.
            lambda web: web.files_completeUploadExternal(files=[{"id": file_id, "title": title}]),
        )
        files = body.get("files")
        known = files[0] if isinstance(files, list) and files else {}
        permalink = optional_text(known, "permalink") if isinstance(known, dict) else None
        return UploadedFile(id=file_id, title=title, permalink=permalink)

    async def _messages(
        self, call: Call, channel: str, thread_ts: str | None, oldest: str | None
    ) -> AsyncIterator[dict[str, object]]:
        window: dict[str, Any] = {
            "channel": channel,
            "oldest": oldest,
            "inclusive": True,
            "include_all_metadata": True,
            "limit": _PAGE,
        }
        if thread_ts is not None:
            window["ts"] = thread_ts
        while True:
            body = await self._wire.call(
                call,
                lambda web: (
                    web.conversations_history(**window)
                    if thread_ts is None
                    else web.conversations_replies(**window)
                ),
            )
            messages = messages_of(body)
            cursor = next_cursor_of(body)
            if messages is None or (body.get("has_more") and cursor is None):
                # An incomplete page must not pass for "it is not there".
                raise call.unclear("the answer is incomplete", "unreadable_answer")
            for message in messages:
                yield message
            if cursor is None:
                return
            window["cursor"] = cursor


def _posted(call: Call, body: dict[str, Any], channel: str) -> Posted:
    ts = optional_text(body, "ts")
    if ts is None:
        raise call.unclear("the answer names no message", "unreadable_answer")
    return Posted(channel=optional_text(body, "channel") or channel, ts=ts)
