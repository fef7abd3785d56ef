"""The one Gemini client: typed answers, conversations and streams."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Self, TypeVar, cast

import aiohttp

from clients.errors import ProviderError
from clients.gemini.answers import (
    Generated,
    M,
    Reply,
    TokenUse,
    fault_of,
    is_unfinished,
    text_of,
    token_use,
    value_of,
)
from clients.gemini.conversation import Conversation, Turn
from clients.gemini.errors import failure_of, failures
from clients.loopback import is_loopback

if TYPE_CHECKING:
    from google.genai.client import AsyncClient
    from google.genai.types import ContentUnion, GenerateContentConfig, GenerateContentResponse

T = TypeVar("T")

_GOOGLE = "https://generativelanguage.googleapis.com"
_LEAST_SECONDS = 10.0  # the service refuses shorter deadlines
_MOST_TOKENS = 65_536  # the ceiling of the 3.x Flash line
_FIRST_WITH_LEVELS = 3


class GeminiClient:
    """Call Gemini; every method raises only the errors of `clients.errors`.

    Safe to share between tasks of one event loop. Close it, or use it as a context. All of it may
    run twice: a repeat costs tokens and nothing else.
    """

    def __init__(
        self,
        *,
        api_key: str,
        model: str = "gemini-3.8-flash",
        base_url: str | None = None,
        timeout: float = 60.0,
    ) -> None:
        self._api_key = api_key
        self._model = model
        # Always given to the library, which would else take one from the environment.
        self._base_url = base_url or _GOOGLE
        self._timeout = max(timeout, _LEAST_SECONDS)
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncClient | None = None

    @property
    def model(self) -> str:
        """Return the model that is asked for; answers name the one that really answered."""
        return self._model

    @property
    def on_loopback(self) -> bool:
        """Say whether this client talks to this machine only."""
        return is_loopback(self._base_url)

    async def aclose(self) -> None:
        """Close the connections."""
        session, client = self._session, self._client
        self._session = self._client = None
        if client is not None:
            await client.aclose()
        if session is not None:
            await session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def ping(self) -> str:
        """Look the model up and return its name; NotFound when it is retired."""
        model = await self._guard("ping", lambda: self._genai().models.get(model=self._model))
        return model.name or self._model

    async def generate(
        self, prompt: str, *, system: str, schema: type[M], max_output_tokens: int = 8192
    ) -> Generated[M]:
        """Ask for a value of `schema`, with one second try and a doubled cap if it is cut off.

        TryAgain with reason `truncated`, `empty` or `unparsable` when there is no valid value;
        Refused with the reason when the model is not willing.
        """
        contents = (Turn("user", prompt),)
        config = self._config(system, schema=schema, cap=max_output_tokens)
        response = await self._ask("generate", contents, config)
        spent = TokenUse()
        if is_unfinished(response):
            # Thoughts count against the cap and can take all of it.
            spent = token_use(response)
            doubled = min(2 * max_output_tokens, _MOST_TOKENS)
            config = self._config(system, schema=schema, cap=doubled)
            response = await self._ask("generate", contents, config)
        return Generated(
            value=value_of("generate", text_of("generate", response), schema),
            model_version=response.model_version or "",
            tokens=spent + token_use(response),
        )

    def chat(self, *, system: str) -> Conversation:
        """Start a conversation; its turns are kept by the object that is returned."""
        config = self._config(system)

        async def ask(turns: tuple[Turn, ...]) -> Reply:
            response = await self._ask("chat", turns, config)
            return Reply(
                text=text_of("chat", response),
                model_version=response.model_version or "",
                tokens=token_use(response),
            )

        return Conversation(ask)

    async def stream(self, prompt: str, *, system: str) -> AsyncIterator[str]:
        """Yield an answer piece by piece; one that is blocked or cut off raises at its end."""
        contents = _contents((Turn("user", prompt),))
        config = self._config(system)
        chunks = await self._guard(
            "stream",
            lambda: self._genai().models.generate_content_stream(
                model=self._model, contents=contents, config=config
            ),
        )
        # The library declares an iterator and returns a generator.
        async with aclosing(
            cast("AsyncGenerator[GenerateContentResponse, None]", chunks)
        ) as pieces:
            while True:
                try:
                    chunk = await self._guard("stream", lambda: anext(pieces))
                except StopAsyncIteration:
                    return
                if chunk.text:
                    yield chunk.text
                fault = fault_of("stream", chunk)
                if fault is not None:
                    raise fault

    async def _ask(
        self, call: str, turns: Sequence[Turn], config: "GenerateContentConfig"
    ) -> "GenerateContentResponse":
        contents = _contents(turns)
        return await self._guard(
            call,
            lambda: self._genai().models.generate_content(
                model=self._model, contents=contents, config=config
            ),
        )

    async def _guard(self, call: str, request: Callable[[], Awaitable[T]]) -> T:
        failure: ProviderError
        try:
            return await request()
        except failures() as error:
            failure = failure_of(call, error)
        # Raised outside the handler: see clients.errors on chaining.
        raise failure

    def _config(
        self, system: str, *, schema: type[M] | None = None, cap: int | None = None
    ) -> "GenerateContentConfig":
        from google.genai import types  # noqa: PLC0415 - importing it costs a second

        config = types.GenerateContentConfig(
            system_instruction=system,
            max_output_tokens=cap,
            automatic_continuation=False,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        )
        if _takes_thinking_level(self._model):
            config.thinking_config = types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW)
        if schema is not None:
            config.response_mime_type = "application/json"
            config.response_schema = schema
        return config

    def _genai(self) -> "AsyncClient":
        from google import genai  # noqa: PLC0415 - as above
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


def _takes_thinking_level(model: str) -> bool:
    generation = re.search(r"gemini-(\d+)", model)
    return generation is not None and int(generation.group(1)) >= _FIRST_WITH_LEVELS


def _contents(turns: Sequence[Turn]) -> "list[ContentUnion]":
    from google.genai import types  # noqa: PLC0415 - importing it costs a second

    return [types.Content(role=t.role, parts=[types.Part(text=t.text)]) for t in turns]
