"""Ask the agents: one activity for all five, each by its own file."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from pydantic import BaseModel
from temporalio import activity

from activities.agents import AGENTS, Answer
from activities.errors import told_to_temporal
from clients.gemini.answers import Generated
from models.assessment import Opinion, TokenUse
from models.brief import ground, numbers_in
from models.steps import Consult

M = TypeVar("M", bound=BaseModel)


class Gemini(Protocol):
    async def generate(self, prompt: str, *, system: str, schema: type[M]) -> Generated[M]: ...


@dataclass(frozen=True)
class AssessmentActivities:
    """Consult the five agents about a snapshot."""

    gemini: Gemini

    @activity.defn
    async def consult_agent(self, command: Consult) -> Opinion:
        """Ask one agent and keep only what it can know.

        A sentence that cites a number which is none of its inputs is dropped and counted. Twice is
        safe: a question changes nothing, it only costs tokens again.
        """
        agent = AGENTS[command.agent]
        with told_to_temporal():
            answer = await self.gemini.generate(
                agent.prompt(command.brief, command.others), system=agent.system, schema=Answer
            )
        known = [*numbers_in(command.brief.facts())]
        for other in command.others:
            known += numbers_in([other.headline, *other.points])
        headline, dropped = ground(answer.value.headline, known)
        points = []
        for point in answer.value.points:
            kept, lost = ground(point, known)
            dropped += lost
            points += [kept] if kept else []
        return Opinion(
            agent=command.agent,
            rating=answer.value.rating,
            headline=headline or "See the numbers.",
            points=tuple(points),
            model=answer.model_version,
            tokens=TokenUse(
                prompt=answer.tokens.prompt,
                answer=answer.tokens.answer,
                thoughts=answer.tokens.thoughts,
            ),
            dropped_sentences=dropped,
        )
