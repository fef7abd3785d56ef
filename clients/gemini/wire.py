"""Make one Gemini call with google-genai: one shared session, no retries, no surprises."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import aiohttp

from clients.errors import ProviderError
from clients.gemini.errors import Call, failure_of, failures
from clients.loopback import is_loopback

if TYPE_CHECKING:
    from google.genai.client import AsyncClient

T = TypeVar("T")

_LEAST_SECONDS = 10.0  # the service refuses shorter deadlines


class Wire:
    """Hold the session and the key."""

    def __init__(self, *, api_key: str, base_url: str, timeout: float) -> None:
        self.on_loopback = is_loopback(base_url)
        self._api_key = api_key
        self._base_url = base_url
        self._timeout = max(timeout, _LEAST_SECONDS)
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncClient | None = None

    async def aclose(self) -> None:
        session, client = self._session, self._client
        self._session = self._client = None
        if client is not None:
            await client.aclose()
        if session is not None:
            await session.close()

    async def call(self, call: Call, request: "Callable[[AsyncClient], Awaitable[T]]") -> T:
        """Make one request and return its answer."""
        failure: ProviderError
        try:
            return await request(self._genai())
        except failures() as error:
            failure = failure_of(call, error)
        # Raised outside the handler: see clients.errors on chaining.
        raise failure

    def _genai(self) -> "AsyncClient":
        from google import genai  # noqa: PLC0415 - importing it costs a second
        from google.genai import types  # noqa: PLC0415 - as above

        # Made late, because a session belongs to the running loop.
        if self._client is None:
            # Our own session, because the library's takes its proxy from the environment.
            self._session = aiohttp.ClientSession(trust_env=not self.on_loopback)
            self._client = genai.Client(
                vertexai=False,  # whatever GOOGLE_GENAI_USE_VERTEXAI says
                api_key=self._api_key,
                http_options=types.HttpOptions(
                    base_url=self._base_url,
                    timeout=round(self._timeout * 1000),
                    # Without this the library resends once after a dropped connection.
                    retry_options=types.HttpRetryOptions(attempts=1),
                    aiohttp_client=self._session,
                ),
            ).aio
        return self._client
