"""Read one row of an answer, whatever types its values happen to have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn


class UnreadableAnswerError(ValueError):
    """An answer that lacks what it must have; the wire turns it into a ProviderError."""


def _unreadable(name: str) -> NoReturn:
    # Only the field's name: its value may be personal.
    raise UnreadableAnswerError(f"field {name}")


@dataclass(frozen=True, slots=True)
class Row:
    """One object of `Data`: unset relations are left out, unset dates are empty strings."""

    values: Mapping[str, object]

    def integer(self, name: str) -> int:
        """Read a number that must be there; strings of digits count."""
        number = self.integer_or_none(name)
        return _unreadable(name) if number is None else number

    def integer_or_none(self, name: str) -> int | None:
        """Read a number, or None when the key is absent, null or empty."""
        match self.values.get(name):
            case None | "":
                return None
            case bool() | int() as number:
                return int(number)
            case float() as number if number.is_integer():
                return int(number)
            case str() as text:
                try:
                    return int(text)
                except ValueError:
                    _unreadable(name)
            case _:
                _unreadable(name)

    def identity_or_none(self, name: str) -> int | None:
        """Read a relation's number; Mailjet counts from 1, so 0 means unset too."""
        return self.integer_or_none(name) or None

    def count(self, name: str) -> int:
        """Read a counter; an absent one is 0."""
        return self.integer_or_none(name) or 0

    def text(self, name: str) -> str:
        """Read a text; an absent one is empty."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def texts(self, *names: str) -> tuple[str, ...]:
        """Read the first of `names` that is there, one text or several."""
        for name in names:
            match self.values.get(name):
                case None:
                    continue
                case list() as items:
                    return tuple(str(item) for item in items)
                case "":
                    return ()
                case value:
                    return (str(value),)
        return ()

    def flag(self, name: str) -> bool:
        """Read a boolean; `"true"` and 1 count, an absent one is false."""
        return str(self.values.get(name, "")).lower() in {"true", "1"}

    def moment(self, name: str) -> datetime | None:
        """Read an instant, RFC 3339 or Unix seconds; absent, empty and 0 are None."""
        value = self.values.get(name)
        if value in (None, "", 0, "0"):
            return None
        try:
            if isinstance(value, int | float):
                return datetime.fromtimestamp(value, tz=UTC)
            text = str(value)
            if text.isdigit():
                return datetime.fromtimestamp(int(text), tz=UTC)
            moment = datetime.fromisoformat(text)
        except (ValueError, OverflowError, OSError):
            _unreadable(name)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
