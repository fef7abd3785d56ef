from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.base import LONGEST
from models.local_time import read_instant
from models.timeline import Lateness, LifecyclePolicy, Stage, Timeline
from tests.models.samples import SECOND, cheap, utc

PRODUCTION = LifecyclePolicy()
TICK = timedelta(microseconds=1)
PLACED = (Stage.PRELAUNCH, Stage.PREFLIGHT, Stage.LAUNCH_WARNING, Stage.LAUNCH)
ORDER = (Lateness.AHEAD, Lateness.DUE, Lateness.SUPERSEDED, Lateness.MISSED)

launches = st.datetimes(datetime(2001, 1, 1), datetime(2998, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
short_spans = st.timedeltas(timedelta(), timedelta(days=3))


@st.composite
def policies(draw: st.DrawFn) -> LifecyclePolicy:
    warning, more = draw(short_spans), draw(short_spans)
    wrapup, steps = draw(short_spans), draw(st.lists(short_spans.filter(bool), max_size=3))
    followups = tuple(wrapup + sum(steps[: n + 1], timedelta()) for n in range(len(steps)))
    prelaunch_at = draw(st.none() | st.times())
    prelaunch_lead = draw(short_spans if prelaunch_at is None else st.none() | short_spans)
    return LifecyclePolicy(
        prelaunch_at=prelaunch_at,
        prelaunch_lead=prelaunch_lead,
        preflight_at=draw(st.none() | st.times()),
        preflight_lead=warning + more,
        warning_lead=warning,
        launch_grace=draw(short_spans),
        wrapup_delay=wrapup,
        followups=followups,
    )


@pytest.mark.parametrize(
    ("launch", "prelaunch", "preflight", "warning"),
    [
        # The table of design.md, section 3.
        ("2026-12-01 09:15", "2026-11-30 15:00", "2026-12-01 06:00", "2026-12-01 09:00"),
        ("2026-12-01 06:30", "2026-11-30 15:00", "2026-12-01 05:30", "2026-12-01 06:15"),
        ("2026-12-01 00:05", "2026-11-30 15:00", "2026-11-30 23:05", "2026-11-30 23:50"),
        ("2026-03-01 09:15", "2026-02-28 15:00", "2026-03-01 06:00", "2026-03-01 09:00"),
        # Leap days, ends of months, the end of a year.
        ("2028-02-29 09:15", "2028-02-28 15:00", "2028-02-29 06:00", "2028-02-29 09:00"),
        ("2028-03-01 09:15", "2028-02-29 15:00", "2028-03-01 06:00", "2028-03-01 09:00"),
        ("2100-03-01 09:15", "2100-02-28 15:00", "2100-03-01 06:00", "2100-03-01 09:00"),
        ("2026-05-01 00:00", "2026-04-30 15:00", "2026-04-30 23:00", "2026-04-30 23:45"),
        ("2026-08-01 12:00", "2026-07-31 15:00", "2026-08-01 06:00", "2026-08-01 11:45"),
        ("2027-01-01 00:10", "2026-12-31 15:00", "2026-12-31 23:10", "2026-12-31 23:55"),
        ("2027-01-01 09:15", "2026-12-31 15:00", "2027-01-01 06:00", "2027-01-01 09:00"),
        # Where the two rules for pre-flight meet.
        ("2026-12-01 07:00", "2026-11-30 15:00", "2026-12-01 06:00", "2026-12-01 06:45"),
        ("2026-12-01 06:59", "2026-11-30 15:00", "2026-12-01 05:59", "2026-12-01 06:44"),
        ("2026-12-01 23:59", "2026-11-30 15:00", "2026-12-01 06:00", "2026-12-01 23:44"),
    ],
)
def test_production_places_the_stages_as_the_design_says(
    launch: str, prelaunch: str, preflight: str, warning: str
) -> None:
    timeline = Timeline.of(PRODUCTION, utc(launch))

    assert timeline.prelaunch == utc(prelaunch)
    assert timeline.preflight == utc(preflight)
    assert timeline.launch_warning == utc(warning)
    assert timeline.launch == utc(launch)
    assert timeline.launch_deadline == utc(launch) + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("zone", "local", "launch", "prelaunch", "preflight"),
    [
        # Berlin springs forward on 2026-03-29 at 01:00 UTC, and falls back on 2026-10-25.
        ("Europe/Berlin", "2026-03-28T09:15", "2026-03-28 08:15", "03-27 15:00", "03-28 06:00"),
        ("Europe/Berlin", "2026-03-29T09:15", "2026-03-29 07:15", "03-28 15:00", "03-29 06:00"),
        ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29 01:00", "03-28 15:00", "03-29 00:00"),
        ("Europe/Berlin", "2026-10-24T09:15", "2026-10-24 07:15", "10-23 15:00", "10-24 06:00"),
        ("Europe/Berlin", "2026-10-25T09:15", "2026-10-25 08:15", "10-24 15:00", "10-25 06:00"),
        ("Europe/Berlin", "2026-10-25T01:30", "2026-10-24 23:30", "10-23 15:00", "10-24 06:00"),
        # New York springs forward on 2026-03-08 at 07:00 UTC, and falls back on 2026-11-01.
        ("America/New_York", "2026-03-07T09:15", "2026-03-07 14:15", "03-06 15:00", "03-07 06:00"),
        ("America/New_York", "2026-03-08T09:15", "2026-03-08 13:15", "03-07 15:00", "03-08 06:00"),
        ("America/New_York", "2026-03-08T01:59", "2026-03-08 06:59", "03-07 15:00", "03-08 05:59"),
        ("America/New_York", "2026-10-31T20:30", "2026-11-01 00:30", "10-31 15:00", "10-31 23:30"),
        ("America/New_York", "2026-11-01T09:15", "2026-11-01 14:15", "10-31 15:00", "11-01 06:00"),
    ],
)
def test_a_clock_change_moves_the_launch_and_never_the_stages_in_utc(
    zone: str, local: str, launch: str, prelaunch: str, preflight: str
) -> None:
    timeline = Timeline.of(PRODUCTION, read_instant(local, ZoneInfo(zone)))

    assert timeline.launch == utc(launch)
    assert timeline.prelaunch == utc(f"2026-{prelaunch}")
    assert timeline.preflight == utc(f"2026-{preflight}")


@cheap
@given(launches, policies())
def test_the_stages_keep_their_order_under_any_policy(
    launch: datetime, policy: LifecyclePolicy
) -> None:
    timeline = Timeline.of(policy, launch)

    moments = [*map(timeline.due, PLACED), timeline.launch_deadline]
    assert moments == sorted(moments)
    assert {moment.tzinfo for moment in moments} == {UTC}
    assert timeline.launch == launch


@cheap
@given(launches)
def test_production_checks_at_least_an_hour_before_the_launch(launch: datetime) -> None:
    timeline = Timeline.of(PRODUCTION, launch)

    assert timeline.preflight <= launch - timedelta(minutes=60)
    assert launch - timeline.preflight <= timedelta(hours=18)
    assert timeline.prelaunch.date() == launch.date() - timedelta(days=1)
    assert timeline.prelaunch.time() == time(15, 0)


@cheap
@given(launches, st.timezones())
def test_the_zone_in_which_a_launch_is_written_changes_nothing(
    launch: datetime, zone: ZoneInfo
) -> None:
    elsewhere = launch.astimezone(zone)

    assert Timeline.of(PRODUCTION, elsewhere) == Timeline.of(PRODUCTION, launch)


@cheap
@given(launches, policies(), st.lists(st.integers(-400_000, 400_000), min_size=2))
def test_lateness_only_ever_grows(
    launch: datetime, policy: LifecyclePolicy, seconds: list[int]
) -> None:
    timeline = Timeline.of(policy, launch)
    moments = [launch + timedelta(seconds=offset) for offset in sorted(seconds)]

    for stage in PLACED:
        grades = [ORDER.index(timeline.lateness(stage, moment)) for moment in moments]
        assert grades == sorted(grades)


@cheap
@given(launches, policies())
def test_lateness_changes_exactly_at_its_boundaries(
    launch: datetime, policy: LifecyclePolicy
) -> None:
    timeline = Timeline.of(policy, launch)

    for stage in PLACED:
        assert timeline.lateness(stage, timeline.due(stage) - TICK) is Lateness.AHEAD
    for stage, successor in (
        (Stage.PRELAUNCH, timeline.preflight),
        (Stage.LAUNCH_WARNING, timeline.launch),
    ):
        assert timeline.lateness(stage, successor) is Lateness.SUPERSEDED
        if timeline.due(stage) < successor:
            assert timeline.lateness(stage, timeline.due(stage)) is Lateness.DUE
            assert timeline.lateness(stage, successor - TICK) is Lateness.DUE
    assert timeline.lateness(Stage.PREFLIGHT, timeline.preflight) is Lateness.DUE
    assert timeline.lateness(Stage.PREFLIGHT, launch + LONGEST) is Lateness.DUE
    assert timeline.lateness(Stage.LAUNCH, launch) is Lateness.DUE
    assert timeline.lateness(Stage.LAUNCH, timeline.launch_deadline) is Lateness.DUE
    assert timeline.lateness(Stage.LAUNCH, timeline.launch_deadline + TICK) is Lateness.MISSED


@pytest.mark.parametrize(
    ("stage", "now", "lateness"),
    [
        (Stage.PRELAUNCH, "2026-11-30 14:59:59", Lateness.AHEAD),
        (Stage.PRELAUNCH, "2026-11-30 15:00:00", Lateness.DUE),
        (Stage.PRELAUNCH, "2026-12-01 05:59:59", Lateness.DUE),
        (Stage.PRELAUNCH, "2026-12-01 06:00:00", Lateness.SUPERSEDED),
        (Stage.PREFLIGHT, "2026-12-01 05:59:59", Lateness.AHEAD),
        (Stage.PREFLIGHT, "2026-12-01 12:00:00", Lateness.DUE),
        (Stage.LAUNCH_WARNING, "2026-12-01 08:59:59", Lateness.AHEAD),
        (Stage.LAUNCH_WARNING, "2026-12-01 09:14:59", Lateness.DUE),
        (Stage.LAUNCH_WARNING, "2026-12-01 09:15:00", Lateness.SUPERSEDED),
        (Stage.LAUNCH, "2026-12-01 09:14:59", Lateness.AHEAD),
        (Stage.LAUNCH, "2026-12-01 09:15:00", Lateness.DUE),
        (Stage.LAUNCH, "2026-12-01 09:30:00", Lateness.DUE),
        (Stage.LAUNCH, "2026-12-01 09:30:01", Lateness.MISSED),
        (Stage.LAUNCH, "2026-12-01 15:00:00", Lateness.MISSED),
    ],
)
def test_a_late_stage_is_sent_skipped_or_missed(stage: Stage, now: str, lateness: Lateness) -> None:
    timeline = Timeline.of(PRODUCTION, utc("2026-12-01 09:15"))

    assert timeline.lateness(stage, utc(now)) is lateness


@cheap
@given(
    launches,
    st.timedeltas(timedelta(seconds=10), timedelta(days=365)),
    st.integers(0, 10),
)
def test_a_rehearsal_of_ten_seconds_or_more_keeps_the_order(
    launch: datetime, span: timedelta, followups: int
) -> None:
    policy = LifecyclePolicy.rehearsal(span, followups=followups)
    timeline = Timeline.of(policy, launch)

    assert timeline.prelaunch == launch - span
    moments = [*map(timeline.due, PLACED), timeline.launch_deadline]
    assert all(sooner < later for sooner, later in pairwise(moments))
    assert len(policy.followups) == followups
    assert policy.loopback_only


@cheap
@given(st.timedeltas(max_value=timedelta(seconds=10) - TICK))
def test_a_rehearsal_under_ten_seconds_is_refused(span: timedelta) -> None:
    with pytest.raises(ValueError, match=r"at least 10s|negative"):
        LifecyclePolicy.rehearsal(span)


def test_a_rehearsal_of_centuries_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than ten years"):
        LifecyclePolicy.rehearsal(timedelta.max)


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        ({"preflight_lead": "10m"}, "preflight_lead must not be shorter than warning_lead"),
        ({"prelaunch_at": None}, "prelaunch needs a time of day"),
        ({"followups": ["24h", "24h"]}, "followups must grow"),
        ({"followups": ["72h", "24h"]}, "followups must grow"),
        ({"followups": ["30m"]}, "come later than wrapup_delay"),
        ({"wrapup_delay": "25h"}, "come later than wrapup_delay"),
        ({"preflight_at": "06:00+02:00"}, "write 06:00 with no offset"),
        ({"launch_grace": "-1m"}, "not a duration"),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(
    field: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValidationError, match=complaint):
        LifecyclePolicy.model_validate(field)


def test_a_policy_may_do_without_followups() -> None:
    assert LifecyclePolicy(followups=()).followups == ()


@cheap
@given(policies())
def test_a_policy_crosses_the_boundary_unchanged(policy: LifecyclePolicy) -> None:
    assert LifecyclePolicy.model_validate_json(policy.model_dump_json()) == policy


@cheap
@given(launches, launches)
def test_an_earlier_launch_never_has_a_later_stage(one: datetime, other: datetime) -> None:
    assume(one != other)
    sooner = Timeline.of(PRODUCTION, min(one, other))
    later = Timeline.of(PRODUCTION, max(one, other))

    assert all(sooner.due(stage) <= later.due(stage) for stage in PLACED)
    assert later.launch_deadline - later.launch == 900 * SECOND
