"""The earlier rounds of a campaign, as the next one judges them before it goes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from models.base import Instant, Value
from models.checklist import SEVERITY, Verdict
from models.guardrails import Crossing, crossings, is_worse
from models.metrics import WRAPUP_SNAPSHOT, Metrics
from models.round import Status

WAS_SENT = frozenset({Status.SENT, Status.COMPLETED})
MOST_NAMED = 3  # rounds without numbers


class EarlierRound(Value):
    """One round that may have gone before: where it stands, and all that was measured of it."""

    number: int
    status: Status
    handed_over_at: Instant | None = None  # or meant to be
    measured: Mapping[str, Metrics] = {}  # by the snapshot's name


class Harm(Value):
    """One guardrail at its worst: how far it was crossed, by which round, in which snapshot."""

    crossing: Crossing
    round_number: int
    snapshot: str

    def __str__(self) -> str:
        return f"round {self.round_number}: {self.crossing} ({self.snapshot})"


class Judgement(Value):
    """What all earlier rounds say about the next, at the moment of looking."""

    harm: tuple[Harm, ...] = ()  # one for each guardrail that was crossed, the worst first
    unmeasured: tuple[str, ...] = ()  # sent, and there are no numbers where there should be
    unknown: tuple[str, ...] = ()  # nothing can be known yet
    within: int = 0  # rounds that were measured and crossed nothing

    @property
    def verdict(self) -> Verdict:
        grades = [one.crossing.verdict for one in self.harm]
        grades += [Verdict.WARN] * bool(self.unmeasured)
        grades += [Verdict.NOT_CHECKED] * bool(self.unknown)
        return max(grades, key=SEVERITY.index, default=Verdict.PASS)

    @property
    def words(self) -> str:
        """Say all that is no pass, or that everything is."""
        objections = [*map(str, self.harm), *_few(self.unmeasured), *_few(self.unknown)]
        if objections:
            return "; ".join(objections)
        if not self.within:
            return "no earlier round was sent"
        rounds = "1 earlier round" if self.within == 1 else f"{self.within} earlier rounds"
        return f"{rounds} within all guardrails"

    @property
    def crossed(self) -> dict[str, float]:
        """Name the guardrails that were crossed by their rates, and how far at most (percent)."""
        return {one.crossing.rate: one.crossing.seen for one in self.harm}

    def beyond(self, accepted: Mapping[str, float]) -> tuple[Harm, ...]:
        """List what is worse than somebody accepted."""
        return tuple(
            one for one in self.harm if is_worse({one.crossing.rate: one.crossing.seen}, accepted)
        )


def judge(rounds: Iterable[EarlierRound], now: datetime, wrapup_delay: timedelta) -> Judgement:
    """Take the worst of every snapshot of every earlier round.

    Complaints come in hours, so a round is judged by the worst that was ever measured of it. One
    whose wrap-up is past and that has no numbers is a warning; one whose wrap-up is to come, or
    of which nobody knows whether it was sent, could not be looked at; one that was not sent says
    nothing.
    """
    worst: dict[str, Harm] = {}
    unmeasured, unknown, within = [], [], 0
    for one in rounds:
        found = tuple(_harm_of(one))
        within += bool(one.measured) and not found
        for harm in found:
            known = worst.get(harm.crossing.rate)
            if known is None or harm.crossing.seen > known.crossing.seen:
                worst[harm.crossing.rate] = harm
        if one.measured or (one.status not in WAS_SENT and one.handed_over_at is None):
            continue
        due = one.handed_over_at + wrapup_delay if one.handed_over_at else now
        if one.status is Status.SENT and due > now:
            at = f"{due:%Y-%m-%d %H:%M:%S} UTC"
            unknown.append(f"round {one.number} has its first results at {at}")
        elif one.status in WAS_SENT:
            unmeasured.append(f"round {one.number} was sent, and has no numbers")
        elif one.status is not Status.ABORTED:
            unknown.append(f"round {one.number} is {one.status}, and may have been sent")
    return Judgement(
        harm=tuple(sorted(worst.values(), key=_severity, reverse=True)),
        unmeasured=tuple(unmeasured),
        unknown=tuple(unknown),
        within=within,
    )


def crossed_by_former_rule(rounds: Sequence[EarlierRound], number: int) -> dict[str, float]:
    """Name what release 0.1.0 looked at: the wrap-up of the latest earlier round that has one.

    Its approvals did not keep what they saw; so they hold for that.
    """
    seen = [one for one in rounds if one.number < number and WRAPUP_SNAPSHOT in one.measured]
    if not seen:
        return {}
    latest = max(seen, key=lambda one: one.number).measured[WRAPUP_SNAPSHOT]
    return {crossing.rate: crossing.seen for crossing in crossings(latest)}


def _harm_of(one: EarlierRound) -> Iterator[Harm]:
    for snapshot, metrics in one.measured.items():
        for crossing in crossings(metrics):
            yield Harm(crossing=crossing, round_number=one.number, snapshot=snapshot)


def _severity(harm: Harm) -> int:
    return SEVERITY.index(harm.crossing.verdict)


def _few(words: tuple[str, ...]) -> tuple[str, ...]:
    """Name a few, and say how many more there are."""
    more = len(words) - MOST_NAMED
    if more <= 0:
        return words
    others = "1 more round" if more == 1 else f"{more} more rounds"
    return (*words[:MOST_NAMED], f"{others} like that")
