"""The record of rounds: planned, checked, launched, sent, and each stage that is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from models.checklist import Checklist
from models.round import BEFORE_HAND_OVER, RoundRef, StageOutcome, StartRound, Status
from models.tables import CampaignSchedule
from storage.claims import Claimant, claim_drafts
from storage.database import Database
from storage.errors import RoundAlreadySent
from storage.names import refuse_taken_name
from storage.round_row import advance, locked, mark, overtaken, people_time


@dataclass(frozen=True)
class Rounds:
    """Write down where rounds stand. No write moves a round back (see round_row.py)."""

    database: Database

    async def record_planned(self, rounds: Sequence[StartRound], claimant: Claimant) -> None:
        """Write every round of a campaign and claim its draft, all or none.

        Twice is safe: a round that exists keeps its status, launch time and stages. An aborted
        round is planned anew, so that a mended plan can be started under its old name. Raises
        RoundAlreadySent when the name belongs to a round that was sent from another draft, and
        DraftTaken when a draft belongs to another round; and what refuse_taken_name raises.
        """
        if not rounds:
            return
        plan = {asked.planned.number: asked for asked in rounds}
        slug = rounds[0].slug
        async with self.database.begin() as session:
            await refuse_taken_name(session, slug, rounds[0].campaign_name)
            rows = [_planned(plan[number]) for number in sorted(plan)]
            await session.execute(insert(CampaignSchedule).values(rows).on_conflict_do_nothing())
            found = await session.scalars(
                select(CampaignSchedule)
                .where(col(CampaignSchedule.campaign_slug) == slug)
                .where(col(CampaignSchedule.round_number).in_(plan))
                .order_by(col(CampaignSchedule.round_number))
                .with_for_update()
            )
            there = [(row, plan[row.round_number]) for row in found]
            for row, asked in there:
                _refuse_another_send(row, asked)
            drafts = {row.id or 0: asked.planned.draft_id for row, asked in there}
            opened = await claim_drafts(session, drafts, claimant)
            for row, asked in there:
                if row.id not in opened:  # a workflow of its own begins to count
                    row.moves = 0
                _replan(row, asked)

    async def record_stage(
        self, ref: RoundRef, stage: str, *, status: Status, outcome: str, at: datetime
    ) -> None:
        """Write that a stage is over, and the launch time and status that hold from then on.

        Twice is safe: the same entry is written over itself, and an older one never over a newer.
        """
        async with self.database.begin() as session:
            row = await locked(session, ref.id)
            mark(row, stage, sent=outcome == StageOutcome.DONE, word=outcome, at=at)
            advance(row, ref, status, at)

    async def record_checklist(
        self, ref: RoundRef, checklist: Checklist, *, status: Status
    ) -> None:
        """Keep what pre-flight saw, unless the launch was moved while it looked.

        Twice is safe: the newest checklist stays.
        """
        async with self.database.begin() as session:
            row = await locked(session, ref.id)
            if overtaken(row, ref):
                return
            if row.checklist is None or _checked_at(row.checklist) <= checklist.checked_at:
                row.checklist = checklist.model_dump(mode="json")
                row.fingerprint = checklist.fingerprint
            advance(row, ref, status, checklist.checked_at)

    async def record_status(
        self, ref: RoundRef, status: Status, *, at: datetime | None = None
    ) -> None:
        """Write a status and launch time. Twice is safe: no status is written over a later one."""
        async with self.database.begin() as session:
            advance(await locked(session, ref.id), ref, status, at)


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


def _refuse_another_send(row: CampaignSchedule, asked: StartRound) -> None:
    """Raise RoundAlreadySent for a round whose record is of mail that it did not send."""
    open_or_aborted = row.status in BEFORE_HAND_OVER or row.status is Status.ABORTED
    if not open_or_aborted and row.mailjet_draft_id != asked.planned.draft_id:
        raise RoundAlreadySent(asked.id, row.mailjet_draft_id)


def _replan(row: CampaignSchedule, asked: StartRound) -> None:
    """Write the plan over a row of the same name, as far as the row's history allows."""
    wanted = _planned(asked)
    if row.status is Status.ABORTED:
        wanted |= UNDONE
    elif row.status in BEFORE_HAND_OVER:
        wanted = {name: value for name, value in wanted.items() if name not in MOVED_BY_PEOPLE}
    else:
        return
    for name, value in wanted.items():
        setattr(row, name, value)


def _checked_at(checklist: dict[str, Any]) -> datetime:  # Any: JSON
    return Checklist.model_validate(checklist).checked_at
