"""Rehearsals by the dozen: a campaign is ordered, started, and awaited."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio.client import Client
from temporalio.service import RPCError

from cli.commands.start import begin
from models.campaign import StartCampaign
from models.plan import ApprovalMode, PlannedRound
from models.round import StartRound
from models.timeline import LifecyclePolicy
from tests.faults.machine import Machine
from tests.faults.processes import NeverCame
from tests.faults.stock import EXPECTED, SENDER_NAME, SUBJECT, Parcel

HEADSTART = timedelta(seconds=1)


def short_policy(
    span: float, *, grace: float = 180, settling: float = 8, followups: int = 1
) -> LifecyclePolicy:
    """Place the stages of a rehearsal; a grace far longer than its span lets outages end."""
    wrapup = timedelta(seconds=6)
    return LifecyclePolicy(
        prelaunch_at=None,
        prelaunch_lead=timedelta(seconds=span),
        preflight_at=None,
        preflight_lead=timedelta(seconds=span * 0.6),
        warning_lead=timedelta(seconds=span * 0.25),
        launch_grace=timedelta(seconds=grace),
        wrapup_delay=wrapup,
        followups=tuple(wrapup + timedelta(seconds=4 * (n + 1)) for n in range(followups)),
        escalation=timedelta(seconds=45),
        settling=timedelta(seconds=settling),
        metrics_patience=timedelta(seconds=30),
        loopback_only=True,
    )


@dataclass(frozen=True)
class Order:
    """One campaign that was started: its rounds, and what each of them sends."""

    asked: StartCampaign
    parcels: dict[int, Parcel]

    @property
    def slug(self) -> str:
        return self.asked.slug


async def start(
    machine: Machine,
    slug: str,
    policy: LifecyclePolicy,
    *,
    span: float,
    rounds: int = 1,
    apart: float = 0,
    approval: ApprovalMode = ApprovalMode.AUTOMATIC,
    parcels: Sequence[Parcel] = (),
) -> Order:
    """Start a campaign whose first launch comes a span from now, each later one `apart` after.

    It has parcels of its own, unless those of another are given.
    """
    taken = parcels or machine.take(rounds)
    first = datetime.now(UTC) + HEADSTART + timedelta(seconds=span)
    # A round is numbered by its draft: then its number, in a prompt, tells it from all others.
    asked = StartCampaign(
        slug=slug,
        name=slug,
        rounds=tuple(
            StartRound(
                slug=slug,
                campaign_name=slug,
                total=len(taken),
                planned=planned(parcel, first + timedelta(seconds=apart * place)),
                approval=approval,
                started_by="the fault suite",
                policy=policy,
            )
            for place, parcel in enumerate(taken)
        ),
    )
    await begin(machine.client, asked)
    return Order(asked, {parcel.draft_id: parcel for parcel in taken})


def planned(parcel: Parcel, launch: datetime) -> PlannedRound:
    """Plan the round of a parcel."""
    return PlannedRound(
        number=parcel.draft_id,
        launch=launch,
        list_id=parcel.list_id,
        draft_id=parcel.draft_id,
        expected_recipients=EXPECTED,
        recipient_range=f"1-{EXPECTED}",
        subject=SUBJECT,
        sender_name=SENDER_NAME,
        sender_email=parcel.sender_email,
    )


async def until_over(client: Client, orders: Sequence[Order], seconds: float) -> None:
    """Wait until every campaign has ended; raise NeverCame with those that have not."""
    waiting = {order.asked.workflow_id for order in orders}
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while waiting:
        if loop.time() > deadline:
            raise NeverCame(f"the end of {', '.join(sorted(waiting))} within {seconds:g} s")
        await asyncio.sleep(1)
        with suppress(RPCError):  # the server may be the one that was killed
            running = {
                one.id
                async for one in client.list_workflows(
                    "ExecutionStatus = 'Running' AND WorkflowType = 'Campaign'"
                )
            }
            waiting &= running
