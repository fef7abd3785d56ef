"""The few shapes that every message is made of; text from outside is escaped here."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    ImageBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.blocks.basic_components import SlackFile

from clients.slack.message import escape
from models.round import RoundRef
from models.text import clean, one_line

LONGEST_HEADER = 150
LONGEST_NAME = 80  # of a campaign in a title, so that the rest of the title is seen
LONGEST_SECTION = 2_400  # three of them fit into what Slack takes of all blocks together
LONGEST_FIELD = 380  # a character may become five by escaping, and 2,000 are allowed
LONGEST_NOTE = 600
MOST_FIELDS = 10
MOST_LINES = 12  # of what a person said
# Slack marks words with these and has no escape for them. Between letters they mark nothing.
MARKS = re.compile(r"`|(?<![^\W_])[*_~]|[*_~](?![^\W_])")
LIKE = {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "'"}


def header(text: str) -> Block:
    """Head a message."""
    return HeaderBlock(text=PlainTextObject(text=shorten(one_line(text), LONGEST_HEADER)))


def paragraph(markdown: str) -> Block:
    """Give one paragraph of mrkdwn; its variable parts are escaped by the caller."""
    return SectionBlock(text=mrkdwn(shorten(markdown, LONGEST_SECTION)))


def facts(pairs: dict[str, str]) -> Block:
    """Set names and values side by side; values are escaped."""
    fields = [
        mrkdwn(f"*{name}*\n{said(shorten(one_line(value), LONGEST_FIELD)) or '-'}")
        for name, value in list(pairs.items())[:MOST_FIELDS]
    ]
    return SectionBlock(fields=fields)


def note(markdown: str) -> Block:
    """Add small print."""
    return ContextBlock(elements=[mrkdwn(shorten(markdown, LONGEST_NOTE))])


def mrkdwn(text: str) -> MarkdownTextObject:
    """Take text as it is marked; Slack is to find no names, channels or addresses in it."""
    return MarkdownTextObject(text=text, verbatim=True)


def said(text: str) -> str:
    """Write a text from outside on one line of mrkdwn, in which it marks and calls nothing."""
    return escape(MARKS.sub(lambda found: LIKE[found[0]], one_line(text)))


def quote(text: str) -> str:
    """Quote what a person or a model wrote, every line of it."""
    lines = [said(line) for line in clean(text).split("\n") if line.strip()]
    more = ["…"] if len(lines) > MOST_LINES else []
    return "".join(f"\n> {line}" for line in lines[:MOST_LINES] + more)


def image(file_id: str, alt_text: str) -> Block:
    """Show an uploaded image."""
    return ImageBlock(slack_file=SlackFile(id=file_id), alt_text=alt_text)


def divider() -> Block:
    """Draw a line."""
    return DividerBlock()


def shorten(text: str, longest: int) -> str:
    """Cut a text that Slack would refuse, and none of its escaped characters in two."""
    if len(text) <= longest:
        return text
    return re.sub("&[a-z]{0,3}$", "", text[: longest - 1]).rstrip() + "…"


def title(ref: RoundRef, what: str) -> str:
    """Name the round and what happened to it: `Autumn digest 1/2 · sent`."""
    return f"{shorten(one_line(ref.campaign_name), LONGEST_NAME)} {ref.number}/{ref.total} · {what}"


def when(instant: datetime, zone: str) -> str:
    """Write an instant in the plan's zone and in UTC: `Tue 1 Dec 10:15 CET (09:15 UTC)`."""
    local, utc = instant.astimezone(ZoneInfo(zone)), instant.astimezone(UTC)
    seconds = ":%S" if utc.second else ""
    if local.utcoffset() == utc.utcoffset():
        return f"{utc:%a} {utc.day} {utc:%b %H:%M{seconds}} UTC"
    day = "" if local.date() == utc.date() else f"{utc:%a} {utc.day} {utc:%b} "
    return f"{local:%a} {local.day} {local:%b %H:%M{seconds} %Z} ({day}{utc:%H:%M{seconds}} UTC)"
