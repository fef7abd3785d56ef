"""Every state of a round says why it waits, who must act, and what comes next."""

from datetime import datetime, timedelta

import pytest

from models.checklist import Verdict
from models.explain import ADVICE, explain, next_words
from models.plan import ApprovalMode
from models.round import HoldKind, RoundState, Status
from tests.models.samples import (
    FINGERPRINT,
    LAUNCH,
    SECOND,
    a_checklist,
    a_hold,
    a_round,
    a_sending,
    a_start,
    an_approval,
    utc,
)

BEFORE_LAUNCH = ("prelaunch", "preflight", "launch_warning")
ACCEPTED_AT = LAUNCH + SECOND


@pytest.mark.parametrize(
    ("state", "waiting", "who", "next_stage", "next_at"),
    [
        (
            a_round(),
            "It sleeps until prelaunch at 2026-11-30 15:00:00 UTC.",
            "nobody", "prelaunch", utc("2026-11-30 15:00"),
        ),
        (
            a_round(over=("prelaunch",)),
            "It sleeps until preflight at 2026-12-01 06:00:00 UTC.",
            "nobody", "preflight", utc("2026-12-01 06:00"),
        ),
        (
            a_round(Status.READY, checklist=a_checklist(), over=BEFORE_LAUNCH[:2]),
            "It sleeps until launch warning at 2026-12-01 09:00:00 UTC.",
            "nobody", "launch_warning", utc("2026-12-01 09:00"),
        ),
        (
            a_round(Status.READY, checklist=a_checklist(), over=BEFORE_LAUNCH),
            "It sleeps until launch at 2026-12-01 09:15:00 UTC.",
            "nobody", "launch", LAUNCH,
        ),
        (
            a_round(Status.LAUNCHING, checklist=a_checklist(), over=BEFORE_LAUNCH),
            "The send was handed over to Mailjet; its answer is awaited.",
            "nobody", "launch", LAUNCH,
        ),
        (
            a_round(Status.SENT, sent=a_sending(), over=BEFORE_LAUNCH),
            "It sleeps until wrapup at 2026-12-01 09:45:01 UTC.",
            "nobody", "wrapup", ACCEPTED_AT + timedelta(minutes=30),
        ),
        (
            a_round(Status.COMPLETED, sent=a_sending(), over=("wrapup",)),
            "It sleeps until followup 24h at 2026-12-02 09:15:01 UTC.",
            "nobody", "followup 24h", ACCEPTED_AT + timedelta(hours=24),
        ),
        (
            a_round(Status.COMPLETED, sent=a_sending(), over=("wrapup", "followup 24h")),
            "It sleeps until followup 72h at 2026-12-04 09:15:01 UTC.",
            "nobody", "followup 72h", ACCEPTED_AT + timedelta(hours=72),
        ),
        (
            a_round(
                Status.COMPLETED,
                sent=a_sending(),
                over=("wrapup", "followup 24h", "followup 72h"),
            ),
            "Nothing more is to come.", "nobody", None, None,
        ),
        (
            a_round(Status.ABORTED),
            "The round was aborted; it does not launch any more.", "nobody", None, None,
        ),
    ],
)  # fmt: skip
def test_every_status_says_why_who_and_what_next(
    state: RoundState, waiting: str, who: str, next_stage: str | None, next_at: datetime | None
) -> None:
    view = explain(state)

    assert view.waiting == waiting
    assert view.who == who
    assert (view.next_stage, view.next_at) == (next_stage, next_at)
    assert view.state == state


def test_every_status_has_an_explanation() -> None:
    for status in Status:
        assert explain(a_round(status)).waiting


@pytest.mark.parametrize("kind", HoldKind)
def test_every_hold_says_why_what_to_do_and_who_must_act(kind: HoldKind) -> None:
    asked = a_start(approvers=("grace", "alan"))
    state = a_round(Status.BLOCKED, asked=asked, hold=kind)

    view = explain(state)

    assert view.waiting == "Something is wrong. Mend it."
    assert view.who == "grace, alan"
    assert explain(a_round(Status.BLOCKED, hold=kind)).who == "an operator"
    assert view.next_stage == "prelaunch"


@pytest.mark.parametrize("kind", HoldKind)
def test_every_hold_has_advice_and_words_for_its_release(kind: HoldKind) -> None:
    assert ADVICE[kind].endswith(".")
    for decision in a_hold(kind).releases:
        assert decision.value in next_words(a_hold(kind))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (HoldKind.PREFLIGHT_FAILED, "recheck, approve, reschedule or abort"),
        (HoldKind.SEND_UNRESOLVED, "approve or abort"),
    ],
)
def test_the_releases_of_a_hold_read_as_a_sentence(kind: HoldKind, words: str) -> None:
    assert next_words(a_hold(kind)) == words


def test_a_round_that_needs_an_approval_says_so_until_it_has_it() -> None:
    asked = a_start(approval=ApprovalMode.REQUIRED)
    waiting = a_round(Status.READY, asked=asked, checklist=a_checklist())
    approved = a_round(
        Status.READY, asked=asked, checklist=a_checklist(), approval=an_approval(FINGERPRINT)
    )

    assert explain(waiting).waiting.endswith("It launches only after an approval.")
    assert explain(waiting).who == "an operator"
    assert "approval" not in explain(approved).waiting
    assert explain(approved).who == "nobody"


def test_a_warning_needs_an_approval_even_of_an_automatic_round() -> None:
    warned = a_round(Status.READY, checklist=a_checklist(Verdict.PASS, Verdict.WARN))

    assert warned.needs_approval
    assert explain(warned).who == "an operator"


def test_an_approval_of_something_else_is_no_approval() -> None:
    stale = a_round(Status.READY, checklist=a_checklist(), approval=an_approval("another"))

    assert not stale.approved


def test_a_round_that_was_sent_waits_for_no_approval() -> None:
    asked = a_start(approval=ApprovalMode.REQUIRED)
    sent = a_round(Status.SENT, asked=asked, checklist=a_checklist(), sent=a_sending())

    assert explain(sent).who == "nobody"


def test_the_deadline_is_the_grace_or_what_a_person_granted() -> None:
    state = a_round()

    assert state.deadline == LAUNCH + timedelta(minutes=15)
    state.late_until = LAUNCH + timedelta(hours=2)
    assert state.deadline == LAUNCH + timedelta(hours=2)
    state.late_until = LAUNCH
    assert state.deadline == LAUNCH + timedelta(minutes=15)


def test_a_send_that_mailjet_took_waits_for_its_witness() -> None:
    state = a_round(Status.LAUNCHING, checklist=a_checklist(), over=BEFORE_LAUNCH)
    state.accepted_at = ACCEPTED_AT

    view = explain(state)

    assert view.waiting == (
        "Mailjet took the send at 2026-12-01 09:15:01 UTC; a witness of it is awaited."
    )
    assert (view.who, view.next_stage) == ("nobody", "launch")
