"""Drafts that belong to rounds: claimed, and taken over from rounds that are dead."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from temporalio import activity

from models.rivals import Rival
from models.round import BEFORE_HAND_OVER, RoundRef
from storage.claims import Claimant
from storage.errors import DraftTaken


class KeepsClaims(Protocol):
    async def keep(self, ref: RoundRef, draft_id: int, claimant: Claimant) -> None: ...
    async def release(self, rivals: Sequence[Rival]) -> None: ...


class FindsNeighbours(Protocol):
    async def of(
        self, ref: RoundRef, list_id: int, *, account: str, within: timedelta
    ) -> tuple[Rival, ...]: ...


class FindsLiving(Protocol):
    async def living(self, rivals: tuple[Rival, ...]) -> tuple[Rival, ...]: ...


@dataclass(frozen=True)
class Drafts:
    """Let a draft of one Mailjet account belong to one open round."""

    account: str
    claims: KeepsClaims
    neighbours: FindsNeighbours
    running: FindsLiving

    async def open(self, claim: Callable[[Claimant], Awaitable[None]]) -> None:
        """Claim for the campaign whose activity this is; raises DraftTaken."""
        info = activity.info()
        claimant = Claimant(self.account, info.namespace, info.workflow_run_id)
        await self._past_the_dead(claim, claimant)

    async def keep(self, ref: RoundRef, draft_id: int) -> None:
        """See that a round that runs has its draft; raises DraftTaken.

        Rounds from before there were claims come to theirs here.
        """

        async def claim(claimant: Claimant) -> None:
            await self.claims.keep(ref, draft_id, claimant)

        await self._past_the_dead(claim, Claimant(self.account, activity.info().namespace))

    async def who_mails(self, ref: RoundRef, list_id: int, within: timedelta) -> tuple[Rival, ...]:
        """List the rounds that mail a list, or mailed it, within a span of this round's launch."""
        found = await self.neighbours.of(ref, list_id, account=self.account, within=within)
        waiting = tuple(one for one in found if one.status in BEFORE_HAND_OVER)
        living = await self.running.living(waiting)
        return tuple(one for one in found if one not in waiting or one in living)

    async def _past_the_dead(
        self, claim: Callable[[Claimant], Awaitable[None]], claimant: Claimant
    ) -> None:
        """Claim until it is done, or until a round that lives is in the way.

        A claim is never released on the record's word alone.
        """
        while True:
            try:
                return await claim(claimant)
            except DraftTaken as taken:
                rivals = taken.rivals
            living = await self.running.living(rivals)
            if living:
                raise DraftTaken(living)
            for rival in rivals:
                activity.logger.warning(
                    "draft %s is taken over: %s in the record, and no workflow is behind it",
                    rival.draft_id,
                    rival.words,
                )
            await self.claims.release(rivals)
