"""Public DNS, over dnspython."""

from contextlib import suppress

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer

from clients.domains import in_ascii, organizational

PATIENCE = 2.0  # seconds for one name; pre-flight does not wait for a resolver that is away


class DnsClient:
    """Look up records by the resolver of this machine, or by a given one."""

    def __init__(self, resolver: Resolver | None = None, patience: float = PATIENCE) -> None:
        self._resolver = resolver
        self._patience = patience

    async def find_dmarc(self, domain: str) -> list[str] | None:
        """Read the TXT records of `_dmarc.<domain>`; None when DNS does not answer here.

        A resolver that does not know the organization's domain does not see the public DNS, so its
        answer about the record means nothing. Twice is safe: reads. Raises nothing.
        """
        try:
            resolver = self._resolver or Resolver()
            try:
                answer = await resolver.resolve(
                    f"_dmarc.{in_ascii(domain)}", "TXT", lifetime=self._patience
                )
            except (NXDOMAIN, NoAnswer):
                name = organizational(domain)
                with suppress(NoAnswer):  # a name that is there, in the zone of another
                    await resolver.resolve(name, "SOA", lifetime=self._patience)
                return []
        except (DNSException, OSError):
            return None
        return [b"".join(record.strings).decode(errors="replace") for record in answer]
