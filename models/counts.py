"""Numbers of recipients: people join and leave, and some of that is nobody's concern."""

LEAST = 3  # people that may come or go whatever the list's length; 1 % of a small list is nobody

OF_BINARY_FRACTIONS = 1e-6  # 2.3 % of 1,000 are 23 people, not 22.999


def tolerated(expected: int, percent: float) -> int:
    """Give the difference that is still within the tolerance: a share, and at least 3 people."""
    return max(LEAST, int(expected * percent / 100 + OF_BINARY_FRACTIONS))


def within(counted: int, expected: int, percent: float) -> bool:
    """Say whether a count is near enough to the expected one; zero never is."""
    return counted > 0 and abs(counted - expected) <= tolerated(expected, percent)


def difference(counted: int, expected: int) -> str:
    """Write by how many a count differs: `2 fewer`, `1 more`; empty when it does not."""
    if counted == expected:
        return ""
    return f"{abs(counted - expected):,} {'more' if counted > expected else 'fewer'}"
