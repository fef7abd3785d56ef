"""DMARC look-ups against a name server of our own."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from clients.dns import DnsClient

RECORDS = {
    ("_dmarc.good.example.", "TXT"): '"v=DMARC1; p=reject"',
    ("good.example.", "SOA"): "ns.good.example. admin.good.example. 1 2 3 4 5",
    ("_dmarc.xn--mnchen-3ya.example.", "TXT"): '"v=DMARC1; p=none"',
    ("bare.example.", "SOA"): "ns.bare.example. admin.bare.example. 1 2 3 4 5",
}


class NameServer(asyncio.DatagramProtocol):
    """Answer from a table; everything else does not exist."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        kind = dns.rdatatype.to_text(question.rdtype)
        found = RECORDS.get((question.name.to_text(), kind))
        if found is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, found))
        self.transport.sendto(answer.to_wire(), addr)


@pytest.fixture
async def resolver() -> AsyncIterator[dns.asyncresolver.Resolver]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 0))
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = transport.get_extra_info("sockname")[1]
    yield resolver
    transport.close()


async def test_a_published_record_is_read(resolver: dns.asyncresolver.Resolver) -> None:
    assert await DnsClient(resolver).find_dmarc("good.example") == ["v=DMARC1; p=reject"]


async def test_a_known_domain_without_record_has_none(
    resolver: dns.asyncresolver.Resolver,
) -> None:
    assert await DnsClient(resolver).find_dmarc("bare.example") == []


async def test_a_resolver_that_does_not_know_the_domain_tells_nothing(
    resolver: dns.asyncresolver.Resolver,
) -> None:
    assert await DnsClient(resolver).find_dmarc("unknown.example") is None


async def test_a_resolver_that_is_away_tells_nothing(
    resolver: dns.asyncresolver.Resolver,
) -> None:
    resolver.port = 1

    assert await DnsClient(resolver, patience=0.2).find_dmarc("good.example") is None


async def test_a_sub_domain_of_a_known_domain_has_none_of_its_own(
    resolver: dns.asyncresolver.Resolver,
) -> None:
    assert await DnsClient(resolver).find_dmarc("news.bare.example") == []


async def test_a_name_in_another_script_is_asked_for_in_ascii(
    resolver: dns.asyncresolver.Resolver,
) -> None:
    assert await DnsClient(resolver).find_dmarc("München.example") == ["v=DMARC1; p=none"]
