"""The record of snapshots: a round's numbers at a fixed age, for comparison with later rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from models.earlier import WAS_SENT, EarlierRound
from models.metrics import Metrics, Snapshot
from models.round import RoundRef
from models.tables import CampaignMetrics, CampaignSchedule
from models.timeline import Stage
from storage.database import Database
from storage.round_row import named, schedule_id

DETAILS = {"mailbox_providers", "bounce_reasons", "links", "missing"}


@dataclass(frozen=True)
class MetricsStore:
    """Keep and find snapshots."""

    database: Database

    async def record(self, ref: RoundRef, campaign_id: int, snapshot: Snapshot) -> None:
        """Keep a snapshot. Twice is safe: each name is kept once, its newest reading."""
        metrics = snapshot.metrics
        values = {
            "mailjet_campaign_id": campaign_id,
            "snapshot": snapshot.name,
            "age": snapshot.age,
            "bounced": metrics.bounced,
            "details": snapshot.model_dump(mode="json", include=DETAILS),
            "collected_at": snapshot.collected_at,
            "send_start_at": snapshot.send_start_at,
            "send_end_at": snapshot.send_end_at,
            **metrics.model_dump(),
            **metrics.rates(),
        }
        async with self.database.begin() as session:
            new = insert(CampaignMetrics).values(
                schedule_id=await schedule_id(session, ref.id), **values
            )
            await session.execute(
                new.on_conflict_do_update(
                    index_elements=["schedule_id", "snapshot"],
                    set_={name: new.excluded[name] for name in values},
                    where=col(CampaignMetrics.collected_at) <= new.excluded.collected_at,
                )
            )

    async def earlier(self, ref: RoundRef, snapshot_name: str) -> Snapshot | None:
        """Find the snapshot of this name of the latest round before this one in its campaign."""
        query = (
            select(CampaignMetrics, col(CampaignSchedule.round_number))
            .join(CampaignSchedule, col(CampaignSchedule.id) == col(CampaignMetrics.schedule_id))
            .where(col(CampaignSchedule.campaign_slug) == ref.slug)
            .where(col(CampaignSchedule.round_number) < ref.number)
            .where(col(CampaignMetrics.snapshot) == snapshot_name)
            .order_by(col(CampaignSchedule.round_number).desc())
            .limit(1)
        )
        async with self.database.begin() as session:
            found = (await session.execute(query)).first()
        return to_snapshot(found[0], found[1]) if found else None

    async def earlier_rounds(self, ref: RoundRef) -> tuple[EarlierRound, ...]:
        """Find the rounds of the campaign that went before this one, or may have.

        Each comes with the counters of all its snapshots. A round that was rescheduled goes after
        rounds of higher numbers, so numbers do not matter.
        """
        launched_at = col(CampaignSchedule.notification_status)[Stage.LAUNCH.value]["timestamp"]
        counters = [getattr(CampaignMetrics, name) for name in Metrics.model_fields]
        query = (
            select(
                col(CampaignSchedule.round_number),
                col(CampaignSchedule.status),
                launched_at.astext,
                col(CampaignMetrics.snapshot),
                *counters,
            )
            .outerjoin(
                CampaignMetrics, col(CampaignSchedule.id) == col(CampaignMetrics.schedule_id)
            )
            .where(col(CampaignSchedule.campaign_slug) == ref.slug)
            .where(col(CampaignSchedule.round_number) != ref.number)
            .where(
                col(CampaignSchedule.status).in_(WAS_SENT)
                | launched_at.astext.is_not(None)
                | col(CampaignMetrics.snapshot).is_not(None)
            )
            .order_by(col(CampaignSchedule.round_number), col(CampaignMetrics.age))
        )
        async with self.database.begin() as session:
            found = (await session.execute(query)).all()
        return tuple(
            _earlier_round(number, list(rows))
            for number, rows in groupby(found, key=lambda row: int(row[0]))
        )

    async def latest(self, ref: RoundRef) -> Snapshot | None:
        """Find a round's oldest-in-age snapshot, the last that was taken."""
        query = (
            select(CampaignMetrics)
            .join(CampaignSchedule, col(CampaignSchedule.id) == col(CampaignMetrics.schedule_id))
            .where(*named(ref.id))
            .order_by(col(CampaignMetrics.age).desc())
            .limit(1)
        )
        async with self.database.begin() as session:
            found = await session.scalar(query)
        return to_snapshot(found, ref.number) if found else None


def _earlier_round(number: int, rows: Sequence[Any]) -> EarlierRound:  # Any: rows of columns
    """Put the rows of one round together, one for each snapshot, or one without."""
    measured = {
        row[3]: Metrics(**dict(zip(Metrics.model_fields, row[4:], strict=True)))
        for row in rows
        if row[3] is not None
    }
    return EarlierRound(
        number=number, status=rows[0][1], handed_over_at=rows[0][2], measured=measured
    )


def to_snapshot(row: CampaignMetrics, round_number: int) -> Snapshot:
    """Read a snapshot back from its row."""
    counters = {name: getattr(row, name) for name in Metrics.model_fields}
    return Snapshot(
        name=row.snapshot,
        round_number=round_number,
        age=row.age,
        collected_at=row.collected_at,
        metrics=Metrics(**counters),
        send_start_at=row.send_start_at,
        send_end_at=row.send_end_at,
        **row.details,
    )
