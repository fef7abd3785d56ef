"""The earlier rounds of a campaign, as the next one judges them before it goes."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from models.base import Instant, Value
from models.checklist import SEVERITY, Verdict
from models.guardrails import Crossing, crossings
from models.metrics import Snapshot
from models.round import Status

WAS_SENT = frozenset({Status.SENT, Status.COMPLETED})


class EarlierRound(Value):
    """One earlier round: where it stands, when it was handed over, and all that was measured."""

    number: int
    status: Status
    handed_over_at: Instant | None = None  # or meant to be
    snapshots: tuple[Snapshot, ...] = ()


class Finding(Value):
    """What one earlier round says about the next."""

    verdict: Verdict
    words: str
    crossed: tuple[Crossing, ...] = ()


class Judgement(Value):
    """The worst of all earlier rounds, and how far each guardrail was crossed at most (percent)."""

    verdict: Verdict
    words: str
    crossed: Mapping[str, float] = {}


def judge(rounds: Iterable[EarlierRound], now: datetime, wrapup_delay: timedelta) -> Judgement:
    """Take the worst verdict of every snapshot of every earlier round.

    Complaints come in hours, so a round is judged by the worst that was ever measured of it. One
    whose wrap-up is past and that has no numbers is a warning; one whose wrap-up is to come could
    not be looked at yet; one that was not sent says nothing.
    """
    findings = [found for one in rounds if (found := _finding(one, now, wrapup_delay)) is not None]
    if not findings:
        return Judgement(verdict=Verdict.PASS, words="no earlier round was sent")
    verdict = max((found.verdict for found in findings), key=SEVERITY.index)
    words = [found.words for found in findings if found.verdict is verdict]
    if verdict is Verdict.PASS:
        words = [f"{_rounds(len(findings))} within all guardrails"]
    crossed: dict[str, float] = {}
    for crossing in (crossing for found in findings for crossing in found.crossed):
        crossed[crossing.rate] = max(crossing.seen, crossed.get(crossing.rate, 0.0))
    return Judgement(verdict=verdict, words="; ".join(words), crossed=crossed)


def _finding(one: EarlierRound, now: datetime, wrapup_delay: timedelta) -> Finding | None:
    if one.snapshots:
        return _measured(one)
    if one.status in WAS_SENT:
        due = one.handed_over_at + wrapup_delay if one.handed_over_at else now
        if one.status is Status.SENT and due > now:
            words = f"round {one.number}: first results at {due:%Y-%m-%d %H:%M:%S} UTC"
            return Finding(verdict=Verdict.NOT_CHECKED, words=words)
        words = f"round {one.number} was sent, and has no numbers"
        return Finding(verdict=Verdict.WARN, words=words)
    if one.status is not Status.ABORTED and one.handed_over_at is not None:
        words = f"round {one.number} is {one.status}, and may have been sent"
        return Finding(verdict=Verdict.NOT_CHECKED, words=words)
    return None


def _measured(one: EarlierRound) -> Finding:
    """Judge a round by the furthest that each guardrail was crossed in any of its snapshots."""
    worst: dict[str, tuple[Crossing, str]] = {}
    for snapshot in one.snapshots:
        for crossing in crossings(snapshot.metrics):
            known = worst.get(crossing.rate)
            if known is None or crossing.seen > known[0].seen:
                worst[crossing.rate] = (crossing, snapshot.name)
    verdicts = (crossing.verdict for crossing, _ in worst.values())
    verdict = max(verdicts, key=SEVERITY.index, default=Verdict.PASS)
    told = "; ".join(f"{crossing} ({name})" for crossing, name in worst.values())
    return Finding(
        verdict=verdict,
        words=f"round {one.number}: {told or 'within all guardrails'}",
        crossed=tuple(crossing for crossing, _ in worst.values()),
    )


def _rounds(count: int) -> str:
    return "1 earlier round" if count == 1 else f"{count} earlier rounds"
