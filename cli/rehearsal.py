"""A rehearsal: the same stages at seconds' distance, on providers of this machine only."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from cli.errors import Refusal
from models.base import Duration
from models.plan import Plan, PlannedRound
from models.timeline import LifecyclePolicy
from workers.settings import LOOPBACK, Settings, read_settings

DURATION: TypeAdapter[timedelta] = TypeAdapter(Duration)
MOST_FOLLOWUPS = 2
HEADSTART = timedelta(seconds=1)  # so that the first stage is ahead when the round begins


def rehearse(
    plan: Plan, span: str, now: datetime
) -> tuple[tuple[PlannedRound, ...], LifecyclePolicy]:
    """Compress a plan: the first launch comes a span from now, each later one a span after.

    Raises Refusal for a span that is none, or leaves the stages no time.
    """
    followups = min(MOST_FOLLOWUPS, len(plan.lifecycle.followups))
    try:
        apart = DURATION.validate_python(span)
        policy = LifecyclePolicy.rehearsal(apart, followups=followups)
        tolerance = {"count_tolerance": plan.lifecycle.count_tolerance}  # no span to compress
        policy = policy.model_copy(update=tolerance)
    except ValidationError as wrong:
        error = wrong.errors()[0]
        problem = error.get("ctx", {}).get("error", error["msg"])
        raise Refusal(f"--rehearsal: {problem}") from None
    except ValueError as wrong:
        raise Refusal(f"--rehearsal: {wrong}") from None
    rounds = tuple(
        planned.model_copy(update={"launch": now + HEADSTART + apart * planned.number})
        for planned in plan.planned_rounds()
    )
    return rounds, policy


def require_loopback() -> None:
    """Refuse to rehearse with a provider that is not on this machine; workers look again."""
    settings = read_settings(Settings)
    addresses = {
        "MAILJET_BASE_URL": settings.mailjet_base_url,
        "SLACK_BASE_URL": settings.slack_base_url,
        "GEMINI_BASE_URL": settings.gemini_base_url or "",
    }
    for name, address in addresses.items():
        if urlsplit(address).hostname not in LOOPBACK:
            raise Refusal(
                f"a rehearsal runs on this machine only, and {name} does not point to it; "
                "start `campaign dev` or `campaign sandbox` and set its address"
            )
