from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from clients.errors import (
    NotFound,
    ProviderError,
    Refused,
    TryAgain,
    Unauthorized,
    Unreachable,
)
from clients.gemini import GeminiClient, TokenUse

if TYPE_CHECKING:
    from tests.clients.conftest import Loopback

Check = Callable[[ProviderError], None]

PERSON = "ada.lovelace@example.com"
LEAK = f"BODY-OF-A-PROVIDER {PERSON}"
GENERATE = "/gemini/v1/models/gemini-3.8-flash:generateContent"


class Verdict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    level: Literal["good", "bad"]
    reasons: list[str] = Field(max_length=3)


GOOD = '{"level": "good", "reasons": ["few bounces"]}'


def answer(
    text: str | None = GOOD, finish: str | None = "STOP", thoughts: int = 10
) -> dict[str, Any]:
    parts = [{"text": "let me think", "thought": True}]
    if text is not None:
        parts.append({"text": text})
    candidate: dict[str, Any] = {"index": 0, "content": {"role": "model", "parts": parts}}
    if finish is not None:
        candidate["finishReason"] = finish
    return {
        "candidates": [candidate],
        "usageMetadata": {
            "promptTokenCount": 5,
            "candidatesTokenCount": 2,
            "thoughtsTokenCount": thoughts,
            "totalTokenCount": 7 + thoughts,
        },
        "modelVersion": "gemini-3.8-flash-001",
    }


def refusal(status: int, word: str, *details: dict[str, Any]) -> dict[str, Any]:
    error = {"code": status, "status": word, "message": f"no, {PERSON}", "details": list(details)}
    return {"error": error}


async def generate(gemini: GeminiClient) -> Verdict:
    return (await gemini.generate("numbers", system="Judge.", schema=Verdict)).value


async def test_a_value_comes_validated_with_its_cost(
    gemini: GeminiClient, loopback: Loopback
) -> None:
    loopback.json(answer())

    made = await gemini.generate("numbers", system="Judge.", schema=Verdict)

    assert made.value == Verdict(level="good", reasons=["few bounces"])
    assert made.model_version == "gemini-3.8-flash-001"
    assert made.tokens == TokenUse(prompt=5, answer=2, thoughts=10, total=17)
    [request] = loopback.seen
    assert request.path == GENERATE
    assert request.headers["x-goog-api-key"] == "gemini-key-secretsecret"
    sent = request.json
    assert sent["contents"] == [{"role": "user", "parts": [{"text": "numbers"}]}]
    assert sent["systemInstruction"]["parts"] == [{"text": "Judge."}]
    config = sent["generationConfig"]
    assert config["maxOutputTokens"] == 8192
    assert config["responseMimeType"] == "application/json"
    assert config["thinkingConfig"] == {"thinking_level": "LOW"}
    assert set(config["responseSchema"]["properties"]) == {"level", "reasons"}
    assert "temperature" not in config


async def test_a_model_before_three_is_given_no_thinking_level(loopback: Loopback) -> None:
    loopback.json(answer())
    async with GeminiClient(api_key="k", model="gemini-2.5-flash", base_url=loopback.url) as gemini:
        await generate(gemini)

    assert "thinkingConfig" not in loopback.seen[0].json["generationConfig"]
    assert loopback.seen[0].headers["X-Server-Timeout"] == "60"


async def test_a_short_time_limit_is_raised_to_what_the_service_takes(loopback: Loopback) -> None:
    loopback.json(answer())
    async with GeminiClient(api_key="k", base_url=loopback.url, timeout=2) as gemini:
        await generate(gemini)

    assert loopback.seen[0].headers["X-Server-Timeout"] == "10"


async def test_an_answer_that_is_cut_off_gets_one_second_try_with_a_doubled_cap(
    gemini: GeminiClient, loopback: Loopback
) -> None:
    loopback.json(answer(None, "MAX_TOKENS", thoughts=90), answer())

    made = await gemini.generate("n", system="s", schema=Verdict, max_output_tokens=100)

    assert made.value.level == "good"
    assert made.tokens == TokenUse(prompt=10, answer=4, thoughts=100, total=114)
    caps = [seen.json["generationConfig"]["maxOutputTokens"] for seen in loopback.seen]
    assert caps == [100, 200]


