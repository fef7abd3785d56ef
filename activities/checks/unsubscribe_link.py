"""Readers can leave: the content carries an unsubscribe link."""

import re

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict

# Mailjet's placeholder in every language (UNSUB_LINK_EN ...), or its own unsubscribe page.
UNSUBSCRIBE = re.compile(r"\[\[UNSUB_LINK(_[A-Z]{2})?\]\]|mailjet\.com/unsub", re.IGNORECASE)


async def check_unsubscribe_link(reads: Reads) -> Check:
    """Fail when the HTML part has no unsubscribe link that Mailjet fills in."""
    content = await reads.content()
    there = UNSUBSCRIBE.search(content.html) is not None
    return Check(
        name="unsubscribe link",
        group=CheckGroup.SETUP,
        verdict=Verdict.PASS if there else Verdict.FAIL,
        seen="present" if there else "none",
        expected="a link to [[UNSUB_LINK_..]] in the HTML part",
        advice="" if there else "Add the unsubscribe link to the draft.",
    )
