"""Every notice is a message that Slack takes, whatever stands in it."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from activities.messages import WRITERS, render
from clients.slack.message import Message
from models import notices
from models.assessment import AgentName, Assessment, Opinion, Rating
from models.checklist import Check, CheckGroup, Checklist, Verdict
from models.comparison import compare
from models.decisions import Decision, DecisionKind
from models.notices import Announcement, Notice
from models.plan import ApprovalMode
from models.round import Hold, HoldKind, RoundReport, Sent, Status
from tests.activities.samples import LAUNCH, REF
from tests.fakes import a_snapshot, metrics

HOSTILE = {
    "plain": "Spring is here",
    "mention": "<!channel> <@U1> <https://evil.example|click> & more",
    "long": "long " * 2_000,
    "unbroken": "&" * 10_000,
    "emoji": "🎉" * 10_000,
    "lines": "one\ntwo\n" * 500,
    "markup": "*bold* _it_ ~no~ `code` ```block``` | table",
    "empty": "",
}


def every_notice(text: str) -> list[Any]:
    checks = tuple(
        Check(
            name=f"check {n} {text}",
            group=CheckGroup.SETUP,
            verdict=list(Verdict)[n % 3],
            seen=text,
            expected=text,
            advice=text,
        )
        for n in range(24)
    )
    checklist = Checklist(checks=checks, fingerprint="abc", checked_at=LAUNCH)
    decision = Decision(
        number=1,
        kind=DecisionKind.ABORT,
        by=text or "ada",
        via=text,
        reason=text,
        at=LAUNCH,
        accepted=True,
        answer=text,
    )
    opinions = tuple(
        Opinion(agent=agent, rating=Rating.BAD, headline=text, points=(text,) * 6, model=text)
        for agent in AgentName
    )
    assessment = Assessment(snapshot="wrapup", opinions=opinions, created_at=LAUNCH)
    snapshot = a_snapshot(2, hard_bounces=200, complained=100, unsubscribed=300, blocked=400)
    comparison = compare(snapshot, a_snapshot(1))
    sent = Sent(accepted_at=LAUNCH, campaign_id=9, recipients=1000, adopted=True)
    held = [Hold(kind=kind, detail=text, advice=text, since=LAUNCH) for kind in HoldKind]
    report = RoundReport(number=1, status=Status.BLOCKED, launch=LAUNCH, reason=text)
    done = RoundReport(number=2, status=Status.COMPLETED, launch=LAUNCH, metrics=metrics())
    return [
        notices.PrelaunchNotice(
            subject=text,
            sender_name=text,
            list_id=1,
            draft_id=2,
            expected_recipients=3,
            preflight_at=LAUNCH,
            approval=ApprovalMode.REQUIRED,
        ),
        notices.PreflightNotice(checklist=checklist, needs_approval=True),
        notices.LaunchWarningNotice(
            recipients=3, subject=text, approval_missing=False, approved_by=text
        ),
        notices.LaunchWarningNotice(
            recipients=3, subject=text, approval_missing=True, counted_at=LAUNCH
        ),
        notices.PreflightNotice(checklist=checklist, needs_approval=False, approved_by=text),
        notices.LaunchConfirmationNotice(
            sent=sent, wrapup_at=LAUNCH + timedelta(minutes=30), checked_recipients=1002
        ),
        notices.LaunchConfirmationNotice(sent=sent, wrapup_at=LAUNCH + timedelta(minutes=30)),
        notices.WrapupNotice(snapshot=snapshot, comparison=comparison, assessment=assessment),
        notices.FollowupNotice(snapshot=snapshot, comparison=None),
        notices.NoDataNotice(snapshot_name=text, detail=text),
        *(notices.HoldNotice(hold=one, reminder=2, checklist=checklist) for one in held),
        notices.HoldNotice(hold=held[0], over=decision),
        notices.DecisionNotice(decision=decision),
        notices.DecisionNotice(decision=decision.model_copy(update={"accepted": False})),
        notices.AbortNotice(decision=decision),
        notices.CampaignNotice(rounds=(report, done) * 60, comparison=comparison),
    ]


def announcement(notice: Notice, text: str) -> Announcement:
    return Announcement(
        intent_id="x/1/y/1",
        stage="stage",
        round=REF.model_copy(update={"campaign_name": text or "Spring"}),
        status=Status.READY,
        notice=notice,
        undelivered=(text,) * 40,
    )


def texts(node: object) -> str:
    """Read all of a payload."""
    if isinstance(node, dict):
        return " ".join(texts(value) for value in node.values())
    if isinstance(node, list):
        return " ".join(texts(value) for value in node)
    return str(node)


def test_every_notice_has_a_writer() -> None:
    union, _ = get_args(Notice)

    assert set(WRITERS) == set(get_args(union))
    assert {type(notice) for notice in every_notice("x")} == set(WRITERS)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_slack_takes_every_notice_whatever_stands_in_it(text: str) -> None:
    for notice in every_notice(text):
        payload = render(announcement(notice, text)).payload()

        assert payload["text"]


def test_mentions_and_links_are_escaped_wherever_slack_would_read_them() -> None:
    for notice in every_notice(HOSTILE["mention"]):
        payload = render(announcement(notice, HOSTILE["mention"])).payload()
        blocks = payload["blocks"]
        assert isinstance(blocks, list)
        read = texts([payload["text"], *(block for block in blocks if block["type"] != "header")])

        for harmful in ("<!channel>", "<@U1>", "<https://evil"):
            assert harmful not in read, notice.kind


def test_what_slack_did_not_take_is_named_at_the_end() -> None:
    notice = notices.NoDataNotice(snapshot_name="24h", detail="Nothing.")

    message = render(announcement(notice, "launch_warning"))

    assert "did not take earlier messages: launch warning" in texts(message.payload())


def test_times_are_told_in_the_plan_s_zone_and_in_utc() -> None:
    notice = every_notice("Spring")[0]

    said = texts(render(announcement(notice, "Spring")).payload())

    assert "Tue 1 Dec 10:15 CET (09:15 UTC)" in said


def test_abort_of_an_unresolved_send_does_not_claim_that_nothing_was_sent() -> None:
    decision = Decision(
        number=1,
        kind=DecisionKind.ABORT,
        by="ada",
        via="cli",
        reason="",
        at=datetime(2026, 12, 1, tzinfo=UTC),
        accepted=True,
        answer="Nobody knows whether it was sent.",
    )

    said = texts(render(announcement(notices.AbortNotice(decision=decision), "x")).payload())

    assert "Nobody knows whether it was sent." in said
    assert "nothing" not in said.lower()


def test_no_message_claims_a_number_for_a_segment() -> None:
    segment = {"list_id": 7001, "segment_id": 12}
    sent = Sent(accepted_at=LAUNCH, campaign_id=9, recipients=1000, segment_id=12)
    told: list[Any] = [
        notices.PrelaunchNotice(
            subject="Spring",
            sender_name="Ada",
            draft_id=2,
            expected_recipients=300,
            preflight_at=LAUNCH,
            approval=ApprovalMode.AUTOMATIC,
            **segment,
        ),
        notices.LaunchWarningNotice(
            recipients=1000, subject="Spring", approval_missing=False, **segment
        ),
        notices.LaunchConfirmationNotice(
            sent=sent, wrapup_at=LAUNCH, checked_recipients=990, list_id=7001
        ),
    ]

    for notice in told:
        message = render(announcement(notice, ""))
        said = message.text + texts([block.to_dict() for block in message.blocks])
        assert "segment 12 of list 7001 (its size is not known)" in said
        assert "1,000" not in said
        assert "10 more" not in said


@pytest.mark.parametrize(
    ("checked", "words"),
    [
        (None, "sent to 1,000 recipients"),
        (1000, "sent to 1,000 recipients"),
        (1002, "sent to 1,000 recipients, 2 fewer than at the checks"),
        (999, "sent to 1,000 recipients, 1 more than at the checks"),
    ],
)
def test_the_confirmation_says_by_how_many_the_count_moved(checked: int | None, words: str) -> None:
    notice = notices.LaunchConfirmationNotice(
        sent=Sent(accepted_at=LAUNCH, campaign_id=9, recipients=1000),
        wrapup_at=LAUNCH + timedelta(minutes=30),
        checked_recipients=checked,
    )

    payload = render(announcement(notice, "Spring")).payload()

    assert str(payload["text"]).endswith(words)
    assert f"1,000, counted at the launch{words.partition('recipients')[2]}" in texts(payload)


@pytest.mark.parametrize(
    ("counted_at", "words"),
    [
        (None, "goes to *1,000 recipients* (planned)"),
        (LAUNCH, "goes to *1,000 recipients* (counted Tue 1 Dec 10:15 CET (09:15 UTC))"),
    ],
)
def test_the_warning_says_from_when_its_number_is(counted_at: datetime | None, words: str) -> None:
    notice = notices.LaunchWarningNotice(
        recipients=1000, subject="Spring", approval_missing=False, counted_at=counted_at
    )

    assert words in texts(render(announcement(notice, "Spring")).payload())


def test_checks_that_failed_and_were_overridden_say_who_did_so() -> None:
    check = Check(
        name="earlier rounds",
        group=CheckGroup.HISTORY,
        verdict=Verdict.FAIL,
        seen="bad",
        expected="good",
    )
    checklist = Checklist(checks=(check,), fingerprint="2:abc", checked_at=LAUNCH)
    notice = notices.PreflightNotice(checklist=checklist, needs_approval=False, approved_by="ada")

    said = texts(render(announcement(notice, "Spring")).payload())

    assert "checks failed, and overridden" in said
    assert "ada has approved what was seen" in said
    assert "by itself" not in said


def closing(*reports: RoundReport) -> Message:
    return render(announcement(notices.CampaignNotice(rounds=reports), ""))


def a_report(number: int, **fields: Any) -> RoundReport:
    values: dict[str, Any] = {"status": Status.COMPLETED, "metrics": metrics()} | fields
    return RoundReport(number=number, launch=LAUNCH, **values)


@pytest.mark.parametrize("count", [1, 2, 10, 11, 100, 144, 145, 500])
def test_a_closing_message_keeps_its_numbers_however_many_rounds_there_are(count: int) -> None:
    payload = closing(*map(a_report, range(1, count + 1))).payload()

    said = texts(payload)
    total = f"{count} completed; {980 * count:,} of {1000 * count:,} delivered, 40.8 % opened"
    assert total in str(payload["text"])
    assert total in said
    assert len(said) < 9_000
    assert "…" not in said
    assert said.count("40.8%") == (min(count, 144) if count > 10 else 0)
    assert ("campaign show spring-launch" in said) == (count > 144)
    assert ("1 more round:" in said) == (count == 145)


def test_a_round_without_numbers_keeps_its_row() -> None:
    reports = [a_report(number) for number in range(1, 12)]
    reports[4] = a_report(5, status=Status.ABORTED, metrics=None, reason="wrong week")

    said = texts(closing(*reports).payload())

    assert "10 completed, 1 aborted; 9,800 of 10,000 delivered" in said
    assert "\n  5 aborted\n" in said
