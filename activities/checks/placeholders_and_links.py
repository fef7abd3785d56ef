"""Nothing unfinished is left in the content: placeholders are known, links are well formed."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict
from models.plurals import counted

# What Mailjet fills in: [[data:first_name:"friend"]], [[var:x]], [[UNSUB_LINK_EN]], [[PERMALINK]].
KNOWN_PLACEHOLDER = re.compile(r"\[\[(data|var):[\w-]+(:[^\]]*)?\]\]|\[\[[A-Z_]+\]\]")
LEFT_OVER = re.compile(
    r"\[\[[^\]]*\]?\]?|\{\{[^}]*\}?\}?|\*\|[^|]*\|\*|%%[^%\s]+%%|\bTODO\b|lorem ipsum",
    re.IGNORECASE,
)
HARMLESS_SCHEMES = frozenset({"mailto", "tel"})
MOST_SHOWN = 3


class Links(HTMLParser):
    """Collect where the links of an HTML part lead."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.targets += [value or "" for name, value in attrs if name == "href"]


async def check_placeholders_and_links(reads: Reads) -> Check:
    """Warn of placeholders that nobody fills in, and of links that are not https."""
    content = await reads.content()
    links = Links()
    links.feed(content.html)
    rest = KNOWN_PLACEHOLDER.sub("", f"{content.html}\n{content.text}")
    faults = [found[0][:40] for found in LEFT_OVER.finditer(rest)]
    faults += [target[:60] or "empty link" for target in links.targets if not well_formed(target)]
    shown = ", ".join(repr(fault) for fault in dict.fromkeys(faults[:MOST_SHOWN]))
    return Check(
        name="placeholders and links",
        group=CheckGroup.SETUP,
        verdict=Verdict.WARN if faults else Verdict.PASS,
        seen=shown or f"{counted(len(links.targets), 'link')}, no unresolved placeholder",
        expected="https links, no unresolved placeholder",
        advice="Correct them in the draft, or approve the round as it is." if faults else "",
    )


def well_formed(target: str) -> bool:
    """Say whether a link is https with a host, an address, a phone number or a placeholder."""
    target = target.strip()
    if KNOWN_PLACEHOLDER.fullmatch(target):
        return True
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.scheme in HARMLESS_SCHEMES:
        return bool(parts.path)
    return parts.scheme == "https" and "." in (parts.hostname or "") and " " not in target
