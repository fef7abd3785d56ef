"""The one Gemini client: typed answers, conversations and streams."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from clients.connected import Connected
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
from clients.gemini.errors import Call
from clients.gemini.wire import Wire

if TYPE_CHECKING:
    from google.genai.types import ContentUnion, GenerateContentConfig, GenerateContentResponse

_GOOGLE = "https://generativelanguage.googleapis.com"
_MOST_TOKENS = 65_536  # the ceiling of the 3.x Flash line
_FIRST_WITH_LEVELS = 3


class GeminiClient(Connected[Wire]):
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
        self._model = model
        # Always given to the library, which would else take one from the environment.
        self._wire = Wire(api_key=api_key, base_url=base_url or _GOOGLE, timeout=timeout)

    @property
    def model(self) -> str:
        """Return the model that is asked for; answers name the one that really answered."""
        return self._model

    async def ping(self) -> str:
        """Look the model up and return its name; NotFound when it is retired."""
        ping = Call("ping")
        model = await self._wire.call(ping, lambda genai: genai.models.get(model=self._model))
        return model.name or self._model

    async def generate(
        self, prompt: str, *, system: str, schema: type[M], max_output_tokens: int = 8192
    ) -> Generated[M]:
        """Ask for a value of `schema`, with one second try and a doubled cap if it is cut off.

        TryAgain with reason `truncated`, `empty` or `unparsable` when there is no valid value;
        Refused with the reason when the model is not willing.
        """
        call = Call("generate")
        contents = (Turn("user", prompt),)
        config = self._config(system, schema=schema, cap=max_output_tokens)
        response = await self._ask(call, contents, config)
        spent = TokenUse()
        if is_unfinished(response):
            # Thoughts count against the cap and can take all of it.
            spent = token_use(response)
            doubled = min(2 * max_output_tokens, _MOST_TOKENS)
            config = self._config(system, schema=schema, cap=doubled)
            response = await self._ask(call, contents, config)
        return Generated(
            value=value_of(call, text_of(call, response), schema),
            model_version=response.model_version or "",
            tokens=spent + token_use(response),
        )

    def chat(self, *, system: str) -> Conversation:
        """Start a conversation; its turns are kept by the object that is returned."""
        call = Call("chat")
        config = self._config(system)

        async def ask(turns: tuple[Turn, ...]) -> Reply:
            response = await self._ask(call, turns, config)
            return Reply(
                text=text_of(call, response),
                model_version=response.model_version or "",
                tokens=token_use(response),
            )

        return Conversation(ask)

    async def stream(self, prompt: str, *, system: str) -> AsyncIterator[str]:
        """Yield an answer piece by piece; one that is blocked or cut off raises at its end."""
        call = Call("stream")
        contents = _contents((Turn("user", prompt),))
        config = self._config(system)
        chunks = await self._wire.call(
            call,
            lambda genai: genai.models.generate_content_stream(
                model=self._model, contents=contents, config=config
            ),
        )
        # The library declares an iterator and returns a generator.
        async with aclosing(
            cast("AsyncGenerator[GenerateContentResponse, None]", chunks)
        ) as pieces:
            while True:
                try:
                    chunk = await self._wire.call(call, lambda _: anext(pieces))
                except StopAsyncIteration:
                    return
                if chunk.text:
                    yield chunk.text
                fault = fault_of(call, chunk)
                if fault is not None:
                    raise fault

    async def _ask(
        self, call: Call, turns: Sequence[Turn], config: "GenerateContentConfig"
    ) -> "GenerateContentResponse":
        contents = _contents(turns)
        return await self._wire.call(
            call,
            lambda genai: genai.models.generate_content(
                model=self._model, contents=contents, config=config
            ),
        )

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


def _takes_thinking_level(model: str) -> bool:
    generation = re.search(r"gemini-(\d+)", model)
    return generation is not None and int(generation.group(1)) >= _FIRST_WITH_LEVELS


def _contents(turns: Sequence[Turn]) -> "list[ContentUnion]":
    from google.genai import types  # noqa: PLC0415 - importing it costs a second

    return [types.Content(role=t.role, parts=[types.Part(text=t.text)]) for t in turns]
