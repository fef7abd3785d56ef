"""The two kinds of model: values that cross a boundary, and files that people type."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
MINUTE = 60  # seconds; below it, and for fractions, a duration is written in seconds
LONGEST = timedelta(days=3660)  # ten years; more is a slip of the hand, and dates overflow


class Value(BaseModel):
    """Cross a boundary unchanged.

    Unknown fields are ignored, so that an old worker reads new input.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")


class Typed(BaseModel):
    """Come from a file that a person typed; an unknown key is a mistake, and said."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def parse_duration(value: object) -> object:
    """Read `90s`, `15m`, `24h`, `7d` or `1h30m`; leave ISO 8601 and timedeltas to pydantic."""
    if isinstance(value, int | float):
        raise ValueError("a duration needs its unit; write 90s, 15m, 24h, 7d or 1h30m")  # noqa: TRY004
    if not isinstance(value, str) or value.startswith(("P", "-P")):
        return value
    text = value.strip().lower()
    if not re.fullmatch(r"(\d+(\.\d+)?[dhms])+", text):
        raise ValueError(f"{value!r:.60} is not a duration; write 90s, 15m, 24h, 7d or 1h30m")
    parts = re.findall(r"(\d+(?:\.\d+)?)([dhms])", text)
    try:
        return sum((timedelta(**{UNITS[unit]: float(n)}) for n, unit in parts), timedelta())
    except OverflowError:
        raise ValueError(f"{value!r:.60} is longer than ten years") from None


def write_duration(span: timedelta) -> str:
    """Write a duration as people do: `24h`, `15m`, `1h30m`, `7.5s`."""
    seconds = span.total_seconds()
    if seconds == 0:
        return "0s"
    if seconds % 1 or seconds < MINUTE:
        return f"{seconds:.6f}".rstrip("0").rstrip(".") + "s"
    hours, rest = divmod(int(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (rest, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number)


def within_reason(span: timedelta) -> timedelta:
    """Refuse a negative duration, and one of more than ten years."""
    if span < timedelta(0):
        raise ValueError("a duration cannot be negative")
    if span > LONGEST:
        raise ValueError(f"{write_duration(span)} is longer than ten years")
    return span


def to_utc(moment: datetime) -> datetime:
    """Keep every instant in UTC."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("there is no such instant in UTC: the year is out of range") from None


def parse_percent(value: object) -> object:
    """Read `1`, `0.5`, `"1%"` or `"0.5 %"`: a share in percent."""
    if isinstance(value, bool):
        raise ValueError('a share is written in percent, as in 1 or "0.5 %"')  # noqa: TRY004
    if isinstance(value, str):
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", value)
        if found is None:
            raise ValueError(f'{value!r:.60} is no share; write it in percent, as in "0.5 %"')
        return float(found[1])
    return value


Percent = Annotated[float, BeforeValidator(parse_percent), Field(ge=0, le=50, allow_inf_nan=False)]
Duration = Annotated[timedelta, BeforeValidator(parse_duration), AfterValidator(within_reason)]
Instant = Annotated[AwareDatetime, AfterValidator(to_utc)]
