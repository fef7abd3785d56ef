"""The Gemini stand-in, as Google's own client sees it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web
from google import genai
from google.genai import errors, types
from pydantic import BaseModel, Field

from sandbox.clock import Clock
from sandbox.gemini.server import GeminiSandbox
from sandbox.seed import GeminiSeed

# Google's client derives a class from aiohttp's session, of which aiohttp disapproves.
pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession")

MODEL = "gemini-3.8-flash"
SEED = GeminiSeed(models=[MODEL, "gemini-3.5-flash-lite", "gemini-3.6-flash"])
FACTS = {"rates_percent": {"open_rate": 34.2, "hard_bounce_rate": 1.1}, "processed": 1000}
PROMPT = f"Facts:\n{json.dumps(FACTS)}"


class Advice(BaseModel):
    headline: str = Field(max_length=80)
    points: list[str] = Field(max_length=4)
    confidence: float | None = Field(ge=0, le=1)


def config(**changes: Any) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        response_mime_type="application/json", response_schema=Advice, **changes
    )


@pytest.fixture
async def gemini() -> GeminiSandbox:
    return GeminiSandbox(SEED, Clock())


@pytest.fixture
async def url(gemini: GeminiSandbox) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(gemini.routes())
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/gemini"
    await runner.cleanup()


def connect(url: str, *, key: str = SEED.api_key, **options: Any) -> Any:
    retry = types.HttpRetryOptions(attempts=1)
    http_options = types.HttpOptions(base_url=url, retry_options=retry, **options)
    return genai.Client(api_key=key, vertexai=False, http_options=http_options).aio


@pytest.fixture
async def client(url: str) -> AsyncIterator[Any]:
    client = connect(url)
    yield client
    await client.aclose()


async def test_structured_answer_fits_the_model_and_repeats(client: Any) -> None:
    first = await client.models.generate_content(model=MODEL, contents=PROMPT, config=config())
    again = await client.models.generate_content(model=MODEL, contents=PROMPT, config=config())

    assert isinstance(first.parsed, Advice)
    assert first.text == again.text
    assert "34.2 %" in first.text
    assert first.model_version == MODEL
    assert first.response_id == again.response_id
    assert first.candidates[0].finish_reason is types.FinishReason.STOP


async def test_token_counts_sum_up(client: Any) -> None:
    answer = await client.models.generate_content(model=MODEL, contents=PROMPT)
    usage = answer.usage_metadata
    counted = await client.models.count_tokens(model=MODEL, contents=PROMPT)

    parts = (usage.prompt_token_count, usage.candidates_token_count, usage.thoughts_token_count)
    assert usage.total_token_count == sum(parts)
    assert counted.total_tokens == usage.prompt_token_count


async def test_json_schema_is_honoured_as_well(client: Any) -> None:
    answer = await client.models.generate_content(
        model=MODEL,
        contents=PROMPT,
        config=types.GenerateContentConfig(
            response_mime_type="application/json",
            response_json_schema=Advice.model_json_schema(),
        ),
    )

    Advice.model_validate(answer.parsed)


async def test_streamed_pieces_make_the_same_text(client: Any) -> None:
    whole = await client.models.generate_content(model=MODEL, contents=PROMPT)
    chunks = [
        chunk
        async for chunk in await client.models.generate_content_stream(model=MODEL, contents=PROMPT)
    ]

    assert "".join(chunk.text or "" for chunk in chunks) == whole.text
    assert [bool(chunk.candidates[0].finish_reason) for chunk in chunks] == [
        *[False] * (len(chunks) - 1),
        True,
    ]


async def test_chat_reads_the_facts_of_an_earlier_turn(client: Any) -> None:
    chat = client.chats.create(model=MODEL)
    await chat.send_message(PROMPT)

    answer = await chat.send_message("And in one line?")

    assert "1.1 %" in answer.text


async def test_thinking_can_take_every_token(client: Any) -> None:
    level = types.ThinkingConfig(thinking_level=types.ThinkingLevel.HIGH)
    answer = await client.models.generate_content(
        model=MODEL,
        contents=PROMPT,
        config=config(thinking_config=level, max_output_tokens=512),
    )

    assert answer.text is None
    assert answer.candidates[0].finish_reason is types.FinishReason.MAX_TOKENS
    assert answer.usage_metadata.thoughts_token_count == 512


async def test_thoughts_are_shown_on_request_alone(client: Any) -> None:
    thinking = types.ThinkingConfig(include_thoughts=True)
    answer = await client.models.generate_content(
        model=MODEL, contents=PROMPT, config=types.GenerateContentConfig(thinking_config=thinking)
    )

    assert [bool(part.thought) for part in answer.candidates[0].content.parts] == [True, False]


async def test_settings_the_model_refuses(client: Any) -> None:
    minimal = types.ThinkingConfig(thinking_level=types.ThinkingLevel.MINIMAL)
    refused: list[types.GenerateContentConfig] = [
        config(thinking_config=minimal),
        config(response_json_schema={"type": "object"}),
        types.GenerateContentConfig(response_schema=Advice),
        config(http_options=types.HttpOptions(timeout=5_000)),
    ]
    for one in refused:
        with pytest.raises(errors.ClientError) as caught:
            await client.models.generate_content(model=MODEL, contents=PROMPT, config=one)
        assert (caught.value.code, caught.value.status) == (400, "INVALID_ARGUMENT")
    lite = config(thinking_config=minimal)
    answer = await client.models.generate_content(
        model="gemini-3.5-flash-lite", contents=PROMPT, config=lite
    )
    assert not answer.usage_metadata.thoughts_token_count


async def test_a_wrong_key_is_a_bad_request(url: str) -> None:
    client = connect(url, key="wrong")

    with pytest.raises(errors.ClientError) as caught:
        await client.models.generate_content(model=MODEL, contents=PROMPT)

    await client.aclose()
    assert caught.value.code == 400
    assert caught.value.details["error"]["details"][0]["reason"] == "API_KEY_INVALID"


async def test_a_missing_key_is_forbidden(url: str) -> None:
    async with ClientSession() as session:
        answer = await session.get(f"{url}/v1/models")
        body = await answer.json()

    assert (answer.status, body["error"]["status"]) == (403, "PERMISSION_DENIED")


async def test_unknown_models_and_aliases_are_not_found_on_v1(url: str, client: Any) -> None:
    for name in ("gemini-2.0-flash", "gemini-flash-latest"):
        with pytest.raises(errors.ClientError, match="API version v1") as caught:
            await client.models.generate_content(model=name, contents=PROMPT)
        assert caught.value.code == 404
    beta = connect(url, api_version="v1beta")

    answer = await beta.models.generate_content(model="gemini-flash-latest", contents=PROMPT)

    await beta.aclose()
    assert answer.model_version == MODEL


async def test_models_are_listed_and_described(client: Any) -> None:
    listed = [model.name async for model in await client.models.list(config={"page_size": 2})]
    described = await client.models.get(model=MODEL)

    assert listed == [f"models/{name}" for name in SEED.models]
    assert "generateContent" in described.supported_actions


async def test_requests_are_remembered_without_the_key(client: Any, gemini: GeminiSandbox) -> None:
    await client.models.generate_content(model=MODEL, contents=PROMPT)

    state = gemini.state()

    assert state["calls"] == {"generateContent": 1}
    assert SEED.api_key not in json.dumps(state)
    assert state["requests"][0]["body"]["contents"]


async def marked(client: Any, name: str) -> Any:
    prompt = f"{PROMPT}\n[[sandbox: {name}]]"
    once = config(automatic_continuation=False)
    return await client.models.generate_content(model=MODEL, contents=prompt, config=once)


async def test_blocked_prompt_has_no_candidates(client: Any) -> None:
    answer = await marked(client, "blocked")

    assert answer.candidates is None
    assert answer.prompt_feedback.block_reason is types.BlockedReason.SAFETY


@pytest.mark.parametrize(
    ("name", "finish"),
    [
        ("safety", types.FinishReason.SAFETY),
        ("recitation", types.FinishReason.RECITATION),
        ("prohibited", types.FinishReason.PROHIBITED_CONTENT),
        ("max-tokens", types.FinishReason.MAX_TOKENS),
        ("empty", types.FinishReason.STOP),
    ],
)
async def test_withheld_answers_have_no_text(
    client: Any, name: str, finish: types.FinishReason
) -> None:
    answer = await marked(client, name)

    assert answer.text is None
    assert answer.candidates[0].finish_reason is finish


@pytest.mark.parametrize("name", ["truncated-json", "fenced-json", "wrong-types"])
async def test_spoilt_json_is_not_parsed(client: Any, name: str) -> None:
    answer = await marked(client, name)

    assert answer.text
    assert answer.parsed is None


async def test_invented_number_is_not_in_the_prompt(client: Any) -> None:
    answer = await marked(client, "invented-number")

    assert "987.65" in answer.text
    assert isinstance(answer.parsed, Advice)


async def test_continuation_is_joined_by_the_client(client: Any) -> None:
    half = await marked(client, "continuation")
    prompt = f"{PROMPT}\n[[sandbox: continuation]]"

    whole = await client.models.generate_content(model=MODEL, contents=prompt, config=config())

    assert half.candidates[0].finish_reason is types.FinishReason.CONTINUATION
    assert whole.text.startswith(half.text)
    assert isinstance(Advice.model_validate_json(whole.text), Advice)
