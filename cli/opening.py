"""The first moments of a campaign: opened by a worker, refused, or waiting for one."""

import asyncio
from datetime import timedelta
from typing import Any

from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError, WorkflowHandle
from temporalio.exceptions import FailureError

from cli.errors import Refusal
from cli.terminal import talk
from models.campaign import CampaignReport, StartCampaign

Handle = WorkflowHandle[Any, CampaignReport]  # Any: the workflow's class is not imported

PATIENCE = timedelta(seconds=10)
LOOKS, PAUSE = 25, 0.2  # five seconds, of an idle worker


async def until_opened(handle: Handle, asked: StartCampaign) -> None:
    """Wait until every round runs; raise Refusal when the campaign would not open.

    Says so when no worker is there; the campaign then opens as soon as one is.
    """
    for _ in range(LOOKS):
        seen = await handle.describe(rpc_timeout=PATIENCE)
        if seen.status is WorkflowExecutionStatus.FAILED:
            raise Refusal(f"{asked.slug} was not started: {await failure_of(handle)}")
        if len(seen.raw_description.pending_children) == len(asked.rounds):
            return
        await asyncio.sleep(PAUSE)
    talk().print("No worker has opened it yet; it waits for one: campaign worker")


async def failure_of(handle: Handle) -> str:
    """Read why a workflow failed."""
    try:
        await handle.result()
    except WorkflowFailureError as error:
        cause = error.cause
        return cause.message if isinstance(cause, FailureError) else str(cause)
    return "it ended at once"
