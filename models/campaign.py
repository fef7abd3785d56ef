"""A campaign: its plan turned into rounds, and how they ended."""

from collections import Counter

from models.base import Value
from models.comparison import Comparison
from models.ids import campaign_workflow_id
from models.plan import Plan, PlannedRound
from models.round import RoundReport, StartRound
from models.timeline import LifecyclePolicy


class StartCampaign(Value):
    """Run every round of a campaign."""

    slug: str
    name: str
    rounds: tuple[StartRound, ...]

    @classmethod
    def of(
        cls, plan: Plan, rounds: tuple[PlannedRound, ...], policy: LifecyclePolicy, by: str
    ) -> "StartCampaign":
        """Turn a validated plan into the command that starts it."""
        table = plan.campaign
        return cls(
            slug=plan.slug,
            name=table.name,
            rounds=tuple(
                StartRound(
                    slug=plan.slug,
                    campaign_name=table.name,
                    total=len(rounds),
                    timezone=table.timezone,
                    planned=planned,
                    approval=table.approval,
                    approvers=table.approvers,
                    four_eyes=table.four_eyes,
                    started_by=by,
                    policy=policy,
                )
                for planned in rounds
            ),
        )

    @property
    def workflow_id(self) -> str:
        return campaign_workflow_id(self.slug)


class CampaignReport(Value):
    """How a campaign ended."""

    name: str
    rounds: tuple[RoundReport, ...]
    comparison: Comparison | None = None

    @property
    def outcome(self) -> str:
        """Count the rounds by their last status: `2 completed`."""
        counts = Counter(report.status.value for report in self.rounds)
        return ", ".join(f"{count} {status}" for status, count in counts.items())
