"""``/control``: look at the sandbox, change it, and make things go wrong."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.faults import Fault
from sandbox.mailjet.backstage import UnknownWordError
from sandbox.mailjet.envelope import RefusedError
from sandbox.mailjet.resource import Body
from sandbox.world import World

Answer = Callable[[web.Request], Awaitable[web.Response]]
BadRequest = (UnknownWordError, ValidationError, ValueError, TypeError)


class Speed(BaseModel):
    """What ``POST /control/speed`` takes."""

    model_config = ConfigDict(extra="forbid")

    speed: float | None = Field(None, ge=0)
    advance: float = Field(0.0, ge=0)


class Control:
    """Serve everything below ``/control``."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; a bad request says why."""
        return [
            web.get("/control/state", self._state),
            web.get("/control/requests", self._requests),
            web.get("/control/faults", self._faults),
            web.delete("/control/faults", self._clear_faults),
            web.delete(r"/control/faults/{id:\d+}", self._remove_fault),
            web.get("/control/speed", self._clock),
            web.get("/control/mailjet", self._settings),
            web.post("/control/seed", self._seed),
            web.post("/control/faults", _explained(self._add_faults)),
            web.post("/control/speed", _explained(self._set_speed)),
            web.post("/control/mailjet", _explained(self._change_settings)),
            web.post(r"/control/drafts/{id:\d+}", _explained(self._change_draft)),
            web.post(r"/control/lists/{id:\d+}", _explained(self._change_list)),
            web.post(r"/control/segments/{id:\d+}", _explained(self._change_segment)),
            web.post("/control/senders/{email}", _explained(self._change_sender)),
            web.post("/control/domains/{name}", _explained(self._change_domain)),
        ]

    async def _state(self, request: web.Request) -> web.Response:
        limit = int(request.query.get("requests", "1000"))
        return web.json_response(self._world.state(limit))

    async def _requests(self, request: web.Request) -> web.Response:
        wanted = request.query
        rows = [
            entry.row()
            for entry in self._world.journal
            if wanted.get("provider", entry.provider) == entry.provider
            and wanted.get("method", entry.method).upper() == entry.method
            and wanted.get("path", "").lower() in entry.path.lower()
        ]
        return web.json_response({"requests": rows})

    async def _faults(self, _: web.Request) -> web.Response:
        return web.json_response({"faults": self._world.faults.rows()})

    async def _add_faults(self, request: web.Request) -> web.Response:
        body = await request.json()
        faults = [
            Fault.model_validate(each) for each in (body if isinstance(body, list) else [body])
        ]
        added = [self._world.faults.add(fault).row() for fault in faults]
        return web.json_response({"faults": added}, status=201)

    async def _clear_faults(self, _: web.Request) -> web.Response:
        self._world.faults.clear()
        return web.Response(status=204)

    async def _remove_fault(self, request: web.Request) -> web.Response:
        found = self._world.faults.remove(int(request.match_info["id"]))
        return web.Response(status=204 if found else 404)

    async def _seed(self, _: web.Request) -> web.Response:
        self._world.reset()
        return web.json_response({"ok": True})

    async def _clock(self, _: web.Request) -> web.Response:
        return self._time()

    async def _set_speed(self, request: web.Request) -> web.Response:
        wanted = Speed.model_validate(await request.json())
        if wanted.speed is not None:
            self._world.clock.speed = wanted.speed
        self._world.clock.advance(wanted.advance)
        return self._time()

    def _time(self) -> web.Response:
        clock = self._world.clock
        return web.json_response({"speed": clock.speed, "now": clock.now().isoformat()})

    async def _settings(self, _: web.Request) -> web.Response:
        return web.json_response(self._world.mailjet.backstage.settings())

    async def _change_settings(self, request: web.Request) -> web.Response:
        return web.json_response(
            self._world.mailjet.backstage.change_settings(await _body(request))
        )

    async def _change_draft(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        body = await _body(request)
        return web.json_response(self._world.mailjet.backstage.change_draft(number, body))

    async def _change_list(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        body = await _body(request)
        return web.json_response(self._world.mailjet.backstage.change_list(number, body))

    async def _change_segment(self, request: web.Request) -> web.Response:
        number, body = int(request.match_info["id"]), await _body(request)
        return web.json_response(self._world.mailjet.backstage.change_segment(number, body))

    async def _change_sender(self, request: web.Request) -> web.Response:
        email, body = request.match_info["email"], await _body(request)
        return web.json_response(self._world.mailjet.backstage.change_sender(email, body))

    async def _change_domain(self, request: web.Request) -> web.Response:
        name, body = request.match_info["name"], await _body(request)
        return web.json_response(self._world.mailjet.backstage.change_domain(name, body))


async def _body(request: web.Request) -> Body:
    body = await request.json()
    if not isinstance(body, dict):
        raise TypeError("a JSON object is expected")
    return body


def _explained(answer: Answer) -> Answer:
    async def explained(request: web.Request) -> web.Response:
        try:
            return await answer(request)
        except RefusedError as refusal:
            return refusal.answer()
        except ValidationError as problem:
            errors = json.loads(problem.json(include_url=False, include_context=False))
            return web.json_response({"error": errors}, status=400)
        except (ValueError, TypeError) as problem:
            return web.json_response({"error": str(problem)}, status=400)

    return explained
