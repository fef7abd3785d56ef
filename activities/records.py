"""Keep what happened, for people and for later rounds."""

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from temporalio import activity

from activities.drafts import Drafts
from activities.errors import refuse_unless_loopback, told_to_temporal
from models.round import StartRound
from models.steps import OpenCampaign
from storage.claims import Claimant


class KeepsRounds(Protocol):
    async def record_planned(self, rounds: tuple[StartRound, ...], claimant: Claimant) -> None: ...


@dataclass(frozen=True)
class RecordActivities:
    """Write to the tables; every write is an upsert by natural key, so twice is once."""

    rounds: KeepsRounds
    drafts: Drafts
    on_loopback: dict[str, bool]

    @activity.defn
    async def open_campaign(self, command: OpenCampaign) -> None:
        """Record every round of a campaign, and claim its draft, before any of them starts.

        A rehearsal is refused here, with type `NotOnLoopback`, when this worker's providers are
        real, and a draft that belongs to another round with `DraftTaken`. Twice is safe: rows are
        upserted by campaign and round number, and a claim of the same round is the same claim.
        """
        rehearsal = any(asked.policy.loopback_only for asked in command.rounds)
        refuse_unless_loopback(rehearsal, **self.on_loopback)
        with told_to_temporal():
            await self.drafts.open(partial(self.rounds.record_planned, command.rounds))
