"""Whether readers can follow an address, told by the address alone: nothing is fetched."""

import re
from urllib.parse import SplitResult, unquote, urlsplit

from activities.content.hosts import objection_to_host
from activities.content.page import Address, Kind
from activities.content.placeholders import FILLED, filled, unfilled_in_address
from activities.content.texts import Where

LARGE_DATA = 1024  # characters: a spacer is smaller; mail programs do not show the larger ones
DROPPED = str.maketrans("", "", "\t\r\n")  # as browsers do
WHOLE_ADDRESS = re.compile(r"https?://\[\[(?:UNSUB_LINK|PERMALINK\]|SHARE_)")  # becomes a whole URL
IN_TEXT = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s<>\"\])]+")
AFTER_AN_ADDRESS = ".,;:!?'*_"  # the sentence's, not its
SECRET = re.compile(r"(?<=//)([^/?#@\s]*):[^/?#@\s]*@")
WEB = frozenset({"http", "https"})
WRITTEN_TO = frozenset({"mailto", "tel", "sms"})


def objection_to(address: Address, anchors: frozenset[str]) -> str:
    """Say what is wrong with an address; nothing when it is well.

    What Mailjet fills in is taken to be well, and what nobody fills in is for another check.
    """
    target = address.target.translate(DROPPED).strip()
    if not target:
        return "empty"
    marked = filled(target)
    if marked.startswith(FILLED) or unfilled_in_address(target):
        return ""
    if target.startswith("#") and address.kind is Kind.LINK:
        return objection_to_anchor(target[1:], anchors)
    try:
        parts = urlsplit(marked.replace(FILLED, "x.com"))
        _ = parts.port
    except ValueError:
        return "malformed"
    if parts.scheme in WEB:
        return objection_to_web(parts, target)
    return objection_to_scheme(parts, marked, address.kind)


def objection_to_web(parts: SplitResult, target: str) -> str:
    """Judge an address of the web."""
    if WHOLE_ADDRESS.match(target):
        return "the placeholder is a whole address"
    fault = objection_to_host(parts)
    if fault or parts.scheme == "https":
        return fault or ("a space in it" if " " in target else "")
    return "not https"


def objection_to_scheme(parts: SplitResult, marked: str, kind: Kind) -> str:
    """Judge an address that is not of the web."""
    scheme = parts.scheme
    if kind is Kind.LINK and scheme in WRITTEN_TO:
        path = unquote(parts.path)
        means_somebody = (
            "@" in path.strip("@") if scheme == "mailto" else any(each.isdecimal() for each in path)
        )
        return "" if means_somebody or FILLED in marked else "nobody to write to or call"
    if kind is Kind.IMAGE and scheme == "data":
        size = len(marked)
        return "" if size <= LARGE_DATA else f"{size:,} characters that mail programs do not show"
    return f"a {scheme}: address" if scheme else "relative"


def objection_to_anchor(name: str, anchors: frozenset[str]) -> str:
    """Say whether a page has the place that a link within it names."""
    if not name:
        return "leads nowhere"
    there = name in anchors or unquote(name) in anchors or name.lower() == "top"
    return "" if there else "no such place in the mail"


def addresses_in_text(words: str) -> list[Address]:
    """List the addresses in a text part, which mail programs make links of."""
    return [
        Address(found.rstrip(AFTER_AN_ADDRESS), Kind.LINK, Where.TEXT)
        for found in IN_TEXT.findall(filled(words))
    ]


def quoted(target: str) -> str:
    """Write an address without the password that it may carry."""
    return SECRET.sub(r"\1:…@", target)
