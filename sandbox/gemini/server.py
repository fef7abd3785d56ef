"""Gemini's generateContent family over HTTP, from memory.

The analyst in ``analyst.py`` writes the answers; ``scenarios.py`` lists what a prompt can ask for
with a marker such as ``[[sandbox: safety]]``. Failures of HTTP itself are not made here, but
``failures.py`` has the bodies that the real service sends with them: ``MINUTE_QUOTA`` and
``DAY_QUOTA`` (429, RESOURCE_EXHAUSTED, with QuotaFailure and RetryInfo ``"17s"``), ``OVERLOADED``
(503, UNAVAILABLE), ``INTERNAL`` (500) and ``DEADLINE`` (504, DEADLINE_EXCEEDED).
"""

import json
import math
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.clock import Clock
from sandbox.gemini import tokens
from sandbox.gemini.body import contents_text, instruction_text, parse, pick
from sandbox.gemini.catalogue import Catalogue
from sandbox.gemini.failures import GeminiError, error_info
from sandbox.gemini.generation import Generation, generate, thought_part
from sandbox.seed import GeminiSeed

KEEP = 200
LEAST_DEADLINE = 10
CHUNKS = 4

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class GeminiSandbox:
    """Serve the models of one API key; remember the last requests, never the key."""

    def __init__(self, seed: GeminiSeed, clock: Clock) -> None:
        self._seed = seed
        self._clock = clock
        self._catalogue = Catalogue(seed.models)
        self.reset()

    def reset(self) -> None:
        """Forget every request."""
        self._requests: list[dict[str, Any]] = []
        self._calls: Counter[str] = Counter()
        self._spent: Counter[str] = Counter()

    def routes(self) -> list[web.RouteDef]:
        """Return the paths under every API version."""
        models = "/gemini/{version:v1[a-z0-9]*}/models"
        return [
            web.get(models, self._guard(self._list)),
            web.get(models + "/{model}", self._guard(self._describe)),
            web.post(models + "/{model}:generateContent", self._guard(self._generate)),
            web.post(models + "/{model}:streamGenerateContent", self._guard(self._stream)),
            web.post(models + "/{model}:countTokens", self._guard(self._count)),
        ]

    def state(self) -> dict[str, Any]:
        """Return the calls counted, the tokens spent and the last requests as JSON."""
        return {
            "models": self._catalogue.names,
            "calls": dict(self._calls),
            "tokens": dict(self._spent),
            "requests": self._requests,
        }

    def _guard(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                self._check_key(request)
                _check_deadline(request)
                return await handler(request)
            except GeminiError as error:
                return web.json_response(error.body, status=error.code)

        return guarded

    def _check_key(self, request: web.Request) -> None:
        key = request.headers.get("x-goog-api-key") or request.query.get("key")
        if not key:
            raise GeminiError(
                403,
                "Method doesn't allow unregistered callers (callers without established "
                "identity). Please use API Key or other form of API consumer identity to call "
                "this API.",
            )
        if key != self._seed.api_key:
            message = "API key not valid. Please pass a valid API key."
            raise GeminiError(400, message, error_info("API_KEY_INVALID"))

    def _model(self, request: web.Request) -> str:
        where = request.match_info
        return self._catalogue.resolve(where["model"], where["version"])

    async def _list(self, request: web.Request) -> web.Response:
        size = request.query.get("pageSize", "50")
        token = request.query.get("pageToken", "")
        return web.json_response(self._catalogue.page(int(size) if size.isdigit() else 50, token))

    async def _describe(self, request: web.Request) -> web.Response:
        return web.json_response(self._catalogue.describe(self._model(request)))

    async def _count(self, request: web.Request) -> web.Response:
        self._model(request)
        body = parse(await request.text())
        inner = pick(body, "generateContentRequest", body)
        total = tokens.count(contents_text(inner)) + tokens.count(instruction_text(inner))
        self._calls["countTokens"] += 1
        details = [{"modality": "TEXT", "tokenCount": total}]
        return web.json_response({"totalTokens": total, "promptTokensDetails": details})

    async def _generate(self, request: web.Request) -> web.Response:
        model, answer = await self._answer(request, "generateContent")
        return web.json_response(_response(model, answer, answer.text, answer.finish))

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        model, answer = await self._answer(request, "streamGenerateContent")
        texts = _pieces(answer.text)
        chunks = [_response(model, answer, text, "") for text in texts[:-1]]
        chunks.append(_response(model, answer, texts[-1], answer.finish))
        if request.query.get("alt") != "sse":
            return web.json_response(chunks)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for chunk in chunks:
            data = json.dumps(chunk, ensure_ascii=False)
            await response.write(f"data: {data}\r\n\r\n".encode())
        await response.write_eof()
        return response

    async def _answer(self, request: web.Request, method: str) -> tuple[str, Generation]:
        model = self._model(request)
        body = parse(await request.text())
        answer = generate(model, body)
        self._note(method, model, body, answer)
        return model, answer

    def _note(self, method: str, model: str, body: dict[str, Any], answer: Generation) -> None:
        usage = answer.usage()
        self._calls[method] += 1
        for name in ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"):
            self._spent[name] += usage.get(name, 0)
        self._requests.append(
            {
                "at": self._clock.now().isoformat(),
                "method": method,
                "model": model,
                "body": body,
                "text": answer.text,
                "finish": answer.finish,
            }
        )
        del self._requests[:-KEEP]


def _check_deadline(request: web.Request) -> None:
    value = request.headers.get("X-Server-Timeout", "")
    try:
        seconds = float(value) if value else math.inf
    except ValueError:
        raise GeminiError(400, "Invalid value for the header X-Server-Timeout.") from None
    if seconds < LEAST_DEADLINE:
        raise GeminiError(
            400,
            f"Manually set deadline {value}s is too short. Minimum allowed deadline is "
            f"{LEAST_DEADLINE}s.",
        )


def _response(model: str, answer: Generation, text: str, finish: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "usageMetadata": answer.usage(),
        "modelVersion": model,
        "responseId": answer.response_id,
    }
    if answer.blocked:
        return {"promptFeedback": {"blockReason": "SAFETY"}, **body}
    parts = [thought_part()] if answer.thoughts_shown and answer.finish == "STOP" else []
    parts += [{"text": text}] if text else []
    candidate: dict[str, Any] = {"index": 0}
    if finish not in {"SAFETY", "RECITATION", "PROHIBITED_CONTENT"}:
        candidate["content"] = {"role": "model", **({"parts": parts} if parts else {})}
    if finish:
        candidate["finishReason"] = finish
    if finish == "SAFETY":
        harm = {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH"}
        candidate["safetyRatings"] = [harm | {"blocked": True}]
    if answer.token:
        candidate["continuationToken"] = answer.token
    return {"candidates": [candidate], **body}


def _pieces(text: str) -> list[str]:
    size = max(math.ceil(len(text) / CHUNKS), 1)
    return [text[start : start + size] for start in range(0, len(text), size)] or [""]
