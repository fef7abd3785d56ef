"""The conversations.* methods: read channels and what was said in them."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.channels import Channel, Channels, Message
from sandbox.slack.errors import SlackError

MAX_PAGE = 999
MAX_CHANNEL_PAGE = 1_000
TS = re.compile(r"^\d+(\.\d{1,6})?$")


class Conversations:
    """Answer questions about channels."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels

    def info(self, arguments: Arguments) -> dict[str, Any]:
        """Describe one channel (conversations.info)."""
        return {"channel": self._channels.find(arguments.required("channel")).describe()}

    def list(self, arguments: Arguments) -> dict[str, Any]:
        """Describe all channels, page by page (conversations.list)."""
        wanted = arguments.text("types") or "public_channel"
        found = [one.describe() for one in self._channels] if "public_channel" in wanted else []
        page, paging = _page(found, arguments, most=MAX_CHANNEL_PAGE)
        return {"channels": page, "response_metadata": paging["response_metadata"]}

    def join(self, arguments: Arguments) -> dict[str, Any]:
        """Make the bot a member (conversations.join)."""
        channel = self._channels.find(arguments.required("channel"))
        already, channel.is_member = channel.is_member, True
        note = {"warning": "already_in_channel"} if already else {}
        return {"channel": channel.describe(), **note}

    def history(self, arguments: Arguments) -> dict[str, Any]:
        """Return messages outside threads, the newest first (conversations.history)."""
        channel = self._member(arguments)
        found = [one for one in channel.messages if not one.is_reply or one.broadcast]
        return _messages(channel, list(reversed(found)), arguments)

    def replies(self, arguments: Arguments) -> dict[str, Any]:
        """Return a thread, its parent first (conversations.replies)."""
        channel = self._member(arguments)
        ts = arguments.required("ts")
        start = next((one for one in channel.messages if one.ts == ts), None)
        if start is None:
            raise SlackError("thread_not_found")
        root = start.thread_ts or ts
        thread = [one for one in channel.messages if root in (one.ts, one.thread_ts)]
        return _messages(channel, thread, arguments, keep=root)

    def _member(self, arguments: Arguments) -> Channel:
        channel = self._channels.find(arguments.required("channel"))
        if not channel.is_member:
            raise SlackError("not_in_channel")
        return channel


def _messages(
    channel: Channel, found: Sequence[Message], arguments: Arguments, *, keep: str = ""
) -> dict[str, Any]:
    oldest, latest = _instant(arguments, "oldest"), _instant(arguments, "latest")
    inclusive = arguments.flag("inclusive")

    def wanted(message: Message) -> bool:
        ts = _micros(message.ts)
        after = oldest is None or ts > oldest or (inclusive and ts == oldest)
        before = latest is None or ts < latest or (inclusive and ts == latest)
        return message.ts == keep or (after and before)

    payload = arguments.flag("include_all_metadata")
    page, paging = _page([one for one in found if wanted(one)], arguments, most=MAX_PAGE)
    return {"messages": [channel.wire(one, payload=payload) for one in page], **paging}


def _page(found: Sequence[Any], arguments: Arguments, *, most: int) -> tuple[Any, dict[str, Any]]:
    limit = arguments.number("limit", 100)
    if not 1 <= limit <= most:
        raise SlackError("invalid_limit")
    start = _offset(arguments.text("cursor"))
    end = start + limit
    more = end < len(found)
    cursor = base64.b64encode(f"offset:{end}".encode()).decode() if more else ""
    paging = {"has_more": more, "response_metadata": {"next_cursor": cursor}}
    return list(found[start:end]), paging


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, offset = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if word != "offset" or not offset.isdigit():
        raise SlackError("invalid_cursor")
    return int(offset)


def _instant(arguments: Arguments, name: str) -> int | None:
    value = arguments.text(name)
    if not value or value in {"0", "now"}:
        return None
    if not TS.match(value):
        raise SlackError(f"invalid_ts_{name}")
    return _micros(value)


def _micros(ts: str) -> int:
    seconds, _, micros = ts.partition(".")
    return int(seconds) * 1_000_000 + int(micros.ljust(6, "0") or 0)
