"""One round's row: finding it, and moving it forward and never back.

An activity can be repeated long after its effect was overtaken: its worker froze, timed out, and
woke up. So a status is written only over one that it can follow, and never over one that is
newer by more than the clocks of two machines may differ. A launch time is told from an older one
by how often it was moved, which needs no clock.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.ids import RoundId
from models.round import RoundRef, Status
from models.tables import CampaignSchedule
from storage.errors import UnknownRound

CLOCK_SKEW = timedelta(seconds=5)

WAITING = frozenset({Status.SCHEDULED, Status.READY, Status.BLOCKED})
FOLLOWS: dict[Status, frozenset[Status]] = {
    Status.SCHEDULED: WAITING,
    Status.READY: WAITING,
    Status.BLOCKED: WAITING | {Status.LAUNCHING},
    Status.LAUNCHING: WAITING | {Status.LAUNCHING},
    Status.SENT: WAITING | {Status.LAUNCHING, Status.SENT},
    Status.COMPLETED: WAITING | {Status.LAUNCHING, Status.SENT, Status.COMPLETED},
    Status.ABORTED: WAITING | {Status.LAUNCHING, Status.ABORTED},
}
ENDS = frozenset({Status.SENT, Status.COMPLETED, Status.ABORTED})


async def schedule_id(session: AsyncSession, round_id: RoundId) -> int:
    """Find the key of a round's row; raise UnknownRound when nothing was planned."""
    found = await session.scalar(select(col(CampaignSchedule.id)).where(*named(round_id)))
    if found is None:
        raise UnknownRound(round_id)
    return found


async def locked(session: AsyncSession, round_id: RoundId) -> CampaignSchedule:
    """Read a round's row and keep others from writing it until the transaction ends."""
    query = select(CampaignSchedule).where(*named(round_id)).with_for_update()
    found = await session.scalar(query)
    if found is None:
        raise UnknownRound(round_id)
    return found


def named(round_id: RoundId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Select one round."""
    return (
        col(CampaignSchedule.campaign_slug) == round_id.slug,
        col(CampaignSchedule.round_number) == round_id.number,
    )


def advance(row: CampaignSchedule, ref: RoundRef, status: Status, at: datetime | None) -> bool:
    """Give a row its status and launch time unless that would move it back; say whether it did.

    Without `at` only the order of the statuses is looked at. A step from before the launch was
    moved says nothing about a round that still waits; an end is an end, and leaves the launch. A
    launch that was moved takes the round back out of a launch that had not handed over.
    """
    moved = ref.moves > row.moves and row.status is Status.LAUNCHING
    if row.status not in FOLLOWS[status] and not moved:
        return False
    if overtaken(row, ref) and status not in ENDS:
        return False
    if at and row.status_at and at < row.status_at - CLOCK_SKEW:
        return False
    row.status = status
    if not overtaken(row, ref):
        row.moves = ref.moves
        row.scheduled_at = ref.launch
        row.scheduled_time = people_time(ref.launch, ref.timezone)
    if at:
        row.status_at = max(at, row.status_at or at)
    return True


def overtaken(row: CampaignSchedule, ref: RoundRef) -> bool:
    """Say whether a step was begun before the launch was moved to where it is now."""
    return ref.moves < row.moves


def mark(row: CampaignSchedule, stage: str, *, sent: bool, word: str, at: datetime) -> None:
    """Note what became of a stage's message, unless something newer is noted already."""
    noted = row.notification_status.get(stage)
    if noted and datetime.fromisoformat(noted["timestamp"]) > at:
        return
    entry = {"sent": sent, "timestamp": at.isoformat(), "status": word}
    row.notification_status = {**row.notification_status, stage: entry}


def people_time(launch: datetime, timezone: str) -> str:
    """Write a launch as its plan did: `09:15 Europe/Berlin`."""
    return f"{launch.astimezone(ZoneInfo(timezone)):%H:%M} {timezone}"
