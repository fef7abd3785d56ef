"""Errors of clients and storage as Temporal's, so that a policy can tell them apart."""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from clients.errors import DoNotRetry, OutcomeUnknown, ProviderError, TryAgain
from storage.errors import DatabaseUnavailable, MissingTables, RecordRefused, StorageError

LONGEST_WAIT = timedelta(minutes=5)  # a provider that asks for more is asked again all the same


@contextmanager
def told_to_temporal() -> Iterator[None]:
    """Raise what clients and storage raise as ApplicationError.

    Its type is the class name; whatever would be refused again is non-retryable. Nothing is
    chained: a cause would carry library texts into the history.
    """
    try:
        yield
    except TryAgain as error:
        delay = min(error.retry_after, LONGEST_WAIT) if error.retry_after else None
        raise ApplicationError(str(error), type=name_of(error), next_retry_delay=delay) from None
    except (DoNotRetry, OutcomeUnknown) as error:
        raise ApplicationError(str(error), type=name_of(error), non_retryable=True) from None
    except (DatabaseUnavailable, MissingTables) as error:
        raise ApplicationError(str(error), type=name_of(error)) from None
    except StorageError as error:
        raise ApplicationError(str(error), type=name_of(error), non_retryable=True) from None


def name_of(error: ProviderError | StorageError) -> str:
    """Give the public name of an error."""
    return type(error).__name__


def refuse(message: str, kind: str) -> ApplicationError:
    """Make an error that no repetition mends."""
    return ApplicationError(message, type=kind, non_retryable=True)


def refuse_unless_loopback(loopback_only: bool, **providers: bool) -> None:
    """Keep a rehearsal away from real providers.

    `providers` says of each by name whether it is on loopback. Raises a non-retryable error of
    type `NotOnLoopback` that names the first that is not.
    """
    for name, on_loopback in providers.items():
        if loopback_only and not on_loopback:
            raise refuse(
                f"a rehearsal may only use the sandbox, but this worker's {name} is a real one; "
                f"start the worker with the sandbox's addresses",
                "NotOnLoopback",
            )


async def taken(part: str, write: Awaitable[None]) -> bool:
    """Write a part of the record; False when the database is there and does not take it."""
    try:
        await write
    except RecordRefused as error:
        log_refused(part, error)
        return False
    return True


def log_refused(part: str, error: RecordRefused) -> None:
    """Log a fault of ours with all that is known of it."""
    activity.logger.error("the %s was not recorded: %s", part, error, exc_info=error)
