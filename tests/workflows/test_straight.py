"""A round that nothing disturbs: its stages, its size, its results."""

from collections import Counter
from datetime import timedelta

from models.round import StageOutcome, Status
from models.timeline import Stage
from tests.fakes import a_snapshot, away, refused
from tests.workflows.stage import POLICY, Director, name_of
from workflows.search_attributes import LAUNCH, ROUND, SLUG, STATUS

STAGES = ["prelaunch", "preflight", "launch_warning", "launch_confirmation", "wrapup"]
TASKS = 19  # workflow tasks of a round: its start, 5 timers, 13 answers
SECOND = timedelta(seconds=1)
TESTS_OWN = {"WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED", "WORKFLOW_EXECUTION_OPTIONS_UPDATED"}
ACTIONS = (
    "WORKFLOW_EXECUTION_STARTED",
    "ACTIVITY_TASK_SCHEDULED",
    "TIMER_STARTED",
    "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
    "WORKFLOW_EXECUTION_SIGNALED",
    "WORKFLOW_EXECUTION_UPDATE_ACCEPTED",
)


async def test_clean_round_goes_through_its_stages_in_time(a_round: Director) -> None:
    play = a_round()

    await play.start(stepwise=False)
    report = await play.handle.result()

    state = await play.state()
    assert report.status is state.status is Status.COMPLETED
    assert play.world.stages_told == STAGES
    assert play.world.mailjet.posts == [501]
    assert [told.status for told in play.world.log.told] == [
        Status.SCHEDULED, Status.READY, Status.READY, Status.SENT, Status.COMPLETED
    ]  # fmt: skip
    assert report.metrics is not None
    assert report.metrics.delivered == 980
    assert state.sent is not None
    assert state.sent.campaign_id == 9501
    dues = {name: record.due for name, record in state.stages.items()}
    for stage in (Stage.PRELAUNCH, Stage.PREFLIGHT, Stage.LAUNCH_WARNING, Stage.LAUNCH):
        assert dues[stage] == state.timeline.due(stage)
    assert dues["wrapup"] == state.sent.accepted_at + timedelta(minutes=30)
    assert all(record.at - record.due < 5 * SECOND for record in state.stages.values())
    assert all(record.outcome is StageOutcome.DONE for record in state.stages.values())


async def test_clean_round_is_found_by_search_attributes_and_told_in_details(
    a_round: Director,
) -> None:
    play = a_round()
    await play.start()
    before = (await play.handle.describe()).typed_search_attributes

    await play.before_launch(timedelta(hours=1))
    await play.became("ready")
    ready = (await play.handle.describe()).typed_search_attributes
    await play.finish()
    after = (await play.handle.describe()).typed_search_attributes

    assert [at.get(STATUS) for at in (before, ready, after)] == ["scheduled", "ready", "completed"]
    assert ready.get(SLUG) == play.asked.slug
    assert ready.get(ROUND) == 1
    assert ready.get(LAUNCH) == play.launch


async def test_round_stays_within_its_actions_and_events(a_round: Director) -> None:
    play = a_round()

    await play.start(stepwise=False)
    await play.handle.result()

    events = await sizes(play.handle)
    print(f"\n{sum(events.values())} events, {actions(events)} actions, {dict(events)}")  # noqa: T201
    apart = events["WORKFLOW_TASK_COMPLETED"] - TASKS  # agents that did not answer together
    assert apart <= 2
    assert actions(events) <= 26
    assert sum(events.values()) - 3 * apart <= 120


async def test_two_follow_ups_cost_three_actions_each(a_round: Director) -> None:
    ages = (timedelta(hours=24), timedelta(hours=72))
    play = a_round(policy=POLICY.model_copy(update={"followups": ages}))

    await play.start(stepwise=False)
    await play.handle.result()

    events = await sizes(play.handle)
    assert actions(events) <= 26 + 2 * 3
    assert play.world.stages_told == [*STAGES, "followup 24h", "followup 72h"]
    state = await play.state()
    assert state.sent is not None
    assert state.stages["followup 72h"].due == state.sent.accepted_at + ages[1]
    assert [snapshot.name for snapshot in state.snapshots] == ["wrapup", "24h", "72h"]


async def test_round_is_compared_with_the_earlier_one_at_equal_age(a_round: Director) -> None:
    play = a_round()
    play.world.metrics.kept[0, "wrapup"] = a_snapshot(0, opened=200)

    await play.start(stepwise=False)
    report = await play.handle.result()

    assert report.comparison is not None
    assert report.comparison.earlier_round == 0
    assert "open_rate" in [change.rate for change in report.comparison.clear()]


async def test_no_numbers_yet_is_said_and_is_not_zero(a_round: Director) -> None:
    play = a_round()
    play.world.mailjet.counters = None

    await play.start(stepwise=False)
    report = await play.handle.result()

    assert report.status is Status.COMPLETED
    assert report.metrics is None
    assert play.world.log.told[-1].notice.kind == "no_data"


async def test_part_of_the_numbers_that_never_comes_costs_that_part_only(
    a_round: Director,
) -> None:
    play = a_round(policy=POLICY.model_copy(update={"followups": (timedelta(hours=24),)}))
    play.world.mailjet.down(away(), "get_mailbox_providers")

    await play.start(stepwise=False)
    report = await play.handle.result()

    assert report.status is Status.COMPLETED
    assert report.metrics is not None
    assert play.world.stages_told == [*STAGES, "followup 24h"]
    state = await play.state()
    for snapshot in state.snapshots:
        words = "mailbox providers not yet (Mailjet did not answer)"
        assert [str(one) for one in snapshot.missing] == [words]
    assert state.assessment is not None
    assert not any(opinion.degraded for opinion in state.assessment.opinions)
    assert '"mailbox_providers": "not known"' in play.world.gemini.prompts[0]


async def test_silent_model_degrades_the_assessment_and_stops_nothing(a_round: Director) -> None:
    play = a_round()
    play.world.gemini.down(refused("gemini", "generate"), "generate")

    await play.start(stepwise=False)
    report = await play.handle.result()

    assert report.status is Status.COMPLETED
    state = await play.state()
    assert state.assessment is not None
    assert all(opinion.degraded for opinion in state.assessment.opinions)
    assert play.world.gemini.calls.count("generate") == 5


async def test_late_start_skips_what_is_past_and_checks_before_it_launches(
    a_round: Director,
) -> None:
    play = a_round(timedelta(minutes=5))

    await play.start(stepwise=False)
    report = await play.handle.result()

    assert report.status is Status.COMPLETED
    assert play.world.stages_told == ["preflight", "launch_warning", *STAGES[3:]]
    state = await play.state()
    assert state.stages["prelaunch"].outcome is StageOutcome.SUPERSEDED


async def test_start_after_the_launch_but_within_its_grace_launches(a_round: Director) -> None:
    play = a_round(timedelta(minutes=-10))

    await play.start(stepwise=False)
    report = await play.handle.result()

    assert report.status is Status.COMPLETED
    assert play.world.stages_told == ["preflight", *STAGES[3:]]
    state = await play.state()
    assert state.stages["launch_warning"].outcome is StageOutcome.SUPERSEDED


async def sizes(handle: object) -> Counter[str]:
    history = await handle.fetch_history()  # type: ignore[attr-defined]
    names = (name_of(event.event_type) for event in history.events)
    return Counter(name for name in names if name not in TESTS_OWN)


def actions(events: Counter[str]) -> int:
    return sum(events[name] for name in ACTIONS)
