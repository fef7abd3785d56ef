"""Every link leads somewhere and every image comes from somewhere, for readers as for us."""

import asyncio

from activities.content.addresses import addresses_in_text, objection_to, quoted
from activities.content.faults import Fault, told
from activities.content.page import Address, Kind, Page
from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict


async def check_links_and_images(reads: Reads) -> Check:
    """Warn of addresses that are not https to a public host, and of anchors that are not there.

    Judged by the address alone: nothing is fetched, so a page that is gone is not seen.
    """
    content, page = await asyncio.gather(reads.content(), reads.page())
    addresses = (*page.addresses, *addresses_in_text(content.text))
    faults = told(await asyncio.to_thread(lambda: faults_of(addresses, page)))
    return Check(
        name="links and images",
        group=CheckGroup.SETUP,
        verdict=Verdict.WARN if faults else Verdict.PASS,
        seen=faults or counted(addresses),
        expected="https, a public host, an anchor that is there",
        advice="Correct them in the draft, or approve the round as it is." if faults else "",
    )


def faults_of(addresses: tuple[Address, ...], page: Page) -> list[Fault]:
    """Judge every address once."""
    return [
        Fault(f"{address.kind} {quoted(address.target)}".strip(), address.where, why)
        for address in dict.fromkeys(addresses)
        if (why := objection_to(address, page.anchors))
    ]


def counted(addresses: tuple[Address, ...]) -> str:
    """Count what was looked at: `12 links, 1 image`."""
    links = sum(address.kind is Kind.LINK for address in addresses)
    images = len(addresses) - links
    return f"{links} link{'' if links == 1 else 's'}, {images} image{'' if images == 1 else 's'}"
