"""What to do before the next round."""

from activities.agents.answer import Agent
from models.assessment import AgentName

RECOMMENDATION = Agent(
    name=AgentName.RECOMMENDATION,
    task="""
Recommend what to do before the next round, from the facts and the other agents' opinions. Begin
with the most urgent step. When nothing needs doing, say that the next round can go as planned.
""".strip(),
)
