"""Which links let a reader leave."""

import re
from urllib.parse import urlsplit

# Mailjet's placeholder in a language or the campaign's own, also with parameters behind it.
PLACEHOLDER = r"\[\[UNSUB_LINK(?:_LOCALE|_[A-Z]{2}(?:_[A-Z]{2})?)?\]\]"
TARGET = re.compile(rf"{PLACEHOLDER}(?:[?&#]\S*)?")
MAILJET = "mailjet.com"


def leads_away(target: str) -> bool:
    """Say whether a link is Mailjet's unsubscribe placeholder or its unsubscribe page.

    A link copied from a mail that was sent (`….mjt.lu/unsub2?..`) is none: whoever clicks it
    unsubscribes the person who got that mail.
    """
    target = target.strip()
    if TARGET.fullmatch(target):
        return True
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return False
    ours = host == MAILJET or host.endswith(f".{MAILJET}")
    return ours and parts.scheme in {"http", "https"} and parts.path.startswith("/unsub")


def leads_away_in_text(text: str) -> bool:
    """Say whether a text names the placeholder anywhere."""
    return re.search(PLACEHOLDER, text) is not None
