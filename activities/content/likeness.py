# ruff: noqa: RUF001  signs that are mistaken for others are what this file is about
"""Two texts that look alike and are not: where they differ, in words."""

import unicodedata
from itertools import zip_longest

# Letters and signs that most fonts draw alike, for the scripts that meet in one text.
LOOKALIKES = {
    ord(one): other
    for ones, others in (
        ("АВЕЅІЈКМНОРСТУХаеорсухѕіјһԁԛԝ", "ABESIJKMHOPCTYXaeopcyxsijhdqw"),  # Cyrillic
        ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον", "ABEZHIKMNOPTYXov"),  # Greek
        (
            "\u2018\u2019\u02bc\u201b\u201c\u201d\u201e\u2010\u2011\u2012\u2013\u2014\u2212\xd7\u0131",
            "''''\"\"\"------xi",
        ),
    )
    for one, other in zip(ones, others, strict=True)
}
INVISIBLE = frozenset({"Cf", "Cc", "Mn", "Me", "Cs", "Co", "Cn"})


def same_form(text: str) -> str:
    """Write a text in the one form in which texts are compared: NFC.

    Composed and decomposed letters are the same text. Not NFKC: a ligature or a full-width letter
    reaches the inbox as another sign.
    """
    return unicodedata.normalize("NFC", text)


def difference(seen: str, planned: str) -> str:
    """Spell out the first difference of two texts that look alike; empty when eyes can tell."""
    one, other = same_form(seen), same_form(planned)
    if one == other or skeleton(one) != skeleton(other):
        return ""
    places = [
        (place, mine, theirs)
        for place, (mine, theirs) in enumerate(zip_longest(one, other, fillvalue=""), start=1)
        if mine != theirs
    ]
    place, mine, theirs = places[0]
    return f"differs in {named(mine)} at position {place}, where the plan has {named(theirs)}"


def skeleton(text: str) -> str:
    """Reduce a text to what is seen of it at a glance."""
    plain = unicodedata.normalize("NFKD", text).translate(LOOKALIKES)
    seen = (
        " " if unicodedata.category(each)[0] == "Z" or each in "\t\n\r" else each
        for each in plain
        if each in "\t\n\r" or unicodedata.category(each) not in INVISIBLE
    )
    return " ".join("".join(seen).split())


def named(character: str) -> str:
    """Name a character by its number and its name."""
    if not character:
        return "nothing"
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
