"""All stand-ins of one campaign together."""

from dataclasses import dataclass, field

from tests.fakes.gemini import FakeGemini
from tests.fakes.mailjet import FakeMailjet
from tests.fakes.records import (
    FakeAssessments,
    FakeClaims,
    FakeDecisions,
    FakeLaunches,
    FakeMetrics,
    FakeNotifications,
    FakeRounds,
)
from tests.fakes.slack import FakeSlack


@dataclass
class World:
    """Everything outside one campaign."""

    mailjet: FakeMailjet = field(default_factory=FakeMailjet)
    slack: FakeSlack = field(default_factory=FakeSlack)
    gemini: FakeGemini = field(default_factory=FakeGemini)
    log: FakeNotifications = field(default_factory=FakeNotifications)
    decisions: FakeDecisions = field(default_factory=FakeDecisions)
    assessments: FakeAssessments = field(default_factory=FakeAssessments)
    rounds: FakeRounds = field(default_factory=FakeRounds)
    claims: FakeClaims = field(default_factory=FakeClaims)
    launches: FakeLaunches = field(default_factory=FakeLaunches)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)

    @property
    def stages_told(self) -> list[str]:
        """What was posted, in order; a message that was amended counts once."""
        return [told.stage for told in self.log.told if told.amends is None]
