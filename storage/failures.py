"""The driver's many failures, told as the few that callers act on."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.address import COMMAND_SECONDS, CONNECT_SECONDS, Address
from storage.errors import DatabaseUnavailable, MissingTables, RecordRefused, StorageError

MISSING = frozenset({"42P01", "42703"})  # undefined_table, undefined_column
REASONS = {
    "25006": "it takes no writes now",
    "25P03": "this process stood still in the middle of its work",
    "28000": "the user was refused",
    "28P01": "the password was refused",
    "3D000": "there is no such database",
    "40001": "it asks to try again",
    "40P01": "it asks to try again",
    "53100": "its disk is full",
    "53200": "it has no memory left",
    "53300": "it has no connection left",
    "57P01": "it is shutting down",
    "57P02": "it crashed and is restarting",
    "57P03": "it is starting up or shutting down",
}
REFUSED = ("22", "23")  # classes: data that it cannot read, and constraints
LONGEST = 200


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Tell a failing connection as DatabaseUnavailable, and absent tables as MissingTables.

    Values that the server does not take are RecordRefused. Whatever is left passes unchanged.
    """
    try:
        yield
    except PoolTimeout:
        raise _away(address, "all connections of this process are busy") from None
    except TimeoutError:
        waited = f"no answer (waited {CONNECT_SECONDS:g}s to connect, {COMMAND_SECONDS:g}s to work)"
        raise _away(address, waited) from None
    except OSError as wrong:
        raise _away(address, wrong.strerror or str(wrong)) from None
    except (asyncpg.PostgresError, asyncpg.InterfaceError, DBAPIError) as wrong:
        raise _sorted(wrong, address) from wrong


def _sorted(wrong: Exception, address: Address) -> Exception:
    """Choose the error that a driver's error is told as."""
    cause: BaseException = wrong
    if isinstance(wrong, DBAPIError) and wrong.orig is not None:
        cause = wrong.orig
    state = getattr(cause, "sqlstate", None) or ""
    if state in MISSING:
        return MissingTables()
    if state in REASONS:
        return _away(address, REASONS[state])
    if state.startswith(REFUSED) or _unreadable(cause):
        rule = getattr(cause.__cause__, "constraint_name", None)
        return _refused(address, state, rule)
    lost = isinstance(wrong, DBAPIError) and wrong.connection_invalidated
    if lost or state.startswith("08") or isinstance(wrong, asyncpg.InterfaceError):
        return _away(address, "the connection was lost")
    return wrong


def _unreadable(cause: BaseException | None) -> bool:
    """Say whether the driver found a value that it cannot even send."""
    while cause is not None:
        if isinstance(cause, ValueError):
            return True
        cause = cause.__cause__
    return False


def _refused(address: Address, *names: str | None) -> StorageError:
    """Name the state and the rule, not the values: they may be anybody's."""
    why = ", ".join(filter(None, names)) or "the driver cannot send them"
    return RecordRefused(f"database {address} did not take these values ({why})")


def _away(address: Address, why: str) -> DatabaseUnavailable:
    reason = " ".join(why.split())[:LONGEST]
    return DatabaseUnavailable(f"database {address} is not available: {reason}")
