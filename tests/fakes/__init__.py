"""Stand-ins with memory for everything that the activities talk to, a file a provider."""

from tests.fakes.dns import FakeDns
from tests.fakes.failures import (
    GEMINI_AWAY,
    SLACK_AWAY,
    away,
    refused,
    slow_down,
    unknown,
    unreachable,
)
from tests.fakes.former import fingerprint_of_0_1_0
from tests.fakes.gemini import FakeGemini
from tests.fakes.mailjet import COUNTERS, FakeMailjet, a_campaign, a_draft, a_job, not_found
from tests.fakes.numbers import a_snapshot, metrics
from tests.fakes.slack import FakeSlack, Post
from tests.fakes.world import World

__all__ = [
    "COUNTERS",
    "GEMINI_AWAY",
    "SLACK_AWAY",
    "FakeDns",
    "FakeGemini",
    "FakeMailjet",
    "FakeSlack",
    "Post",
    "World",
    "a_campaign",
    "a_draft",
    "a_job",
    "a_snapshot",
    "away",
    "fingerprint_of_0_1_0",
    "metrics",
    "not_found",
    "refused",
    "slow_down",
    "unknown",
    "unreachable",
]
