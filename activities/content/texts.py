"""Pieces of text that reach a reader, and where they stand."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SEAM = "\0"  # between two words that a tag parts; no HTML text holds it (it is not allowed there)


class Where(StrEnum):
    """Where a fault stands, in the words of a checklist."""

    SUBJECT = "the subject"
    PREHEADER = "the preheader"
    SENDER_NAME = "the sender name"
    HEADER = "a header"
    STYLE = "a style"
    TITLE = "the title"
    HTML = "the HTML part"
    OUTLOOK = "the HTML part for Outlook"
    TEXT = "the text part"


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text; a literal one shows code, whose brackets are its own."""

    words: str
    where: Where
    literal: bool = False


def joined(texts: Iterable[Text]) -> list[Text]:
    """Put texts of one place and kind under each other, a line each, to look through at once."""
    lines: dict[tuple[Where, bool], list[str]] = {}
    for text in texts:
        lines.setdefault((text.where, text.literal), []).append(text.words)
    return [
        Text("\n".join(words), where, literal=literal) for (where, literal), words in lines.items()
    ]


def without_invisible(words: str) -> str:
    """Leave out what takes no room: seams, zero-width characters, soft hyphens, joiners."""
    if words.isascii():
        return words.replace(SEAM, "")
    return "".join(
        each for each in words if each != SEAM and unicodedata.category(each) != "Cf"
    ).replace("\u034f", "")  # the combining grapheme joiner, of which preheaders are full


def says_something(words: str) -> bool:
    """Say whether a reader sees more than room and punctuation: a letter, a figure, a picture."""
    return any(unicodedata.category(each)[0] in "LNS" and each not in BLANK for each in words)


BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0|^`~<>+=\u00a8\u00af\u00b4\u00b8")
