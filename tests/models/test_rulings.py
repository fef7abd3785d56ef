"""May this be decided now? The answers for every status, hold and kind of decision."""

from datetime import datetime, timedelta

import pytest

from models.checklist import Checklist, Verdict
from models.decisions import (
    Abort,
    Approve,
    DecisionKind,
    DecisionRequest,
    Recheck,
    Reschedule,
    SendOutcome,
)
from models.round import BEFORE_HAND_OVER, RELEASES, HoldKind, RoundState, Status
from models.rulings import refusal
from tests.models.samples import (
    FINGERPRINT,
    LAUNCH,
    MINUTE,
    SECOND,
    a_checklist,
    a_round,
    a_sending,
    a_start,
    utc,
)

NOW = LAUNCH - 30 * MINUTE
AFTER_GRACE = LAUNCH + 15 * MINUTE + SECOND
OVERRIDE = Approve(by="grace", override=True, reason="seen with my own eyes")
LATER = Reschedule(by="grace", to=LAUNCH + timedelta(days=1))
CLEAN, WARNED, FAILED = map(a_checklist, (Verdict.PASS, Verdict.WARN, Verdict.FAIL))

ACCEPTED = None
NEEDS_OVERRIDE = "the round holds with {}; approve with override and a reason to launch now"
CHANGED = "draft or list changed after pre-flight; recheck first"
COUNTED = "the number of recipients changed after pre-flight; recheck, then approve it"
NOBODY_KNOWS = "nobody knows yet whether the round was sent; approve with outcome"
OUTCOME = "say what became of the send: outcome sent (adopt it) or not_sent (send now)"


def holds(answer: str | None, expected: str | None) -> bool:
    return answer is None if expected is None else (answer or "").startswith(expected)


@pytest.mark.parametrize(
    ("status", "checklist", "answers"),
    [
        (
            Status.SCHEDULED,
            None,
            (
                "nothing to approve yet: pre-flight runs at 2026-12-01 06:00:00 UTC",
                ACCEPTED,
                ACCEPTED,
                "pre-flight has not run yet; it runs at 2026-12-01 06:00:00 UTC",
            ),
        ),
        (Status.SCHEDULED, WARNED, (ACCEPTED,) * 4),
        (Status.READY, CLEAN, (ACCEPTED,) * 4),
        (Status.LAUNCHING, CLEAN, ("the send has been handed over to Mailjet",) * 4),
        (Status.SENT, CLEAN, ("the round was sent at 2026-12-01 09:15:01 UTC; nothing",) * 4),
        (Status.COMPLETED, CLEAN, ("the round was sent at 2026-12-01 09:15:01 UTC",) * 4),
        (Status.ABORTED, CLEAN, ("the round was aborted; nothing is left to decide",) * 4),
    ],
)
def test_what_may_be_decided_depends_on_the_status(
    status: Status, checklist: Checklist | None, answers: tuple[str | None, ...]
) -> None:
    sent = a_sending() if status in {Status.SENT, Status.COMPLETED} else None
    state = a_round(status, checklist=checklist, sent=sent)
    requests = (Approve(by="grace"), Abort(by="grace"), LATER, Recheck(by="grace"))

    for request, answer in zip(requests, answers, strict=True):
        assert holds(refusal(request, state, NOW), answer)


@pytest.mark.parametrize(
    ("hold", "plain", "override", "reschedule", "recheck"),
    [
        (HoldKind.PREFLIGHT_FAILED, NEEDS_OVERRIDE, ACCEPTED, ACCEPTED, ACCEPTED),
        (HoldKind.APPROVAL_MISSING, ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED),
        (HoldKind.CONTENT_CHANGED, CHANGED, CHANGED, ACCEPTED, ACCEPTED),
        (HoldKind.COUNT_CHANGED, COUNTED, COUNTED, ACCEPTED, ACCEPTED),
        (HoldKind.MISSED_WINDOW, NEEDS_OVERRIDE, ACCEPTED, ACCEPTED, ACCEPTED),
        (HoldKind.SEND_UNRESOLVED, OUTCOME, OUTCOME, NOBODY_KNOWS, NOBODY_KNOWS),
        (HoldKind.GUARDRAIL, NEEDS_OVERRIDE, ACCEPTED, ACCEPTED, ACCEPTED),
        (HoldKind.PAUSED, NEEDS_OVERRIDE, ACCEPTED, ACCEPTED, ACCEPTED),
    ],
)
def test_what_may_be_decided_depends_on_the_hold(
    hold: HoldKind,
    plain: str | None,
    override: str | None,
    reschedule: str | None,
    recheck: str | None,
) -> None:
    state = a_round(Status.BLOCKED, hold=hold, checklist=CLEAN)

    assert holds(refusal(Approve(by="grace"), state, NOW), plain and plain.format(hold))
    assert holds(refusal(OVERRIDE, state, NOW), override)
    assert holds(refusal(LATER, state, NOW), reschedule)
    assert holds(refusal(Recheck(by="grace"), state, NOW), recheck)
    assert refusal(Abort(by="grace"), state, NOW) is None


