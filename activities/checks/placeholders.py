"""Nothing is left in the mail that somebody was to fill in."""

import asyncio
from collections.abc import Iterator

from activities.content.faults import Fault, told
from activities.content.page import Page
from activities.content.placeholders import (
    unfilled,
    unfilled_as_tags,
    unfilled_in_address,
    unfilled_in_style,
)
from activities.content.texts import Text, Where, joined
from activities.reads import Reads
from clients.mailjet.rows import Draft, DraftContent
from models.checklist import Check, CheckGroup, Verdict


async def check_placeholders(reads: Reads) -> Check:
    """Warn of what Mailjet does not fill in: other tools' notations, and filler text.

    A false alarm costs an approval, a miss costs a mail to everybody. So what looks like a
    placeholder counts, and what people write to people does not: prices, code, Super Bowl XXX.
    """
    draft, content, page = await asyncio.gather(reads.draft(), reads.content(), reads.page())
    faults = told(await asyncio.to_thread(lambda: list(faults_of(draft, content, page))))
    return Check(
        name="placeholders",
        group=CheckGroup.SETUP,
        verdict=Verdict.WARN if faults else Verdict.PASS,
        seen=faults or "none but Mailjet's own",
        expected="none but Mailjet's own",
        advice="Fill them in in the draft, or approve the round as it is." if faults else "",
    )


def faults_of(draft: Draft, content: DraftContent, page: Page) -> Iterator[Fault]:
    """Look at everything that a reader reads or that an address is made of."""
    written = [
        Text(draft.subject, Where.SUBJECT),
        Text(draft.sender_name, Where.SENDER_NAME),
        *(Text(value, Where.HEADER) for value in content.headers.values()),
        Text(content.text, Where.TEXT),
    ]
    for text in written:
        yield from (Fault(what, text.where) for what in unfilled(text))
    for text in joined(page.texts):
        yield from (Fault(what, text.where) for what in unfilled(text, content.html))
    for address in dict.fromkeys(page.addresses):
        yield from (Fault(what, address.where) for what in unfilled_in_address(address.target))
    yield from (Fault(what, Where.HTML) for what in unfilled_as_tags(content.html))
    for style in page.styles:
        yield from (Fault(what, Where.STYLE) for what in unfilled_in_style(style))
