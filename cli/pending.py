"""Steps of a round that are being done or tried again, as the Temporal server knows them."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from temporalio.client import Client

from models.ids import RoundId
from models.text import one_line

PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True)
class PendingStep:
    """One step that is not done: which attempt it is, and how the last one failed."""

    step: str
    attempt: int
    last_failure: str

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        return asdict(self)


async def pending_steps(client: Client, round_id: RoundId) -> tuple[PendingStep, ...]:
    """List the activities that a round waits for."""
    handle = client.get_workflow_handle(round_id.workflow_id)
    described = await handle.describe(rpc_timeout=PATIENCE)
    return tuple(
        PendingStep(
            step=one.activity_type.name,
            attempt=one.attempt,
            last_failure=one_line(one.last_failure.message),
        )
        for one in described.raw_description.pending_activities
    )
