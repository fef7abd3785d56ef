"""Make one Slack call with slack-sdk: one shared session, no retries, no surprises."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from clients.errors import ProviderError
from clients.loopback import is_loopback
from clients.slack.errors import FAILURES, Call, failure_of

_CONNECT_SECONDS = 10.0


class Wire:
    """Hold the session and the token."""

    def __init__(self, *, token: str, base_url: str, timeout: float) -> None:
        self.on_loopback = is_loopback(base_url)
        self._token = token
        self._base_url = base_url
        # The library ignores its own timeout when it is given a session.
        self._timeout = aiohttp.ClientTimeout(
            total=timeout, sock_connect=min(timeout, _CONNECT_SECONDS)
        )
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None

    async def aclose(self) -> None:
        session, self._session, self._client = self._session, None, None
        if session is not None:
            await session.close()

    async def call(
        self, call: Call, request: Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]
    ) -> dict[str, Any]:  # Any: a decoded JSON object
        """Make one request and return its body."""
        failure: ProviderError
        try:
            response = await request(self._web())
        except FAILURES as error:
            failure = failure_of(call, error)
        else:
            if isinstance(response.data, dict):
                return response.data
            failure = call.unreadable()
        # Raised outside the handler: see clients.errors on chaining.
        raise failure

    async def put_bytes(self, call: Call, url: str, content: bytes) -> None:
        """POST a file's bytes to the address that Slack gave for them, without the token."""
        failure: ProviderError
        web = self._web()
        session = self._session
        assert session is not None  # noqa: S101 - _web has just made it
        try:
            async with session.post(
                url,
                data=content,
                headers={"Content-Type": "application/octet-stream"},
                proxy=web.proxy,
            ) as response:
                if response.status == 200:  # noqa: PLR2004
                    return
                status = response.status
        except FAILURES as error:
            failure = failure_of(call, error)
        else:
            failure = call.unclear(f"the upload was refused ({status})", "upload_failed", status)
        raise failure

    def _web(self) -> AsyncWebClient:
        # Made late, because a session belongs to the running loop.
        if self._client is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
            self._client = AsyncWebClient(
                token=self._token,
                base_url=self._base_url,
                session=self._session,
                # The default list resends a post once after a dropped connection.
                retry_handlers=[],
            )
            if self.on_loopback:
                # The library takes a proxy from the environment and ignores NO_PROXY.
                self._client.proxy = None
        return self._client
