"""What every agent answers with, and how it is asked."""

import json
from dataclasses import dataclass

from pydantic import BaseModel, Field

from models.assessment import AgentName, Opinion, Rating
from models.brief import Brief

HOUSE_RULES = """
You advise an e-mail operations team. You see only the facts given as JSON.
Cite no number that is not among them, except a rounding of one. Never guess a cause as a fact.
A null rate means that nothing is known yet; "not known" means that it was not read: neither is
zero or none. Do not address or name any recipient.
Write plain English, short sentences, no markup. At most four points of one sentence each.
Rating: good = nothing to do, watch = look before the next round, bad = stop and act,
unknown = the facts do not tell.
""".strip()


class Answer(BaseModel):
    """The typed answer that every agent must give."""

    rating: Rating
    headline: str = Field(min_length=1, max_length=300)
    points: list[str] = Field(default_factory=list, max_length=6)


@dataclass(frozen=True)
class Agent:
    """One agent: its name, its task, and how its prompt is made."""

    name: AgentName
    task: str

    @property
    def system(self) -> str:
        return f"{self.task}\n\n{HOUSE_RULES}"

    def prompt(self, brief: Brief, others: tuple[Opinion, ...]) -> str:
        """Give the opinions this agent builds on, then the facts."""
        parts = []
        if others:
            opinions = [
                {"agent": o.agent, "rating": o.rating, "headline": o.headline, "points": o.points}
                for o in others
            ]
            parts.append("Opinions of the other agents:\n" + json.dumps(opinions, indent=1))
        parts.append("Facts:\n" + brief.as_text())
        return "\n\n".join(parts)
