"""The draft has an HTML part with something to read, and a text part."""

import asyncio

from activities.content.page import Page
from activities.content.texts import says_something
from activities.content.unsubscribing import leads_away
from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict


async def check_content_parts(reads: Reads) -> Check:
    """Fail without an HTML part that shows something, warn without a text part.

    Spam filters prefer both. A mail that shows nothing but its unsubscribe link is no mail.
    """
    content, page = await asyncio.gather(reads.content(), reads.page())
    html, text = bool(content.html.strip()), says_something(content.text)
    empty = emptiness(page) if html else ""
    verdict = Verdict.FAIL if not html or empty else Verdict.PASS if text else Verdict.WARN
    parts = [name for name, there in (("HTML", html), ("text", text)) if there]
    advice = "Write the mail." if empty else "Add the missing part to the draft."
    return Check(
        name="HTML and text part",
        group=CheckGroup.SETUP,
        verdict=verdict,
        seen=empty or " and ".join(parts) or "no content",
        expected="HTML and text",
        advice="" if verdict is Verdict.PASS else advice,
    )


def emptiness(page: Page) -> str:
    """Say why nobody can read an HTML part; nothing when there is something to see."""
    if page.too_deep:
        return "an HTML part whose elements are nested too deep to be shown"
    if any(shown.link is None or not leads_away(shown.link.target) for shown in page.shown):
        return ""
    if page.shown:
        return "an HTML part that shows nothing but the unsubscribe link"
    return "an HTML part that shows nothing"
