"""What an approval is bound to, and what it lets pass."""

from collections.abc import Mapping

import pytest

from models.approval import Approval
from models.checklist import Check, CheckGroup, Checklist, Verdict
from models.decisions import Approve
from models.round import RoundState, Status
from models.rulings import refusal
from tests.models.samples import CHECKED_AT, FINGERPRINT, LAUNCH, MINUTE, a_checklist, a_round

NEW = "2:0123456789abcdef"
NOW = LAUNCH - 30 * MINUTE


def an_approval(**fields: object) -> Approval:
    values = {"by": "ada", "reason": "", "override": False, "at": CHECKED_AT, "fingerprint": NEW}
    return Approval.model_validate(values | fields)


def checked(active: int | None = 1000, **fields: object) -> Checklist:
    values = {"fingerprint": NEW, "active_recipients": active}
    return a_checklist().model_copy(update=values | fields)


def with_history(verdict: Verdict, crossed: Mapping[str, float] | None) -> Checklist:
    check = Check(
        name="earlier rounds", group=CheckGroup.HISTORY, verdict=verdict, seen="s", expected="e"
    )
    return checked(checks=(check,), crossed=crossed)


@pytest.mark.parametrize(
    ("approved_for", "active", "covers"),
    [
        (1000, 1000, True),
        (1000, 990, True),
        (1000, 1010, True),
        (1000, 989, False),
        (1000, 1011, False),
        (1000, 0, False),
        (None, 500, True),  # release 0.1.0 bound the number by the fingerprint
        (1000, None, True),  # nobody can count: then the fingerprint alone decides
    ],
)
def test_an_approval_holds_for_about_so_many_people(
    approved_for: int | None, active: int | None, covers: bool
) -> None:
    approval = an_approval(recipients=approved_for)

    assert approval.covers(checked(active), 1.0) is covers


def test_an_approval_holds_for_nothing_else_that_would_be_sent() -> None:
    assert not an_approval(fingerprint="2:another").covers(checked(), 1.0)
    assert not an_approval(fingerprint=FINGERPRINT).covers(checked(), 1.0)
    assert an_approval(fingerprint=FINGERPRINT).covers(checked(approved_before=FINGERPRINT), 1.0)
    assert not an_approval(fingerprint="").covers(checked(fingerprint=None), 1.0)


@pytest.mark.parametrize(
    ("kept", "verdict", "accepts"),
    [
        ({"complaint_rate": 0.1}, Verdict.FAIL, {"complaint_rate": 0.1}),
        ({}, Verdict.WARN, {}),  # sent and never measured: whatever shows up later is news
        (None, Verdict.FAIL, None),
        (None, Verdict.WARN, None),
        (None, Verdict.PASS, {}),
        (None, Verdict.NOT_CHECKED, {}),
    ],
)
def test_an_approval_accepts_the_harm_that_it_saw(
    kept: Mapping[str, float] | None, verdict: Verdict, accepts: Mapping[str, float] | None
) -> None:
    assert an_approval(crossed=kept).accepts(with_history(verdict, kept)) == accepts


@pytest.mark.parametrize(
    ("override", "kept", "overrides"),
    [
        (True, {"complaint_rate": 0.2}, True),
        (True, {"complaint_rate": 0.1}, False),
        (False, {"complaint_rate": 0.2}, False),
        (True, None, False),
    ],
)
def test_an_override_stands_for_no_worse_harm(
    override: bool, kept: Mapping[str, float] | None, overrides: bool
) -> None:
    approval = an_approval(override=override, crossed=kept)

    assert approval.overrides({"complaint_rate": 0.15}) is overrides


def a_state(approval: Approval | None, checklist: Checklist | None) -> RoundState:
    return a_round(Status.READY, approval=approval, checklist=checklist)


def test_the_round_counts_from_what_was_approved_or_else_checked() -> None:
    approval = an_approval(recipients=1008)

    assert a_state(approval, checked(999)).counted == 1008
    assert a_state(approval, checked(990)).counted == 990  # not what was approved any more
    assert a_state(None, checked(999)).counted == 999
    assert a_state(None, None).counted is None


def test_the_number_that_is_announced_was_counted_last_and_says_when() -> None:
    assert a_state(None, checked(998)).announced_recipients == (998, CHECKED_AT)
    assert a_state(None, checked(0)).announced_recipients == (0, CHECKED_AT)
    assert a_state(None, checked(None)).announced_recipients == (1000, None)
    assert a_state(None, None).announced_recipients == (1000, None)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        (NEW, True),
        ("0123456789abcdef", True),
        ("2:0123456789ABCDEF", True),
        ("fedcba9876543210", True),  # what the same content was called at the first release
        ("1111111111111111", False),
    ],
)
def test_people_may_write_a_fingerprint_in_every_spelling(written: str, taken: bool) -> None:
    state = a_state(None, checked(approved_before="fedcba9876543210"))

    said = refusal(Approve(by="ada", fingerprint=written), state, NOW)

    assert (said is None) is taken
