import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ids import SLUG_LENGTH, RoundId, campaign_workflow_id, slug_of
from tests.models.samples import cheap


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Spring launch", "spring-launch"),
        ("  Spring   launch!  ", "spring-launch"),
        ("Frühling 2026", "fruhling-2026"),
        ("Crème brûlée & Co.", "creme-brulee-co"),
        ("a/b\\c", "a-b-c"),
        ("--x--", "x"),
        ("2026", "2026"),
        ("x" * 59 + " yz", "x" * 59),
        ("x" * 200, "x" * SLUG_LENGTH),
    ],
)
def test_a_campaign_is_known_by_the_plain_words_of_its_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize("name", ["", "   ", "!!!", "春のキャンペーン"])
def test_a_name_without_latin_letters_or_digits_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="has no letter or digit"):
        slug_of(name)


def test_a_round_has_one_name_for_people_and_one_for_temporal() -> None:
    round_id = RoundId("spring-launch", 2)

    assert str(round_id) == "spring-launch/2"
    assert round_id.workflow_id == "campaign/spring-launch/round/2"
    assert campaign_workflow_id("spring-launch") == "campaign/spring-launch"


@pytest.mark.parametrize(
    "text", ["spring-launch/2", "campaign/spring-launch/round/2", "  spring-launch/2\n"]
)
def test_both_names_of_a_round_are_understood(text: str) -> None:
    assert RoundId.parse(text) == RoundId("spring-launch", 2)


@pytest.mark.parametrize(
    "text",
    [
        "", "spring-launch", "spring-launch/", "spring-launch/0", "spring-launch/-1", "/1",
        "spring-launch/01", "spring-launch/x", "spring-launch/1.5", "Spring launch/1", "a/b/1",
        "campaign/spring-launch", "spring-launch/" + "9" * 5000,
    ],
)  # fmt: skip
def test_what_names_no_round_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="names no round; write <campaign>/<n>") as refused:
        RoundId.parse(text)

    assert len(str(refused.value)) < 200


@cheap
@given(st.text(max_size=100), st.integers(1, 999_999))
def test_every_round_is_found_by_either_of_its_names(name: str, number: int) -> None:
    slug = slug_of(f"a {name}")
    round_id = RoundId(slug, number)

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= SLUG_LENGTH
    assert RoundId.parse(str(round_id)) == round_id
    assert RoundId.parse(round_id.workflow_id) == round_id


@pytest.mark.parametrize("slug", ["campaign", "round", "1"])
def test_a_campaign_may_bear_one_of_our_own_words(slug: str) -> None:
    round_id = RoundId(slug, 1)

    assert RoundId.parse(str(round_id)) == round_id
    assert RoundId.parse(round_id.workflow_id) == round_id


@cheap
@given(st.text(max_size=40))
def test_no_text_is_more_than_a_refused_round(text: str) -> None:
    try:
        assert RoundId.parse(text).number > 0
    except ValueError as refused:
        assert "names no round" in str(refused)  # noqa: PT017 - nearly every text is refused
