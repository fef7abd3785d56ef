"""What the remaining steps of a round are told, and what they give back."""

from datetime import timedelta

from models.assessment import AgentName, Opinion
from models.base import Instant, Value
from models.brief import Brief
from models.metrics import Snapshot
from models.plan import PlannedRound
from models.round import RoundRef, StartRound


class OpenCampaign(Value):
    """Record every round of a campaign before the first of them starts."""

    rounds: tuple[StartRound, ...]


class Preflight(Value):
    """Check everything about one round."""

    round: RoundRef
    planned: PlannedRound
    loopback_only: bool = False
    list_quiet: timedelta = timedelta(0)  # how far apart rounds to one list are to be
    not_before: Instant | None = None  # of the last decision: older answers are not used
    count_tolerance: float = 1.0  # percent
    wrapup_delay: timedelta = timedelta(minutes=30)
    started_at: Instant | None = None  # of the round: from then on, who joins its list is new
    approved: str = ""  # the fingerprint that a person approved, and the count it was made with
    approved_recipients: int | None = None


class CollectMetrics(Value):
    """Read a round's metrics as they stand, waiting at most `patience` for the first of them."""

    round: RoundRef
    snapshot: str
    draft_id: int
    campaign_id: int | None
    accepted_at: Instant
    patience: timedelta


class Measured(Value):
    """A snapshot and the earlier round's of the same name; None while there is no data."""

    snapshot: Snapshot | None
    earlier: Snapshot | None = None
    campaign_id: int | None = None
    detail: str = ""


class Consult(Value):
    """Ask one agent about a snapshot; `others` are the opinions it builds on."""

    agent: AgentName
    brief: Brief
    others: tuple[Opinion, ...] = ()
