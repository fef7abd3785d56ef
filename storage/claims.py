"""The record of drafts: each belongs to one open round, whichever campaign started first.

A claim is made in the transaction that records a campaign's rounds, and outlives whatever happens
to their workflows. Whether its round still lives only Temporal knows, so a claim in the way is
given to the caller as a rival, to be looked up and, when it is dead, released.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.rivals import Rival
from models.round import RoundRef, Status
from models.tables import CampaignSchedule, DraftClaim
from storage.database import Database
from storage.errors import DraftTaken
from storage.round_row import schedule_id

ANY_ACCOUNT = ""  # of claims from before accounts were known; see migration 0005


@dataclass(frozen=True)
class Claimant:
    """Who claims drafts: a Mailjet account, and the workflow run of the campaign that wants them.

    Without a run the claim lives as long as the round's own workflow.
    """

    account: str
    namespace: str
    campaign_run_id: str | None = None


@dataclass(frozen=True)
class Claims:
    """Keep which draft belongs to which round."""

    database: Database

    async def keep(self, ref: RoundRef, draft_id: int, claimant: Claimant) -> None:
        """Claim the draft of a round that runs, where its campaign did not under this account.

        Twice is safe: a claim that stands is left as it is. Raises DraftTaken.
        """
        async with self.database.begin() as session:
            round_id = await schedule_id(session, ref.id)
            stands = (
                select(col(DraftClaim.id))
                .where(col(DraftClaim.schedule_id) == round_id)
                .where(col(DraftClaim.mailjet_draft_id) == draft_id)
                .where(col(DraftClaim.account) == claimant.account)
            )
            if await session.scalar(stands) is None:
                await claim_drafts(session, {round_id: draft_id}, claimant)

    async def release(self, rivals: Sequence[Rival]) -> None:
        """Give up claims of rounds that are dead.

        Twice is safe, and so is late: a round that was started again has made another claim.
        """
        dead = [rival.claim_id for rival in rivals if rival.claim_id is not None]
        async with self.database.begin() as session:
            await session.execute(delete(DraftClaim).where(col(DraftClaim.id).in_(dead)))


async def claim_drafts(
    session: AsyncSession, drafts: Mapping[int, int], claimant: Claimant
) -> frozenset[int]:
    """Claim a draft for each round, by the key of its row: all or none.

    An aborted round has no claim any more. Gives the rounds whose draft this very run had claimed
    before. Raises DraftTaken with every claim in the way; also one of these rounds for a draft
    that it has no more, since its former workflow may still be about to send that. Claims are
    locked in the order of their drafts, and made in it, so that two campaigns never wait for each
    other in a circle.
    """
    before = await _known(session, drafts, claimant)
    if rivals := _rivals(before, drafts):
        raise DraftTaken(rivals)
    over = [claim.id for claim, _ in before]
    await session.execute(delete(DraftClaim).where(col(DraftClaim.id).in_(over)))
    values = [
        {
            "schedule_id": round_id,
            "account": claimant.account,
            "mailjet_draft_id": draft_id,
            "namespace": claimant.namespace,
            "campaign_run_id": claimant.campaign_run_id,
        }
        for round_id, draft_id in sorted(drafts.items(), key=lambda pair: pair[1])
    ]
    new = insert(DraftClaim).values(values).on_conflict_do_nothing()
    made = await session.scalars(new.returning(col(DraftClaim.schedule_id)))
    if set(made) != set(drafts):  # somebody else was quicker by a moment
        raise DraftTaken(_rivals(await _known(session, drafts, claimant), drafts))
    run_id = claimant.campaign_run_id
    return frozenset(one.schedule_id for one, _ in before if one.campaign_run_id == run_id)


Known = tuple[DraftClaim, CampaignSchedule]


async def _known(
    session: AsyncSession, drafts: Mapping[int, int], claimant: Claimant
) -> list[Known]:
    """Read and lock the claims of these rounds, and of these drafts in this account."""
    of_rounds = col(DraftClaim.schedule_id).in_(drafts)
    of_drafts = and_(
        col(DraftClaim.mailjet_draft_id).in_(drafts.values()),
        col(DraftClaim.account).in_((claimant.account, ANY_ACCOUNT)),
    )
    found = await session.execute(
        select(DraftClaim, CampaignSchedule)
        .join(CampaignSchedule, col(CampaignSchedule.id) == col(DraftClaim.schedule_id))
        .where(or_(of_rounds, of_drafts))
        .order_by(col(DraftClaim.mailjet_draft_id), col(DraftClaim.id))
        .with_for_update(of=DraftClaim)
    )
    return [(claim, row) for claim, row in found]


def _rivals(known: Iterable[Known], drafts: Mapping[int, int]) -> tuple[Rival, ...]:
    """Leave out the claims that are what is wanted, and those of aborted rounds."""
    return tuple(
        to_rival(row, claim)
        for claim, row in known
        if drafts.get(claim.schedule_id) != claim.mailjet_draft_id
        and row.status is not Status.ABORTED
    )


def to_rival(row: CampaignSchedule, claim: DraftClaim | None) -> Rival:
    """Tell a round that is in the way."""
    return Rival(
        slug=row.campaign_slug,
        number=row.round_number,
        status=row.status,
        launch=row.went_out_at or row.scheduled_at,
        draft_id=claim.mailjet_draft_id if claim else row.mailjet_draft_id,
        namespace=claim.namespace if claim else None,
        campaign_run_id=claim.campaign_run_id if claim else None,
        claim_id=claim.id if claim else None,
    )
