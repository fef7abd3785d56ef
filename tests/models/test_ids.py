import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ids import (
    SLUG_LENGTH,
    RoundId,
    campaign_workflow_id,
    check_slug,
    former_slug_of,
    gives_slug,
    same_name,
    slug_of,
)
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


@pytest.mark.parametrize(
    ("name", "slug", "former"),
    [
        ("Осенний дайджест 2026", "osenniy-daydzhest-2026", "2026"),
        ("春季促销 2026", "chunjicuxiao-2026", "2026"),
        ("春のキャンペーン", "chunnokiyanpen", ""),
        ("봄 세일", "bom-seil", ""),
        ("Ελληνικά νέα", "ellinika-nea", ""),
        ("عرض الربيع", "rd-lrby", ""),
        ("מבצע אביב", "mvts-vyv", ""),
        ("हिन्दी समाचार", "hindi-smacar", ""),
        ("Straße", "strasse", "strae"),
        ("Łódź", "lodz", "odz"),
        ("\uff12\uff10\uff12\uff16", "2026", "2026"),
        ("½ price", "1-2-price", "12-price"),
        ("Spring\u2013launch", "spring-launch", "springlaunch"),
        ("don\u2019t stop", "don-t-stop", "dont-stop"),
        ("🎉 Sale", "sale", "sale"),
        ("ы\u200dы", "yy", ""),
        ("cre\u0300me", "creme", "creme"),
    ],
)
def test_a_name_of_any_script_has_a_slug_that_can_be_told_from_others(
    name: str, slug: str, former: str
) -> None:
    assert slug_of(name) == slug
    assert former_slug_of(name) == former


@cheap
@given(st.text(st.characters(max_codepoint=127), max_size=80))
def test_an_ascii_name_keeps_the_slug_that_earlier_releases_gave_it(name: str) -> None:
    assert former_slug_of(name) == (slug_of(name) if any(map(str.isalnum, name)) else "")


def test_a_slug_is_taken_as_typed_or_refused_with_one_to_write() -> None:
    assert check_slug("spring-2026") == "spring-2026"
    for wrong, example in {
        "Spring Launch": "spring-launch",
        "весна": "vesna",
        "-x-": "x",
        "a--b": "a-b",
        "a_b": "a-b",
        "": "spring-launch",
        "x\n": "x",
        "x" * 61: "x" * 60,
    }.items():
        with pytest.raises(ValueError, match=f'as in "{example}"$'):
            check_slug(wrong)


def test_names_are_one_name_however_they_are_spaced_and_capitalised() -> None:
    assert same_name("Spring  Launch", "spring launch ")
    assert same_name("Fru\u0308hling", "Frühling")
    assert not same_name("Осенний дайджест 2026", "春季促销 2026")
    assert gives_slug("Spring launch!", "spring-launch")
    assert not gives_slug("🎉", "spring-launch")


@pytest.mark.parametrize("name", ["", "   ", "!!!", "🎉🎊", "…", "\u200b"])
def test_a_name_without_letters_or_digits_is_refused(name: str) -> None:
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
