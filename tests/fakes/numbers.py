"""Numbers of a round: counters, and a snapshot of them."""

from datetime import UTC, datetime, timedelta

from models.metrics import Metrics, Snapshot
from tests.fakes.mailjet import COUNTERS


def metrics(**counters: int) -> Metrics:
    fields = ("processed", "delivered", "hard_bounces", "soft_bounces", "blocked", "queued",
              "opened", "clicked", "unsubscribed", "complained")  # fmt: skip
    return Metrics(**{name: getattr(COUNTERS, name) for name in fields} | counters)


def a_snapshot(number: int = 1, name: str = "wrapup", **counters: int) -> Snapshot:
    return Snapshot(
        name=name,
        round_number=number,
        age=timedelta(minutes=30),
        collected_at=datetime(2026, 12, 1, 9, 45, tzinfo=UTC),
        metrics=metrics(**counters),
    )
