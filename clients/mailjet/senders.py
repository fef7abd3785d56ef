"""Senders and the DNS records of their domains."""

from clients.domains import in_ascii, lineage
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
        """Read the sender that lets an address send; NotFound when none covers it.

        An active one wins, be it the address itself or its domain (`*@domain`), since Mailjet
        takes either. A domain sender covers no sub-domain.
        """
        call = Call("get_sender", f"of {in_ascii(email.rpartition('@')[2])}")
        found: list[Sender] = []
        missing: NotFound | None = None
        try:
            found.append(await self._wire.one(call, f"sender/{key(email)}", _sender))
        except NotFound as error:
            missing = error
        if not any(sender.active for sender in found):
            found += await self._covering(call, email)
        if missing is not None and not found:
            raise missing
        return next((sender for sender in found if sender.active), found[0])

    async def _covering(self, call: Call, email: str) -> list[Sender]:
        """List the senders of an address's domain that cover it, the address itself first."""
        asked = email.rpartition("@")[2].lower()
        local, domain = email.rpartition("@")[0].lower(), in_ascii(asked)
        wanted = [f"{local}@{domain}", f"*@{domain}"]
        # Mailjet may keep either spelling of a name that is not ASCII. The filter is checked again
        # here: Mailjet ignores what it does not know.
        senders = [
            sender
            for spelling in dict.fromkeys((asked, domain))
            async for sender in self._wire.pages(call, "sender", {"Domain": spelling}, _sender)
        ]
        covering = [sender for sender in senders if _spelled(sender.email) in wanted]
        return sorted(covering, key=lambda sender: wanted.index(_spelled(sender.email)))

    async def get_dns(self, domain: str) -> Dns:
        """Read what Mailjet last saw of SPF and DKIM; NotFound for a foreign domain.

        A domain of its own is judged by its own records. One that Mailjet does not know is judged
        by the next above it, up to the one that the organization registered: the answer says which.
        """
        call = Call("get_dns", domain)
        *children, last = lineage(domain)
        for name in children:
            try:
                return await self._wire.one(call, f"dns/{key(name)}", _dns)
            except NotFound:
                continue
        return await self._wire.one(call, f"dns/{key(last)}", _dns)

    async def check_dns(self, domain: str) -> DnsCheck:
        """Make Mailjet look up a domain's records now; may run twice."""
        call = Call("check_dns", domain)
        return await self._wire.write_one(call, f"dns/{key(domain)}/check", {}, _check)

    async def ping(self) -> None:
        """Make a cheap authenticated read; Unauthorized when the keys are wrong."""
        await self._wire.count(Call("ping"), "contactslist", {})


def _spelled(email: str) -> str:
    local, at, domain = email.lower().rpartition("@")
    return f"{local}{at}{in_ascii(domain)}"


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
