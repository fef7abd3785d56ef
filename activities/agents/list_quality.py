"""How clean the list is."""

from activities.agents.answer import Agent
from models.assessment import AgentName

LIST_QUALITY = Agent(
    name=AgentName.LIST_QUALITY,
    task="""
Judge the quality of the recipient list: hard bounces and their reasons, complaints and
unsubscribes, and mailbox providers that stand out. Say what points to a stale or bought list.
""".strip(),
)
