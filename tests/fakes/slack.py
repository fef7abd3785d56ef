"""Slack: a channel."""

from dataclasses import dataclass
from datetime import datetime

from clients.slack.answers import Posted, UploadedFile
from clients.slack.message import Message
from tests.fakes.fake import Fake


@dataclass(frozen=True)
class Post:
    intent_id: str
    text: str
    payload: dict[str, object]
    thread: str | None
    ts: str


class FakeSlack(Fake):
    """A channel's history, and the files that were uploaded."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, bytes] = {}
        self.posts: list[Post] = []
        self.updates: list[Post] = []
        self.loses_answer = False  # posts, and then fails

    async def post(
        self, channel: str, message: Message, *, intent_id: str, thread_ts: str | None = None
    ) -> Posted:
        payload = message.payload()
        if not self.loses_answer:
            await self.called("post")
        post = Post(intent_id, message.text, payload, thread_ts, f"{len(self.posts) + 1}.0")
        self.posts.append(post)
        if self.loses_answer:
            await self.called("post")
        return Posted(channel=channel, ts=post.ts)

    async def update(self, channel: str, ts: str, message: Message, *, intent_id: str) -> Posted:
        payload = message.payload()
        await self.called("update")
        self.updates.append(Post(intent_id, message.text, payload, None, ts))
        return Posted(channel=channel, ts=ts)

    async def find_posted(
        self,
        channel: str,
        intent_id: str,
        *,
        since: datetime,  # noqa: ARG002
        thread_ts: str | None = None,  # noqa: ARG002
    ) -> Posted | None:
        await self.called("find_posted")
        for post in self.posts:
            if post.intent_id == intent_id:
                return Posted(channel=channel, ts=post.ts)
        return None

    async def upload(
        self,
        *,
        filename: str,  # noqa: ARG002
        content: bytes,
        title: str,
        alt_text: str,  # noqa: ARG002
    ) -> UploadedFile:
        await self.called("upload")
        file_id = f"F{len(self.files) + 1}"
        self.files[file_id] = content
        return UploadedFile(file_id, title, None)

    async def auth_test(self) -> object:
        await self.called("auth_test")
        return None
