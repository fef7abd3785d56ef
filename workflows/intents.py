"""Names for what a round means to do once."""

from temporalio import workflow

from models.round import RoundRef


def intent_id(ref: RoundRef, what: str | int) -> str:
    """Name an intent; replay gives the same name, another start of the round another one."""
    return f"{ref.id}/{workflow.info().first_execution_run_id[:8]}/{what}"
