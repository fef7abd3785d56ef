"""What becomes of one message: a pure function of seed, draft and address.

Times are shares of the campaign's growth period, from 0 (counters begin) to 1 (nothing moves any
more), so that changing the period moves every event and changes no outcome.
"""

import hashlib
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sandbox.seed import RateSeed

_DRAWS = struct.Struct("<10I")
_SCALE = 2.0**-32

PROCESSED_BY, SETTLED_BY, ENGAGED_BY, FINISHED_BY = 0.2, 0.3, 0.8, 1.0


class Outcome(Enum):
    """How delivery ended."""

    DELIVERED = "sent"
    HARD = "hardbounced"
    SOFT = "softbounced"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class MailboxDomain:
    """How a mailbox provider differs from the average, as factors."""

    failing: float = 1.0
    engaged: float = 1.0


_AVERAGE = MailboxDomain()
_DOMAINS = {
    "gmail.example": MailboxDomain(failing=0.8, engaged=1.05),
    "icloud.example": MailboxDomain(failing=0.8, engaged=1.15),
    "outlook.example": MailboxDomain(failing=1.0, engaged=0.9),
    "yahoo.example": MailboxDomain(failing=1.2, engaged=0.9),
    "corp.example": MailboxDomain(failing=0.9, engaged=1.0),
    "university.example": MailboxDomain(failing=1.1, engaged=1.1),
    "old-isp.example": MailboxDomain(failing=4.0, engaged=0.6),
}

# Mailjet's StateID: why a message did not arrive.
_HARD_STATES = (1, 1, 1, 2, 2, 4, 5)
_SOFT_STATES = (3, 3, 10, 12)
_BLOCKED_STATES = (14, 14, 7, 8, 20)
GREYLISTED, SPAM_REPORTER = 13, 21


@dataclass(slots=True)
class Fate:
    """The whole life of one message, as shares of the growth period."""

    index: int
    outcome: Outcome
    processed: float
    settled: float
    deferred: float | None = None
    state: int | None = None
    opened: tuple[float, ...] = ()
    clicked: tuple[float, ...] = ()
    links: tuple[int, ...] = ()
    unsubscribed: float | None = None
    complained: float | None = None


def domain_of(email: str) -> str:
    """Return the part of an address behind the last @."""
    return email.rpartition("@")[2].lower()


def foretell(
    index: int,
    email: str,
    *,
    seed: int,
    draft_id: int,
    rates: RateSeed,
    links: int,
    barred: bool = False,
) -> Fate:
    """Return what will become of the message to one address; one that is barred gets none."""
    key = f"{seed}|{draft_id}|{email.lower()}".encode()
    whole = _DRAWS.unpack(hashlib.blake2b(key, digest_size=_DRAWS.size).digest())
    draws = [part * _SCALE for part in whole]
    domain = _DOMAINS.get(domain_of(email), _AVERAGE)
    processed = PROCESSED_BY * _early(draws[1])
    settled = processed + (SETTLED_BY - PROCESSED_BY) * _early(draws[2])

    if barred:
        return Fate(index, Outcome.BLOCKED, processed, settled, state=SPAM_REPORTER)
    chance = draws[0]
    for outcome, share in (
        (Outcome.HARD, rates.hard),
        (Outcome.BLOCKED, rates.blocked),
        (Outcome.SOFT, rates.soft),
    ):
        share *= domain.failing  # noqa: PLW2901  the domain's share, not the average's
        if chance < share:
            return Fate(index, outcome, processed, settled, state=_state(outcome, draws[3]))
        chance -= share
    if chance < rates.deferred * domain.failing:
        ended = settled + (ENGAGED_BY - SETTLED_BY) * draws[4]
        state = _state(Outcome.SOFT, draws[3])
        return Fate(index, Outcome.SOFT, processed, ended, deferred=settled, state=state)

    fate = Fate(index, Outcome.DELIVERED, processed, settled)
    if draws[3] < rates.opened * domain.engaged:
        _engage(fate, draws, rates, links)
    return fate


def _engage(fate: Fate, draws: Sequence[float], rates: RateSeed, links: int) -> None:
    first = fate.settled + (ENGAGED_BY - SETTLED_BY) * _early(draws[4])
    again = int(draws[5] * 4) - 1 if draws[5] > 0.5 else 0  # noqa: PLR2004  half open once
    fate.opened = (
        first,
        *(first + (FINISHED_BY - first) * (n + draws[5]) / 4 for n in range(again)),
    )
    after = first + (FINISHED_BY - ENGAGED_BY) * _early(draws[7])
    per_open = 1 / max(rates.opened, 1e-9)
    if links and draws[6] < rates.clicked * per_open:
        link = int(draws[8] ** 2 * links)
        fate.clicked, fate.links = (after,), (link,)
        if draws[8] > 0.8:  # noqa: PLR2004  a fifth come back for the next link
            fate.clicked += (after + (FINISHED_BY - after) * draws[7],)
            fate.links += ((link + 1) % links,)
    if draws[9] < rates.unsubscribed * per_open:
        fate.unsubscribed = after
    elif draws[9] > 1 - rates.complained * per_open:
        fate.complained = after


def _state(outcome: Outcome, draw: float) -> int:
    states = {
        Outcome.HARD: _HARD_STATES,
        Outcome.SOFT: _SOFT_STATES,
        Outcome.BLOCKED: _BLOCKED_STATES,
    }[outcome]
    return states[int(draw * len(states))]


def _early(draw: float, steepness: float = 4.0) -> float:
    """Spread an even draw over 0..1 so that many come early: a saturating curve."""
    return -math.log(1 - draw * (1 - math.exp(-steepness))) / steepness
