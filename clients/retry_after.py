"""Read how long a provider asks us to wait."""

import math
from datetime import timedelta

_LONGEST = timedelta(days=1)


def seconds_to_wait(text: str | None) -> timedelta | None:
    """Read a number of seconds, whole or fractional, with or without a trailing `s`.

    Anything else, such as an HTTP date, is None: the caller then backs off by its own policy.
    """
    try:
        seconds = float((text or "").strip().removesuffix("s"))
    except ValueError:
        return None
    if not math.isfinite(seconds) or seconds < 0:
        return None
    return min(timedelta(seconds=min(seconds, _LONGEST.total_seconds())), _LONGEST)
