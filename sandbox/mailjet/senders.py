# ruff: noqa: ARG002  a verb has the same arguments on every resource
"""``sender`` and ``dns``: who may send, and the records of the domain."""

from aiohttp import web

from sandbox.mailjet import properties
from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import (
    RefusedError,
    Row,
    page,
    removed,
    row_answer,
    time_text,
    unchanged,
)
from sandbox.mailjet.fates import domain_of
from sandbox.mailjet.resource import Call, Resource, not_allowed, not_found
from sandbox.mailjet.settings import Domain, Sender
from sandbox.mailjet.sorting import Column, in_order

COLUMNS = {"id": Column[Sender](lambda each: each.id)}
WRITABLE = {
    "Email": properties.text,
    "EmailType": properties.text,
    "IsDefaultSender": properties.flag,
    "Name": properties.text,
}
READ_ONLY = frozenset({"ID", "CreatedAt", "DNSID", "Filename", "Status"})


class Senders(Resource):
    """Serve ``sender``, by ID or address."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def browse(self, call: Call) -> web.Response:
        query = call.query
        status, email = query.text("Status"), query.text("Email")
        domain, whole = query.text("Domain"), query.flag("IsDomainSender")
        deleted = bool(query.flag("ShowDeleted"))
        found = [
            each
            for each in self._account.senders.values()
            if (status is None or each.status.lower() == status.lower())
            and (email is None or each.email.lower() == email.lower())
            and (domain is None or domain_of(each.email) == domain.lower())
            and (whole is None or each.whole_domain == whole)
            and (deleted or each.status != "Deleted")
        ]
        return page(query, in_order(query, found, COLUMNS), self._render)

    def create(self, call: Call) -> web.Response:
        wanted = properties.check("TSender", call.body, WRITABLE, READ_ONLY)
        email = str(wanted.get("Email", ""))
        if "@" not in email:
            raise RefusedError(400, "MJ08 Property Email is invalid: MJ04 Invalid email address")
        known = (each for each in self._account.senders.values() if each.status != "Deleted")
        if any(each.email.lower() == email.lower() for each in known):
            message = f'MJ18 A Sender resource with value "{email}" for Email already exists.'
            raise RefusedError(400, message)
        number = max(self._account.senders, default=46_934) + 1
        now = self._account.clock.now()
        sender = Sender(number, email, str(wanted.get("Name", "")), "Inactive", now)
        self._account.senders[number] = sender
        return row_answer(self._render(sender), 201)

    def read(self, call: Call, key: str) -> web.Response:
        return row_answer(self._render(self._find(key)))

    def change(self, call: Call, key: str) -> web.Response:
        sender = self._find(key)
        wanted = properties.check("TSender", call.body, WRITABLE, READ_ONLY)
        name = str(wanted.get("Name", sender.name))
        if name == sender.name:
            return unchanged()
        sender.name = name
        return row_answer(self._render(sender))

    def remove(self, call: Call, key: str) -> web.Response:
        self._find(key).status = "Deleted"
        return removed()

    def _find(self, key: str) -> Sender:
        """Find a sender; a deleted one by its number only, since its address may be made anew."""
        for sender in self._account.senders.values():
            address = "" if sender.status == "Deleted" else sender.email.lower()
            if key.lower() in {str(sender.id), address}:
                return sender
        raise not_found()

    def _render(self, sender: Sender) -> Row:
        domains = self._account.domains.values()
        dns = (each.id for each in domains if each.name == domain_of(sender.email))
        return {
            "CreatedAt": time_text(sender.created_at),
            "DNSID": next(dns, 0),
            "Email": sender.email,
            "EmailType": "unknown",
            "Filename": "",
            "ID": sender.id,
            "IsDefaultSender": sender.id == min(self._account.senders),
            "Name": sender.name,
            "Status": sender.status,
        }


class Domains(Resource):
    """Serve ``dns``, by ID or domain, and its check."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def browse(self, call: Call) -> web.Response:
        return page(call.query, self._account.domains.values(), _render)

    def read(self, call: Call, key: str) -> web.Response:
        return row_answer(_render(self._find(key)))

    def act(self, call: Call, key: str, action: str, rest: tuple[str, ...]) -> web.Response:
        domain = self._find(key)
        if action != "check" or rest:
            raise not_found()
        if call.method != "POST":
            raise not_allowed()
        domain.checked_at = self._account.clock.now()
        spf, dkim = domain.spf_status == "OK", domain.dkim_status == "OK"
        row: Row = {
            "DKIMErrors": [] if dkim else ["DKIM record not found"],
            "DKIMRecordCurrentValue": _dkim_value(domain) if dkim else "",
            "DKIMStatus": domain.dkim_status,
            "SPFErrors": [] if spf else ["SPF record does not include Mailjet"],
            "SPFRecordsCurrentValues": [SPF] if spf else [],
            "SPFStatus": domain.spf_status,
        }
        return row_answer(row, 201)

    def _find(self, key: str) -> Domain:
        for domain in self._account.domains.values():
            if key.lower() in {str(domain.id), domain.name.lower()}:
                return domain
        raise not_found()


SPF = "v=spf1 include:spf.mailjet.com ?all"


def _dkim_value(domain: Domain) -> str:
    return f"k=rsa; p=sandbox{domain.id}"


def _render(domain: Domain) -> Row:
    return {
        "DKIMRecordName": f"mailjet._domainkey.{domain.name}.",
        "DKIMRecordValue": _dkim_value(domain),
        "DKIMStatus": domain.dkim_status,
        "Domain": domain.name,
        "ID": domain.id,
        "IsCheckInProgress": False,
        "LastCheckAt": time_text(domain.checked_at),
        "OwnerShipToken": "",
        "OwnerShipTokenRecordName": "",
        "SPFRecordValue": SPF,
        "SPFStatus": domain.spf_status,
    }
