"""When each stage of a round is due, and what becomes of a stage that is late."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from models.base import Duration, Instant, Percent, Value, within_reason


class Stage(StrEnum):
    """Name a moment of a round's lifecycle."""

    PRELAUNCH = "prelaunch"
    PREFLIGHT = "preflight"
    LAUNCH_WARNING = "launch_warning"
    LAUNCH = "launch"
    LAUNCH_CONFIRMATION = "launch_confirmation"
    WRAPUP = "wrapup"
    FOLLOWUP = "followup"


class Lateness(StrEnum):
    """Say what to do with a stage, given the time at which the round gets to it."""

    AHEAD = "ahead"  # wait for it
    DUE = "due"  # do it now, perhaps a little late
    SUPERSEDED = "superseded"  # skip it and record that
    MISSED = "missed"  # too late to do it without asking


class LifecyclePolicy(Value):
    """Place the stages in time; the defaults are production's, a rehearsal is other data.

    `prelaunch_at` and `preflight_at` are times of day in UTC, on the day before the launch's UTC
    date and on that date. A lead counts back from the launch. Where a stage has both, the earlier
    instant wins.
    """

    prelaunch_at: time | None = time(15, 0)
    prelaunch_lead: Duration | None = None
    preflight_at: time | None = time(6, 0)
    preflight_lead: Duration = timedelta(minutes=60)
    warning_lead: Duration = timedelta(minutes=15)
    launch_grace: Duration = timedelta(minutes=15)
    wrapup_delay: Duration = timedelta(minutes=30)
    followups: tuple[Duration, ...] = (timedelta(hours=24), timedelta(hours=72))
    escalation: Duration = timedelta(minutes=30)
    settling: Duration = timedelta(minutes=10)
    metrics_patience: Duration = timedelta(minutes=30)
    count_tolerance: Percent = 1.0
    list_quiet: Duration = timedelta(hours=24)
    loopback_only: bool = False

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.prelaunch_at is None and self.prelaunch_lead is None:
            raise ValueError("prelaunch needs a time of day (prelaunch_at) or prelaunch_lead")
        if any(at is not None and at.tzinfo is not None for at in self._times_of_day):
            raise ValueError("prelaunch_at and preflight_at are in UTC; write 06:00 with no offset")
        if self.preflight_lead < self.warning_lead:
            raise ValueError("preflight_lead must not be shorter than warning_lead")
        if any(
            later <= sooner
            for sooner, later in zip(
                (self.wrapup_delay, *self.followups), self.followups, strict=False
            )
        ):
            raise ValueError("followups must grow, and come later than wrapup_delay")
        return self

    @property
    def _times_of_day(self) -> tuple[time | None, ...]:
        return self.prelaunch_at, self.preflight_at

    @classmethod
    def rehearsal(cls, span: timedelta, followups: int = 2) -> Self:
        """Compress the lifecycle so that a round's first stage comes `span` before its launch.

        Raises ValueError for a span under ten seconds: stages would overlap their own work.
        """
        within_reason(span)
        if span < timedelta(seconds=10):
            raise ValueError("a rehearsal needs at least 10s from the start to the launch")
        return cls(
            prelaunch_at=None,
            prelaunch_lead=span,
            preflight_at=None,
            preflight_lead=span * 0.6,
            warning_lead=span * 0.2,
            launch_grace=span,
            wrapup_delay=span * 0.6,
            followups=tuple(span * (0.6 + 0.3 * (n + 1)) for n in range(followups)),
            escalation=span,
            settling=max(span, timedelta(seconds=20)),
            metrics_patience=span,
            list_quiet=span,
            loopback_only=True,
        )


class Timeline(Value):
    """The due instants of the stages up to the launch of one round, in UTC."""

    prelaunch: Instant
    preflight: Instant
    launch_warning: Instant
    launch: Instant
    launch_deadline: Instant

    @classmethod
    def of(cls, policy: LifecyclePolicy, launch: datetime) -> Self:
        """Apply the policy to one launch time.

        The order prelaunch <= preflight <= launch_warning <= launch always holds.
        """
        launch = launch.astimezone(UTC)
        preflight = launch - policy.preflight_lead
        if policy.preflight_at is not None:
            preflight = min(preflight, at_time(launch, policy.preflight_at))
        candidates = [preflight]
        if policy.prelaunch_lead is not None:
            candidates.append(launch - policy.prelaunch_lead)
        if policy.prelaunch_at is not None:
            candidates.append(at_time(launch - timedelta(days=1), policy.prelaunch_at))
        return cls(
            prelaunch=min(candidates),
            preflight=preflight,
            launch_warning=launch - policy.warning_lead,
            launch=launch,
            launch_deadline=launch + policy.launch_grace,
        )

    def due(self, stage: Stage) -> datetime:
        """Give the instant of a stage that comes before, or is, the launch."""
        instant: datetime = getattr(self, stage.value)
        return instant

    def lateness(self, stage: Stage, now: datetime) -> Lateness:
        """Decide what a stage's lateness means; late is a case, not an accident."""
        if now < self.due(stage):
            return Lateness.AHEAD
        match stage:
            case Stage.PRELAUNCH:
                return Lateness.DUE if now < self.preflight else Lateness.SUPERSEDED
            case Stage.LAUNCH_WARNING:
                return Lateness.DUE if now < self.launch else Lateness.SUPERSEDED
            case Stage.LAUNCH:
                return Lateness.DUE if now <= self.launch_deadline else Lateness.MISSED
            case _:
                return Lateness.DUE


def at_time(day: datetime, moment: time) -> datetime:
    """Put a time of day, in UTC, on the UTC date of an instant."""
    return datetime.combine(day.date(), moment, tzinfo=UTC)
