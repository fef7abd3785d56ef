"""What a busy reader needs to know."""

from activities.agents.answer import Agent
from models.assessment import AgentName

REPORT = Agent(
    name=AgentName.REPORT,
    task="""
Write the executive summary: one headline a director understands, then what went well, what did
not, and what comes next, from the facts and the other agents' opinions.
""".strip(),
)
