"""The record of what the agents said."""

from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert

from models.assessment import Assessment
from models.round import RoundRef
from models.tables import AssessmentRow
from storage.database import Database
from storage.round_row import schedule_id


@dataclass(frozen=True)
class Assessments:
    """Keep assessments."""

    database: Database

    async def record(self, ref: RoundRef, assessment: Assessment) -> None:
        """Keep an assessment. Twice is safe: a snapshot has one, and the newest stays."""
        tokens = assessment.tokens
        models = dict.fromkeys(opinion.model for opinion in assessment.opinions if opinion.model)
        values = {
            "snapshot": assessment.snapshot,
            "opinions": [opinion.model_dump(mode="json") for opinion in assessment.opinions],
            "model": ", ".join(models),
            "prompt_tokens": tokens.prompt,
            "answer_tokens": tokens.answer,
            "thought_tokens": tokens.thoughts,
            "degraded": assessment.degraded,
            "created_at": assessment.created_at,
        }
        async with self.database.begin() as session:
            new = insert(AssessmentRow).values(
                schedule_id=await schedule_id(session, ref.id), **values
            )
            await session.execute(
                new.on_conflict_do_update(
                    index_elements=["schedule_id", "snapshot"],
                    set_={name: new.excluded[name] for name in values},
                    where=AssessmentRow.created_at <= new.excluded.created_at,
                )
            )


def to_assessment(row: AssessmentRow) -> Assessment:
    """Read an assessment back from its row."""
    return Assessment.model_validate(
        {"snapshot": row.snapshot, "opinions": row.opinions, "created_at": row.created_at}
    )
