"""The round that activities are tried on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from models.plan import PlannedRound
from models.round import RoundRef

LAUNCH = datetime(2026, 12, 1, 9, 15, tzinfo=UTC)
REF = RoundRef(
    slug="spring-launch",
    campaign_name="Spring launch",
    number=2,
    total=3,
    timezone="Europe/Berlin",
    launch=LAUNCH,
)
PLANNED = PlannedRound(
    number=2,
    launch=LAUNCH,
    list_id=7001,
    draft_id=501,
    expected_recipients=1000,
    recipient_range="1-1000",
    subject="Spring is here",
    sender_name="Ada at Example",
    sender_email="news@example.com",
)

Run = Callable[..., Any]  # what an activity gives back is whatever it gives back


def in_a_while() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=5)
