"""Names for what is meant to be done once."""

from temporalio import workflow

from models.ids import RoundId


def intent_id(owner: RoundId | str, what: str | int) -> str:
    """Name an intent; replay gives the same name, another start of the workflow another one.

    Of a run's id the end is taken: it begins with the time, which two quick starts share.
    """
    return f"{owner}/{workflow.info().first_execution_run_id[-12:]}/{what}"
