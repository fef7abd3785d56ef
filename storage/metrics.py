"""The record of snapshots: a round's numbers at a fixed age, for comparison with later rounds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from models.earlier import EarlierRound
from models.metrics import Metrics, Snapshot
from models.round import RoundRef
from models.tables import CampaignMetrics, CampaignSchedule
from models.timeline import Stage
from storage.database import Database
from storage.round_row import schedule_id

DETAILS = {"mailbox_providers", "bounce_reasons", "links"}


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
        """Find every earlier round of the campaign, with all snapshots that were kept of it."""
        query = (
            select(CampaignSchedule, CampaignMetrics)
            .outerjoin(
                CampaignMetrics, col(CampaignSchedule.id) == col(CampaignMetrics.schedule_id)
            )
            .where(col(CampaignSchedule.campaign_slug) == ref.slug)
            .where(col(CampaignSchedule.round_number) < ref.number)
            .order_by(col(CampaignSchedule.round_number), col(CampaignMetrics.age))
        )
        async with self.database.begin() as session:
            found = (await session.execute(query)).all()
        rows: dict[int, CampaignSchedule] = {}
        kept: dict[int, list[Snapshot]] = {}
        for schedule, metrics in found:
            number = schedule.round_number
            rows[number] = schedule
            snapshots = kept.setdefault(number, [])
            if metrics is not None:
                snapshots.append(to_snapshot(metrics, number))
        return tuple(
            EarlierRound(
                number=number,
                status=row.status,
                handed_over_at=_handed_over(row),
                snapshots=tuple(kept[number]),
            )
            for number, row in rows.items()
        )


def _handed_over(row: CampaignSchedule) -> datetime | None:
    """Read when a round was handed over, or meant to be."""
    noted = row.notification_status.get(Stage.LAUNCH.value)
    return datetime.fromisoformat(noted["timestamp"]) if noted else None


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
