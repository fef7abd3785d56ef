"""Where the database is: the spellings that people and tools use, and the one the driver wants."""

from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import InvalidDatabaseUrl

DRIVER = "postgresql+asyncpg"
SPELLINGS = frozenset({"postgres", "postgresql", DRIVER})
CONNECT_SECONDS = 5.0
COMMAND_SECONDS = 30.0
IDLE_SECONDS = 20  # a process that is frozen in a transaction loses its locks before others give up


@dataclass(frozen=True)
class Address:
    """A database's address for SQLAlchemy and asyncpg; `str` shows it without its password."""

    url: URL
    connect_args: dict[str, Any] = field(repr=False)  # Any: asyncpg's keyword arguments

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address; raise InvalidDatabaseUrl that says what is wrong and shows no password.

        Unix sockets (`?host=/path`) and libpq's `sslmode` are understood.
        """
        try:
            url = make_url(text.strip())
        except (ArgumentError, ValueError):
            raise InvalidDatabaseUrl(
                "the database address is not a URL; write postgresql://user:password@host/database"
            ) from None
        if url.drivername not in SPELLINGS:
            raise InvalidDatabaseUrl(
                f"the database address begins with {url.drivername}://; only postgresql:// is known"
            )
        options = dict(url.query)
        arguments: dict[str, Any] = {"timeout": CONNECT_SECONDS, "command_timeout": COMMAND_SECONDS}
        arguments["server_settings"] = {
            "application_name": "campaign",
            "timezone": "UTC",
            "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
        }
        if "host" in options:
            arguments["host"] = options.pop("host")
        if "port" in options:
            arguments["port"] = _number(options.pop("port"))
        if "sslmode" in options:
            arguments["ssl"] = options.pop("sslmode")
        if options:
            raise InvalidDatabaseUrl(
                f"the database address has an unknown option {min(options)!r}; "
                "host, port and sslmode are known"
            )
        return cls(url.set(drivername=DRIVER, query={}), arguments)

    def __str__(self) -> str:
        """Name the server and the database, as error messages do."""
        host = self.connect_args.get("host") or self.url.host or "localhost"
        port = self.connect_args.get("port") or self.url.port
        where = f"{host}:{port}" if port else str(host)
        return f"{self.url.database or self.url.username or 'postgres'} at {where}"


def _number(port: object) -> int:
    try:
        return int(str(port))
    except ValueError:
        raise InvalidDatabaseUrl("the port in the database address is not a number") from None
