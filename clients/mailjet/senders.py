"""Senders and the DNS records of their domains."""

from clients.errors import NotFound
from clients.mailjet.fields import Row
from clients.mailjet.refusals import Call
from clients.mailjet.rows import Dns, DnsCheck, Sender
from clients.mailjet.wire import Wire, key


class Senders:
    """Speak of `sender` and of `dns`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def get_sender(self, email: str) -> Sender:
        """Read the sender of an address, or the domain sender that covers it; else NotFound."""
        domain = email.rpartition("@")[2].lower()
        call = Call("get_sender", f"of {domain}")
        try:
            return await self._wire.one(call, f"sender/{key(email)}", _sender)
        except NotFound as error:
            missing = error
        # The filter is checked again here: Mailjet ignores what it does not know.
        senders = await self._wire.rows(call, "sender", {"Domain": domain}, _sender)
        for sender in senders:
            if sender.email.lower() in (email.lower(), f"*@{domain}"):
                return sender
        raise missing

    async def get_dns(self, domain: str) -> Dns:
        """Read what Mailjet last saw of a domain's SPF and DKIM; NotFound for a foreign domain."""
        call = Call("get_dns", domain)
        return await self._wire.one(call, f"dns/{key(domain)}", _dns)

    async def check_dns(self, domain: str) -> DnsCheck:
        """Make Mailjet look up a domain's records now; may run twice."""
        call = Call("check_dns", domain)
        return await self._wire.write_one(call, f"dns/{key(domain)}/check", {}, _check)

    async def ping(self) -> None:
        """Make a cheap authenticated read; Unauthorized when the keys are wrong."""
        await self._wire.count(Call("ping"), "contactslist", {})


def _ok(status: str) -> bool:
    return status.lower() == "ok"


def _sender(row: Row) -> Sender:
    status = row.text("Status")
    return Sender(
        id=row.integer("ID"),
        email=row.text("Email"),
        status=status,
        active=status.lower() == "active",
    )


def _dns(row: Row) -> Dns:
    spf, dkim = row.text("SPFStatus"), row.text("DKIMStatus")
    return Dns(
        domain=row.text("Domain"),
        spf_status=spf,
        dkim_status=dkim,
        spf_ok=_ok(spf),
        dkim_ok=_ok(dkim),
        checking=row.flag("IsCheckInProgress"),
        checked_at=row.moment("LastCheckAt"),
    )


def _check(row: Row) -> DnsCheck:
    spf, dkim = row.text("SPFStatus"), row.text("DKIMStatus")
    return DnsCheck(
        spf_status=spf,
        dkim_status=dkim,
        spf_ok=_ok(spf),
        dkim_ok=_ok(dkim),
        spf_errors=row.texts("SPFErrors", "SPFError"),
        dkim_errors=row.texts("DKIMErrors", "DKIMError"),
    )
