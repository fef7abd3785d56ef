"""Numbers of things, in words."""


def counted(number: int, one: str, many: str = "") -> str:
    """Write how many there are: `1 round`, `1,000 recipients`, `2 people`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
