"""The files.* methods: the three steps of an upload, and the images that came of it."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.channels import Channels, Message
from sandbox.slack.errors import SlackError, missing
from sandbox.slack.workspace import BOT_USER, Workspace

MAX_ALT_TEXT = 1_000
IMAGES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@dataclass
class File:
    """One file on its way: announced, uploaded, completed."""

    id: str
    name: str
    length: int
    title: str = ""
    alt_text: str = ""
    sha256: str = ""
    complete: bool = False
    image: bytes = b""
    media_type: str = ""

    def wire(self) -> dict[str, Any]:
        """Return the file's record."""
        body = {"id": self.id, "name": self.name, "title": self.title or self.name}
        return body | {"size": self.length, "user": BOT_USER, "alt_txt": self.alt_text}


class Files:
    """Keep files: images as they are, of all others the hash."""

    def __init__(self, workspace: Workspace, channels: Channels) -> None:
        self._workspace = workspace
        self._channels = channels
        self._files: dict[str, File] = {}

    def is_complete(self, file_id: str) -> bool:
        """Tell whether a message may show the file."""
        return file_id in self._files and self._files[file_id].complete

    def announce(self, arguments: Arguments) -> dict[str, Any]:
        """Say where to send the bytes (files.getUploadURLExternal)."""
        name, length = arguments.required("filename"), arguments.number("length", 0)
        alt_text = arguments.text("alt_txt")
        if length <= 0:
            raise missing("length")
        if len(alt_text) > MAX_ALT_TEXT:
            raise SlackError("alt_txt_too_large")
        file = File(f"F0SANDBOX{len(self._files) + 1:03d}", name, length, alt_text=alt_text)
        self._files[file.id] = file
        url = f"{arguments.origin}/slack/upload/v1/{file.id}"
        return {"upload_url": url, "file_id": file.id}

    def receive(self, file_id: str, content: bytes) -> bool:
        """Take the bytes; False when they are not what was announced."""
        file = self._files.get(file_id)
        if file is None or file.complete or len(content) != file.length:
            return False
        file.sha256 = hashlib.sha256(content).hexdigest()
        kinds = (kind for start, kind in IMAGES.items() if content.startswith(start))
        file.media_type = next(kinds, "")
        file.image = content if file.media_type else b""
        return True

    def image(self, file_id: str) -> File | None:
        """Give a completed image."""
        file = self._files.get(file_id)
        return file if file and file.complete and file.image else None

    def complete(self, arguments: Arguments) -> dict[str, Any]:
        """Publish uploaded files, in a channel if asked (files.completeUploadExternal)."""
        wanted = arguments.structure("files", refusal="invalid_arguments")
        if not isinstance(wanted, list) or not wanted:
            raise missing("files")
        found = [self._uploaded(one) for one in wanted]
        names = arguments.text("channel_id") or arguments.text("channels")
        channels = [self._channels.find(one) for one in names.split(",") if one]
        for file, one in zip(found, wanted, strict=True):
            file.title, file.complete = str(one.get("title") or file.name), True
        for channel in channels:
            channel.post(
                Message(
                    channel.next_ts(),
                    BOT_USER,
                    self._workspace.bot(),
                    arguments.text("initial_comment"),
                    files=[file.wire() for file in found],
                    thread_ts=arguments.text("thread_ts") or None,
                )
            )
        return {"files": [file.wire() for file in found]}

    def info(self, arguments: Arguments) -> dict[str, Any]:
        """Describe one completed file (files.info)."""
        file_id = arguments.required("file")
        if not self.is_complete(file_id):
            raise SlackError("file_not_found")
        return {"file": self._files[file_id].wire()}

    def state(self) -> list[dict[str, Any]]:
        """Return every file with how far it came."""
        return [
            file.wire() | {"sha256": file.sha256, "complete": file.complete}
            for file in self._files.values()
        ]

    def _uploaded(self, wanted: Any) -> File:
        file = self._files.get(str(wanted.get("id"))) if isinstance(wanted, dict) else None
        if file is None or not file.sha256:
            raise SlackError("file_not_found")
        return file
