"""Speak Mailjet's REST v3: one method call is one request, or one read of several pages."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

import httpx

from clients.errors import ProviderError
from clients.loopback import is_loopback
from clients.mailjet.deadline import Deadline, Late, late_failure
from clients.mailjet.fields import Row, UnreadableAnswerError
from clients.mailjet.filters import check_filters
from clients.mailjet.refusals import Call, status_failure, transport_failure

T = TypeVar("T")
Params = Mapping[str, str | int]
Trace = Callable[[str, object], Awaitable[None]]

PAGE = 1000  # Mailjet's largest
_CONNECT_SECONDS = 10.0

# httpx reports every URL at INFO, and some of ours end in an e-mail address.
logging.getLogger("httpx").setLevel(logging.WARNING)


def key(value: str | int) -> str:
    """Encode a key for a path; `=` and `@` stay as they are, as Mailjet documents them."""
    return quote(str(value), safe="=@*")


@dataclass(frozen=True, slots=True)
class _Envelope:
    rows: list[Row]
    total: int


class Wire:
    """Hold the connection pool and the keys; retry nothing."""

    def __init__(
        self,
        *,
        api_key: str,
        secret_key: str,
        base_url: str,
        timeout: float,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.on_loopback = is_loopback(base_url)
        self._root = base_url.rstrip("/") + "/v3/REST/"
        self._timeout = timeout
        self._http = httpx.AsyncClient(
            auth=httpx.BasicAuth(api_key, secret_key),
            timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
            transport=transport,  # httpx's own has retries=0
            # A proxy of the environment must not carry what is meant for this machine.
            trust_env=not self.on_loopback,
            follow_redirects=False,
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    async def one(self, call: Call, path: str, read: Callable[[Row], T]) -> T:
        """Read the one row of `path`."""
        return self._only(call, await self._request(call, "GET", path), read)

    async def rows(
        self, call: Call, resource: str, params: Params, read: Callable[[Row], T]
    ) -> list[T]:
        """Read the first page of a resource, filtered."""
        check_filters(resource, params)
        envelope = await self._request(call, "GET", resource, params={**params, "Limit": PAGE})
        return [self._read(call, row, read) for row in envelope.rows]

    async def pages(
        self, call: Call, resource: str, params: Params, read: Callable[[Row], T], offset: int = 0
    ) -> AsyncIterator[T]:
        """Read all rows of a resource, filtered, in the order of their ids."""
        while True:
            rows = await self.part(call, resource, params, lambda row: row, offset=offset)
            for row in rows:
                yield self._read(call, row, read)
            # Total is no help: it repeats the size of the page.
            if len(rows) < PAGE:
                return
            offset += PAGE

    async def part(
        self,
        call: Call,
        resource: str,
        params: Params,
        read: Callable[[Row], T],
        *,
        offset: int,
        limit: int = PAGE,
    ) -> list[T]:
        """Read the rows at an offset, filtered, in the order of their ids."""
        check_filters(resource, params)
        page = {**params, "Sort": "ID", "Limit": limit, "Offset": offset}
        envelope = await self._request(call, "GET", resource, params=page)
        return [self._read(call, row, read) for row in envelope.rows]

    async def count(self, call: Call, resource: str, params: Params) -> int:
        """Count the rows of a resource, filtered, without reading them."""
        check_filters(resource, params)
        return (await self._request(call, "GET", resource, params={**params, "countOnly": 1})).total

    async def write(
        self, call: Call, method: str, path: str, body: Mapping[str, object]
    ) -> list[Row]:
        """Change something; answers without a body (204, 304) give no rows."""
        return (await self._request(call, method, path, body=body)).rows

    async def write_one(
        self, call: Call, path: str, body: Mapping[str, object], read: Callable[[Row], T]
    ) -> T:
        """POST something and read the one row of the answer."""
        return self._only(call, await self._request(call, "POST", path, body=body), read)

    async def write_once(
        self,
        call: Call,
        path: str,
        body: Mapping[str, object],
        read: Callable[[Row], T],
        *,
        over_by: datetime,
    ) -> T:
        """POST something that must be over by an instant, and read the one row of the answer.

        It begins only while the whole time-out is left.
        """
        deadline = Deadline(over_by - timedelta(seconds=self._timeout))
        left = (over_by - datetime.now(UTC)).total_seconds()
        failure: ProviderError
        try:
            deadline.check()
            async with asyncio.timeout(left):
                envelope = await self._request(call, "POST", path, body=body, trace=deadline.trace)
        except Late as late:
            failure = late_failure(call, late)
        except TimeoutError:
            failure = call.unclear("no answer in time", "timeout")
        else:
            return self._only(call, envelope, read)
        raise failure

    def _only(self, call: Call, envelope: _Envelope, read: Callable[[Row], T]) -> T:
        if not envelope.rows:
            raise call.unclear("the answer is empty", "unreadable_answer")
        return self._read(call, envelope.rows[0], read)

    def _read(self, call: Call, row: Row, read: Callable[[Row], T]) -> T:
        try:
            return read(row)
        except UnreadableAnswerError as error:
            lacking = str(error)
        raise call.unclear(f"the answer cannot be read ({lacking})", "unreadable_answer")

    async def _request(
        self,
        call: Call,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: Mapping[str, object] | None = None,
        trace: Trace | None = None,
    ) -> _Envelope:
        failure: ProviderError
        try:
            response = await self._http.request(
                method,
                self._root + path,
                params=params,
                json=None if body is None else dict(body),
                extensions={} if trace is None else {"trace": trace},
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = transport_failure(call, error)
        else:
            if response.is_success or response.status_code == HTTPStatus.NOT_MODIFIED:
                return _open(call, method, response)
            failure = status_failure(call, response)
        # Raised outside the handler: see clients.errors on chaining.
        raise failure


def _open(call: Call, method: str, response: httpx.Response) -> _Envelope:
    if not response.content and method != "GET":
        return _Envelope([], 0)
    try:
        body = json.loads(response.content)
    except ValueError:
        body = None
    if isinstance(body, dict) and isinstance(body.get("Data"), list):
        rows = [Row(item) for item in body["Data"] if isinstance(item, dict)]
        totals = Row(body)
        try:
            total = totals.integer_or_none("Total")
            total = totals.count("Count") if total is None else total
        except UnreadableAnswerError:
            pass
        else:
            return _Envelope(rows, total)
    raise call.unclear("the answer cannot be read", "unreadable_answer", response.status_code)
