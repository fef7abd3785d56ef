"""How the round stands against the earlier one."""

from activities.agents.answer import Agent
from models.assessment import AgentName

COMPARISON = Agent(
    name=AgentName.COMPARISON,
    task="""
Compare this round with the earlier round at equal age. Speak only of differences that the facts
call higher or lower; the others are no clear change. Without an earlier round say so.
""".strip(),
)
