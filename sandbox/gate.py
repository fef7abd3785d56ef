"""Before and behind every provider: write the request down, and let faults strike."""

import asyncio
import json

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.clock import Clock
from sandbox.faults import GARBAGE, Fault, Faults
from sandbox.journal import REQUEST_ID, Journal, summary

PROVIDERS = frozenset({"mailjet", "slack", "gemini"})


def gate(journal: Journal, faults: Faults, clock: Clock) -> Middleware:
    """Return the middleware that all three providers stand behind."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        provider = request.path.split("/", 2)[1]
        if provider not in PROVIDERS:
            return await handler(request)
        entry = journal.begin(
            time=clock.now(),
            provider=provider,
            method=request.method,
            path=request.path,
            query=request.query,
            body=await _summary(request),
        )
        request[REQUEST_ID] = entry.id
        body = await _body(request)
        armed = faults.due(provider, request.method, request.path, request.query, body)
        try:
            if armed is None:
                response = await handler(request)
            else:
                entry.fault = armed.id
                response = await _strike(armed.fault, request, handler)
        except web.HTTPException as answer:
            entry.status = answer.status
            raise
        if not (armed and armed.fault.action in {"drop", "hang"}):
            entry.status = response.status
        return response

    return middleware


async def _summary(request: web.Request) -> object:
    if _multipart(request):
        return {"multipart": request.content_length}
    return summary(await request.read(), request.content_type)


async def _body(request: web.Request) -> bytes:
    return b"" if _multipart(request) else await request.read()


def _multipart(request: web.Request) -> bool:
    """Say whether reading the body here would leave nothing of it for the handler."""
    return request.content_type.startswith("multipart/")


async def _strike(fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
    response: web.StreamResponse | None = None
    if fault.stage == "after":
        response = await handler(request)
    match fault.action:
        case "delay":
            await asyncio.sleep(fault.seconds)
            return response or await handler(request)
        case "hang":
            await asyncio.sleep(fault.seconds)
            return _drop(request)
        case "drop":
            return _drop(request)
        case "garbage":
            return web.Response(text=GARBAGE, content_type="application/json")
        case "respond":
            return _respond(fault)


def _drop(request: web.Request) -> web.Response:
    """Cut the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _respond(fault: Fault) -> web.Response:
    plain = isinstance(fault.body, str)
    text = str(fault.body) if plain else json.dumps(fault.body)
    headers = dict(fault.headers)
    if not any(name.lower() == "content-type" for name in headers):
        page = text.lstrip().startswith("<") or not text
        headers["Content-Type"] = "text/html" if plain and page else "application/json"
    return web.Response(status=fault.status, text=text, headers=headers)
