"""Names of domains: one way to write them, and which of them belong together."""

from functools import cache

import idna
from publicsuffixlist import PublicSuffixList


def in_ascii(domain: str) -> str:
    """Write a domain in lower case and in ASCII (RFC 5891); one that is none stays as it is."""
    domain = domain.strip().lower().removesuffix(".")
    try:
        return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain


def organizational(domain: str) -> str:
    """Give the domain that an organization registered: one label below a public suffix.

    RFC 7489, section 3.2: `news.example.co.uk` belongs to `example.co.uk`.
    """
    return _suffixes().privatesuffix(in_ascii(domain)) or in_ascii(domain)


def lineage(domain: str) -> tuple[str, ...]:
    """List a domain and those above it, up to the organization's."""
    domain, end = in_ascii(domain), organizational(domain)
    names = [domain]
    while names[-1] != end and "." in names[-1]:
        names.append(names[-1].partition(".")[2])
    return tuple(names)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()  # read when the first domain is looked up, not at every start
