"""Five agents, one file each; a new one is a file and a line in `AGENTS`."""

from activities.agents.answer import Agent, Answer
from activities.agents.comparison import COMPARISON
from activities.agents.delivery import DELIVERY
from activities.agents.list_quality import LIST_QUALITY
from activities.agents.recommendation import RECOMMENDATION
from activities.agents.report import REPORT

AGENTS = {
    agent.name: agent for agent in (LIST_QUALITY, DELIVERY, COMPARISON, RECOMMENDATION, REPORT)
}

__all__ = ["AGENTS", "Agent", "Answer"]
