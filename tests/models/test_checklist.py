import pytest

from models.checklist import CheckGroup, Checklist, Verdict
from tests.models.samples import CHECKED_AT, FINGERPRINT, a_check, a_checklist

PASS, NOT_CHECKED, WARN, FAIL = Verdict


@pytest.mark.parametrize(
    ("grades", "verdict", "tally"),
    [
        ((PASS,), PASS, "1 pass"),
        ((PASS, PASS, WARN), WARN, "2 pass, 1 warn"),
        ((FAIL, WARN, PASS), FAIL, "1 pass, 1 warn, 1 fail"),
        ((WARN, FAIL, FAIL), FAIL, "1 warn, 2 fail"),
        ((PASS, NOT_CHECKED), NOT_CHECKED, "1 pass, 1 not checked"),
        ((NOT_CHECKED, WARN), WARN, "1 not checked, 1 warn"),
    ],
)
def test_a_checklist_is_graded_by_its_worst_check(
    grades: tuple[Verdict, ...], verdict: Verdict, tally: str
) -> None:
    checklist = a_checklist(*grades)

    assert checklist.verdict is verdict
    assert checklist.tally == tally


def test_a_checklist_that_looked_at_nothing_fails() -> None:
    empty = Checklist(checks=(), fingerprint=None, checked_at=CHECKED_AT)

    assert empty.verdict is Verdict.FAIL
    assert empty.tally == "no checks"


@pytest.mark.parametrize("group", CheckGroup)
def test_a_warning_needs_an_approval_unless_only_a_service_is_silent(group: CheckGroup) -> None:
    checklist = Checklist(
        checks=(a_check(), a_check(WARN, group)), fingerprint=FINGERPRINT, checked_at=CHECKED_AT
    )

    assert checklist.needs_approval == (group is not CheckGroup.SERVICES)


def test_a_clean_checklist_needs_no_approval() -> None:
    assert not a_checklist(PASS, PASS).needs_approval


def test_what_could_not_be_looked_at_is_no_pass_and_asks_for_no_approval() -> None:
    checklist = a_checklist(PASS, NOT_CHECKED)

    assert checklist.of(PASS) == (checklist.checks[0],)
    assert not checklist.needs_approval


def test_the_checks_of_one_grade_keep_their_order() -> None:
    checks = (a_check(FAIL, name="a"), a_check(WARN, name="b"), a_check(FAIL, name="c"))
    checklist = Checklist(checks=checks, fingerprint=FINGERPRINT, checked_at=CHECKED_AT)

    assert [check.name for check in checklist.of(FAIL)] == ["a", "c"]
