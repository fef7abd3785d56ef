"""Which rounds live: what the record calls open, held against Temporal."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio import activity
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from models.ids import campaign_workflow_id
from models.rivals import WENT_OUT, Rival
from models.round import Status

# The key of workflows.search_attributes, which no activity reaches; a test keeps them equal.
STATUS = SearchAttributeKey.for_keyword("CampaignStatus")
OPEN = "open_campaign"
RUNNING = WorkflowExecutionStatus.RUNNING
PATIENCE = timedelta(seconds=5)
LOOKS, PAUSE = 15, 0.2  # three seconds, for a workflow that is just hearing something
CHILD_UNDERWAY = timedelta(seconds=5)  # a child may start that long after its parent was ended


@dataclass(frozen=True)
class RunningRounds:
    """Ask Temporal, with the worker's own connection, whether rounds still live."""

    async def living(self, rivals: tuple[Rival, ...]) -> tuple[Rival, ...]:
        """Leave out the rounds that ended unsent, in whatever way, or never began.

        Raises an error of type `TemporalUnavailable`, to be tried again, when it cannot be told.
        """
        alive = await asyncio.gather(*(self._lives(rival) for rival in rivals))
        return tuple(rival for rival, lives in zip(rivals, alive, strict=True) if lives)

    async def _lives(self, rival: Rival) -> bool:
        """Say whether a round was sent, runs, or is about to be started.

        The campaign is asked before the round: what it starts in between is then seen running.
        """
        if rival.status in WENT_OUT:
            return True
        client = client_for(rival.namespace)
        campaign = None
        if rival.campaign_run_id is not None:
            parent = campaign_workflow_id(rival.slug)
            campaign = await look(client, parent, rival.campaign_run_id)
        found = await look(client, rival.id.workflow_id)
        if found is not None:
            word = found.typed_search_attributes.get(STATUS)
            if found.status is RUNNING or word in WENT_OUT:
                return word != Status.ABORTED  # its last words may wait for Slack for a day
            if found.parent_run_id == rival.campaign_run_id:
                return False
        return campaign is not None and will_start(campaign, rival.id.workflow_id)


def client_for(namespace: str | None) -> Client:
    """Give the worker's client, for the namespace in which a round was claimed."""
    ours = activity.client()
    if namespace is None or namespace == ours.namespace:
        return ours
    return Client(ours.service_client, namespace=namespace)


async def look(
    client: Client, workflow_id: str, run_id: str | None = None
) -> WorkflowExecutionDescription | None:
    """Read where a workflow stands, once it has heard what it was told; None when there is none."""
    handle = client.get_workflow_handle(workflow_id, run_id=run_id)
    try:
        for _ in range(LOOKS):
            seen = await handle.describe(rpc_timeout=PATIENCE)
            if not is_hearing(seen):
                break
            await asyncio.sleep(PAUSE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND and "Namespace" not in error.message:
            return None
        raise ApplicationError(
            f"Temporal did not say whether {workflow_id} still runs: {error.message}",
            type="TemporalUnavailable",
        ) from None
    return seen


def is_hearing(seen: WorkflowExecutionDescription) -> bool:
    """Say whether a workflow has something to act on that it has not acted on yet."""
    return seen.raw_description.HasField("pending_workflow_task")


def will_start(campaign: WorkflowExecutionDescription, round_workflow_id: str) -> bool:
    """Say whether a campaign is still to start a round that it has not started.

    It starts all of them in the step after they were recorded, and lists those under way.
    """
    if campaign.status is not RUNNING:
        if campaign.close_time and datetime.now(UTC) - campaign.close_time < CHILD_UNDERWAY:
            raise ApplicationError(
                f"{campaign.id} has just ended; whether it started a round is not known yet",
                type="TemporalUnavailable",
            )
        return False
    steps = (one.activity_type.name for one in campaign.raw_description.pending_activities)
    children = (one.workflow_id for one in campaign.raw_description.pending_children)
    return is_hearing(campaign) or OPEN in steps or round_workflow_id in children
