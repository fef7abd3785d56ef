"""A decision may be typed by hand: whatever it is, it must not stop a round."""

import json
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.decisions import (
    Abort,
    Approve,
    DecisionRequest,
    Recheck,
    Reschedule,
    SendOutcome,
    Unreadable,
    who,
)
from tests.models.samples import cheap, utc

KINDS = (Approve, Abort, Recheck, Reschedule)

keys = st.sampled_from(["by", "reason", "via", "override", "outcome", "fingerprint", "to"])
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(["sent", "2026-12-01T09:15Z", "0001-01-01T00:00:00+05:00", "\ud800", "\0"])
    | st.sampled_from([10**30, -(10**30), 1_796_116_500]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(keys | st.text(st.characters(), max_size=5), inner, max_size=4)
    ),
    max_leaves=10,
)


@pytest.mark.parametrize("kind", KINDS)
@cheap
@given(json_values)
def test_any_payload_is_read_or_refused_in_one_line(
    kind: type[DecisionRequest], payload: object
) -> None:
    try:
        said = f"read; write {kind.read(payload).EXAMPLE}"
    except Unreadable as unreadable:
        said = str(unreadable)

    assert said.endswith(f"; write {kind.EXAMPLE}")
    assert said.isprintable()


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_decision_is_one(kind: type[DecisionRequest]) -> None:
    assert kind.read(json.loads(kind.EXAMPLE)).by == "ada"


@pytest.mark.parametrize("kind", [Approve, Abort, Recheck])
@pytest.mark.parametrize("payload", [None, "", {}, {"unknown": 1}])
def test_an_empty_payload_is_a_decision_without_a_name(
    kind: type[DecisionRequest], payload: object
) -> None:
    assert kind.read(payload) == kind()


def test_a_bare_text_is_the_reason() -> None:
    assert Abort.read("wrong list") == Abort(reason="wrong list")


def test_a_long_text_is_cut_to_what_is_kept() -> None:
    read = Abort.read("x" * 5000)

    assert len(read.reason) == 1000


def test_all_fields_of_an_approval_can_be_typed() -> None:
    read = Approve.read(
        {
            "by": "grace",
            "reason": "seen",
            "via": "temporal",
            "override": True,
            "outcome": "not_sent",
            "fingerprint": "f1",
        }
    )

    assert read == Approve(
        by="grace",
        reason="seen",
        via="temporal",
        override=True,
        outcome=SendOutcome.NOT_SENT,
        fingerprint="f1",
    )


def test_a_reschedule_needs_a_time_with_a_zone() -> None:
    assert Reschedule.read({"to": "2026-12-02T09:15+01:00"}) == Reschedule(
        to=utc("2026-12-02 08:15")
    )
    for payload in (None, "", "tomorrow", {}, {"to": "2026-12-02T09:15"}, {"to": "tomorrow"}):
        with pytest.raises(Unreadable, match=r'to: .*; write \{"to": "2026-12-01T09:15Z"'):
            Reschedule.read(payload)


@pytest.mark.parametrize(
    "payload",
    [
        5, True, [], ["approve"], {"by": 5}, {"by": "x" * 201}, {"reason": "x" * 1001},
        {"outcome": "perhaps"}, {"override": "perhaps"}, {"reason": None},
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_no_decision(payload: object) -> None:
    with pytest.raises(Unreadable, match="; write"):
        Approve.read(payload)


def test_a_decision_that_was_read_already_is_taken_as_it_is() -> None:
    approve = Approve(by="grace")

    assert Approve.read(approve) is approve
    with pytest.raises(Unreadable, match="no JSON object"):
        Abort.read(approve)


def test_any_mapping_will_do() -> None:
    assert Approve.read(MappingProxyType({"by": "grace"})) == Approve(by="grace")


def test_characters_that_the_database_cannot_keep_are_left_out() -> None:
    assert Abort.read({"by": "gr\0ace", "reason": "\0"}) == Abort(by="grace", reason="")


@pytest.mark.parametrize(
    ("by", "name"), [("grace", "grace"), ("  grace ", "grace"), ("", "somebody"), (" ", "somebody")]
)
def test_an_author_without_a_name_is_somebody(by: str, name: str) -> None:
    assert who(Approve(by=by)) == name
