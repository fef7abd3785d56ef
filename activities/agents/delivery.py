"""How well the mail got through."""

from activities.agents.answer import Agent
from models.assessment import AgentName

DELIVERY = Agent(
    name=AgentName.DELIVERY,
    task="""
Judge the delivery: what was delivered, what is blocked, soft bounced, queued or deferred, and by
which mailbox provider. Say whether the sender's reputation looks hurt.
""".strip(),
)
