"""The chat.* methods: post, update, delete, whisper, link."""

from typing import Any

from sandbox.slack import blocks
from sandbox.slack.arguments import Arguments
from sandbox.slack.channels import Channel, Channels, Message
from sandbox.slack.errors import SlackError
from sandbox.slack.files import Files
from sandbox.slack.workspace import BOT_USER, Workspace

MAX_POSTED_TEXT = 40_000
MAX_UPDATED_TEXT = 4_000
MAX_MARKDOWN_TEXT = 12_000
MAX_METADATA = 8_000  # unpublished; the code metadata_too_large exists
MAX_ATTACHMENTS = 100


class Chat:
    """Write messages as the app's bot."""

    def __init__(self, workspace: Workspace, *, channels: Channels, files: Files) -> None:
        self._workspace = workspace
        self._channels = channels
        self._files = files

    def post(self, arguments: Arguments) -> dict[str, Any]:
        """Post a message or a reply (chat.postMessage)."""
        channel = self._channels.named(arguments.required("channel"))
        message = self._compose(channel, arguments)
        thread_ts = arguments.text("thread_ts")
        message.thread_ts = thread_ts or None
        message.broadcast = bool(thread_ts) and arguments.flag("reply_broadcast")
        warning = _cut(message)
        channel.post(message)
        return {"channel": channel.id, "ts": message.ts, "message": message.wire(), **warning}

    def update(self, arguments: Arguments) -> dict[str, Any]:
        """Replace what a message says (chat.update)."""
        channel = self._channels.find(arguments.required("channel"))
        message = self._own(channel, arguments, "cant_update_message")
        if len(arguments.text("text")) > MAX_UPDATED_TEXT:
            raise SlackError("msg_too_long")
        self._rewrite(message, arguments)
        if "metadata" in arguments:
            message.metadata = _metadata(arguments)
        message.updates += 1
        # Slack shows no "edited" mark on a message made of blocks.
        message.edited = None if message.blocks else {"user": BOT_USER, "ts": channel.next_ts()}
        wire = channel.wire(message)
        return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": wire}

    def delete(self, arguments: Arguments) -> dict[str, Any]:
        """Take a message of the bot away (chat.delete)."""
        channel = self._channels.find(arguments.required("channel"))
        message = self._own(channel, arguments, "cant_delete_message")
        channel.delete(message)
        return {"channel": channel.id, "ts": message.ts}

    def whisper(self, arguments: Arguments) -> dict[str, Any]:
        """Show a message to one person (chat.postEphemeral)."""
        channel = self._channels.named(arguments.required("channel"))
        user = self._workspace.user(arguments.required("user"))
        message = self._compose(channel, arguments)
        channel.ephemeral.append({"to": user["id"], **message.wire()})
        return {"message_ts": message.ts}

    def permalink(self, arguments: Arguments) -> dict[str, Any]:
        """Return the address of a message (chat.getPermalink)."""
        channel = self._channels.find(arguments.required("channel"))
        message = channel.find(arguments.required("message_ts"))
        thread_ts = message.thread_ts if message.is_reply else None
        link = self._workspace.permalink(channel.id, message.ts, thread_ts)
        return {"channel": channel.id, "permalink": link}

    def _own(self, channel: Channel, arguments: Arguments, refusal: str) -> Message:
        message = channel.find(arguments.required("ts"))
        if message.user != BOT_USER:
            raise SlackError(refusal)
        return message

    def _compose(self, channel: Channel, arguments: Arguments) -> Message:
        if not channel.is_member:
            raise SlackError("not_in_channel")
        text, content, attachments = self._content(arguments)
        if not (text.strip() or content or attachments):
            raise SlackError("no_text")
        metadata = _metadata(arguments)
        author = self._workspace.bot()
        message = Message(channel.next_ts(), BOT_USER, author, text, content, attachments, metadata)
        if username := arguments.text("username"):
            message.author = author | {"username": username}
        return message

    def _rewrite(self, message: Message, arguments: Arguments) -> None:
        given = [
            one for one in ("text", "markdown_text", "blocks", "attachments") if one in arguments
        ]
        if not given:
            if "metadata" not in arguments:
                raise SlackError("no_text")
            return
        text, content, attachments = self._content(arguments)
        if not (text.strip() or content or attachments):
            raise SlackError("no_text")
        message.text, message.blocks = text, content
        if "attachments" in given or "blocks" not in given:
            message.attachments = attachments

    def _content(self, arguments: Arguments) -> tuple[str, list[Any], list[Any]]:
        text, markdown = arguments.text("text"), arguments.text("markdown_text")
        given = arguments.structure("blocks", refusal="invalid_blocks_format")
        if markdown and (text or given):
            raise SlackError("markdown_text_conflict")
        if len(markdown) > MAX_MARKDOWN_TEXT:
            raise SlackError("msg_too_long")
        attachments = arguments.structure("attachments", refusal="invalid_attachments") or []
        if len(attachments) > MAX_ATTACHMENTS:
            raise SlackError("too_many_attachments")
        return text or markdown, blocks.check(given, self._files.is_complete), attachments


def _cut(message: Message) -> dict[str, Any]:
    if len(message.text) <= MAX_POSTED_TEXT:
        return {}
    message.text = message.text[:MAX_POSTED_TEXT]
    warning = "message_truncated"
    return {"warning": warning, "response_metadata": {"warnings": [warning]}}


def _metadata(arguments: Arguments) -> dict[str, Any] | None:
    metadata = arguments.structure("metadata", refusal="invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not event_type or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_schema")
    if not all(map(_is_flat, payload.values())):
        raise SlackError("invalid_metadata_schema")
    if len(str(payload)) > MAX_METADATA:
        raise SlackError("metadata_too_large")
    return {"event_type": event_type, "event_payload": payload}


def _is_flat(value: Any) -> bool:
    match value:
        case list():
            return all(isinstance(one, str | int | float | bool | dict) for one in value)
        case dict():
            return all(isinstance(one, str | int | float | bool) for one in value.values())
    return isinstance(value, str | int | float | bool)
