"""Campaigns as Temporal knows them: by slug, and by the name that they were started with."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from models.ids import WORKFLOW_PREFIX, campaign_workflow_id, gives_slug, same_name, slug_of

CAMPAIGNS = "WorkflowType = 'Campaign'"
MOST_READ = 1_000  # campaigns whose names are compared, the latest first
AT_ONCE = 20
PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True)
class KnownCampaign:
    """A campaign that runs or ran; its name is empty when Temporal cannot show it any more."""

    slug: str
    name: str
    status: WorkflowExecutionStatus | None

    @property
    def running(self) -> bool:
        return self.status is WorkflowExecutionStatus.RUNNING

    def bears(self, typed: str) -> bool:
        """Say whether a person may mean it: by its name, or by the slug that a rule makes of it."""
        return same_name(self.name, typed) or gives_slug(self.name, slug_of(typed))


async def find_campaign(client: Client, slug: str) -> KnownCampaign | None:
    """Find the campaign that runs or ran under a slug."""
    handle = client.get_workflow_handle(campaign_workflow_id(slug))
    try:
        known = await handle.describe(rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND and "Namespace" not in error.message:
            return None
        raise
    return KnownCampaign(slug, await _name(client, known.id, known.run_id), known.status)


async def slug_by_name(client: Client, typed: str) -> str | None:
    """Find the slug under which a campaign of this name goes, whatever rule made it.

    A running one wins over one that is over, then the latest. Costs a question a campaign, so it
    is asked only when no campaign has the slug that was typed.
    """
    found = [known async for known in _campaigns(client) if known.bears(typed)]
    best = next((known for known in found if known.running), found[0] if found else None)
    return best.slug if best else None


async def _campaigns(client: Client) -> AsyncIterator[KnownCampaign]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def read(workflow_id: str, run_id: str) -> str:
        async with gate:
            return await _name(client, workflow_id, run_id)

    listed = client.list_workflows(CAMPAIGNS, limit=MOST_READ, rpc_timeout=PATIENCE)
    seen = [one async for one in listed]
    names = await asyncio.gather(*(read(one.id, one.run_id) for one in seen))
    for one, name in zip(seen, names, strict=True):
        yield KnownCampaign(one.id.removeprefix(f"{WORKFLOW_PREFIX}/"), name, one.status)


async def _name(client: Client, workflow_id: str, run_id: str) -> str:
    """Read the name from what the workflow was started with, its first event."""
    handle = client.get_workflow_handle(workflow_id, run_id=run_id)
    try:
        async for event in handle.fetch_history_events(page_size=1, rpc_timeout=PATIENCE):
            given = event.workflow_execution_started_event_attributes.input.payloads
            (asked,) = await client.data_converter.decode(given)
            return str(asked["name"])
    except (RPCError, ValueError, TypeError, KeyError):  # forgotten, or started by other hands
        return ""
    return ""
