"""Columns for what comes from outside: cleaned here, once, whoever writes it."""

from typing import Any

from sqlalchemy import Dialect, TypeDecorator
from sqlalchemy import Text as AnyText
from sqlalchemy.dialects.postgresql import JSONB as ANY_JSONB

from models.text import clean, each


class Text(TypeDecorator[str]):
    """Keep a text that PostgreSQL takes and a terminal can show."""

    impl = AnyText
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else clean(value)


class JSONB(TypeDecorator[Any]):
    """Keep JSON whose texts are as clean."""

    impl = ANY_JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return each(clean, value)
