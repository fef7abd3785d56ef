# ruff: noqa: ARG002  a verb has the same arguments on every resource
"""One call, and the base of everything that answers one."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.mailjet.envelope import RefusedError
from sandbox.mailjet.query import Query

Body = dict[str, Any]  # what a client sends: any JSON


@dataclass(frozen=True)
class Call:
    """One authenticated request below ``/v3/REST/{resource}``."""

    method: str
    path: tuple[str, ...]
    query: Query
    body: Body
    request_id: int | None = None


class Resource:
    """Answer the verbs of one resource; those not overridden are not allowed."""

    def answer(self, call: Call) -> web.Response:
        """Choose the method for a call by its verb and the length of its path."""
        match call.method, call.path:
            case "GET", ():
                return self.browse(call)
            case "POST", ():
                return self.create(call)
            case "GET", (key,):
                return self.read(call, key)
            case "PUT", (key,):
                return self.change(call, key)
            case "DELETE", (key,):
                return self.remove(call, key)
            case _, (key, action, *rest):
                return self.act(call, key, action.lower(), tuple(rest))
            case _:
                raise not_allowed()

    def browse(self, call: Call) -> web.Response:
        """Answer a page of rows."""
        raise not_allowed()

    def create(self, call: Call) -> web.Response:
        """Make a row."""
        raise not_allowed()

    def read(self, call: Call, key: str) -> web.Response:
        """Answer one row by its ID or its unique key."""
        raise not_allowed()

    def change(self, call: Call, key: str) -> web.Response:
        """Change the properties sent and keep the others."""
        raise not_allowed()

    def remove(self, call: Call, key: str) -> web.Response:
        """Remove a row."""
        raise not_allowed()

    def act(self, call: Call, key: str, action: str, rest: tuple[str, ...]) -> web.Response:
        """Do something with a row."""
        raise not_found()


def not_allowed() -> RefusedError:
    """Return the refusal of a verb."""
    return RefusedError(405, "Method not allowed")


def not_found(what: str = "Object not found") -> RefusedError:
    """Return the refusal of an unknown key."""
    return RefusedError(404, what)


def as_id(key: str) -> int:
    """Read a key that can only be an ID."""
    try:
        return int(key)
    except ValueError:
        raise not_found() from None
