from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from clients.errors import LONGEST_MESSAGE, ProviderError
from clients.gemini import GeminiClient
from clients.mailjet import MailjetClient
from clients.slack import SlackClient

MAILJET_KEY = "mailjet-api-key-0123"
MAILJET_SECRET = "mailjet-secret-key-4567"
SLACK_TOKEN = "xoxb-1111-2222-secretsecret"
GEMINI_KEY = "gemini-key-secretsecret"
SECRETS = (MAILJET_KEY, MAILJET_SECRET, SLACK_TOKEN, GEMINI_KEY)
PERSON = "ada.lovelace@example.com"
BODY_MARK = "BODY-OF-A-PROVIDER"


@pytest.fixture
def assert_clean() -> Callable[[ProviderError], None]:
    """Check that neither an error nor what is printed with it betrays anything."""

    def check(error: ProviderError) -> None:
        printed = "".join(traceback.format_exception(error)) + repr(vars(error))
        assert error.__cause__ is None
        assert error.__context__ is None
        assert len(str(error)) <= LONGEST_MESSAGE
        for secret in (*SECRETS, PERSON, BODY_MARK):
            assert secret not in printed.replace(repr(secret), "")
        assert error.call
        assert "@" not in str(error)

    return check


@dataclass
class FakeMailjet:
    """Answer with what was scripted, in order, and remember every request."""

    base_url: str = "http://127.0.0.1:8025/mailjet"
    requests: list[httpx.Request] = field(default_factory=list)
    script: list[httpx.Response | Exception] = field(default_factory=list)
    client: MailjetClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = MailjetClient(
            api_key=MAILJET_KEY,
            secret_key=MAILJET_SECRET,
            base_url=self.base_url,
            transport=httpx.MockTransport(self._handle),
        )

    def answers(self, *script: httpx.Response | Exception) -> FakeMailjet:
        self.script.extend(script)
        return self

    def rows(self, *rows: dict[str, Any]) -> FakeMailjet:
        body = {"Count": len(rows), "Data": list(rows), "Total": len(rows)}
        return self.answers(httpx.Response(200, json=body))

    def counts(self, number: int) -> FakeMailjet:
        return self.answers(
            httpx.Response(200, json={"Count": number, "Data": [], "Total": number})
        )

    def refuses(self, status: int, message: str) -> FakeMailjet:
        body = {"ErrorInfo": "", "ErrorMessage": message, "StatusCode": status}
        return self.answers(httpx.Response(status, json=body))

    def path(self, number: int = 0) -> str:
        return self.requests[number].url.path.removeprefix("/mailjet/v3/REST/")

    def query(self, number: int = 0) -> dict[str, str]:
        return dict(self.requests[number].url.params)

    def body(self, number: int = 0) -> dict[str, Any]:
        return dict(json.loads(self.requests[number].content))

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        assert self.script, f"not scripted: {request.method} {request.url.path}"
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
async def mailjet() -> AsyncIterator[FakeMailjet]:
    fake = FakeMailjet()
    yield fake
    await fake.client.aclose()


@dataclass
class Answer:
    """One scripted answer of a loopback server."""

    body: object = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    drop: bool = False
    delay: float = 0.0


@dataclass
class Seen:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.raw))


@dataclass
class Loopback:
    """A server on this machine that answers what was scripted and remembers what it saw."""

    seen: list[Seen] = field(default_factory=list)
    script: list[Answer] = field(default_factory=list)
    url: str = ""

    def answers(self, *script: Answer) -> Loopback:
        self.script.extend(script)
        return self

    def json(self, *bodies: object) -> Loopback:
        return self.answers(*(Answer(body) for body in bodies))

    def answer(self, **answer: Any) -> Loopback:
        return self.answers(Answer(**answer))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(
            Seen(
                method=request.method,
                path=request.path,
                query=dict(request.query),
                headers=dict(request.headers),
                raw=await request.read(),
            )
        )
        answer = self.script.pop(0) if self.script else Answer("not scripted", status=418)
        await asyncio.sleep(answer.delay)
        if answer.drop:
            assert request.transport is not None
            request.transport.abort()
        raw = isinstance(answer.body, str | bytes)
        return web.Response(
            body=answer.body if raw else json.dumps(answer.body),
            status=answer.status,
            headers={"Content-Type": answer.content_type, **answer.headers},
        )


@pytest.fixture(scope="session")
async def one_server() -> AsyncIterator[Loopback]:
    server = Loopback()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", server.handle)
    async with TestServer(app) as running:
        server.url = str(running.make_url("/")).rstrip("/")
        yield server


@pytest.fixture
def loopback(one_server: Loopback) -> Loopback:
    one_server.seen, one_server.script = [], []
    return one_server


@pytest.fixture
async def slack(loopback: Loopback) -> AsyncIterator[SlackClient]:
    base_url = f"{loopback.url}/slack/api/"
    async with SlackClient(token=SLACK_TOKEN, base_url=base_url, timeout=0.3) as client:
        yield client


@pytest.fixture(scope="session")
async def gemini(one_server: Loopback) -> AsyncIterator[GeminiClient]:
    # One for all tests: google-genai takes its time to build a client.
    async with GeminiClient(api_key=GEMINI_KEY, base_url=f"{one_server.url}/gemini") as client:
        client._wire._timeout = 0.4  # the constructor refuses such impatience
        yield client


@pytest.fixture(autouse=True)
def a_proxy_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks the environment for a proxy fails: loopback needs none."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9")
