"""What may have come between the checks and the launch: people who left, harm that showed late."""

from collections.abc import Sequence
from datetime import datetime

from models.checklist import Verdict
from models.counts import difference, within
from models.earlier import EarlierRound, Judgement, crossed_by_former_rule, judge
from models.launch import PrepareLaunch
from models.round import HoldKind

Objection = tuple[HoldKind, str]


def count_moved(command: PrepareLaunch, recipients: int) -> Objection | None:
    """Object to a number of recipients beyond the tolerance; nobody at all is always beyond."""
    wanted, checked = command.wanted_recipients, "approved"
    if wanted in {None, command.checked_recipients}:
        wanted, checked = command.checked_recipients, "counted at the checks"
    if within(recipients, recipients if wanted is None else wanted, command.count_tolerance):
        return None
    counted = f"List {command.list_id} has {recipients:,} active recipients"
    apart = "" if wanted is None else difference(recipients, wanted)
    if apart:
        counted += f", {apart} than the {wanted:,} {checked}"
    return HoldKind.COUNT_CHANGED, f"{counted}."


def late_harm(
    command: PrepareLaunch, rounds: Sequence[EarlierRound], now: datetime
) -> tuple[Judgement, Objection | None]:
    """Judge the earlier rounds again; object to what is worse than was seen and let pass.

    A crossed hold line holds the round; a warning waits for somebody's consent.
    """
    judgement = judge(rounds, now, command.wrapup_delay)
    accepted = command.accepted
    if accepted is None:
        accepted = crossed_by_former_rule(rounds, command.round.number)
    worse = judgement.beyond(accepted)
    if not worse:
        return judgement, None
    words = "; ".join(map(str, worse))
    words = f"{words[:1].upper()}{words[1:]}"
    if any(one.crossing.verdict is Verdict.FAIL for one in worse):
        return judgement, (HoldKind.GUARDRAIL, f"{words}.")
    return judgement, (HoldKind.APPROVAL_MISSING, f"{words}; nobody has approved that.")