async def test_the_doubled_cap_has_a_ceiling(gemini: GeminiClient, loopback: Loopback) -> None:
    loopback.json(answer(None, "MAX_TOKENS"), answer())

    await gemini.generate("n", system="s", schema=Verdict, max_output_tokens=60_000)

    assert loopback.seen[1].json["generationConfig"]["maxOutputTokens"] == 65_536


@pytest.mark.parametrize("finish", ["MAX_TOKENS", "CONTINUATION"])
async def test_an_answer_that_is_cut_off_twice_is_no_answer(
    gemini: GeminiClient, loopback: Loopback, finish: str
) -> None:
    cut = {**answer('{"level": "go', finish), "continuationToken": "more"}
    loopback.json(cut, cut)

    with pytest.raises(TryAgain) as caught:
        await generate(gemini)

    assert caught.value.reason == "truncated"
    assert len(loopback.seen) == 2


@pytest.mark.parametrize("fence", ["```json\n{}\n```", "```\n{}\n```", "\n ```JSON\n{}```\n"])
async def test_a_code_fence_is_forgiven(
    gemini: GeminiClient, loopback: Loopback, fence: str
) -> None:
    loopback.json(answer(fence.replace("{}", GOOD)))

    assert (await generate(gemini)).level == "good"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (answer('{"level": "good"'), "unparsable"),
        (answer(f'{{"level": "ugly", "reasons": ["{LEAK}"]}}'), "unparsable"),
        (answer('{"level": "good", "reasons": [], "more": 1}'), "unparsable"),
        (answer("All is well, " + LEAK), "unparsable"),
        (answer(""), "empty"),
        (answer(None), "empty"),
        ({"candidates": [{"finishReason": "STOP"}]}, "empty"),
        ({"candidates": []}, "empty"),
        ({}, "empty"),
        (answer(GOOD, "OTHER"), "other"),
        (answer(None, "MALFORMED_RESPONSE"), "malformed_response"),
    ],
)
async def test_no_valid_value_is_worth_another_try(
    gemini: GeminiClient,
    loopback: Loopback,
    assert_clean: Check,
    body: dict[str, Any],
    reason: str,
) -> None:
    loopback.json(body)

    with pytest.raises(TryAgain) as caught:
        await generate(gemini)

    assert caught.value.reason == reason
    assert len(loopback.seen) == 1
    assert_clean(caught.value)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"promptFeedback": {"blockReason": "SAFETY"}}, "safety"),
        ({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, "prohibited_content"),
        ({"promptFeedback": {"blockReason": "OTHER"}}, "other"),
        (answer(None, "SAFETY"), "safety"),
        (answer(GOOD, "RECITATION"), "recitation"),
        (answer(GOOD, "SPII"), "spii"),
    ],
)
async def test_an_unwilling_model_is_not_asked_again(
    gemini: GeminiClient, loopback: Loopback, body: dict[str, Any], reason: str
) -> None:
    loopback.json(body)

    with pytest.raises(Refused) as caught:
        await generate(gemini)

    assert caught.value.reason == reason


RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "17.5s"}


def quota(name: str) -> dict[str, Any]:
    kind = "type.googleapis.com/google.rpc.QuotaFailure"
    return {"@type": kind, "violations": [{"quotaId": name}]}


