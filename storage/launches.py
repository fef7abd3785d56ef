"""The record of launches: meant, claimed by the worker that sends or voided, and sent.

An intent is the fence around the one POST. Claiming it and voiding it shut each other out, so
that whoever asks why no answer came learns whether a worker can have sent, or never will. And a
draft is claimed by one intent at a time, whichever round or campaign it belongs to.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from models.launch import CLAIM_LASTS, CLOCKS_DIFFER, HandOver
from models.round import RoundRef, Sent, Status
from models.tables import CampaignSchedule, LaunchIntent
from models.timeline import Stage
from storage.database import Database
from storage.round_row import advance, locked, mark


class Claim(StrEnum):
    """Say whether the one who asked may send."""

    GRANTED = "granted"
    TAKEN = "taken"  # it was claimed before, perhaps by a twin that is sending now
    VOID = "void"  # it was given up, or never meant
    HELD = "held"  # the draft is claimed by another intent, which is not over


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
            values = {
                "schedule_id": row.id,
                "intent_id": intent_id,
                "draft_id": row.mailjet_draft_id,
                "intended_at": at,
            }
            await session.execute(insert(LaunchIntent).values(values).on_conflict_do_nothing())
            if advance(row, ref, Status.LAUNCHING, at):
                mark(row, Stage.LAUNCH.value, sent=False, word="intended", at=at)

    async def claim(self, intent_id: str, at: datetime, until: datetime) -> Claim:
        """Take an intent, for good, unless somebody has claimed or voided it.

        Not granted either while another intent of the same draft is claimed. The rows of a draft
        are locked together, so that of two who ask at once one waits for the other. Twice is
        safe: only the first is granted.
        """
        async with self.database.begin() as session:
            rows = (await session.scalars(_of_the_draft(intent_id))).all()
            mine = next((row for row in rows if row.intent_id == intent_id), None)
            if mine is None or mine.voided_at is not None:
                return Claim.VOID
            if mine.claimed_at is not None:
                return Claim.TAKEN
            if any(_holds(row, mine, at) for row in rows):
                return Claim.HELD
            mine.claimed_at, mine.claim_until = at, until
        return Claim.GRANTED

    async def answer(self, intent_id: str, answer: HandOver) -> None:
        """Write what the one POST told: from here on its worker sends nothing any more.

        Twice is safe: the first answer stays.
        """
        first = (
            update(LaunchIntent)
            .where(col(LaunchIntent.intent_id) == intent_id)
            .where(col(LaunchIntent.answer).is_(None))
            .values(answer=answer)
        )
        async with self.database.begin() as session:
            await session.execute(first)

    async def claimed_until(self, intent_id: str) -> datetime | None:
        """Say until when the claim of an intent holds; None when nobody claimed it.

        A claim that was answered for is over since it began.
        """
        query = select(LaunchIntent).where(col(LaunchIntent.intent_id) == intent_id)
        async with self.database.begin() as session:
            row = await session.scalar(query)
        return None if row is None else _end(row) if row.answer is None else row.claimed_at

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


def _of_the_draft(intent_id: str) -> Select[LaunchIntent]:
    """Select and lock every intent of the draft of one, in one order for all who ask.

    An intent that a worker of the former release recorded has its draft in its round's row.
    """
    draft = func.coalesce(col(LaunchIntent.draft_id), col(CampaignSchedule.mailjet_draft_id))
    its_round = col(CampaignSchedule.id) == col(LaunchIntent.schedule_id)
    wanted = (
        select(draft)
        .join(CampaignSchedule, its_round)
        .where(col(LaunchIntent.intent_id) == intent_id)
        .scalar_subquery()
    )
    return (
        select(LaunchIntent)
        .join(CampaignSchedule, its_round)
        .where(draft == wanted)
        .order_by(col(LaunchIntent.id))
        .with_for_update(of=LaunchIntent)
    )


def _holds(other: LaunchIntent, mine: LaunchIntent, at: datetime) -> bool:
    """Say whether the claim of another intent stands against this one.

    Its own round may try again once it was answered; another round only after its deadline, or
    when the answer was a certain no: until then the draft may not show yet that it was sent.
    """
    end = _end(other)
    if other is mine or end is None or at >= end + CLOCKS_DIFFER:
        return False
    if other.schedule_id == mine.schedule_id:
        return other.answer is None
    return other.answer not in {HandOver.REFUSED, HandOver.NOT_SENT}


def _end(intent: LaunchIntent) -> datetime | None:
    """Give the deadline of a claim; workers of the former release set none."""
    if intent.claimed_at is None:
        return None
    return intent.claim_until or intent.claimed_at + CLAIM_LASTS
