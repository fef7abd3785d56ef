"""Mailjet's REST API v3 below ``/mailjet``."""

import base64
import binascii
import json

from aiohttp import web

from sandbox.clock import Clock
from sandbox.journal import REQUEST_ID
from sandbox.mailjet.account import Account
from sandbox.mailjet.backstage import Backstage
from sandbox.mailjet.batchjobs import BatchJobs
from sandbox.mailjet.breakdowns import Breakdowns
from sandbox.mailjet.campaigns import Campaigns
from sandbox.mailjet.contacts import ContactData, ContactMetadata, Contacts
from sandbox.mailjet.counters import StatCounters
from sandbox.mailjet.drafts import Drafts
from sandbox.mailjet.envelope import RefusedError, nginx_not_found, unauthorized
from sandbox.mailjet.events import Bounces, Clicks, Opens
from sandbox.mailjet.imports import Imports, refused_rows
from sandbox.mailjet.listrecipients import ListRecipients
from sandbox.mailjet.lists import Lists
from sandbox.mailjet.messages import Messages
from sandbox.mailjet.overviews import CampaignOverviews, CampaignStatistics
from sandbox.mailjet.query import Query
from sandbox.mailjet.resource import Body, Call, Resource, as_id
from sandbox.mailjet.segments import Segments
from sandbox.mailjet.senders import Domains, Senders
from sandbox.seed import MailjetSeed


class MailjetSandbox:
    """One account behind Mailjet's own paths, errors and oddities."""

    def __init__(self, seed: MailjetSeed, *, clock: Clock, random: int) -> None:
        self._seed, self._clock, self._random = seed, clock, random
        self.reset()

    def reset(self) -> None:
        """Forget everything but the seed."""
        self.account = Account(self._seed, clock=self._clock, random=self._random)
        self.backstage = Backstage(self.account)
        imports = Imports(self.account)
        lists = Lists(self.account, imports)
        self._resources: dict[str, Resource] = {
            "batchjob": BatchJobs(self.account),
            "bouncestatistics": Bounces(self.account),
            "campaign": Campaigns(self.account),
            "campaigndraft": Drafts(self.account),
            "campaignoverview": CampaignOverviews(self.account),
            "campaignstatistics": CampaignStatistics(self.account),
            "clickstatistics": Clicks(self.account),
            "contact": Contacts(self.account, imports),
            "contactfilter": Segments(self.account),
            "contactdata": ContactData(self.account),
            "contactmetadata": ContactMetadata(self.account),
            "contactslist": lists,
            "dns": Domains(self.account),
            "listrecipient": ListRecipients(self.account, lists),
            "message": Messages(self.account),
            "openinformation": Opens(self.account),
            "sender": Senders(self.account),
            "statcounters": StatCounters(self.account),
            "statistics": Breakdowns(self.account),
        }

    def routes(self) -> list[web.RouteDef]:
        """Return the one route: Mailjet's paths are read here, not by the web framework."""
        return [web.route("*", "/mailjet/{path:.*}", self._serve)]

    def state(self) -> dict[str, object]:
        """Return all that is going on."""
        self.account.settle()
        return self.backstage.state()

    async def _serve(self, request: web.Request) -> web.Response:
        parts = [part for part in request.match_info["path"].split("/") if part]
        if parts[:1] != ["v3"]:
            return nginx_not_found()
        if not self._authorized(request):
            return unauthorized()
        body = await request.read()
        try:
            self.account.settle()
            return self._answer(request, parts[1:], body)
        except RefusedError as refusal:
            return refusal.answer()

    def _answer(self, request: web.Request, parts: list[str], body: bytes) -> web.Response:
        query = Query(request.query.items())
        match [part.lower() for part in parts[:3]], parts:
            case ["data", "batchjob", job_id], [_, _, _, kind, _, "LAST"] if kind == "JSONError":
                return self._error_file(job_id)
            case ["rest", name, *_], [_, _, *path] if name in self._resources:
                call = Call(
                    request.method, tuple(path), query, _payload(body), request.get(REQUEST_ID)
                )
                return self._resources[name].answer(call)
            case _:
                raise RefusedError(
                    500,
                    "EFPWebError: Could not determine HTTP module for request",
                    ErrorIdentifier="sandbox-0000-0000-0000-000000000000",
                )

    def _error_file(self, job_id: str) -> web.Response:
        job = self.account.jobs.get(as_id(job_id))
        if job is None or not job.refused:
            raise RefusedError(404, "Object not found")
        return web.json_response(refused_rows(job))

    def _authorized(self, request: web.Request) -> bool:
        scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
        try:
            decoded = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        wanted = f"{self._seed.api_key}:{self._seed.secret_key}"
        return scheme.lower() == "basic" and decoded == wanted


def _payload(body: bytes) -> Body:
    """Read a body; what is not the JSON of a text that can be written again is refused."""
    if not body.strip():
        return {}
    try:
        payload = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
        json.dumps(payload, ensure_ascii=False).encode()  # half a pair of surrogates is no text
    except UnicodeError:
        raise RefusedError(400, "Invalid json input: not UTF-8") from None
    except ValueError as problem:
        raise RefusedError(400, f"Invalid json input: {problem}") from None
    except RecursionError:
        raise RefusedError(400, "Invalid json input: nested too deeply") from None
    if not isinstance(payload, dict):
        raise RefusedError(400, "Invalid json input: an object is expected")
    return payload


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")