@pytest.mark.parametrize(
    ("status", "body", "kind", "reason"),
    [
        (
            400,
            refusal(400, "INVALID_ARGUMENT", {"reason": "API_KEY_INVALID"}),
            Unauthorized,
            "api_key_invalid",
        ),
        (400, refusal(400, "INVALID_ARGUMENT"), Refused, "invalid_argument"),
        (400, refusal(400, "FAILED_PRECONDITION"), Refused, "failed_precondition"),
        (401, refusal(401, "UNAUTHENTICATED"), Unauthorized, "unauthenticated"),
        (403, refusal(403, "PERMISSION_DENIED"), Unauthorized, "permission_denied"),
        (404, refusal(404, "NOT_FOUND"), NotFound, "not_found"),
        (408, refusal(408, "X"), TryAgain, "x"),
        (429, refusal(429, "RESOURCE_EXHAUSTED"), TryAgain, "rate_limited"),
        (
            429,
            refusal(429, "RESOURCE_EXHAUSTED", RETRY_INFO, quota("PerMinute")),
            TryAgain,
            "rate_limited",
        ),
        (
            429,
            refusal(429, "RESOURCE_EXHAUSTED", RETRY_INFO, quota("RequestsPerDayPerModel")),
            Refused,
            "daily_quota",
        ),
        (500, refusal(500, "INTERNAL"), TryAgain, "internal"),
        (503, refusal(503, "UNAVAILABLE"), TryAgain, "unavailable"),
        (504, refusal(504, "DEADLINE_EXCEEDED"), TryAgain, "deadline_exceeded"),
        (503, f"<html>{LEAK}</html>", TryAgain, "service_unavailable"),
        (429, f"<html>{LEAK}</html>", TryAgain, "rate_limited"),
        (201, answer(), TryAgain, "http_201"),
        (200, f"<html>{LEAK}</html>", TryAgain, "unreadable_answer"),
        (200, "", TryAgain, "empty"),
        (200, [1], TryAgain, "empty"),
        (200, {"candidates": LEAK}, TryAgain, "empty"),
    ],
)
async def test_a_status_decides_what_to_do(
    *,
    gemini: GeminiClient,
    loopback: Loopback,
    assert_clean: Check,
    status: int,
    body: Any,
    kind: type[ProviderError],
    reason: str,
) -> None:
    html = isinstance(body, str)
    content_type = "text/html" if html else "application/json"
    loopback.answer(body=body, status=status, content_type=content_type)

    with pytest.raises(kind) as caught:
        await generate(gemini)

    assert type(caught.value) is kind
    assert caught.value.reason == reason
    assert len(loopback.seen) == 1
    assert_clean(caught.value)


async def test_the_wait_that_is_asked_for_is_passed_on(
    gemini: GeminiClient, loopback: Loopback
) -> None:
    loopback.answer(body=refusal(429, "RESOURCE_EXHAUSTED", RETRY_INFO), status=429)

    with pytest.raises(TryAgain) as caught:
        await generate(gemini)

    assert caught.value.retry_after is not None
    assert caught.value.retry_after.total_seconds() == 17.5


async def test_a_dropped_connection_is_one_request(
    gemini: GeminiClient, loopback: Loopback, assert_clean: Check
) -> None:
    loopback.answer(drop=True)

    with pytest.raises(TryAgain) as caught:
        await generate(gemini)

    assert caught.value.reason == "connection_lost"
    assert len(loopback.seen) == 1
    assert_clean(caught.value)


async def test_a_slow_answer_is_a_timeout(
    gemini: GeminiClient, loopback: Loopback, assert_clean: Check
) -> None:
    loopback.answer(body=answer(), delay=0.5)

    with pytest.raises(TryAgain) as caught:
        await generate(gemini)

    assert caught.value.reason == "timeout"
    assert_clean(caught.value)


async def test_a_gemini_that_is_not_there_is_unreachable(assert_clean: Check) -> None:
    async with GeminiClient(api_key="k", base_url="http://127.0.0.1:9") as gemini:
        with pytest.raises(Unreachable) as caught:
            await gemini.ping()

    assert_clean(caught.value)


async def test_a_failed_tls_handshake_means_that_nothing_arrived(loopback: Loopback) -> None:
    base_url = loopback.url.replace("http:", "https:")
    async with GeminiClient(api_key="k", base_url=base_url) as gemini:
        with pytest.raises(Unreachable):
            await gemini.ping()

    assert not loopback.seen