@pytest.mark.parametrize("hold", HoldKind)
def test_every_decision_that_a_hold_names_releases_it(hold: HoldKind) -> None:
    requests: dict[DecisionKind, DecisionRequest] = {
        DecisionKind.APPROVE: OVERRIDE.model_copy(update={"outcome": SendOutcome.SENT}),
        DecisionKind.ABORT: Abort(by="grace"),
        DecisionKind.RESCHEDULE: LATER,
        DecisionKind.RECHECK: Recheck(by="grace"),
    }
    state = a_round(Status.BLOCKED, hold=hold, checklist=CLEAN)

    assert set(RELEASES) == set(HoldKind)
    for kind in RELEASES[hold]:
        assert refusal(requests[kind], state, NOW) is None


@pytest.mark.parametrize(
    "weak",
    [
        Approve(by="grace"),
        Approve(by="grace", reason="because"),
        Approve(by="grace", override=True),
        Approve(by="grace", override=True, reason="  "),
    ],
)
@pytest.mark.parametrize(
    ("state", "why"),
    [
        (a_round(Status.BLOCKED, hold=HoldKind.GUARDRAIL, checklist=CLEAN), "holds with guardrail"),
        (a_round(Status.BLOCKED, hold=HoldKind.PAUSED, checklist=FAILED), "holds with paused"),
        (
            a_round(Status.BLOCKED, hold=HoldKind.APPROVAL_MISSING, checklist=FAILED),
            "holds with approval_missing",
        ),
        (a_round(Status.READY, checklist=FAILED), "pre-flight failed"),
    ],
)
def test_an_override_needs_the_word_and_a_reason(
    weak: Approve, state: RoundState, why: str
) -> None:
    answer = refusal(weak, state, NOW)

    assert answer is not None
    assert f"{why}; approve with override and a reason" in answer
    assert refusal(OVERRIDE, state, NOW) is None


def test_an_approval_at_the_end_of_the_window_is_in_time() -> None:
    state = a_round(Status.BLOCKED, hold=HoldKind.APPROVAL_MISSING, checklist=WARNED)

    assert refusal(Approve(by="grace"), state, state.deadline) is None


def test_an_approval_after_the_window_needs_an_override() -> None:
    state = a_round(Status.BLOCKED, hold=HoldKind.APPROVAL_MISSING, checklist=WARNED)

    answer = refusal(Approve(by="grace"), state, AFTER_GRACE)
    assert holds(answer, "the launch window is over; approve with override and a reason")
    assert refusal(OVERRIDE, state, AFTER_GRACE) is None


def test_a_window_that_was_prolonged_counts() -> None:
    state = a_round(Status.BLOCKED, hold=HoldKind.APPROVAL_MISSING, checklist=WARNED)
    state.late_until = AFTER_GRACE + MINUTE

    assert refusal(Approve(by="grace"), state, AFTER_GRACE) is None


@pytest.mark.parametrize(
    ("outcome", "reason", "answer"),
    [
        (None, "", OUTCOME),
        (None, "I looked", OUTCOME),
        (SendOutcome.SENT, "", ACCEPTED),
        (SendOutcome.NOT_SENT, "", "not_sent sends the round now; give the reason why"),
        (SendOutcome.NOT_SENT, "  ", "not_sent sends the round now; give the reason why"),
        (SendOutcome.NOT_SENT, "Mailjet's log is empty", ACCEPTED),
    ],
)
def test_only_a_persons_word_on_the_outcome_releases_an_unresolved_send(
    outcome: SendOutcome | None, reason: str, answer: str | None
) -> None:
    state = a_round(Status.BLOCKED, hold=HoldKind.SEND_UNRESOLVED, checklist=CLEAN)
    request = Approve(by="grace", outcome=outcome, reason=reason)

    assert holds(refusal(request, state, NOW), answer)
    assert holds(refusal(request, state, AFTER_GRACE), answer)


@pytest.mark.parametrize("hold", [HoldKind.PREFLIGHT_FAILED, HoldKind.PAUSED])
def test_nothing_can_be_approved_that_preflight_did_not_see(hold: HoldKind) -> None:
    never_looked = a_round(Status.BLOCKED, hold=hold)
    could_not_read = a_round(
        Status.BLOCKED, hold=hold, checklist=a_checklist(Verdict.FAIL, fingerprint=None)
    )

    assert holds(refusal(OVERRIDE, never_looked, NOW), "pre-flight could not look")
    assert holds(refusal(OVERRIDE, could_not_read, NOW), "draft or list could not be read")
    assert refusal(Recheck(by="grace"), never_looked, NOW) is None


@pytest.mark.parametrize(
    ("seen", "answer"),
    [
        (None, ACCEPTED),
        (FINGERPRINT, ACCEPTED),
        (FINGERPRINT.upper(), ACCEPTED),
        ("another", "what you looked at is not what pre-flight saw last; look again"),
        ("", "what you looked at is not what pre-flight saw last; look again"),
    ],
)
def test_an_approval_holds_for_what_its_author_looked_at(
    seen: str | None, answer: str | None
) -> None:
    state = a_round(Status.READY, checklist=WARNED)

    assert holds(refusal(Approve(by="grace", fingerprint=seen), state, NOW), answer)


