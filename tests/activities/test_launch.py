"""Looking again, the one POST, and the three witnesses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.launch import LaunchActivities
from clients.errors import ProviderError
from clients.mailjet.rows import CampaignId, DraftId, DraftStatus, ListId, Segment
from models.launch import CLAIM_LASTS, FindSend, HandOver, PrepareLaunch, SendDraft
from models.round import HoldKind
from storage.errors import DatabaseUnavailable
from tests.activities.samples import REF, Run, in_a_while
from tests.fakes import (
    World,
    a_campaign,
    a_draft,
    a_job,
    a_snapshot,
    away,
    fingerprint_of_0_1_0,
    not_found,
    refused,
    slow_down,
    unknown,
    unreachable,
)

NOTHING = timedelta(0)
INTENT = "spring-launch/1/f00d/launch-1"


@pytest.fixture
def launch(world: World) -> LaunchActivities:
    return LaunchActivities(mailjet=world.mailjet, launches=world.launches, history=world.metrics)


async def fingerprint(world: World) -> str:
    from activities.reads import read_sendable  # noqa: PLC0415 - only here

    seen = await read_sendable(world.mailjet, world.mailjet.drafts[501], ListId(7001))
    return seen.fingerprint


def prepare(fingerprint: str, **fields: Any) -> PrepareLaunch:
    return PrepareLaunch(
        round=REF, draft_id=501, list_id=7001, intent_id=INTENT, fingerprint=fingerprint, **fields
    )


def send(not_after: datetime | None = None) -> SendDraft:
    return SendDraft(round=REF, draft_id=501, intent_id=INTENT, not_after=not_after or in_a_while())


def find(**fields: Any) -> FindSend:
    return FindSend(round=REF, draft_id=501, recipients=1000, **{"patience": NOTHING} | fields)


async def test_unchanged_draft_is_ready_and_the_intent_is_recorded(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    ready = await run(launch.prepare_launch, prepare(await fingerprint(world)))

    assert (ready.objection, ready.recipients) == ("", 1000)
    assert world.launches.intents == {INTENT: "intended"}
    assert world.mailjet.posts == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject": "Autumn"}, "not what pre-flight checked"),
        ({"sender_email": "eve@example.com"}, "not what pre-flight checked"),
        ({"list_id": ListId(9)}, "not what pre-flight checked"),
        ({"segmentation_id": 3}, "segment 3 only, which the plan does not name"),
        ({"ab_test_id": 4}, "part of an A/B test"),
        ({"sender": ""}, "no sender name"),
        ({"status": DraftStatus.SENT}, "is sent, not an unsent draft"),
        ({"status": DraftStatus.PROGRAMMED}, "is programmed"),
        ({"status": DraftStatus.UNKNOWN}, "is unknown"),
        ({"status": DraftStatus.ARCHIVED}, "is archived"),
        ({"campaign_id": CampaignId(9)}, "was sent before"),
        ({"delivered_at": datetime(2026, 1, 1, tzinfo=UTC)}, "was sent before"),
    ],
)
async def test_changed_draft_is_objected_to_and_no_intent_is_recorded(
    world: World, launch: LaunchActivities, run: Run, change: dict[str, Any], words: str
) -> None:
    checked = await fingerprint(world)
    world.mailjet.change(501, **change)

    ready = await run(launch.prepare_launch, prepare(checked))

    assert words in ready.objection
    assert world.launches.intents == {}


@pytest.mark.parametrize(
    ("active", "hold"),
    [
        (1000, None),
        (999, None),
        (990, None),
        (1010, None),
        (989, HoldKind.COUNT_CHANGED),
        (1011, HoldKind.COUNT_CHANGED),
        (0, HoldKind.COUNT_CHANGED),
    ],
)
async def test_people_who_come_and_go_are_counted_and_hold_only_beyond_the_tolerance(
    world: World, launch: LaunchActivities, run: Run, active: int, hold: HoldKind | None
) -> None:
    checked = await fingerprint(world)
    world.mailjet.active[7001] = active

    ready = await run(launch.prepare_launch, prepare(checked, checked_recipients=1000))

    assert ready.recipients == active
    assert (ready.hold if ready.objection else None) is hold


@pytest.mark.parametrize(
    ("active", "command", "words"),
    [
        (
            989,
            {"checked_recipients": 1000},
            "List 7001 has 989 active recipients, 11 fewer than the 1,000 counted at the checks.",
        ),
        (
            985,
            {"checked_recipients": 992, "wanted_recipients": 1000},
            "List 7001 has 985 active recipients, 15 fewer than the 1,000 approved.",
        ),
        (
            2000,
            {"checked_recipients": 1000, "wanted_recipients": 1000},
            "2,000 active recipients, 1,000 more than the 1,000 counted at the checks.",
        ),
        (994, {"checked_recipients": 1000, "count_tolerance": 0.5}, "6 fewer than the 1,000"),
        (0, {}, "List 7001 has 0 active recipients."),
        (0, {"checked_recipients": 0}, "List 7001 has 0 active recipients."),
        (0, {"checked_recipients": 2}, "0 active recipients, 2 fewer than the 2 counted"),
        (2, {"checked_recipients": 6}, "2 active recipients, 4 fewer than the 6 counted"),
    ],
)
async def test_the_count_is_held_against_what_was_approved_or_else_counted(  # noqa: PLR0917
    world: World,
    launch: LaunchActivities,
    run: Run,
    active: int,
    command: dict[str, Any],
    words: str,
) -> None:
    checked = await fingerprint(world)
    world.mailjet.active[7001] = active

    ready = await run(launch.prepare_launch, prepare(checked, **command))

    assert ready.hold is HoldKind.COUNT_CHANGED
    assert words in ready.objection
    assert world.launches.intents == {}


@pytest.mark.parametrize(
    ("active", "hold"),
    [(1000, None), (999, None), (1003, None), (989, HoldKind.COUNT_CHANGED)],
)
async def test_a_round_that_the_first_release_checked_is_compared_by_its_rule(
    world: World, launch: LaunchActivities, run: Run, active: int, hold: HoldKind | None
) -> None:
    checked = fingerprint_of_0_1_0(world.mailjet)
    world.mailjet.active[7001] = active

    ready = await run(launch.prepare_launch, prepare(checked, checked_recipients=1000))

    assert (ready.hold if ready.objection else None) is hold
    assert world.launches.intents == ({} if hold else {INTENT: "intended"})


async def test_a_draft_that_changed_over_the_upgrade_is_objected_to(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    checked = fingerprint_of_0_1_0(world.mailjet)
    world.mailjet.html += "<p>one more thing</p>"

    ready = await run(launch.prepare_launch, prepare(checked, checked_recipients=1000))

    assert ready.hold is HoldKind.CONTENT_CHANGED
    assert ready.objection == "Draft 501 is not what pre-flight checked."


@pytest.mark.parametrize(
    ("complained", "accepted", "hold"),
    [
        (0, {}, None),
        (8, {}, HoldKind.GUARDRAIL),
        (8, {"complaint_rate": 0.82}, None),
        (9, {"complaint_rate": 0.82}, HoldKind.GUARDRAIL),
        (8, {"hard_bounce_rate": 9.0}, HoldKind.GUARDRAIL),
        # Release 0.1.0 let pass what the wrap-up showed, and did not keep how much that was.
        (8, None, HoldKind.GUARDRAIL),
    ],
)
async def test_harm_that_shows_after_the_checks_holds_unless_it_was_accepted(  # noqa: PLR0917
    world: World,
    launch: LaunchActivities,
    run: Run,
    complained: int,
    accepted: dict[str, float] | None,
    hold: HoldKind | None,
) -> None:
    checked = await fingerprint(world)
    world.metrics.kept[0, "wrapup"] = a_snapshot(0)
    world.metrics.kept[0, "24h"] = a_snapshot(0, "24h", complained=complained)

    ready = await run(launch.prepare_launch, prepare(checked, accepted=accepted))

    assert (ready.hold if ready.objection else None) is hold
    assert hold is None or ready.objection.startswith("Round 0: complaint rate 0.")
    assert set(ready.crossed) == ({"complaint_rate"} if complained else set())


async def test_an_override_of_the_first_release_stands_for_what_it_saw(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    checked = await fingerprint(world)
    world.metrics.kept[1, "wrapup"] = a_snapshot(1, complained=8)

    ready = await run(launch.prepare_launch, prepare(checked, accepted=None))

    assert ready.objection == ""


async def test_a_warning_that_shows_after_the_checks_waits_for_consent(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    checked = await fingerprint(world)
    world.metrics.kept[0, "24h"] = a_snapshot(0, "24h", unsubscribed=10)

    ready = await run(launch.prepare_launch, prepare(checked))
    approved = await run(launch.prepare_launch, prepare(checked, accepted=ready.crossed))

    assert ready.hold is HoldKind.APPROVAL_MISSING
    assert "unsubscribe rate 1.02 % crossed the warning line of 1 % (24h)" in ready.objection
    assert approved.objection == ""


async def test_only_what_got_worse_is_named_and_not_what_was_accepted(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    checked = await fingerprint(world)
    world.metrics.kept[0, "24h"] = a_snapshot(0, "24h", complained=8, unsubscribed=10)

    ready = await run(launch.prepare_launch, prepare(checked, accepted={"complaint_rate": 0.82}))

    assert ready.hold is HoldKind.APPROVAL_MISSING
    assert "unsubscribe" in ready.objection
    assert "complaint" not in ready.objection


async def test_a_look_at_the_earlier_rounds_that_fails_is_tried_again_and_launches_nothing(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    checked = await fingerprint(world)
    world.metrics.fail_next("earlier_rounds", DatabaseUnavailable("away"))

    with pytest.raises(ApplicationError) as caught:
        await run(launch.prepare_launch, prepare(checked))

    assert not caught.value.non_retryable
    assert world.launches.intents == {}


@pytest.mark.parametrize("change", ["html", "text", "recipients"])
async def test_changed_content_or_list_is_objected_to(
    world: World, launch: LaunchActivities, run: Run, change: str
) -> None:
    checked = await fingerprint(world)
    if change == "recipients":
        world.mailjet.active[7001] = 989
    else:
        setattr(world.mailjet, change, "else")

    ready = await run(launch.prepare_launch, prepare(checked, checked_recipients=1000))

    assert ready.objection == (
        "List 7001 has 989 active recipients, 11 fewer than the 1,000 counted at the checks."
        if change == "recipients"
        else "Draft 501 is not what pre-flight checked."
    )


async def test_list_deleted_after_preflight_is_objected_to(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    checked = await fingerprint(world)
    world.mailjet.list_deleted = True

    ready = await run(launch.prepare_launch, prepare(checked))

    assert ready.objection == "List 7001 was deleted after pre-flight."
    assert world.launches.intents == {}


async def test_rehearsal_refuses_a_real_mailjet(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    world.mailjet.on_loopback = False

    with pytest.raises(ApplicationError) as caught:
        await run(launch.prepare_launch, prepare("", loopback_only=True))

    assert caught.value.type == "NotOnLoopback"
    assert caught.value.non_retryable
    assert world.mailjet.calls == []


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, HandOver.ACCEPTED),
        (refused(), HandOver.REFUSED),
        (not_found("send_draft"), HandOver.REFUSED),
        (unreachable(), HandOver.NOT_SENT),
        (slow_down(30), HandOver.NOT_SENT),
        (unknown(), HandOver.UNKNOWN),
    ],
)
async def test_each_answer_to_the_one_post_has_its_outcome(
    world: World,
    launch: LaunchActivities,
    run: Run,
    error: ProviderError | None,
    outcome: HandOver,
) -> None:
    world.launches.intents[INTENT] = "intended"
    if error is not None:
        world.mailjet.fail_next("send_draft", error)

    result = await run(launch.send_draft, send())

    assert result.outcome is outcome
    assert world.mailjet.posts == [501]
    assert result.detail == ("" if error is None else str(error))
    assert result.retry_after == getattr(error, "retry_after", None)


async def test_worker_that_comes_late_posts_nothing(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    world.launches.intents[INTENT] = "intended"

    result = await run(launch.send_draft, send(datetime.now(UTC) - timedelta(seconds=1)))

    assert result.outcome is HandOver.NOT_SENT
    assert "after the launch window" in result.detail
    assert world.mailjet.posts == []


@pytest.mark.parametrize(
    ("stands", "outcome"),
    [("claimed", HandOver.UNKNOWN), ("void", HandOver.NOT_SENT), (None, HandOver.NOT_SENT)],
)
async def test_nobody_posts_without_the_claim(
    world: World, launch: LaunchActivities, run: Run, stands: str | None, outcome: HandOver
) -> None:
    if stands is not None:
        world.launches.intents[INTENT] = stands

    result = await run(launch.send_draft, send())

    assert result.outcome is outcome
    assert world.mailjet.posts == []


async def test_send_that_runs_twice_posts_once(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    world.launches.intents[INTENT] = "intended"

    first, second = [await run(launch.send_draft, send()) for _ in range(2)]

    assert (first.outcome, second.outcome) == (HandOver.ACCEPTED, HandOver.UNKNOWN)
    assert world.mailjet.posts == [501]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DatabaseUnavailable("the database is not available"), "the database is not available"),
        (RuntimeError("INSERT INTO ... is read-only"), "RuntimeError"),
    ],
)
async def test_send_that_can_not_be_claimed_is_not_sent(
    world: World, launch: LaunchActivities, run: Run, error: Exception, words: str
) -> None:
    world.launches.intents[INTENT] = "intended"
    world.launches.fail_next("claim", error)

    result = await run(launch.send_draft, send())

    assert result.outcome is HandOver.NOT_SENT
    assert result.detail == f"The send could not be claimed: {words}."
    assert world.mailjet.posts == []


async def test_unclaimed_intent_is_voided_and_no_late_worker_can_send_it(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    world.launches.intents[INTENT] = "intended"

    seen = [await run(launch.find_send, find(doubted=INTENT)) for _ in range(2)]
    late = await run(launch.send_draft, send())

    assert [(one.found, one.voided) for one in seen] == [(False, True)] * 2
    assert late.outcome is HandOver.NOT_SENT
    assert world.mailjet.calls == []


async def test_claimed_intent_is_looked_for(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    world.launches.intents[INTENT] = "claimed"
    world.mailjet.take(501)

    seen = await run(launch.find_send, find(doubted=INTENT))

    assert (seen.found, seen.voided) == (True, False)


@pytest.mark.parametrize("witness", ["draft", "programmed", "campaign of draft", "campaign", "job"])
@pytest.mark.parametrize("others", ["silent", "answering"])
async def test_each_witness_alone_proves_a_send(
    world: World, launch: LaunchActivities, run: Run, witness: str, others: str
) -> None:
    mailjet = world.mailjet
    calls = {
        "draft": "get_draft",
        "programmed": "get_draft",
        "campaign of draft": "get_draft",
        "campaign": "find_campaign_by_draft",
        "job": "find_send_job",
    }
    match witness:
        case "draft":
            mailjet.change(501, status=DraftStatus.SENT)
        case "programmed":
            mailjet.change(501, status=DraftStatus.PROGRAMMED)
        case "campaign of draft":
            mailjet.change(501, campaign_id=CampaignId(9501))
        case "campaign":
            mailjet.campaigns[501] = a_campaign(501)
        case "job":
            mailjet.jobs.append(a_job(501))
    if others == "silent":
        mailjet.down(away(), *(call for call in calls.values() if call != calls[witness]))

    seen = await run(launch.find_send, find())

    assert seen.found
    assert seen.sent_at is not None
    assert [sent.adopted for sent in world.launches.sent] == [True]
    assert mailjet.posts == []


async def test_unsent_draft_is_found_by_nobody_and_nothing_is_recorded(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    seen = await run(launch.find_send, find())

    assert not seen.found
    assert seen.evidence == "draft draft, no campaign, no send job"
    assert world.launches.sent == []


async def test_vanished_draft_is_no_witness_against_a_send(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    world.mailjet.drafts.clear()

    seen = await run(launch.find_send, find())

    assert not seen.found
    assert "draft not readable" in seen.evidence


async def test_silence_of_all_is_tried_again_and_proves_nothing(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    world.mailjet.down(away(), "find_send_job")

    with pytest.raises(ApplicationError) as caught:
        await run(launch.find_send, find())

    assert not caught.value.non_retryable
    assert world.launches.sent == []


async def test_patience_waits_for_a_campaign_that_shows_up_late(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    accepted = datetime.now(UTC)

    async def appear() -> None:
        async def later() -> None:
            world.mailjet.campaigns[501] = a_campaign(501)

        world.mailjet.during("get_draft", later)

    world.mailjet.during("get_draft", appear)
    command = find(accepted_at=accepted, patience=timedelta(seconds=5))
    seen = await run(launch.find_send, command)

    assert seen.campaign_id == 9501
    assert world.mailjet.calls.count("get_draft") == 2
    assert [(sent.accepted_at, sent.adopted) for sent in world.launches.sent] == [(accepted, False)]


async def test_adopted_send_stays_adopted_when_its_campaign_is_found(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    world.mailjet.campaigns[501] = a_campaign(501)

    await run(launch.find_send, find(accepted_at=datetime.now(UTC), adopted=True))

    assert [sent.adopted for sent in world.launches.sent] == [True]


async def test_campaign_of_another_draft_is_nobody_s_witness(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    world.mailjet.drafts[502] = a_draft(502)
    world.mailjet.take(502)
    world.mailjet.jobs.append(a_job(DraftId(502)))

    seen = await run(launch.find_send, find())

    assert not seen.found


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("programmed", HandOver.ACCEPTED),
        ("Programmed", HandOver.ACCEPTED),
        ("draft", HandOver.UNKNOWN),
        ("error", HandOver.UNKNOWN),
        ("sent", HandOver.UNKNOWN),
        ("ok", HandOver.UNKNOWN),
    ],
)
async def test_only_the_documented_word_is_an_acceptance(
    world: World, launch: LaunchActivities, run: Run, word: str, outcome: HandOver
) -> None:
    world.mailjet.answer = word
    await run(launch.prepare_launch, prepare(await fingerprint(world)))

    result = await run(launch.send_draft, send())

    assert result.outcome is outcome
    assert len(world.mailjet.posts) == 1
    assert world.launches.answers == {INTENT: outcome}


async def test_the_post_is_given_the_deadline_of_its_claim(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    await run(launch.prepare_launch, prepare(await fingerprint(world)))
    before = datetime.now(UTC)

    await run(launch.send_draft, send())

    (deadline,) = world.mailjet.deadlines
    assert deadline == world.launches.deadlines[INTENT]
    assert before < deadline <= datetime.now(UTC) + CLAIM_LASTS


async def test_a_failed_send_job_is_no_witness(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    world.mailjet.jobs = [replace(a_job(), status="Error")]

    seen = await run(launch.find_send, find())

    assert not seen.found
    assert "send job error" in seen.evidence


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("age<40", ""),
        ("age<50", "not what pre-flight checked"),
        (None, "not what pre-flight checked"),
    ],
)
async def test_a_segment_that_says_something_else_than_at_the_checks_is_objected_to(
    world: World, launch: LaunchActivities, run: Run, now: str | None, words: str
) -> None:
    world.mailjet.change(501, segmentation_id=12)
    world.mailjet.segments[12] = Segment(id=12, name="x", expression="age<40", deleted=False)
    checked = await fingerprint(world)
    world.mailjet.segments.clear()
    if now is not None:
        world.mailjet.segments[12] = Segment(id=12, name="x", expression=now, deleted=False)

    ready = await run(launch.prepare_launch, prepare(checked, segment_id=12))

    assert ready.objection == "" if not words else words in ready.objection
    assert bool(world.launches.intents) == (not words)


async def test_a_found_send_of_a_segment_says_so_in_the_record(
    world: World, launch: LaunchActivities, run: Run
) -> None:
    world.mailjet.take(501)

    await run(launch.find_send, find(segment_id=12))

    assert [sent.segment_id for sent in world.launches.sent] == [12]
