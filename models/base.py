"""The two kinds of model: values that cross a boundary, and files that people type."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict

UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class Value(BaseModel):
    """Cross a boundary unchanged; unknown fields are ignored, so that an old worker reads new input."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Typed(BaseModel):
    """Come from a file that a person typed; an unknown key is a mistake, and said."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def parse_duration(value: object) -> object:
    """Read `90s`, `15m`, `24h`, `7d` or `1h30m`; leave anything else to pydantic."""
    if not isinstance(value, str) or value.startswith(("P", "-P")):
        return value
    text = value.strip().lower()
    if not re.fullmatch(r"(\d+(\.\d+)?[dhms])+", text):
        raise ValueError(f"{value!r} is not a duration; write 90s, 15m, 24h, 7d or 1h30m")
    parts = re.findall(r"(\d+(?:\.\d+)?)([dhms])", text)
    return timedelta(**{UNITS[unit]: float(number) for number, unit in parts})


def write_duration(span: timedelta) -> str:
    """Write a duration as people do: `24h`, `15m`, `1h30m`, `7.5s`."""
    seconds = span.total_seconds()
    if seconds == 0:
        return "0s"
    if seconds % 1 or seconds < 60:
        return f"{seconds:g}s"
    hours, rest = divmod(int(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (rest, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number)


def not_negative(span: timedelta) -> timedelta:
    """Refuse a negative duration."""
    if span < timedelta(0):
        raise ValueError("a duration cannot be negative")
    return span


def to_utc(moment: datetime) -> datetime:
    """Keep every instant in UTC."""
    return moment.astimezone(UTC)


Duration = Annotated[timedelta, BeforeValidator(parse_duration), AfterValidator(not_negative)]
Instant = Annotated[AwareDatetime, AfterValidator(to_utc)]
