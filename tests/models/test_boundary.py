"""What crosses a boundary arrives as it left: JSON there and back is the same value."""

from datetime import timedelta
from typing import get_args

import pytest
from pydantic import BaseModel

from models.brief import Brief
from models.campaign import CampaignReport
from models.checklist import Verdict
from models.decisions import Abort, Approve, DecisionKind, Recheck, Reschedule, SendOutcome
from models.explain import explain
from models.launch import (
    FindSend,
    HandOver,
    LaunchReadiness,
    PrepareLaunch,
    SendDraft,
    SendResult,
    Witnesses,
)
from models.notices import (
    AbortNotice,
    Announced,
    Announcement,
    CampaignNotice,
    DecisionNotice,
    FollowupNotice,
    HoldNotice,
    LaunchConfirmationNotice,
    LaunchWarningNotice,
    NoDataNotice,
    Notice,
    PreflightNotice,
    PrelaunchNotice,
    WrapupNotice,
)
from models.plan import ApprovalMode
from models.round import HoldKind, RoundReport, RoundState, Status
from models.steps import CollectMetrics, Consult, Measured, OpenCampaign, Preflight
from models.timeline import LifecyclePolicy
from tests.models.samples import (
    FINGERPRINT,
    LAUNCH,
    MINUTE,
    a_checklist,
    a_comparison,
    a_decision,
    a_hold,
    a_round,
    a_sending,
    a_snapshot,
    a_start,
    an_approval,
    an_assessment,
    some_metrics,
)

REF = a_round().ref
REPORT = RoundReport(
    number=1,
    status=Status.COMPLETED,
    launch=LAUNCH,
    sent=a_sending(),
    snapshot="24h",
    age=24 * 60 * MINUTE,
    metrics=some_metrics(),
    comparison=a_comparison(),
)


def a_full_round() -> RoundState:
    state = a_round(
        Status.COMPLETED,
        hold=HoldKind.GUARDRAIL,
        checklist=a_checklist(Verdict.PASS, Verdict.WARN),
        approval=an_approval(),
        sent=a_sending(),
        over=("prelaunch", "followup 24h"),
    )
    state.late_until = LAUNCH + MINUTE
    state.decisions = [a_decision(kind) for kind in DecisionKind]
    state.snapshots = [a_snapshot()]
    state.comparison = a_comparison()
    state.assessment = an_assessment()
    state.thread = "1700000000.000100"
    state.undelivered = ["prelaunch"]
    state.message_count = 7
    return state


NOTICES: tuple[Notice, ...] = (
    PrelaunchNotice(
        subject="Spring is here",
        sender_name="Ada",
        list_id=7001,
        draft_id=501,
        expected_recipients=1000,
        preflight_at=LAUNCH - 60 * MINUTE,
        approval=ApprovalMode.REQUIRED,
    ),
    PreflightNotice(checklist=a_checklist(*Verdict), needs_approval=True),
    LaunchWarningNotice(recipients=998, subject="Spring", approval_missing=True, approved_by=None),
    LaunchConfirmationNotice(sent=a_sending(), wrapup_at=LAUNCH + 30 * MINUTE),
    WrapupNotice(
        snapshot=a_snapshot(), comparison=a_comparison(), assessment=an_assessment()
    ),
    FollowupNotice(snapshot=a_snapshot(), comparison=None),
    NoDataNotice(snapshot_name="24h", detail="no message was counted yet"),
    HoldNotice(hold=a_hold(), reminder=2, checklist=a_checklist(Verdict.FAIL)),
    DecisionNotice(decision=a_decision()),
    AbortNotice(decision=a_decision(DecisionKind.ABORT)),
    CampaignNotice(rounds=(REPORT,), comparison=a_comparison()),
)  # fmt: skip

