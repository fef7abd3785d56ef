"""Tell the providers of this machine from those of the world."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Say whether `url` names this machine; a rehearsal accepts no other provider."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # no URL at all, or a name
        return False
