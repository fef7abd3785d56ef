import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fingerprint import Sendable, is_spelling_of
from tests.models.samples import cheap

CHECKED = Sendable(
    draft_id=501,
    list_id=7001,
    segmentation_id=None,
    subject="Spring is here",
    sender_name="Ada at Example",
    sender_email="news@example.com",
    html="<p>Hello</p>",
    text="Hello",
    headers={"Reply-To": "ada@example.com", "X-Campaign": "spring"},
    active_recipients=1000,
)
CHANGED = {
    "draft_id": 502,
    "list_id": None,
    "segmentation_id": 1,
    "subject": "Spring is here ",
    "sender_name": "ada at Example",
    "sender_email": "new@example.com",
    "html": "<p>Hello </p>",
    "text": "",
    "headers": {"Reply-To": "ada@example.com"},
    "active_recipients": 999,
    "segment_expression": "age<40",
}


def test_every_field_of_what_is_sent_is_listed_here() -> None:
    assert set(CHANGED) == set(Sendable.model_fields)


@pytest.mark.parametrize("field", sorted(set(CHANGED) - {"active_recipients"}))
def test_any_change_of_what_is_sent_changes_the_fingerprint(field: str) -> None:
    changed = CHECKED.model_copy(update={field: CHANGED[field]})

    assert changed.fingerprint != CHECKED.fingerprint


def test_the_fingerprint_is_the_same_on_every_machine_and_in_every_release() -> None:
    """An approval may wait for days: an upgrade meanwhile must not look like a changed draft."""
    assert CHECKED.fingerprint == "2:f17f2f2537f3542b"


def test_people_who_come_and_go_change_nothing_of_what_is_sent() -> None:
    fewer = CHECKED.model_copy(update={"active_recipients": 999})

    assert fewer.fingerprint == CHECKED.fingerprint
    assert fewer.is_what_was_checked(CHECKED.fingerprint, 1000)


def test_a_fingerprint_of_the_first_release_is_compared_by_its_own_rule() -> None:
    first_release = "c9120edea667487b"
    fewer = CHECKED.model_copy(update={"active_recipients": 999})

    assert CHECKED.is_what_was_checked(first_release, 1000)
    assert fewer.is_what_was_checked(first_release, 1000)
    assert not fewer.model_copy(update={"html": "new"}).is_what_was_checked(first_release, 1000)


@pytest.mark.parametrize("counted", [999, 1001, None])
def test_the_first_rule_needs_the_count_of_its_time(counted: int | None) -> None:
    assert not CHECKED.is_what_was_checked("c9120edea667487b", counted)


@pytest.mark.parametrize("unknown", ["", "3:f17f2f2537f3542b", "f17f2f2537f3542b", "c912"])
def test_a_fingerprint_of_no_known_rule_is_never_what_is_there(unknown: str) -> None:
    assert not CHECKED.is_what_was_checked(unknown, 1000)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("2:f17f2f2537f3542b", True),
        ("f17f2f2537f3542b", True),
        (" 2:F17F2F2537F3542B ", True),
        ("1:f17f2f2537f3542b", False),
        ("f17f", False),
        ("", False),
    ],
)
def test_people_write_a_fingerprint_with_its_rule_or_without(written: str, means: bool) -> None:
    assert is_spelling_of(written, CHECKED.fingerprint) is means
    assert is_spelling_of("c9120edea667487b", "c9120edea667487b")


def test_the_order_of_headers_does_not_matter() -> None:
    turned = dict(reversed(list(CHECKED.headers.items())))

    assert CHECKED.model_copy(update={"headers": turned}).fingerprint == CHECKED.fingerprint


@cheap
@given(st.text(), st.text())
def test_any_two_texts_that_differ_have_two_fingerprints(one: str, other: str) -> None:
    first = CHECKED.model_copy(update={"subject": one, "text": other})
    second = CHECKED.model_copy(update={"subject": other, "text": one})

    assert (first.fingerprint == second.fingerprint) == (one == other)
    assert Sendable.model_validate_json(first.model_dump_json()).fingerprint == first.fingerprint


def test_what_a_segment_says_is_no_matter_of_the_first_releases_rule() -> None:
    first_release = "c9120edea667487b"
    narrowed = CHECKED.model_copy(update={"segment_expression": "age<40"})

    assert narrowed.is_what_was_checked(first_release, 1000)
