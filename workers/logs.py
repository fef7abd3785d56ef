"""Log lines: for people on a terminal, as JSON for machines; never a body, a key or an address."""

import logging

import structlog

from models.text import clean, each
from workers.settings import LogFormat

QUIET = ("httpx", "httpcore", "google_genai", "slack_sdk", "aiohttp", "alembic", "asyncio")


def cleaned(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Clean what comes from outside, which a terminal would obey."""
    fields: structlog.typing.EventDict = each(clean, event)
    return fields


def configure(level: str, style: LogFormat) -> None:
    """Send every library's log through one renderer to stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if style is LogFormat.JSON
        else structlog.dev.ConsoleRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            cleaned,
            renderer,
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
