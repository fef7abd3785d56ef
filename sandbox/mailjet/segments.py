# ruff: noqa: ARG002  a verb has the same arguments on every resource
"""``contactfilter``: segments, each a condition on contact properties; removed only softly."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from sandbox.mailjet import properties
from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import RefusedError, Row, page, removed, row_answer, unchanged
from sandbox.mailjet.expressions import BadExpressionError, read_expression
from sandbox.mailjet.people import UNUSED, Segment
from sandbox.mailjet.resource import Call, Resource, not_found
from sandbox.mailjet.sorting import Column, in_order

READ_ONLY = frozenset({"ID", "Status"})
WRITABLE = {
    "Name": properties.text,
    "Description": properties.text,
    "Expression": properties.text,
}
COLUMNS = {"id": Column[Segment](lambda each: each.id)}


@dataclass(frozen=True)
class Segments(Resource):
    """Serve ``contactfilter``, by ID or name."""

    account: Account

    def browse(self, call: Call) -> web.Response:
        status, name = call.query.text("Status"), call.query.text("Name")
        found = [
            each
            for _, each in sorted(self.account.segments.items())
            if (status is None or each.status == status.lower())
            and (name is None or each.name == name)
        ]
        return page(call.query, in_order(call.query, found, COLUMNS), render)

    def create(self, call: Call) -> web.Response:
        wanted = properties.check("TContactFilter", call.body, WRITABLE, READ_ONLY)
        for required in ("Name", "Expression"):
            if not str(wanted.get(required, "")).strip():
                raise RefusedError(400, f'MJ03 A non-empty value is required: "{required}"')
        name, expression = str(wanted["Name"]), str(wanted["Expression"])
        self._check_name(name, None)
        check_expression(expression, self.account.properties)
        segment = Segment(
            id=next(self.account.segment_ids),
            name=name,
            description=str(wanted.get("Description", "")),
            expression=expression,
            status=UNUSED,
        )
        self.account.segments[segment.id] = segment
        return row_answer(render(segment), 201)

    def read(self, call: Call, key: str) -> web.Response:
        return row_answer(render(self._find(key)))

    def change(self, call: Call, key: str) -> web.Response:
        segment = self._find(key)
        wanted = properties.check("TContactFilter", call.body, WRITABLE, READ_ONLY)
        name = str(wanted.get("Name", segment.name))
        description = str(wanted.get("Description", segment.description))
        expression = str(wanted.get("Expression", segment.expression))
        before = segment.name, segment.description, segment.expression
        if (name, description, expression) == before:
            return unchanged()
        self._check_name(name, segment)
        check_expression(expression, self.account.properties)
        segment.name, segment.description, segment.expression = name, description, expression
        return row_answer(render(segment))

    def remove(self, call: Call, key: str) -> web.Response:
        self._find(key).delete()
        return removed()

    def _check_name(self, name: str, itself: Segment | None) -> None:
        others = (each for each in self.account.segments.values() if each is not itself)
        if any(each.name == name and not each.deleted for each in others):
            message = f'MJ18 A ContactFilter resource with value "{name}" for Name already exists.'
            raise RefusedError(400, message)

    def _find(self, key: str) -> Segment:
        for segment in self.account.segments.values():
            if key in {str(segment.id), segment.name}:
                return segment
        raise not_found()


def check_expression(expression: str, known: Mapping[str, str]) -> None:
    """Refuse an expression that cannot be evaluated."""
    try:
        read_expression(expression, known)
    except BadExpressionError as problem:
        raise RefusedError(400, f"MJ08 Property Expression is invalid: MJ04 {problem}") from None


def render(segment: Segment) -> Row:
    """Write a segment as Mailjet does."""
    return {
        "Description": segment.description,
        "Expression": segment.expression,
        "ID": segment.id,
        "Name": segment.name,
        "Status": segment.status,
    }
