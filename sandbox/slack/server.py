"""Slack's Web API over HTTP, from memory."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.clock import Clock
from sandbox.seed import SlackSeed
from sandbox.slack.arguments import Arguments
from sandbox.slack.channels import Channels, Message
from sandbox.slack.chat import Chat
from sandbox.slack.conversations import Conversations
from sandbox.slack.errors import SlackError
from sandbox.slack.files import Files
from sandbox.slack.throttle import Throttle
from sandbox.slack.workspace import Workspace

Method = Callable[[Arguments], dict[str, Any]]


class SlackSandbox:
    """Serve one workspace with one app.

    ``messages_per_second`` switches Slack's limit of posting on: a steady rate per channel, with
    ``burst`` messages in hand. None, the default, leaves it off.
    """

    messages_per_second: float | None = None
    burst: int = 5

    def __init__(self, seed: SlackSeed, clock: Clock) -> None:
        self._seed = seed
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """Forget every message, file and call."""
        self._workspace = Workspace(self._seed)
        self._channels = Channels(self._seed.channels, self._clock)
        self._files = Files(self._workspace, self._channels)
        self._throttle = Throttle(self._clock)
        self._calls: Counter[str] = Counter()
        self._methods = self._table()

    def routes(self) -> list[web.RouteDef]:
        """Return the paths of the Web API and of its uploads.

        People look at images outside of Slack's own paths: that is no request of a client.
        """
        return [
            web.get("/slack/api/{method}", self._call),
            web.post("/slack/api/{method}", self._call),
            web.post("/slack/upload/v1/{file}", self._upload),
            web.get("/console/files/{file}", self._image),
        ]

    def state(self) -> dict[str, Any]:
        """Return the workspace as JSON: channels with all their messages, files, calls."""
        return {
            "team": self._workspace.team,
            "channels": [
                {
                    "id": channel.id,
                    "name": channel.name,
                    "messages": [
                        channel.wire(one) | {"updates": one.updates, "deleted": one.deleted}
                        for one in channel.messages
                    ],
                    "ephemeral": channel.ephemeral,
                }
                for channel in self._channels
            ],
            "files": self._files.state(),
            "calls": dict(self._calls),
        }

    def say(self, channel_id: str, user: str, text: str, thread_ts: str | None = None) -> str:
        """Post as a person and return the message's timestamp."""
        channel = self._channels.find(channel_id)
        name = self._workspace.user(user)["real_name"]
        author = {"user": user, "username": name, "team": self._workspace.team_id}
        return channel.post(Message(channel.next_ts(), user, author, text, thread_ts=thread_ts)).ts

    def _table(self) -> dict[str, Method]:
        chat = Chat(self._workspace, channels=self._channels, files=self._files)
        conversations = Conversations(self._channels)
        return {
            "auth.test": lambda _: self._workspace.identity(),
            "chat.delete": chat.delete,
            "chat.getPermalink": chat.permalink,
            "chat.postEphemeral": chat.whisper,
            "chat.postMessage": chat.post,
            "chat.update": chat.update,
            "conversations.history": conversations.history,
            "conversations.info": conversations.info,
            "conversations.join": conversations.join,
            "conversations.list": conversations.list,
            "conversations.replies": conversations.replies,
            "files.completeUploadExternal": self._files.complete,
            "files.getUploadURLExternal": self._files.announce,
            "files.info": self._files.info,
            "users.info": lambda arguments: {
                "user": self._workspace.user(arguments.required("user"))
            },
        }

    async def _call(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        try:
            arguments = await Arguments.of(request)
            self._check_token(request, arguments, name)
            body = {"ok": True, **self._run(name, arguments)}
        except SlackError as error:
            return web.json_response(error.body, status=error.status, headers=error.headers)
        return web.json_response(body)

    def _run(self, name: str, arguments: Arguments) -> dict[str, Any]:
        if (method := self._methods.get(name)) is None:
            raise SlackError("unknown_method", req_method=name)
        self._calls[name] += 1
        if name == "chat.postMessage" and self.messages_per_second is not None:
            channel = self._channels.named(arguments.required("channel")).id
            self._throttle.take(channel, per_second=self.messages_per_second, burst=self.burst)
        return method(arguments)

    def _check_token(self, request: web.Request, arguments: Arguments, name: str) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            token = arguments.text("token")
        if not token:
            raise SlackError("not_authed")
        if token not in {self._seed.bot_token, self._seed.app_token}:
            raise SlackError("invalid_auth")
        # Socket Mode comes later; until then an app token opens nothing.
        if (token == self._seed.app_token) or name == "apps.connections.open":
            raise SlackError("not_allowed_token_type")

    async def _upload(self, request: web.Request) -> web.Response:
        content = await request.read()
        if not self._files.receive(request.match_info["file"], content):
            return web.Response(status=400, text="Bad upload")
        return web.Response(text=f"OK - {len(content)}")

    async def _image(self, request: web.Request) -> web.Response:
        file = self._files.image(request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
        return web.Response(body=file.image, content_type=file.media_type, headers=headers)
