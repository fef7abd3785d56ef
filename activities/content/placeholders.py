"""What is left in a text that nobody fills in."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from activities.content.notations import (
    FILLER,
    FOREIGN,
    FOREIGN_IN_PROSE,
    FOREIGN_IN_TEXT,
    GAPS,
    MAILJET,
    MAILJETS_FORM,
    NOTHING,
    NUMERAL,
    PERCENT,
    TAG_LIKE,
)
from activities.content.texts import Text, without_invisible

FILLED = "\ufffc"  # stands for a placeholder that Mailjet fills in: an object, whatever it is
IN_CODE = (MAILJETS_FORM, *GAPS, *FILLER)
IN_PROSE = (*IN_CODE, *FOREIGN, *FOREIGN_IN_TEXT, *FOREIGN_IN_PROSE, PERCENT, *NOTHING)
IN_ADDRESSES = (MAILJETS_FORM, *GAPS, *FOREIGN, *FOREIGN_IN_TEXT)
SUSPECT = re.compile(r"[\[{%<$«]|\*\||::|@@|##|\|\||XXX|TODO|FIXME|TB[DC]|ipsum", re.IGNORECASE)
HEX = re.compile("%[0-9A-Fa-f]{2}")


def filled(words: str, source: str | None = None) -> str:
    """Put a mark where Mailjet fills something in.

    Mailjet reads the `source`, so a placeholder counts only if it stands there as it is written:
    not in entities, not parted by tags, not with an invisible character in it.
    """

    def mark(found: re.Match[str]) -> str:
        opening = re.match(r"\[\[[\w:.-]+", found[0])
        there = source is None or (opening is not None and opening[0] in source)
        return FILLED if there else found[0]

    return MAILJET.sub(mark, words) if "[[" in words else words


def unfilled(text: Text, source: str | None = None) -> list[str]:
    """List what a reader would see of other tools' placeholders, and of filler text."""
    words = unicodedata.normalize("NFKC", without_invisible(filled(text.words, source)))
    return spread(IN_CODE if text.literal else IN_PROSE, words)


def unfilled_in_address(target: str) -> list[str]:
    """List the placeholders in an address, percent-encoded ones too."""
    if target[:5].lower() == "data:" or not SUSPECT.search(target):
        return []
    marked = filled(target)
    named = [each for each in spread([PERCENT], marked) if not HEX.match(each)]
    plain = [*spread(IN_ADDRESSES, marked), *named]
    return plain or (spread(IN_ADDRESSES, unquote(marked)) if "%" in marked else [])


def unfilled_as_tags(html: str) -> list[str]:
    """List the placeholders that an HTML part takes for tags, and shows in part."""
    return spread([TAG_LIKE], html)


def unfilled_in_style(source: str) -> list[str]:
    """List the placeholders in a style sheet, where brackets of one kind are its own."""
    return spread((MAILJETS_FORM, *FOREIGN), filled(source))


def spread(patterns: Iterable[re.Pattern[str]], words: str) -> list[str]:
    """Find every pattern, in the order of the text, each stretch of it once."""
    found = sorted(
        (match.start(), -match.end(), match[0].strip()) for match in matches(patterns, words)
    )
    kept: list[str] = []
    end = 0
    for start, minus_end, what in found:
        if start >= end:
            kept.append(what)
            end = -minus_end
    return kept


def matches(patterns: Iterable[re.Pattern[str]], words: str) -> Iterator[re.Match[str]]:
    """Give all matches but Roman numerals."""
    for pattern in patterns:
        for match in pattern.finditer(words):
            if match[0] != "XXX" or not NUMERAL.search(
                words, max(0, match.start() - 16), match.start()
            ):
                yield match
