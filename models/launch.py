"""The launch, step by step: what each step is told, and what it found to be true."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from models.base import Instant, Value
from models.round import HoldKind, RoundRef

# A claim is for one POST: so long at most from the claim to the end of all that the POST may take.
CLAIM_LASTS = timedelta(seconds=80)
ANSWER_WITHIN = timedelta(seconds=60)  # of it, for the POST itself: the Mailjet client's time-out
CLOCKS_DIFFER = timedelta(seconds=10)  # two machines at most, while both keep NTP's time


def claim_end(claimed_at: datetime, not_after: datetime) -> datetime:
    """Say until when a claim holds whose POST must not begin after `not_after`."""
    return min(claimed_at + CLAIM_LASTS, not_after + ANSWER_WITHIN)


class PrepareLaunch(Value):
    """Read draft and list again, and record the intent to send if they are what was checked."""

    round: RoundRef
    draft_id: int
    list_id: int
    intent_id: str
    fingerprint: str
    checked_recipients: int | None = None  # as counted by the rule of the fingerprint
    wanted_recipients: int | None = None  # as approved, or else counted by pre-flight
    count_tolerance: float = 1.0
    # Guardrails that somebody let it pass, and how far; None where an approval did not keep them.
    accepted: Mapping[str, float] | None = {}
    wrapup_delay: timedelta = timedelta(minutes=30)
    loopback_only: bool = False
    segment_id: int | None = None  # the plan's


class LaunchReadiness(Value):
    """Say whether what was checked is what would be sent; `objection` is empty when it is."""

    recipients: int
    objection: str = ""
    hold: HoldKind = HoldKind.CONTENT_CHANGED  # what an objection means
    crossed: Mapping[str, float] | None = None  # guardrails by rate, and how far, at this look


class SendDraft(Value):
    """Hand one draft over to Mailjet, unless it is later than `not_after`.

    The intent is recorded already; who claims it may POST, once.
    """

    round: RoundRef
    draft_id: int
    intent_id: str
    not_after: Instant


class HandOver(StrEnum):
    """Say what is known about a send after its one POST."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # Mailjet said no, with certainty
    NOT_SENT = "not_sent"  # the request certainly had no effect; it may be made again
    UNKNOWN = "unknown"  # it may have been sent: only reads from here on


class SendResult(Value):
    """What the one POST told.

    `answered` is false when the worker that claimed the send has not said what became of it: it
    may be frozen, and wake up.
    """

    outcome: HandOver
    at: Instant
    detail: str = ""
    retry_after: timedelta | None = None
    answered: bool = True


class FindSend(Value):
    """Look for a send by reads only, for at most `patience`.

    `accepted_at` says when Mailjet took the send, or when a person or a witness has seen it
    (`adopted`). `doubted` is the intent of a POST that nobody answered for. With
    `witness_suffices` the campaign id is not waited for.
    """

    round: RoundRef
    draft_id: int
    recipients: int
    accepted_at: Instant | None = None
    patience: timedelta
    adopted: bool = False
    doubted: str | None = None
    witness_suffices: bool = False
    segment_id: int | None = None


class Witnesses(Value):
    """What the three witnesses say: the draft, the campaign of that draft, the send job.

    They are not asked when the doubted intent could be voided: then it was certainly not sent.
    If it could not, `claim_until` says until when its worker may still send it.
    """

    found: bool
    voided: bool = False
    campaign_id: int | None = None
    sent_at: Instant | None = None
    claim_until: Instant | None = None
    evidence: str
