"""The checklist: each check passes, warns or fails, and says what it saw."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.checks import CHECKS
from activities.drafts import Drafts
from activities.preflight import PreflightActivities
from activities.shared_reads import SharedReads
from clients.mailjet.rows import CampaignId, DraftStatus, Job, Joined, Segment
from models.checklist import Check, Checklist, Verdict
from models.earlier import EarlierRound
from models.rivals import Rival
from models.round import Status
from models.steps import Preflight
from storage.errors import DatabaseUnavailable
from tests.activities.samples import LAUNCH, PLANNED, REF, Run
from tests.fakes import (
    SLACK_AWAY,
    FakeDns,
    World,
    a_snapshot,
    away,
    fingerprint_of_0_1_0,
    not_found,
    refused,
)

STARTED = datetime(2026, 11, 1, 12, tzinfo=UTC)
COMMAND = Preflight(round=REF, planned=PLANNED, list_quiet=timedelta(hours=24), started_at=STARTED)
ANOTHER = Rival(
    slug="autumn-digest", number=1, status=Status.READY, launch=LAUNCH, draft_id=501, claim_id=1
)
ANOTHER_SENT = ANOTHER.model_copy(update={"status": Status.SENT})
UNSUBSCRIBE = '<a href="[[UNSUB_LINK_EN]]">Leave</a>'
PASS, WARN, FAIL = Verdict.PASS, Verdict.WARN, Verdict.FAIL

FAR = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def dns() -> FakeDns:
    return FakeDns()


@pytest.fixture
def preflight(world: World, dns: FakeDns) -> PreflightActivities:
    services = {"Slack": world.slack.auth_test, "Gemini": world.gemini.ping}
    claims = world.claims
    drafts = Drafts(account="sandbox", claims=claims, neighbours=claims, running=claims)
    return PreflightActivities(
        mailjet=world.mailjet,
        snapshots=world.metrics,
        rounds=world.rounds,
        services=services,
        shared=SharedReads(),
        dns=dns,
        drafts=drafts,
    )


def verdicts(checklist: Checklist) -> dict[str, Verdict]:
    return {check.name: check.verdict for check in checklist.checks if check.verdict is not PASS}


async def test_clean_round_passes_every_check(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    checklist = await run(preflight.run_preflight, COMMAND)

    assert verdicts(checklist) == {}
    assert len(checklist.checks) == len(CHECKS)
    assert checklist.fingerprint is not None
    assert checklist.active_recipients == 1000
    assert all(check.seen and check.expected for check in checklist.checks)
    assert world.rounds.checklists == [(checklist, Status.READY)]


@pytest.mark.parametrize(
    ("active", "seen"), [(1000, "1,000"), (990, "990 (10 fewer)"), (1010, "1,010 (10 more)")]
)
async def test_people_who_come_and_go_hold_nobody(
    world: World, preflight: PreflightActivities, run: Run, active: int, seen: str
) -> None:
    world.mailjet.active[7001] = active

    checklist = await run(preflight.run_preflight, COMMAND)

    assert verdicts(checklist) == {}
    assert next(one.seen for one in checklist.checks if one.name == "active recipients") == seen


async def test_an_empty_list_is_past_every_override(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.mailjet.active[7001] = 0

    checklist = await run(preflight.run_preflight, COMMAND)

    assert [check.name for check in checklist.final] == ["active recipients"]


@pytest.mark.parametrize(("tolerance", "verdict"), [(0.0, FAIL), (1.0, PASS), (5.0, PASS)])
async def test_the_plan_says_how_many_may_come_or_go(
    world: World, preflight: PreflightActivities, run: Run, tolerance: float, verdict: Verdict
) -> None:
    world.mailjet.active[7001] = 991
    command = COMMAND.model_copy(update={"count_tolerance": tolerance})

    checklist = await run(preflight.run_preflight, command)

    check = next(one for one in checklist.checks if one.name == "active recipients")
    assert check.verdict is verdict
    assert check.expected == f"1,000, give or take {max(3, int(10 * tolerance))}"


async def test_the_checklist_keeps_how_far_each_guardrail_was_crossed(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.metrics.kept[1, "24h"] = a_snapshot(1, "24h", complained=98)

    checklist = await run(preflight.run_preflight, COMMAND)

    assert checklist.crossed == {"complaint_rate": 10.0}


@pytest.mark.parametrize(
    ("recipients", "added", "still"),
    [(1000, "", True), (999, "", False), (None, "", False), (1000, "<p>new</p>", False)],
)
async def test_an_approval_of_the_first_release_outlives_a_recheck_of_the_same_content(  # noqa: PLR0917
    world: World,
    preflight: PreflightActivities,
    run: Run,
    recipients: int | None,
    added: str,
    still: bool,
) -> None:
    approved = fingerprint_of_0_1_0(world.mailjet)
    world.mailjet.active[7001] = 998
    world.mailjet.html += added
    command = COMMAND.model_copy(update={"approved": approved, "approved_recipients": recipients})

    checklist = await run(preflight.run_preflight, command)

    assert checklist.approved_before == (approved if still else None)


def harm(world: World, dns: FakeDns, what: str) -> None:
    """Put one thing wrong."""
    mailjet = world.mailjet
    changes: dict[str, Callable[[], Any]] = {
        "list deleted": lambda: setattr(mailjet, "list_deleted", True),
        "late harm": lambda: world.metrics.kept.update(
            {(1, "wrapup"): a_snapshot(1), (1, "24h"): a_snapshot(1, "24h", complained=78)}
        ),
        "never measured": lambda: world.metrics.unmeasured.update(
            {1: EarlierRound(number=1, status=Status.COMPLETED)}
        ),
        "not measured yet": lambda: world.metrics.unmeasured.update(
            {1: EarlierRound(number=1, status=Status.SENT, handed_over_at=FAR)}
        ),
        "too many left": lambda: mailjet.active.update({7001: 989}),
        "too many came": lambda: mailjet.active.update({7001: 1011}),
        "nobody": lambda: mailjet.active.update({7001: 0}),
        "sent": lambda: mailjet.change(501, status=DraftStatus.SENT),
        "has campaign": lambda: mailjet.change(501, campaign_id=CampaignId(1)),
        "subject": lambda: mailjet.change(501, subject="Autumn"),
        "sender name": lambda: mailjet.change(501, sender_name="Eve"),
        "sender": lambda: mailjet.change(501, sender_email="eve@example.com"),
        "no list": lambda: mailjet.change(501, list_id=None),
        "segment": lambda: mailjet.change(501, segmentation_id=12),
        "a/b test": lambda: mailjet.change(501, ab_test_id=4),
        "a/b tested": lambda: mailjet.change(501, status=DraftStatus.AB_TESTED),
        "no sender": lambda: mailjet.change(501, sender=" "),
        "no subject": lambda: mailjet.change(501, subject=""),
        "template": lambda: mailjet.change(501, campaign_template=True),
        "ten joined": lambda: setattr(mailjet, "joined", Joined(10, 10)),
        "eleven joined": lambda: setattr(mailjet, "joined", Joined(11, 11)),
        "all joined": lambda: setattr(mailjet, "joined", Joined(1000, 250_000)),
        "no dates": lambda: setattr(mailjet, "joined", None),
        "tail refused": lambda: mailjet.down(refused("mailjet", "count_joined"), "count_joined"),
        "no text": lambda: setattr(mailjet, "text", " "),
        "no html": lambda: setattr(mailjet, "html", ""),
        "no unsubscribe": lambda: setattr(mailjet, "html", "<p>Hello</p>"),
        "nothing but a way out": lambda: setattr(mailjet, "html", UNSUBSCRIBE),
        "hidden unsubscribe": lambda: setattr(
            mailjet, "html", f"<p>Hello</p><p hidden>{UNSUBSCRIBE}</p>"
        ),
        "placeholder in the subject": lambda: mailjet.change(501, subject="Hi {{name}}"),
        "private image": lambda: setattr(
            mailjet, "html", mailjet.html + "<img src=https://10.0.0.1/a.png>"
        ),
        "subject that looks alike": lambda: mailjet.change(501, subject="Spring\u00a0is here"),
        "placeholder": lambda: setattr(mailjet, "text", "Dear {{name}}"),
        "plain link": lambda: setattr(mailjet, "html", mailjet.html.replace("https://", "http://")),
        "sender inactive": lambda: setattr(mailjet, "sender_active", False),
        "no spf": lambda: setattr(mailjet, "spf_ok", False),
        "no dkim": lambda: setattr(mailjet, "dkim_ok", False),
        "no dmarc": dns.records.clear,
        "draft of another": lambda: setattr(world.claims, "rivals", (ANOTHER,)),
        "draft sent by another": lambda: setattr(world.claims, "rivals", (ANOTHER_SENT,)),
        "list of another": lambda: setattr(world.claims, "others_on_list", (ANOTHER,)),
        "list mailed before": lambda: setattr(world.claims, "others_on_list", (ANOTHER_SENT,)),
        "rail warns": lambda: world.metrics.kept.update(
            {(1, "wrapup"): a_snapshot(1, hard_bounces=30)}
        ),
        "rail holds": lambda: world.metrics.kept.update(
            {(1, "wrapup"): a_snapshot(1, hard_bounces=60)}
        ),
        "slack away": lambda: world.slack.down(SLACK_AWAY, "auth_test"),
        "gemini away": lambda: world.gemini.down(refused("gemini", "ping"), "ping"),
    }
    changes[what]()


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("list deleted", {"list exists": FAIL}),
        ("too many left", {"active recipients": FAIL}),
        ("too many came", {"active recipients": FAIL}),
        ("nobody", {"active recipients": FAIL}),
        ("sent", {"draft unsent": FAIL}),
        ("has campaign", {"draft unsent": FAIL}),
        ("draft of another", {"draft claimed": FAIL}),
        ("draft sent by another", {"draft claimed": FAIL}),
        ("list of another", {"list quiet": WARN}),
        ("list mailed before", {"list quiet": WARN}),
        ("subject", {"draft as planned": FAIL}),
        ("sender name", {"draft as planned": FAIL}),
        ("sender", {"draft as planned": FAIL}),
        ("no list", {"draft as planned": FAIL, "accepted by Mailjet": FAIL}),
        ("segment", {"segment": FAIL}),
        ("a/b test", {"accepted by Mailjet": FAIL}),
        ("a/b tested", {"draft unsent": FAIL, "accepted by Mailjet": FAIL}),
        ("no sender", {"accepted by Mailjet": FAIL}),
        ("no subject", {"draft as planned": FAIL, "accepted by Mailjet": FAIL}),
        ("template", {"accepted by Mailjet": WARN}),
        ("ten joined", {}),
        ("eleven joined", {"who joined": WARN}),
        ("all joined", {"who joined": WARN}),
        ("no dates", {"who joined": Verdict.NOT_CHECKED}),
        ("tail refused", {"who joined": Verdict.NOT_CHECKED}),
        ("no text", {"HTML and text part": WARN}),
        ("no html", {"HTML and text part": FAIL, "unsubscribe link": FAIL}),
        ("nothing but a way out", {"HTML and text part": FAIL}),
        ("no unsubscribe", {"unsubscribe link": FAIL}),
        ("hidden unsubscribe", {"unsubscribe link": FAIL}),
        ("placeholder", {"placeholders": WARN}),
        ("placeholder in the subject", {"placeholders": WARN, "draft as planned": FAIL}),
        ("plain link", {"links and images": WARN}),
        ("private image", {"links and images": WARN}),
        ("subject that looks alike", {"draft as planned": FAIL}),
        ("sender inactive", {"sender active": FAIL}),
        ("no spf", {"SPF and DKIM": FAIL}),
        ("no dkim", {"SPF and DKIM": FAIL}),
        ("no dmarc", {"DMARC": WARN}),
        ("rail warns", {"earlier rounds": WARN}),
        ("rail holds", {"earlier rounds": FAIL}),
        ("late harm", {"earlier rounds": FAIL}),
        ("never measured", {"earlier rounds": WARN}),
        ("not measured yet", {"earlier rounds": Verdict.NOT_CHECKED}),
        ("slack away", {"services answer": WARN}),
        ("gemini away", {"services answer": WARN}),
    ],
)
async def test_each_fault_is_seen_and_comes_with_advice(  # noqa: PLR0917 - fixtures
    world: World,
    dns: FakeDns,
    preflight: PreflightActivities,
    run: Run,
    what: str,
    expected: dict[str, Verdict],
) -> None:
    harm(world, dns, what)

    checklist = await run(preflight.run_preflight, COMMAND)

    assert verdicts(checklist) == expected
    for check in checklist.checks:
        assert check.seen
        assert check.expected
        if check.verdict is not Verdict.NOT_CHECKED:
            assert bool(check.advice) == (check.verdict is not PASS)
    blocked = FAIL in expected.values()
    assert world.rounds.checklists[0][1] is (Status.BLOCKED if blocked else Status.READY)


@pytest.mark.parametrize(
    ("job", "verdict"),
    [
        (None, FAIL),
        (Job("Upload", done=False, failed=False, count=10, error=""), FAIL),
        (Job("Error", done=True, failed=True, count=10, error="bad file"), FAIL),
        (Job("Completed", done=True, failed=False, count=1000, error=""), PASS),
    ],
)
async def test_named_import_must_be_over(
    world: World, preflight: PreflightActivities, run: Run, job: Job | None, verdict: Verdict
) -> None:
    world.mailjet.import_job = job
    planned = PLANNED.model_copy(update={"import_job_id": 9})

    checklist = await run(preflight.run_preflight, Preflight(round=REF, planned=planned))

    found = {check.name: check.verdict for check in checklist.checks}
    assert found["import finished"] is verdict


async def test_missing_draft_and_list_fail_in_their_own_words(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.mailjet.drafts.clear()
    world.mailjet.active.clear()

    checklist = await run(preflight.run_preflight, COMMAND)

    assert checklist.fingerprint is None
    assert {"draft unsent", "list exists"} <= set(verdicts(checklist))
    assert len({check.name for check in checklist.checks}) == len(checklist.checks)


async def test_content_that_is_not_there_never_passes(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.mailjet.down(not_found("get_draft_content"), "get_draft_content")

    checklist = await run(preflight.run_preflight, COMMAND)

    assert checklist.verdict is FAIL
    assert checklist.fingerprint is None


async def test_refused_keys_are_one_failed_check_for_each_call(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.mailjet.down(refused("mailjet", "get_draft"), "get_draft")

    checklist = await run(preflight.run_preflight, COMMAND)

    assert verdicts(checklist) == {"mailjet get draft": FAIL}


@pytest.mark.parametrize("call", ["get_draft", "get_list", "get_sender", "get_dns"])
async def test_what_cannot_be_read_now_is_tried_again(
    world: World, preflight: PreflightActivities, run: Run, call: str
) -> None:
    world.mailjet.down(away(), call)

    with pytest.raises(ApplicationError) as caught:
        await run(preflight.run_preflight, COMMAND)

    assert (caught.value.type, caught.value.non_retryable) == ("TryAgain", False)
    assert world.rounds.checklists == []


async def test_database_away_is_tried_again(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.metrics.fail_next("earlier_rounds", DatabaseUnavailable("away"))

    with pytest.raises(ApplicationError) as caught:
        await run(preflight.run_preflight, COMMAND)

    assert (caught.value.type, caught.value.non_retryable) == ("DatabaseUnavailable", False)


async def test_each_thing_is_read_once_however_many_checks_ask(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    await run(preflight.run_preflight, COMMAND)

    assert len(world.mailjet.calls) == len(set(world.mailjet.calls))


async def test_rehearsal_refuses_a_real_mailjet(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.mailjet.on_loopback = False

    with pytest.raises(ApplicationError) as caught:
        await run(
            preflight.run_preflight, Preflight(round=REF, planned=PLANNED, loopback_only=True)
        )

    assert caught.value.type == "NotOnLoopback"


async def test_silent_resolver_is_no_warning_and_no_pass(
    dns: FakeDns, preflight: PreflightActivities, run: Run
) -> None:
    dns.answers = False

    checklist = await run(preflight.run_preflight, COMMAND)

    assert verdicts(checklist) == {"DMARC": Verdict.NOT_CHECKED}
    assert not checklist.needs_approval


async def test_a_draft_is_taken_over_from_a_round_that_is_dead(
    world: World, preflight: PreflightActivities, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    world.claims.rivals = (ANOTHER,)
    world.claims.dead = {ANOTHER.claim_id}

    checklist = await run(preflight.run_preflight, COMMAND)

    assert verdicts(checklist) == {}
    assert world.claims.calls.count("release") == 1
    assert "draft 501 is taken over: round autumn-digest/1" in caplog.text


async def test_only_rounds_that_live_or_went_out_disturb_a_list(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    dead = ANOTHER.model_copy(update={"slug": "dead", "claim_id": 7})
    world.claims.others_on_list = (dead, ANOTHER, ANOTHER_SENT, ANOTHER, ANOTHER)
    world.claims.dead = {7}

    (warning,) = (await run(preflight.run_preflight, COMMAND)).of(WARN)

    assert warning.seen == (
        "list 7001 is also mailed by "
        "round autumn-digest/1, which is ready and launches 2026-12-01 09:15 UTC; "
        "round autumn-digest/1, which was sent 2026-12-01 09:15 UTC; "
        "round autumn-digest/1, which is ready and launches 2026-12-01 09:15 UTC; and 1 more"
    )


async def test_a_plan_without_list_quiet_asks_nobody_who_mails_its_list(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.claims.others_on_list = (ANOTHER,)

    silent = COMMAND.model_copy(update={"list_quiet": timedelta(0)})
    checklist = await run(preflight.run_preflight, silent)

    assert verdicts(checklist) == {}
    assert "of" not in world.claims.calls


async def test_a_draft_of_another_round_is_past_every_override(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.claims.rivals = (ANOTHER,)

    checklist = await run(preflight.run_preflight, COMMAND)

    assert [check.name for check in checklist.final] == ["draft claimed"]


SEGMENTED = PLANNED.model_copy(update={"segment_id": 12, "expected_recipients": 300})
YOUNG = Segment(id=12, name="Young Parisians", expression="age<40", deleted=False)


def of(checklist: Checklist, name: str) -> Check:
    return next(check for check in checklist.checks if check.name == name)


async def test_a_segment_that_the_plan_names_passes_and_no_number_is_claimed_for_it(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.mailjet.change(501, segmentation_id=12)
    world.mailjet.segments[12] = YOUNG

    command = COMMAND.model_copy(update={"planned": SEGMENTED})
    checklist = await run(preflight.run_preflight, command)

    assert verdicts(checklist) == {"active recipients": Verdict.NOT_CHECKED}
    assert of(checklist, "segment").seen == "segment 12, 'Young Parisians'"
    assert "its size is not known" in of(checklist, "active recipients").seen
    assert not checklist.needs_approval


@pytest.mark.parametrize(
    ("draft_has", "exists", "deleted", "words"),
    [
        (None, True, False, "whole list"),
        (13, True, False, "segment 13, not to 12"),
        (12, False, False, "no segment 12"),
        (12, True, True, "was deleted"),
    ],
)
async def test_another_segment_or_one_that_is_gone_fails_past_any_override(  # noqa: PLR0917
    world: World,
    preflight: PreflightActivities,
    run: Run,
    draft_has: int | None,
    exists: bool,
    deleted: bool,
    words: str,
) -> None:
    world.mailjet.change(501, segmentation_id=draft_has)
    if exists:
        world.mailjet.segments[12] = replace(YOUNG, deleted=deleted)

    command = COMMAND.model_copy(update={"planned": SEGMENTED})
    checklist = await run(preflight.run_preflight, command)

    check = of(checklist, "segment")
    assert (check.verdict, check.final) == (FAIL, True)
    assert words in check.seen


@pytest.mark.parametrize(
    ("listed", "verdict"), [(297, Verdict.NOT_CHECKED), (200, FAIL), (0, FAIL)]
)
async def test_a_list_too_short_for_what_the_plan_expects_of_its_segment_fails(
    world: World, preflight: PreflightActivities, run: Run, listed: int, verdict: Verdict
) -> None:
    world.mailjet.change(501, segmentation_id=12)
    world.mailjet.segments[12] = YOUNG
    world.mailjet.active[7001] = listed

    command = COMMAND.model_copy(update={"planned": SEGMENTED})
    checklist = await run(preflight.run_preflight, command)

    assert of(checklist, "active recipients").verdict is verdict


async def test_what_a_segment_says_is_part_of_the_fingerprint(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.mailjet.change(501, segmentation_id=12)
    command = COMMAND.model_copy(update={"planned": SEGMENTED})
    prints = set()

    for expression in ("age<40", "age<41"):
        world.mailjet.segments[12] = replace(YOUNG, expression=expression)
        prints.add((await run(preflight.run_preflight, command)).fingerprint)

    assert len(prints) == 2


async def test_an_address_in_a_segments_name_is_not_kept(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.mailjet.change(501, segmentation_id=12)
    world.mailjet.segments[12] = replace(YOUNG, name="for ada@example.org only")

    command = COMMAND.model_copy(update={"planned": SEGMENTED})
    checklist = await run(preflight.run_preflight, command)

    assert "@" not in of(checklist, "segment").seen


async def test_who_came_by_the_import_that_the_plan_names_is_no_newcomer(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    ended = STARTED + timedelta(hours=2)
    world.mailjet.import_job = Job("Completed", True, False, 1000, "", ended_at=ended)
    planned = PLANNED.model_copy(update={"import_job_id": 9})

    checklist = await run(preflight.run_preflight, COMMAND.model_copy(update={"planned": planned}))

    assert of(checklist, "who joined").expected == "at most 10 since 2026-11-01 14:00 UTC"


async def test_a_round_of_an_older_worker_does_not_claim_to_know_who_joined(
    preflight: PreflightActivities, run: Run
) -> None:
    checklist = await run(preflight.run_preflight, Preflight(round=REF, planned=PLANNED))

    assert of(checklist, "who joined").verdict is Verdict.NOT_CHECKED


def said(checklist: Checklist, name: str) -> str:
    return next(check.seen for check in checklist.checks if check.name == name)


async def test_many_faults_are_told_briefly_and_where(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.mailjet.html += "<p>{{a}} {{b}} {{a}}</p>"
    world.mailjet.text = "Hello *|C|* {{d}} {{e}}"

    checklist = await run(preflight.run_preflight, COMMAND)

    assert said(checklist, "placeholders") == (
        "'*|C|*' in the text part; '{{d}}' in the text part; '{{e}}' in the text part; and 2 more"
    )


async def test_a_difference_that_cannot_be_seen_is_spelled_out(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.mailjet.change(501, subject="Spring\u00a0is here", sender_email="NEWS@Example.COM")

    checklist = await run(preflight.run_preflight, COMMAND)

    assert said(checklist, "draft as planned") == (
        "subject 'Spring\\xa0is here' (differs in U+00A0 NO-BREAK SPACE at position 7, "
        "where the plan has U+0020 SPACE)"
    )


async def test_one_text_in_two_unicode_forms_is_as_planned(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    world.mailjet.change(501, subject="Gru\u0308ße")
    planned = PLANNED.model_copy(update={"subject": "Grüße"})

    checklist = await run(preflight.run_preflight, COMMAND.model_copy(update={"planned": planned}))

    assert verdicts(checklist) == {}


async def test_a_sub_domain_has_its_organizations_dmarc_record(
    dns: FakeDns, preflight: PreflightActivities, run: Run
) -> None:
    dns.only = "example.com"
    planned = PLANNED.model_copy(update={"sender_email": "news@a.b.example.com"})

    checklist = await run(preflight.run_preflight, COMMAND.model_copy(update={"planned": planned}))

    assert "DMARC" not in verdicts(checklist)
    assert said(checklist, "DMARC") == "v=DMARC1; p=none of example.com"


async def test_two_dmarc_records_are_none(
    dns: FakeDns, preflight: PreflightActivities, run: Run
) -> None:
    dns.records = ["v=DMARC1; p=none", "v=DMARC1; p=reject"]

    checklist = await run(preflight.run_preflight, COMMAND)

    assert verdicts(checklist) == {"DMARC": WARN}