BRIEF = Brief(
    campaign="Spring launch",
    round_number=2,
    expected_recipients=1000,
    snapshot=a_snapshot(),
    comparison=a_comparison(),
)
VALUES: tuple[BaseModel, ...] = (
    a_start(approvers=("grace",), four_eyes=True),
    LifecyclePolicy(),
    LifecyclePolicy.rehearsal(timedelta(seconds=33)),
    a_round(),
    a_full_round(),
    explain(a_round()),
    explain(a_full_round()),
    REPORT,
    CampaignReport(name="Spring launch", rounds=(REPORT,), comparison=a_comparison()),
    *NOTICES,
    *(
        Announcement(intent_id="i", stage="s", round=REF, status=Status.READY, notice=notice)
        for notice in NOTICES
    ),
    Announced(channel="C1", ts="1700000000.000100"),
    Approve(by="grace", override=True, outcome=SendOutcome.SENT, fingerprint=FINGERPRINT),
    Abort(reason="wrong list"),
    Recheck(),
    Reschedule(to=LAUNCH),
    OpenCampaign(rounds=(a_start(),)),
    Preflight(round=REF, planned=a_start().planned, loopback_only=True),
    CollectMetrics(
        round=REF,
        snapshot="24h",
        draft_id=501,
        campaign_id=None,
        accepted_at=LAUNCH,
        patience=30 * MINUTE,
    ),
    Measured(snapshot=None, detail="no data yet"),
    Measured(snapshot=a_snapshot(), earlier=a_snapshot(number=1), campaign_id=9001),
    Consult(agent=an_assessment().opinions[0].agent, brief=BRIEF, others=an_assessment().opinions),
    PrepareLaunch(round=REF, draft_id=501, list_id=7001, intent_id="i", fingerprint=FINGERPRINT),
    PrepareLaunch(
        round=REF,
        draft_id=501,
        list_id=7001,
        intent_id="i",
        fingerprint=FINGERPRINT,
        wanted_recipients=1000,
        count_tolerance=0.5,
        accepted=None,
    ),
    LaunchReadiness(recipients=998, objection="the subject changed"),
    LaunchReadiness(
        recipients=900, objection="fewer", hold=HoldKind.COUNT_CHANGED, crossed={"block_rate": 12}
    ),
    an_approval().model_copy(update={"recipients": 998, "crossed": {"block_rate": 12.5}}),
    a_checklist().model_copy(update={"crossed": {}, "approved_before": FINGERPRINT}),
    SendDraft(round=REF, draft_id=501, intent_id="i", not_after=LAUNCH + 15 * MINUTE),
    *(SendResult(outcome=outcome, at=LAUNCH, retry_after=1.5 * MINUTE) for outcome in HandOver),
    FindSend(round=REF, draft_id=501, recipients=998, patience=10 * MINUTE, adopted=True),
    FindSend(round=REF, draft_id=501, recipients=998, patience=MINUTE, doubted="i"),
    Witnesses(found=True, campaign_id=9001, sent_at=LAUNCH, evidence="the draft says sent"),
    Witnesses(found=False, voided=True, evidence="never begun"),
    Witnesses(found=False, claim_until=LAUNCH + MINUTE, evidence="nobody has seen it"),
    FindSend(round=REF, draft_id=501, recipients=998, patience=MINUTE, witness_suffices=True),
    SendResult(outcome=HandOver.UNKNOWN, at=LAUNCH, answered=False),
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_arrives_as_it_left(value: BaseModel) -> None:
    arrived = type(value).model_validate_json(value.model_dump_json())

    assert arrived == value
    assert arrived.model_dump_json() == value.model_dump_json()


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.kind)
def test_a_notice_is_recognised_by_its_kind(notice: Notice) -> None:
    sent = Announcement(intent_id="i", stage="s", round=REF, status=Status.READY, notice=notice)

    arrived = Announcement.model_validate_json(sent.model_dump_json())

    assert type(arrived.notice) is type(notice)


def test_every_kind_of_notice_is_among_them() -> None:
    union, _discriminator = get_args(Notice)

    assert {type(notice) for notice in NOTICES} == set(get_args(union))


@pytest.mark.parametrize("value", [a_start(), REF, REPORT, a_full_round(), NOTICES[0]])
def test_an_old_worker_reads_the_value_of_a_newer_one(value: BaseModel) -> None:
    newer = value.model_dump(mode="json") | {"added_in_a_later_release": [1, 2, 3]}

    assert type(value).model_validate(newer) == value


def test_a_report_of_an_earlier_release_is_read() -> None:
    older = REPORT.model_dump(mode="json", exclude={"snapshot", "age"})

    read = RoundReport.model_validate(older)

    assert (read.snapshot, read.age, read.metrics) == ("", None, REPORT.metrics)


def test_the_state_of_a_round_starts_empty_and_shares_nothing_with_another() -> None:
    one, other = a_round(), a_round()

    one.decisions.append(a_decision())
    one.undelivered.append("prelaunch")

    assert other.decisions == []
    assert other.undelivered == []
