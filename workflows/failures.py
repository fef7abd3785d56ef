"""Why a step failed, in the words of its cause."""

from temporalio import exceptions
from temporalio.exceptions import ActivityError, ApplicationError, TimeoutType


def reason_of(error: ActivityError) -> str:
    """Dig out the sentence that people can act on."""
    cause: BaseException | None = error.cause
    while isinstance(cause, exceptions.TimeoutError) and cause.cause is not None:
        cause = cause.cause
    if isinstance(cause, ApplicationError):
        return cause.message
    if isinstance(cause, exceptions.TimeoutError):
        return "No worker answered in time."
    return "The step failed."


def never_started(error: ActivityError) -> bool:
    """Say whether no worker ever took the step, so that it certainly had no effect."""
    cause = error.cause
    return (
        isinstance(cause, exceptions.TimeoutError) and cause.type is TimeoutType.SCHEDULE_TO_START
    )
