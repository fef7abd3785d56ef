"""Text from outside, as it may be stored and shown."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text import clean, code, each, markdown, one_line, unmarked
from tests.models.samples import cheap

anything = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cs", "Cf"]),
        st.sampled_from("*_~`[]()<>&#|!@\n\t"),
    )
)


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ("a\0b", "ab"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x9b31mred\x7f", "31mred"),
        ("1\r\n2\r3\u20284\u20295\x856\x0b7", "1\n2\n3\n4\n5\n6\n7"),
        ("a\tb\nc", "a\tb\nc"),
        ("half \ud83d", "half \ufffd"),
        ("\ud83d\ude00", "\U0001f600"),
        ("moc.live\u202e", "moc.live<U+202E>"),
        ("\u2066x\u2069", "<U+2066>x<U+2069>"),
    ],
)
def test_words_stay_and_what_nothing_can_show_goes(came: str, shown: str) -> None:
    assert clean(came) == shown


@pytest.mark.parametrize(
    "came",
    [
        "\u200f\u05e9\u05dc\u05d5\u05dd\u200e \u061c\u0633",  # marks of Hebrew and Arabic
        "\u0645\u06cc\u200c\u062e",  # a Persian word, kept apart by a non-joiner
        "\U0001f469\u200d\U0001f467",  # a family, joined
    ],
)
def test_the_marks_that_scripts_need_stay(came: str) -> None:
    assert clean(came) == came


@cheap
@given(anything)
def test_clean_text_holds_nothing_that_a_database_or_a_terminal_cannot_take(text: str) -> None:
    cleaned = clean(text)

    kinds = {unicodedata.category(one) for one in cleaned if one not in "\n\t"}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", cleaned)
    assert clean(cleaned) == cleaned
    assert cleaned.encode().decode() == cleaned


@cheap
@given(anything)
def test_a_name_has_one_line_and_marks_nothing(text: str) -> None:
    marked = markdown(text)

    assert "\n" not in marked
    assert re.search(r"(?<!\\)(\\\\)*[*_`\[\]<>#&~|!@]", marked) is None
    assert "://" not in marked
    assert unmarked(marked) == one_line(text)
    assert re.fullmatch("`[^`\n]+`", code(text))


def test_every_text_in_a_value_is_cleaned_and_nothing_else_is_changed() -> None:
    came = {"a\0": ["b\0", {"c": ("d\0", 1, None, 2.5, True)}]}

    assert each(clean, came) == {"a": ["b", {"c": ("d", 1, None, 2.5, True)}]}
