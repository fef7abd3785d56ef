"""Numbers that people see come from the stored metrics: a sentence that invents one is dropped."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.brief import Brief, cited_numbers, ground, numbers_in
from tests.models.samples import NOTHING_YET, a_comparison, a_snapshot, cheap

KNOWN = (1234.0, 12.345, 0.5, -1.2, 24.0, 0.0, 98.7654)


@pytest.mark.parametrize(
    "sentence",
    [
        "All is well.",
        "1234 were processed.",
        "1,234 were processed.",
        "Opens are 12.345 %.",
        "Opens are 12.35%, or 12.3 %, or 12 percent.",
        "Opens fell by 1.2 points.",
        "Opens changed by -1.2 points.",
        "Opens changed by \u22121.2 points.",
        "Opens changed by +0.5 points.",
        "Clicks are .5 %.",
        "After 24h nothing changed.",
        "At 24m it was quiet.",
        "The 24-hour snapshot is in.",
        "It delivered 98.77 %, nearly 99 %.",
        "Two of the 5 agents agree.",
        "There are 3 things to do.",
        "Nothing complained: 0 %.",
        "Half a percent may be written 0 % or 1 %.",
        "Grade B2 and Q3 are names.",
    ],
)
def test_a_sentence_of_given_numbers_is_kept(sentence: str) -> None:
    assert ground(sentence, KNOWN) == (sentence, 0)


@pytest.mark.parametrize(
    "sentence",
    [
        "1235 were processed.",
        "1,235 were processed.",
        "12,34 were processed twice over, 9.",
        "Opens are 12.36 %.",
        "Opens are 13 %.",
        "Opens are 12.3450001 %.",
        "Clicks are .7 %.",
        "Clicks fell,77 of them.",
        "It delivered 98.76 %.",
        "After 48h nothing changed.",
        "It was sent on 2026-12-01.",
        "It happened at 09:15.",
        "Bounces are at 3 %.",
        "Bounces are at 3%.",
        "Bounces are at 3 percent.",
        "Opens rose by 4 points.",
        "Opens rose 3x.",
        "About 2 million people opened it.",
        "About 2k people opened it.",
        "About 24K people opened it.",
        "About 24 thousand people opened it.",
        "About 1.2 Million people opened it.",
        "About 1e6 people opened it.",
        "Opens fell by -3.",
        "9" * 400 + " people opened it.",
    ],
)
def test_a_sentence_with_an_invented_number_is_dropped_and_counted(sentence: str) -> None:
    assert ground(sentence, KNOWN) == ("", 1)


def test_only_the_inventing_sentences_of_a_text_are_dropped() -> None:
    text = 'All is well. Opens are 77 %. "1,234" were processed! Expect 9000 next time?'

    assert ground(text, KNOWN) == ('All is well. "1,234" were processed!', 2)


@pytest.mark.parametrize("half", ["Clicks are 12 %.", "Clicks are 13 %."])
def test_a_half_may_be_rounded_either_way(half: str) -> None:
    assert ground(half, (12.5,)) == (half, 0)


def test_an_empty_text_loses_nothing() -> None:
    assert ground("", KNOWN) == ("", 0)


def test_with_nothing_given_every_claim_is_an_invention() -> None:
    assert ground("Opens are 12 %.", ()) == ("", 1)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,234,567 of 2.50 %", [(1234567.0, 0), (2.5, 2)]),
        ("from 10-20 to -3", [(10.0, 0), (20.0, 0), (-3.0, 0)]),
        ("2026-12-01", [(2026.0, 0), (12.0, 0), (1.0, 0)]),
        ("24h, 72h.", [(24.0, 0), (72.0, 0)]),
        ("a1 b_2 none", []),
    ],
)
def test_numbers_are_found_as_people_write_them(
    text: str, numbers: list[tuple[float, int]]
) -> None:
    assert list(cited_numbers(text)) == numbers


def test_the_numbers_of_the_facts_are_those_of_values_and_of_texts() -> None:
    facts = {"a": 1, "b": [2.5, "24h of 3"], "c": None, "d": True, "e": {"f": -4}}

    assert list(numbers_in(facts)) == [1.0, 2.5, 24.0, 3.0, -4.0]


numbers = st.integers(-10_000_000, 10_000_000) | st.decimals(
    -100_000, 100_000, allow_nan=False, places=3
).map(float)
templates = st.sampled_from(
    ["Opens are {} %.", "It is {}.", "{} people clicked.", "About {}, or so!", "({} points)"]
)


@cheap
@given(st.lists(numbers, min_size=1, max_size=8), st.data())
def test_a_text_of_given_numbers_and_their_roundings_is_never_dropped(
    given_numbers: list[float], data: st.DataObject
) -> None:
    sentences = []
    for _ in range(data.draw(st.integers(1, 5))):
        number = data.draw(st.sampled_from(given_numbers))
        written = data.draw(st.sampled_from(["{:,.0f}", "{:.0f}", "{:.1f}", "{:,.2f}", "{}"]))
        sentences.append(data.draw(templates).format(written.format(number)))
    text = " ".join(sentences)

    assert ground(text, [float(number) for number in given_numbers]) == (text, 0)


@cheap
@given(st.text(max_size=200), st.lists(numbers.map(float), max_size=5))
def test_any_text_of_a_model_can_be_judged(text: str, known: list[float]) -> None:
    kept, dropped = ground(text, known)

    assert dropped >= 0
    assert len(kept) <= len(text)


def test_a_brief_gives_counts_rates_guardrails_and_changes() -> None:
    brief = Brief(
        campaign="Spring launch",
        round_number=2,
        expected_recipients=1000,
        snapshot=a_snapshot(),
        comparison=a_comparison(),
    )

    facts = json.loads(brief.as_text())
    assert facts["counts"]["processed"] == 1000
    assert facts["counts"]["bounced"] == 20
    assert facts["rates_percent"]["open_rate"] == 30.61
    assert facts["compared_with_round"] == 1
    opens = next(c for c in facts["changes_percentage_points"] if c["rate"] == "open_rate")
    assert (opens["now"], opens["before"], opens["delta"]) == (30.61, 20.41, 10.2)


def test_a_brief_of_no_data_says_null_and_never_zero() -> None:
    brief = Brief(
        campaign="Spring launch",
        round_number=1,
        expected_recipients=1000,
        snapshot=a_snapshot(NOTHING_YET, number=1),
    )

    facts = brief.facts()
    assert set(facts["rates_percent"].values()) == {None}
    assert "compared_with_round" not in facts
