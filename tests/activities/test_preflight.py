"""The checklist: each check passes, warns or fails, and says what it saw."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.preflight import PreflightActivities
from activities.shared_reads import SharedReads
from clients.mailjet.rows import CampaignId, DraftStatus, Job
from models.checklist import Checklist, Verdict
from models.earlier import EarlierRound
from models.round import Status
from models.steps import Preflight
from storage.errors import DatabaseUnavailable
from tests.activities.samples import PLANNED, REF, Run
from tests.fakes import SLACK_AWAY, FakeDns, World, a_snapshot, away, not_found, refused

COMMAND = Preflight(round=REF, planned=PLANNED)
PASS, WARN, FAIL = Verdict.PASS, Verdict.WARN, Verdict.FAIL

FAR = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def dns() -> FakeDns:
    return FakeDns()


@pytest.fixture
def preflight(world: World, dns: FakeDns) -> PreflightActivities:
    services = {"Slack": world.slack.auth_test, "Gemini": world.gemini.ping}
    return PreflightActivities(
        mailjet=world.mailjet,
        snapshots=world.metrics,
        rounds=world.rounds,
        services=services,
        shared=SharedReads(),
        dns=dns,
    )


def verdicts(checklist: Checklist) -> dict[str, Verdict]:
    return {check.name: check.verdict for check in checklist.checks if check.verdict is not PASS}


async def test_clean_round_passes_every_check(
    world: World, preflight: PreflightActivities, run: Run
) -> None:
    checklist = await run(preflight.run_preflight, COMMAND)

    assert verdicts(checklist) == {}
    assert len(checklist.checks) == 13
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
        "list": lambda: mailjet.change(501, list_id=None),
        "no text": lambda: setattr(mailjet, "text", " "),
        "no html": lambda: setattr(mailjet, "html", ""),
        "no unsubscribe": lambda: setattr(mailjet, "html", "<p>Hello</p>"),
        "placeholder": lambda: setattr(mailjet, "text", "Dear {{name}}"),
        "plain link": lambda: setattr(mailjet, "html", mailjet.html.replace("https://", "http://")),
        "sender inactive": lambda: setattr(mailjet, "sender_active", False),
        "no spf": lambda: setattr(mailjet, "spf_ok", False),
        "no dkim": lambda: setattr(mailjet, "dkim_ok", False),
        "no dmarc": dns.records.clear,
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
        ("subject", {"draft as planned": FAIL}),
        ("sender name", {"draft as planned": FAIL}),
        ("sender", {"draft as planned": FAIL}),
        ("list", {"draft as planned": FAIL}),
        ("no text", {"HTML and text part": WARN}),
        ("no html", {"HTML and text part": FAIL, "unsubscribe link": FAIL}),
        ("no unsubscribe", {"unsubscribe link": FAIL}),
        ("placeholder", {"placeholders and links": WARN}),
        ("plain link", {"placeholders and links": WARN}),
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
