"""Channels and the messages in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.clock import Clock
from sandbox.seed import ChannelSeed
from sandbox.slack.errors import SlackError
from sandbox.slack.workspace import BOT_USER, PEOPLE


@dataclass
class Message:
    """One message; ``updates`` counts how often it was edited."""

    ts: str
    user: str
    author: dict[str, Any]
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    edited: dict[str, str] | None = None
    updates: int = 0
    deleted: bool = False

    @property
    def is_reply(self) -> bool:
        """Whether the message sits in another one's thread."""
        return self.thread_ts not in (None, self.ts)

    def wire(self, *, payload: bool = True) -> dict[str, Any]:
        """Return the message as Slack sends it, the metadata's payload only on request."""
        body: dict[str, Any] = {"type": "message", **self.author, "text": self.text, "ts": self.ts}
        if self.broadcast:
            body["subtype"] = "thread_broadcast"
        if self.deleted:
            body |= {"subtype": "tombstone", "hidden": True}
        for name in ("blocks", "attachments", "files", "thread_ts", "edited"):
            if value := getattr(self, name):
                body[name] = value
        if self.metadata:
            kind = {"event_type": self.metadata["event_type"]}
            body["metadata"] = self.metadata if payload else kind
        return body


class Channel:
    """Keep a channel's messages in the order of their timestamps."""

    def __init__(self, seed: ChannelSeed, clock: Clock) -> None:
        self.id = seed.id
        self.name = seed.name
        self.messages: list[Message] = []
        self.ephemeral: list[dict[str, Any]] = []
        self.is_member = True
        self._clock = clock
        self._created = int(clock.now().timestamp())
        self._last = 0

    def next_ts(self) -> str:
        """Return a timestamp later than any other of this channel."""
        self._last = max(int(self._clock.now().timestamp() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def find(self, ts: str) -> Message:
        """Return the message of that timestamp."""
        for message in self.messages:
            if message.ts == ts and not message.deleted:
                return message
        raise SlackError("message_not_found")

    def post(self, message: Message) -> Message:
        """Append a message; a reply must name the start of a thread."""
        if message.thread_ts is not None:
            parent = next((one for one in self.messages if one.ts == message.thread_ts), None)
            if parent is None or parent.is_reply:
                raise SlackError("cannot_reply_to_message")
            parent.thread_ts = parent.ts
        self.messages.append(message)
        return message

    def delete(self, message: Message) -> None:
        """Take a message away; one with replies leaves a tombstone."""
        if any(self.replies(message.ts)):
            message.deleted = True
            message.text, message.blocks = "This message was deleted.", []
            message.attachments, message.files, message.metadata = [], [], None
            return
        self.messages.remove(message)
        if message.thread_ts and not any(self.replies(message.thread_ts)):
            for parent in self.messages:
                if parent.ts == message.thread_ts:
                    parent.thread_ts = None

    def replies(self, ts: str) -> Iterable[Message]:
        """Yield the replies in the thread that starts at ``ts``."""
        return (one for one in self.messages if one.is_reply and one.thread_ts == ts)

    def wire(self, message: Message, *, payload: bool = True) -> dict[str, Any]:
        """Return a message as the channel's readers get it, with its thread counted."""
        body = message.wire(payload=payload)
        if message.thread_ts != message.ts:
            return body
        replies = list(self.replies(message.ts))
        users = list(dict.fromkeys(one.user for one in replies))
        return body | {
            "reply_count": len(replies),
            "reply_users": users,
            "reply_users_count": len(users),
            "latest_reply": replies[-1].ts if replies else message.ts,
        }

    def describe(self) -> dict[str, Any]:
        """Return the channel's own record."""
        blank = {"value": "", "creator": "", "last_set": 0}
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": True,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": False,
            "is_archived": False,
            "is_member": self.is_member,
            "created": self._created,
            "creator": BOT_USER,
            "num_members": len(PEOPLE) + self.is_member,
            "topic": blank,
            "purpose": blank,
        }


class Channels:
    """Find channels by id, and by name where Slack allows it."""

    def __init__(self, seeds: Iterable[ChannelSeed], clock: Clock) -> None:
        self._by_id = {seed.id: Channel(seed, clock) for seed in seeds}

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._by_id.values())

    def find(self, channel_id: str) -> Channel:
        """Return the channel of that id."""
        if (channel := self._by_id.get(channel_id)) is None:
            raise SlackError("channel_not_found")
        return channel

    def named(self, reference: str) -> Channel:
        """Return the channel of that id, or of that name with or without ``#``."""
        name = reference.removeprefix("#")
        for channel in self:
            if channel.name == name:
                return channel
        return self.find(reference)
