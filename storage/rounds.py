"""The record of rounds: planned, checked, launched, sent, and each stage that is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from models.checklist import Checklist
from models.round import BEFORE_HAND_OVER, RoundRef, StartRound, Status
from models.tables import CampaignSchedule
from storage.database import Database
from storage.errors import RoundAlreadySent
from storage.round_row import advance, locked, people_time


@dataclass(frozen=True)
class Rounds:
    """Write down where rounds stand. No write moves a round back (see round_row.py)."""

    database: Database

    async def record_planned(self, rounds: Sequence[StartRound]) -> None:
        """Write every round of a campaign, all or none.

        Twice is safe: a round that exists keeps its status, launch time and stages. An aborted
        round is planned anew, so that a mended plan can be started under its old name. Raises
        RoundAlreadySent when the name belongs to a round that was sent from another draft.
        """
        if not rounds:
            return
        plan = {asked.planned.number: asked for asked in rounds}
        slug = rounds[0].slug
        async with self.database.begin() as session:
            rows = [_planned(plan[number]) for number in sorted(plan)]
            await session.execute(insert(CampaignSchedule).values(rows).on_conflict_do_nothing())
            there = await session.scalars(
                select(CampaignSchedule)
                .where(col(CampaignSchedule.campaign_slug) == slug)
                .where(col(CampaignSchedule.round_number).in_(plan))
                .order_by(col(CampaignSchedule.round_number))
                .with_for_update()
            )
            for row in there:
                _replan(row, plan[row.round_number])

    async def record_checklist(
        self, ref: RoundRef, checklist: Checklist, *, status: Status
    ) -> None:
        """Keep what pre-flight saw. Twice is safe: the newest checklist stays."""
        async with self.database.begin() as session:
            row = await locked(session, ref.id)
            if row.checklist is None or _checked_at(row.checklist) <= checklist.checked_at:
                row.checklist = checklist.model_dump(mode="json")
                row.fingerprint = checklist.fingerprint
            advance(row, ref, status, checklist.checked_at)


def _planned(asked: StartRound) -> dict[str, Any]:  # Any: values of a row
    """Put a planned round in the columns of its row."""
    planned = asked.planned
    return {
        "campaign_slug": asked.slug,
        "campaign_name": asked.campaign_name,
        "round_number": planned.number,
        "scheduled_at": planned.launch,
        "scheduled_time": people_time(planned.launch, asked.timezone),
        "list_id": planned.list_id,
        "recipient_count": planned.expected_recipients,
        "recipient_range": planned.recipient_range,
        "mailjet_draft_id": planned.draft_id,
        "subject": planned.subject,
        "sender_name": planned.sender_name,
        "sender_email": planned.sender_email,
        "notification_status": {},
        "status": Status.SCHEDULED,
    }


UNDONE = {"mailjet_campaign_id": None, "checklist": None, "fingerprint": None, "status_at": None}
MOVED_BY_PEOPLE = frozenset({"scheduled_at", "scheduled_time", "notification_status", "status"})


def _replan(row: CampaignSchedule, asked: StartRound) -> None:
    """Write the plan over a row of the same name, as far as the row's history allows."""
    wanted = _planned(asked)
    if row.status is Status.ABORTED:
        wanted |= UNDONE
    elif row.status in BEFORE_HAND_OVER:
        wanted = {name: value for name, value in wanted.items() if name not in MOVED_BY_PEOPLE}
    elif row.mailjet_draft_id != asked.planned.draft_id:
        raise RoundAlreadySent(asked.id, row.mailjet_draft_id)
    else:
        return
    for name, value in wanted.items():
        setattr(row, name, value)


def _checked_at(checklist: dict[str, Any]) -> datetime:  # Any: JSON
    return Checklist.model_validate(checklist).checked_at