@pytest.mark.parametrize(
    ("to", "answer"),
    [
        (NOW - SECOND, "2026-12-01 08:44:59 UTC is past; choose a time ahead"),
        (NOW, "2026-12-01 08:45:00 UTC is past; choose a time ahead"),
        (NOW + SECOND, ACCEPTED),
        (utc("2999-12-31 23:59"), ACCEPTED),
        (utc("3000-01-01 00:00"), "3000 is no year for a launch; choose a nearer time"),
        (utc("9999-12-31 23:59"), "9999 is no year for a launch; choose a nearer time"),
    ],
)
def test_a_round_moves_only_to_a_time_ahead(to: datetime, answer: str | None) -> None:
    state = a_round(Status.READY, checklist=CLEAN)

    assert holds(refusal(Reschedule(by="grace", to=to), state, NOW), answer)


EVERY_KIND: tuple[DecisionRequest, ...] = (Approve(), Abort(), Recheck(), LATER)


@pytest.mark.parametrize("request_", EVERY_KIND, ids=lambda request: type(request).__name__)
@pytest.mark.parametrize(
    ("by", "answer"),
    [
        ("grace", ACCEPTED),
        (" grace ", ACCEPTED),
        ("mallory", "mallory may not decide about this campaign; ask grace, alan"),
        ("Grace", "Grace may not decide about this campaign; ask grace, alan"),
        ("", "somebody may not decide about this campaign; ask grace, alan"),
    ],
)
def test_only_the_listed_may_decide_anything(
    request_: DecisionRequest, by: str, answer: str | None
) -> None:
    asked = a_start(approvers=("grace", "alan"))
    state = a_round(Status.READY, asked=asked, checklist=CLEAN)

    assert holds(refusal(request_.model_copy(update={"by": by}), state, NOW), answer)


@pytest.mark.parametrize("request_", EVERY_KIND, ids=lambda request: type(request).__name__)
@pytest.mark.parametrize(
    ("by", "answer"),
    [
        ("grace", ACCEPTED),
        ("ada", "four-eyes: ada started this campaign; somebody else must approve"),
        (" ADA ", "four-eyes: ADA started this campaign; somebody else must approve"),
        ("", "four-eyes: an approval needs a name (by)"),
    ],
)
def test_with_four_eyes_the_starter_may_decide_anything_but_an_approval(
    request_: DecisionRequest, by: str, answer: str | None
) -> None:
    state = a_round(Status.READY, asked=a_start(four_eyes=True, started_by="ada"), checklist=CLEAN)
    expected = answer if isinstance(request_, Approve) else ACCEPTED

    assert holds(refusal(request_.model_copy(update={"by": by}), state, NOW), expected)


@pytest.mark.parametrize("status", [status for status in Status if status not in BEFORE_HAND_OVER])
def test_even_an_override_changes_nothing_after_the_hand_over(status: Status) -> None:
    state = a_round(status, checklist=CLEAN)

    assert refusal(OVERRIDE, state, NOW) is not None
    assert refusal(Abort(by="grace"), state, NOW) is not None


def test_no_override_launches_past_what_is_final() -> None:
    sent = FAILED.checks[0].model_copy(update={"final": True, "seen": "Draft 501 is sent"})
    checklist = FAILED.model_copy(update={"checks": (sent,)})
    state = a_round(Status.BLOCKED, checklist=checklist, hold=HoldKind.PREFLIGHT_FAILED)

    said = refusal(OVERRIDE, state, NOW)

    assert said is not None
    assert said.startswith("no override launches past ")
    assert "(Draft 501 is sent); mend it and recheck, or abort" in said
    assert refusal(Abort(by="grace"), state, NOW) is None
    assert refusal(Recheck(by="grace"), state, NOW) is None


def test_a_send_that_mailjet_took_says_when_and_can_not_be_changed() -> None:
    state = a_round(Status.LAUNCHING, checklist=CLEAN)
    state.accepted_at = LAUNCH + SECOND

    for request in (Approve(by="grace"), Abort(by="grace"), LATER, Recheck(by="grace"), OVERRIDE):
        assert refusal(request, state, LAUNCH + MINUTE) == (
            "the send has been handed over to Mailjet, which took it at 09:15:01 UTC; "
            "it cannot be changed any more"
        )


def test_not_sent_waits_until_no_worker_can_send_any_more() -> None:
    state = a_round(Status.BLOCKED, hold=HoldKind.SEND_UNRESOLVED, checklist=CLEAN)
    state.sending_until = LAUNCH + 2 * MINUTE
    denied = Approve(by="grace", outcome=SendOutcome.NOT_SENT, reason="I looked")
    adopted = Approve(by="grace", outcome=SendOutcome.SENT)

    early = refusal(denied, state, LAUNCH + 2 * MINUTE - SECOND)

    assert holds(early, "a worker that gave no answer may still send it until 2026-12-01 09:17:00")
    assert refusal(denied, state, LAUNCH + 2 * MINUTE) is None
    assert refusal(adopted, state, LAUNCH) is None
    assert refusal(Abort(by="grace"), state, LAUNCH) is None
