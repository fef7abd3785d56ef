"""What Slack's answers become."""

from collections.abc import Mapping
from dataclasses import dataclass, field

EVENT_TYPE = "campaign_intent"


@dataclass(frozen=True, slots=True)
class Identity:
    team: str
    team_id: str
    user_id: str
    bot_id: str | None


@dataclass(frozen=True, slots=True)
class Channel:
    id: str
    name: str
    private: bool
    member: bool
    archived: bool


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message is; `ts` is an identifier, never a number."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Reply:
    ts: str
    user_id: str | None
    intent_id: str | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UploadedFile:
    id: str
    title: str
    permalink: str | None


def intent_metadata(intent_id: str) -> dict[str, object]:
    """Build the metadata by which a message is found again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"intent_id": intent_id}}


def intent_of(message: Mapping[str, object]) -> str | None:
    """Read the intent id of a message of ours, or None."""
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return None
    payload = metadata.get("event_payload")
    intent = payload.get("intent_id") if isinstance(payload, dict) else None
    return intent if isinstance(intent, str) else None


def optional_text(values: Mapping[str, object], name: str) -> str | None:
    """Read a text that may be absent or empty."""
    value = values.get(name)
    return value if isinstance(value, str) and value else None


def messages_of(body: Mapping[str, object]) -> list[dict[str, object]] | None:
    """Read the messages of a page of history or replies, or None when it has no such list."""
    messages = body.get("messages")
    if not isinstance(messages, list):
        return None
    return [message for message in messages if isinstance(message, dict)]


def next_cursor_of(body: Mapping[str, object]) -> str | None:
    """Read the cursor of the next page, or None on the last one."""
    metadata = body.get("response_metadata")
    return optional_text(metadata, "next_cursor") if isinstance(metadata, dict) else None
