"""Another round that stands in the way: it has the draft, or mails the list, that one wants."""

from models.base import Instant, Value
from models.ids import RoundId
from models.round import Status

WENT_OUT = frozenset({Status.SENT, Status.COMPLETED})


class Rival(Value):
    """A round as the record has it, and by which workflows Temporal knows whether it lives.

    `campaign_run_id` is the run that claimed the draft, None where only the round itself counts.
    """

    slug: str
    number: int
    status: Status
    launch: Instant  # or when it went out
    draft_id: int
    namespace: str | None = None
    campaign_run_id: str | None = None
    claim_id: int | None = None

    @property
    def id(self) -> RoundId:
        return RoundId(self.slug, self.number)

    @property
    def words(self) -> str:
        """Name the round with its standing: `round a/1, which is ready and launches ... UTC`."""
        at = f"{self.launch:%Y-%m-%d %H:%M} UTC"
        match self.status:
            case Status.SENT | Status.COMPLETED:
                return f"round {self.id}, which was sent {at}"
            case Status.LAUNCHING:
                return f"round {self.id}, which is being sent"
            case Status.BLOCKED:
                return f"round {self.id}, which is blocked, its launch set for {at}"
            case _:
                return f"round {self.id}, which is {self.status} and launches {at}"

    @property
    def objection(self) -> str:
        """Say to whoever wants the draft why not, and what to do."""
        if self.status in WENT_OUT or self.status is Status.LAUNCHING:
            return f"draft {self.draft_id} belongs to {self.words}; plan another draft"
        return (
            f"draft {self.draft_id} belongs to {self.words}; "
            "abort that round, or plan another draft"
        )
