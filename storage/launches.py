"""The record of launches: meant, claimed by the worker that sends or voided, and sent.

An intent is the fence around the one POST. Claiming it and voiding it shut each other out, so
that whoever asks why no answer came learns whether a worker can have sent, or never will.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from models.round import RoundRef, Sent, Status
from models.tables import LaunchIntent
from models.timeline import Stage
from storage.database import Database
from storage.round_row import advance, locked, mark


class Claim(StrEnum):
    """Say whether the one who asked may send."""

    GRANTED = "granted"
    TAKEN = "taken"  # it was claimed before, perhaps by a twin that is sending now
    VOID = "void"  # it was given up, or never meant


@dataclass(frozen=True)
class Launches:
    """Write down launches; what was claimed once is never claimed again."""

    database: Database

    async def intend(self, ref: RoundRef, intent_id: str, at: datetime) -> None:
        """Write that the draft is about to be handed to Mailjet.

        Twice is safe: an intent has one row, and a round that went on to sent stays so.
        """
        async with self.database.begin() as session:
            row = await locked(session, ref.id)
            values = {"schedule_id": row.id, "intent_id": intent_id, "intended_at": at}
            await session.execute(insert(LaunchIntent).values(values).on_conflict_do_nothing())
            if advance(row, ref, Status.LAUNCHING, at):
                mark(row, Stage.LAUNCH.value, sent=False, word="intended", at=at)

    async def claim(self, intent_id: str, at: datetime) -> Claim:
        """Take an intent, for good, unless somebody has claimed or voided it.

        Twice is safe: only the first is granted.
        """
        mine = (
            update(LaunchIntent)
            .where(col(LaunchIntent.intent_id) == intent_id)
            .where(col(LaunchIntent.claimed_at).is_(None))
            .where(col(LaunchIntent.voided_at).is_(None))
            .values(claimed_at=at)
            .returning(col(LaunchIntent.id))
        )
        taken = (
            select(col(LaunchIntent.id))
            .where(col(LaunchIntent.intent_id) == intent_id)
            .where(col(LaunchIntent.claimed_at).is_not(None))
        )
        async with self.database.begin() as session:
            if await session.scalar(mine) is not None:
                return Claim.GRANTED
            return Claim.VOID if await session.scalar(taken) is None else Claim.TAKEN

    async def void(self, intent_id: str, at: datetime) -> bool:
        """Give an intent up, for good; False when it was claimed, or is not known.

        Twice is safe: what is void stays void.
        """
        unclaimed = (
            update(LaunchIntent)
            .where(col(LaunchIntent.intent_id) == intent_id)
            .where(col(LaunchIntent.claimed_at).is_(None))
            .values(voided_at=at)
            .returning(col(LaunchIntent.id))
        )
        async with self.database.begin() as session:
            return await session.scalar(unclaimed) is not None

    async def record_sent(self, ref: RoundRef, sent: Sent) -> None:
        """Write that Mailjet took the send.

        Twice is safe: a completed round stays so, and a campaign id once known is not forgotten.
        `accepted_at` may be older than the hold that it resolves, so only the order of statuses
        counts here.
        """
        async with self.database.begin() as session:
            row = await locked(session, ref.id)
            row.mailjet_campaign_id = sent.campaign_id or row.mailjet_campaign_id
            if sent.segment_id is None:  # else the plan's expectation is all there is
                row.recipient_count = sent.recipients
            if advance(row, ref, Status.SENT, None):
                row.status_at = max(sent.accepted_at, row.status_at or sent.accepted_at)
            word = "adopted" if sent.adopted else "accepted"
            mark(row, Stage.LAUNCH.value, sent=True, word=word, at=sent.accepted_at)
