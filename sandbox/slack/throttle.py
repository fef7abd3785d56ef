"""Slack's limit of about one message a second in a channel."""

import math

from sandbox.clock import Clock
from sandbox.slack.errors import SlackError


class Throttle:
    """Refill a bucket of tokens for each channel; an empty one answers 429."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str, *, per_second: float, burst: int) -> None:
        """Spend one token, or raise with the whole seconds to wait."""
        now = self._clock.now().timestamp()
        tokens, seen = self._buckets.get(key, (float(burst), now))
        tokens = min(float(burst), tokens + (now - seen) * per_second)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            wait = max(1, math.ceil((1 - tokens) / per_second))
            raise SlackError("ratelimited", status=429, headers={"Retry-After": str(wait)})
        self._buckets[key] = (tokens - 1, now)
