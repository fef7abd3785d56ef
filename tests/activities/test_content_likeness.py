"""Texts that look alike and are not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.content.likeness import difference, same_form


@pytest.mark.parametrize(
    ("seen", "planned", "said"),
    [
        ("Spring\u00a0is here", "Spring is here", "U+00A0 NO-BREAK SPACE at position 7"),
        ("Spring is here ", "Spring is here", "U+0020 SPACE at position 15"),
        ("Spring is here", "Spring is here ", "nothing at position 15"),
        ("Spr\u200bing", "Spring", "U+200B ZERO WIDTH SPACE at position 4"),
        ("Spr\u00ading", "Spring", "U+00AD SOFT HYPHEN at position 4"),
        ("\u202eSpring", "Spring", "U+202E RIGHT-TO-LEFT OVERRIDE at position 1"),
        ("Spring\ufe0f", "Spring", "U+FE0F VARIATION SELECTOR-16 at position 7"),
        ("\u0410pfel", "Apfel", "U+0410 CYRILLIC CAPITAL LETTER A at position 1"),
        ("It\u2019s", "It's", "U+2019 RIGHT SINGLE QUOTATION MARK at position 3"),
        ("a\u2013b", "a-b", "U+2013 EN DASH at position 2"),
        ("\uff21", "A", "U+FF21 FULLWIDTH LATIN CAPITAL LETTER A at position 1"),
        ("Sp\tring", "Sp ring", "U+0009 at position 3"),
    ],
)
def test_what_eyes_cannot_tell_is_spelled_out(seen: str, planned: str, said: str) -> None:
    assert said in difference(seen, planned)


@pytest.mark.parametrize("pair", [("Autumn", "Spring"), ("Spring", "spring"), ("", "Spring")])
def test_what_eyes_can_tell_is_not_spelled_out(pair: tuple[str, str]) -> None:
    assert difference(*pair) == ""


def test_composed_and_decomposed_letters_are_one_text() -> None:
    assert same_form("Gru\u0308ße") == same_form("Grüße")
    assert difference("Gru\u0308ße", "Grüße") == ""


@given(st.text(), st.text())
def test_a_difference_is_told_only_where_there_is_one(one: str, other: str) -> None:
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)

    assert not (same and difference(one, other))