@pytest.mark.filterwarnings("ignore:NEW_THING is not a valid FinishReason")
async def test_a_finish_reason_that_nobody_knows_is_no_answer(
    gemini: GeminiClient, loopback: Loopback
) -> None:
    loopback.json(answer(GOOD, "NEW_THING"))

    with pytest.raises(TryAgain) as caught:
        await generate(gemini)

    assert caught.value.reason == "new_thing"


async def test_a_conversation_sends_its_history_and_forgets_failed_turns(
    gemini: GeminiClient, loopback: Loopback
) -> None:
    loopback.json(answer("Hello"), answer(None, "SAFETY"), answer("42"))
    talk = gemini.chat(system="Be brief.")

    assert (await talk.send("Hi")).text == "Hello"
    with pytest.raises(Refused):
        await talk.send("Something bad")
    reply = await talk.send("How many?")

    assert (reply.text, reply.model_version) == ("42", "gemini-3.8-flash-001")
    assert reply.tokens.total == 17
    assert [(c["role"], c["parts"][0]["text"]) for c in loopback.seen[2].json["contents"]] == [
        ("user", "Hi"),
        ("model", "Hello"),
        ("user", "How many?"),
    ]
    assert [turn.text for turn in talk.turns] == ["Hi", "Hello", "How many?", "42"]


def events(*chunks: dict[str, Any]) -> dict[str, Any]:
    body = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
    return {"body": body, "content_type": "text/event-stream"}


async def test_a_stream_comes_in_pieces(gemini: GeminiClient, loopback: Loopback) -> None:
    loopback.answer(**events(answer("Spring ", None), answer("is here", "STOP")))

    pieces = [piece async for piece in gemini.stream("Write.", system="s")]

    assert pieces == ["Spring ", "is here"]
    assert loopback.seen[0].path.endswith(":streamGenerateContent")


@pytest.mark.parametrize(
    ("script", "kind", "pieces"),
    [
        (events(answer("Spring", None), answer(" is", "MAX_TOKENS")), TryAgain, ["Spring", " is"]),
        (events(answer("Spring", None), answer(None, "SAFETY")), Refused, ["Spring"]),
        (events(answer("Spring", None), refusal(503, "UNAVAILABLE")), TryAgain, ["Spring"]),
        (events({"promptFeedback": {"blockReason": "SAFETY"}}), Refused, []),
        ({"body": refusal(429, "RESOURCE_EXHAUSTED"), "status": 429}, TryAgain, []),
        ({"drop": True}, TryAgain, []),
    ],
)
async def test_a_stream_that_breaks_says_so_at_its_end(
    *,
    gemini: GeminiClient,
    loopback: Loopback,
    assert_clean: Check,
    script: dict[str, Any],
    kind: type[ProviderError],
    pieces: list[str],
) -> None:
    loopback.answer(**script)
    got: list[str] = []

    async def read_into(got: list[str]) -> None:
        async for piece in gemini.stream("Write.", system="s"):
            got.append(piece)  # noqa: PERF401 - what came before the break counts

    with pytest.raises(kind) as caught:
        await read_into(got)

    assert got == pieces
    assert_clean(caught.value)


async def test_ping_names_the_model(gemini: GeminiClient, loopback: Loopback) -> None:
    loopback.json({"name": "models/gemini-3.8-flash", "version": "001"})
    loopback.answer(body=refusal(404, "NOT_FOUND"), status=404)

    assert await gemini.ping() == "models/gemini-3.8-flash"
    with pytest.raises(NotFound):
        await gemini.ping()
    assert loopback.seen[0].path == "/gemini/v1/models/gemini-3.8-flash"


async def test_a_schema_that_cannot_be_sent_is_a_fault_of_ours(gemini: GeminiClient) -> None:
    class FreeForm(BaseModel):
        counts: dict[str, int]

    with pytest.raises(ValueError, match="additionalProperties"):
        await gemini.generate("n", system="s", schema=FreeForm)


def test_loopback_is_told_from_the_world() -> None:
    assert GeminiClient(api_key="k", base_url="http://127.0.0.1:1").on_loopback
    assert not GeminiClient(api_key="k").on_loopback
    assert GeminiClient(api_key="k").model == "gemini-3.8-flash"
