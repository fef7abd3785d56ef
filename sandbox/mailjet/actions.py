"""What can be done with a draft: content, test, schedule, send, status."""

from aiohttp import web

from sandbox.mailjet import properties
from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import RefusedError, Row, removed, row_answer, time_text
from sandbox.mailjet.launches import check_date, check_launch
from sandbox.mailjet.mailings import Content, Draft, Status
from sandbox.mailjet.query import as_instant
from sandbox.mailjet.resource import Call, not_allowed, not_found

PARTS = frozenset({"Html-part", "Text-part", "MJMLContent", "Headers"})


class DraftActions:
    """Serve ``/campaigndraft/{id}/{action}``."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def answer(self, call: Call, draft: Draft, action: str) -> web.Response:
        """Do one action."""
        match action:
            case "detailcontent":
                return self._content(call, draft)
            case "status":
                _only(call, "GET")
                return row_answer({"Status": draft.status.name})
            case "test":
                _only(call, "POST")
                return self._test(call, draft)
            case "send":
                _only(call, "POST")
                check_launch(self._account, draft)
                self._account.launch(draft, "send", call.request_id)
                return row_answer({"Status": "programmed"}, 201)
            case "schedule":
                return self._schedule(call, draft)
            case _:
                raise not_found()

    def _content(self, call: Call, draft: Draft) -> web.Response:
        if call.method == "GET":
            return row_answer(render_content(draft.content))
        if call.method not in {"POST", "PUT"}:
            raise not_allowed()
        unknown = sorted(call.body.keys() - PARTS)
        if unknown:
            message = "Properties not supported in JSON payload"
            raise RefusedError(400, message, ", ".join(unknown))
        for name, value in call.body.items():
            if not isinstance(value, dict if name == "Headers" else str | None):
                raise RefusedError(400, f"MJ08 Property {name} is invalid: MJ04 of a wrong type")
        # POST replaces the whole content: a part that is not sent is blank afterwards.
        kept = {} if call.method == "POST" else render_content(draft.content)
        write_content(draft.content, {**kept, **call.body})
        draft.properties["Used"] = True
        row = render_content(draft.content)
        if call.method == "POST":
            return row_answer({**row, "created_at": time_text(self._account.clock.now())}, 201)
        return row_answer(row)

    def _test(self, call: Call, draft: Draft) -> web.Response:
        recipients = properties.objects(call.body.get("Recipients"), "Recipients")
        emails = [each.get("Email") for each in recipients]
        if not all(isinstance(email, str) and "@" in email for email in emails):
            raise RefusedError(400, "MJ08 Property Recipients is invalid: MJ04 Invalid Email")
        check_launch(self._account, draft)
        draft.tests.append([str(email) for email in emails])
        draft.properties["Used"] = True
        return row_answer({"Status": draft.status.name.lower()}, 201)

    def _schedule(self, call: Call, draft: Draft) -> web.Response:
        if call.method in {"GET", "DELETE"} and draft.scheduled_for is None:
            raise not_found()
        match call.method:
            case "GET":
                return row_answer(_render_schedule(draft))
            case "DELETE":
                draft.status, draft.scheduled_for = Status.Draft, None
                return removed()
            case "POST" | "PUT":
                return self._set_date(call, draft)
            case _:
                raise not_allowed()

    def _set_date(self, call: Call, draft: Draft) -> web.Response:
        check_launch(self._account, draft)
        now, date = self._account.clock.now(), str(call.body.get("Date") or "")
        try:
            wanted = now if date == "NOW" else as_instant(date)
        except ValueError:
            raise RefusedError(400, "Invalid schedule date") from None
        check_date(now, wanted)
        draft.status, draft.scheduled_for = Status.Programmed, wanted
        answer = row_answer(_render_schedule(draft), 201 if call.method == "POST" else 200)
        if date == "NOW":
            self._account.launch(draft, "schedule", call.request_id)
        return answer


def render_content(content: Content) -> Row:
    """Write a content with Mailjet's keys."""
    return {
        "Html-part": content.html,
        "Text-part": content.text,
        "MJMLContent": content.mjml,
        "Headers": content.headers,
    }


def write_content(content: Content, parts: Row) -> None:
    """Set a content from Mailjet's keys; a missing one becomes blank."""
    content.html = str(parts.get("Html-part") or "")
    content.text = str(parts.get("Text-part") or "")
    content.mjml = str(parts.get("MJMLContent") or "")
    headers = parts.get("Headers")
    content.headers = headers if isinstance(headers, dict) else {}


def _render_schedule(draft: Draft) -> Row:
    return {"Date": time_text(draft.scheduled_for), "Status": "programmed"}


def _only(call: Call, method: str) -> None:
    if call.method != method:
        raise not_allowed()
