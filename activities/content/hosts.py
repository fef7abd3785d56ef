"""Whether readers can reach a host, told by its name alone: nothing is looked up."""

import ipaddress
import re
import socket
from urllib.parse import SplitResult

import idna

from activities.content.notations import FILLER_HOSTS

# Names that no public DNS answers: RFC 2606, 6761, 6762, 8375, 9476, ICANN's .internal, and those
# that routers and companies use.
NOT_PUBLIC = frozenset({
    "alt", "corp", "example", "home", "internal", "intranet", "invalid", "lan", "local",
    "localdomain", "localhost", "mail", "onion", "private", "test", "workgroup",
})  # fmt: skip
HOME = ".home.arpa"
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
LONGEST_NAME = 253
NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)

Number = ipaddress.IPv4Address | ipaddress.IPv6Address


def objection_to_host(parts: SplitResult) -> str:
    """Say why readers cannot reach the host of an address; nothing when by its name they may."""
    host = (parts.hostname or "").removesuffix(".")
    if not host:
        return "no host"
    if parts.username is not None or parts.password is not None:
        return "a user name in it"
    number = numeric(host)
    if number is not None:
        return objection_to_number(number)
    return objection_to_name(host)


def objection_to_name(host: str) -> str:
    """Say why a host name is none, or none that the public DNS answers."""
    try:
        name = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return "malformed host"
    labels = name.split(".")
    well_formed = len(name) <= LONGEST_NAME and all(LABEL.fullmatch(label) for label in labels)
    if not well_formed or NUMBER.fullmatch(labels[-1]):
        return "malformed host"
    if labels[-1] in NOT_PUBLIC or f".{name}".endswith(HOME):
        return "not public"
    if len(labels) == 1:
        return "no domain"
    return "a filler image" if name in FILLER_HOSTS else ""


def numeric(host: str) -> Number | None:
    """Read a host that is a number, in every way in which browsers do: 127.1, 0x7f000001."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    if not NUMBER.fullmatch(host.rpartition(".")[2]) or not host.isascii():
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def objection_to_number(number: Number) -> str:
    """Say whether a number is for one machine or network only (RFC 1918, 4193 and the like)."""
    inner = getattr(number, "ipv4_mapped", None) or number
    return "" if inner.is_global and not inner.is_multicast else "a private address"
