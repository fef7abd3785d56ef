"""Answers in Mailjet's shapes: the envelope, its errors, its times."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Protocol, TypeVar

from aiohttp import web

Row = Mapping[str, object]
Item = TypeVar("Item")

NOT_FOUND_PAGE = (
    "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n"
    "<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n"
    "</body>\r\n</html>\r\n"
)


class RefusedError(Exception):
    """What Mailjet will not do, with the status and the words it says so in."""

    def __init__(self, status: int, message: str, info: object = "", **more: object) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"ErrorInfo": info, "ErrorMessage": message, "StatusCode": status, **more}

    def answer(self) -> web.Response:
        """Return the error as Mailjet writes it."""
        return _json(self.status, self.body)


class Paging(Protocol):
    """The part of a query that chooses a page."""

    @property
    def limit(self) -> int: ...
    @property
    def offset(self) -> int: ...
    def flag(self, *names: str) -> bool | None: ...


def page(
    paging: Paging,
    items: Iterable[Item],
    render: Callable[[Item], Row],
) -> web.Response:
    """Answer one page of rows; ``Total`` repeats the page's count unless the real one is asked."""
    if paging.flag("countOnly"):
        count = sum(1 for _ in items)
        return _json(200, {"Count": count, "Data": [], "Total": count})
    if paging.flag("countRecords"):
        whole = list(items)
        rows = [render(item) for item in whole[paging.offset :][: paging.limit]]
        return _json(200, {"Count": len(rows), "Data": rows, "Total": len(whole)})
    rows = [render(item) for item in islice(items, paging.offset, paging.offset + paging.limit)]
    return rows_answer(rows)


def rows_answer(rows: list[Row], status: int = 200) -> web.Response:
    """Answer rows in the envelope."""
    return _json(status, {"Count": len(rows), "Data": rows, "Total": len(rows)})


def row_answer(row: Row, status: int = 200) -> web.Response:
    """Answer a single object, which Mailjet wraps like many."""
    return rows_answer([row], status)


def unchanged() -> web.Response:
    """Answer a PUT that changed nothing: 304 and no body at all."""
    return web.Response(status=304)


def removed() -> web.Response:
    """Answer a DELETE."""
    return web.Response(status=204)


def unauthorized() -> web.Response:
    """Answer a bad key: no words, an HTML content type, a challenge."""
    challenge = {"WWW-Authenticate": 'Basic realm="Provide an apiKey and secretKey"'}
    return web.Response(status=401, headers=challenge, content_type="text/html")


def nginx_not_found() -> web.Response:
    """Answer a path in front of the API proper, as its web server does."""
    return web.Response(status=404, text=NOT_FOUND_PAGE, content_type="text/html")


def time_text(instant: datetime | None) -> str:
    """Write a time as Mailjet does: UTC, to the second, empty when there is none."""
    return "" if instant is None else instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def unix(instant: datetime | None) -> int:
    """Write a time in Unix seconds, zero when there is none."""
    return 0 if instant is None else int(instant.timestamp())


def without_missing(row: Row) -> Row:
    """Leave out keys without a value, as Mailjet does with unset relations."""
    return {key: value for key, value in row.items() if value is not None}


def _json(status: int, body: object) -> web.Response:
    text = json.dumps(body, separators=(",", ":"))
    return web.Response(status=status, text=text, content_type="application/json")
