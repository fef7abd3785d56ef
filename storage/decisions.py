"""The record of what people decided."""

from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert

from models.decisions import Decision
from models.round import RoundRef
from models.tables import DecisionRow
from storage.database import Database
from storage.round_row import schedule_id


@dataclass(frozen=True)
class Decisions:
    """Keep decisions."""

    database: Database

    async def record(self, ref: RoundRef, decision: Decision) -> None:
        """Keep a decision. Twice is safe: the decisions of a round are numbered."""
        values = decision.model_dump()
        async with self.database.begin() as session:
            new = insert(DecisionRow).values(
                schedule_id=await schedule_id(session, ref.id), **values
            )
            await session.execute(
                new.on_conflict_do_update(
                    index_elements=["schedule_id", "number"],
                    set_={name: new.excluded[name] for name in values},
                )
            )


def to_decision(row: DecisionRow) -> Decision:
    """Read a decision back from its row."""
    return Decision.model_validate(row, from_attributes=True)
