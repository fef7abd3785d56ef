"""The order of rows: by ID, unless a column is asked for that Mailjet sorts by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sandbox.mailjet.query import Query

T = TypeVar("T")


@dataclass(frozen=True)
class Column(Generic[T]):
    """What a resource can be sorted by; some go only one way."""

    key: Callable[[T], Any]  # Any: whatever orders
    descending: bool = True


def in_order(query: Query, rows: Iterable[T], columns: Mapping[str, Column[T]]) -> Iterable[T]:
    """Return rows, given in order of ID, in the order asked for.

    A column that is not listed is ignored, as an unknown filter is; so is a way it does not go.
    """
    name, descending = query.sort
    column = columns.get(name)
    if column is None or (descending and not column.descending):
        return rows
    return sorted(rows, key=column.key, reverse=descending)
