"""Readers can leave: they see an unsubscribe link, and can click it."""

import asyncio

from activities.content.unsubscribing import leads_away, leads_away_in_text
from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict


async def check_unsubscribe_link(reads: Reads) -> Check:
    """Fail unless the HTML part shows a link that Mailjet makes an unsubscribe link of.

    A text part without one is told and fails nothing: Mailjet's List-Unsubscribe header serves
    those who read it.
    """
    content, page = await asyncio.gather(reads.content(), reads.page())
    links = [link for link in page.links if leads_away(link.target)]
    seen = any(link.elsewhere for link in links)
    seen_in_outlook = any(link.in_outlook for link in links)
    if seen and seen_in_outlook:
        said = "a link that can be seen"
        if content.text.strip() and not leads_away_in_text(content.text):
            said += "; none in the text part"
    elif seen or seen_in_outlook:
        said = f"none that is seen in {'Outlook' if seen else 'anything but Outlook'}"
    elif links:
        said = "none that can be seen and clicked: hidden, empty or covered"
    elif leads_away_in_text(content.html):
        said = "none: [[UNSUB_LINK_..]] is there, but no link that readers see leads to it"
    else:
        said = "none"
    there = seen and seen_in_outlook
    return Check(
        name="unsubscribe link",
        group=CheckGroup.SETUP,
        verdict=Verdict.PASS if there else Verdict.FAIL,
        seen=said,
        expected="a link to [[UNSUB_LINK_..]] that readers of the HTML part see",
        advice="" if there else "Add a visible unsubscribe link to the draft.",
    )
