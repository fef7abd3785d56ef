"""Rounds as Temporal lists them, by their search attributes; no worker is needed for that."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.table import Table
from temporalio.client import Client, WorkflowExecution
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError

from cli.errors import Refusal
from cli.naming import find_campaign, slug_by_name
from cli.pages.times import in_utc
from models.ids import RoundId, slug_of
from models.text import unmarked

# The keys of workflows.search_attributes, read here without the models that it brings along;
# a test keeps them equal.
STATUS = SearchAttributeKey.for_keyword("CampaignStatus")
LAUNCH = SearchAttributeKey.for_datetime("CampaignLaunch")

ROUNDS = "WorkflowType = 'CampaignRound'"
AT_ONCE = 20  # questions to the server at the same time
PATIENCE = timedelta(seconds=10)
RUNNING = "running"


@dataclass(frozen=True)
class ListedRound:
    """One round as Temporal lists it; `workflow` is `running`, or how the workflow ended."""

    id: RoundId
    status: str
    launch: datetime | None
    summary: str
    workflow: str

    @property
    def running(self) -> bool:
        return self.workflow == RUNNING

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        return {
            "id": str(self.id),
            "status": self.status,
            "launch": self.launch.isoformat() if self.launch else None,
            "summary": self.summary,
            "workflow": self.workflow,
        }


def read_slug(text: str) -> str:
    """Take a campaign by its slug or its name."""
    try:
        return slug_of(text)
    except ValueError as wrong:
        raise Refusal(str(wrong)) from None


async def rounds_named(
    client: Client, typed: str, status: str | None = None, *, closed: bool = False
) -> tuple[str, list[ListedRound]]:
    """List the rounds of a campaign by its slug or name, and give the slug that it goes by.

    What was typed is a slug first. Where no campaign has it, one is found by its name, which may
    have been given another slug, by hand or by the rule of an earlier release.
    """
    slug = read_slug(typed)
    rounds = await list_rounds(client, slug, status, closed=closed)
    if not rounds and await find_campaign(client, slug) is None:
        slug = await slug_by_name(client, typed) or slug
        rounds = await list_rounds(client, slug, status, closed=closed)
    return slug, rounds


async def list_rounds(
    client: Client, slug: str | None = None, status: str | None = None, *, closed: bool = False
) -> list[ListedRound]:
    """List running rounds, or with `closed` all that Temporal still knows, by their launch."""
    conditions = [ROUNDS]
    if slug is not None:
        conditions.append(f"CampaignSlug = '{slug}'")
    if status is not None:
        conditions.append(f"CampaignStatus = '{status}'")
    if not closed:
        conditions.append("ExecutionStatus = 'Running'")
    found = client.list_workflows(" AND ".join(conditions), rpc_timeout=PATIENCE)
    latest: dict[str, WorkflowExecution] = {}
    async for one in found:  # a round that was started again is listed by its last run
        known = latest.get(one.id)
        if known is None or known.start_time < one.start_time:
            latest[one.id] = one
    gate = asyncio.Semaphore(AT_ONCE)
    rounds = await asyncio.gather(*(_read(client, one, gate) for one in latest.values()))
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(rounds, key=lambda one: (one.launch or never, one.id))


async def _read(client: Client, one: WorkflowExecution, gate: asyncio.Semaphore) -> ListedRound:
    """Read one round; its summary is kept apart from the list and costs a question of its own."""
    async with gate:
        try:
            handle = client.get_workflow_handle(one.id, run_id=one.run_id)
            summary = await (await handle.describe(rpc_timeout=PATIENCE)).static_summary()
        except RPCError:  # the list stands without it
            summary = None
    known = one.typed_search_attributes
    launch = known.get(LAUNCH)
    return ListedRound(
        id=RoundId.parse(one.id),
        status=known.get(STATUS) or "unknown",
        launch=launch.astimezone(UTC) if launch else None,
        summary=unmarked(summary or ""),
        workflow=one.status.name.lower() if one.status else "unknown",
    )


def table_of(rounds: Iterable[ListedRound]) -> Table:
    """Lay rounds out for people; how a workflow ended is said only when it is news."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("round", "status", "launch (UTC)", "summary"):
        table.add_column(heading, header_style="bold")
    for one in rounds:
        ended = "" if one.workflow in {RUNNING, "completed"} else f" ({one.workflow})"
        launch = in_utc(one.launch) if one.launch else "-"
        table.add_row(str(one.id), f"{one.status}{ended}", launch, one.summary)
    return table
