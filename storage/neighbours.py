"""Rounds that mail one list in the same time."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlmodel import col

from models.rivals import Rival
from models.round import RoundRef, Status
from models.tables import CampaignSchedule, DraftClaim
from storage.claims import ANY_ACCOUNT, to_rival
from storage.database import Database


@dataclass(frozen=True)
class Neighbours:
    """Find rounds by their list; those of other databases nobody here knows."""

    database: Database

    async def of(
        self, ref: RoundRef, list_id: int, *, account: str, within: timedelta
    ) -> tuple[Rival, ...]:
        """List the rounds that mail a list, or mailed it, within a span of this round's launch.

        Lists are an account's own; a round whose account is not known counts.
        """
        query = (
            select(CampaignSchedule, DraftClaim)
            .outerjoin(DraftClaim, col(DraftClaim.schedule_id) == col(CampaignSchedule.id))
            .where(col(CampaignSchedule.list_id) == list_id)
            .where(col(CampaignSchedule.status) != Status.ABORTED)
            .where(
                or_(
                    col(DraftClaim.account).is_(None),
                    col(DraftClaim.account).in_((account, ANY_ACCOUNT)),
                )
            )
            .order_by(col(CampaignSchedule.scheduled_at), col(CampaignSchedule.id))
        )
        async with self.database.begin() as session:
            found = [to_rival(row, claim) for row, claim in await session.execute(query)]
        return tuple(
            one for one in found if one.id != ref.id and abs(one.launch - ref.launch) < within
        )
