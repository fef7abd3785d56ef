"""The person who answers holds: looks into Mailjet first, then decides as the runbook says."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta

from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError

from cli.asking import ask
from cli.errors import Refusal
from models.decisions import Abort, Answer, Approve, DecisionRequest, Recheck, SendOutcome
from models.ids import RoundId
from models.round import Hold, HoldKind, RoundState
from tests.faults.control import Control

BY = "the person on duty"
REASON = "looked into the sandbox: no send of this draft"
LOOK_EVERY = 1.0
MOST_TRIES = 4
RPC = timedelta(seconds=10)
AWAY = (RPCError, Refusal, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError)
BLOCKED = "ExecutionStatus = 'Running' AND CampaignStatus = 'blocked'"


class Person:
    """Let every blocked round go on, or end it, and remember why it had stopped."""

    def __init__(self, client: Client, control: Control) -> None:
        self._client = client
        self._control = control
        self._rechecks: Counter[str] = Counter()
        self.holds: dict[tuple[str, datetime], Hold] = {}
        self.early: set[str] = set()  # rounds to approve as soon as they were checked

    def kinds(self, slug: str) -> Counter[HoldKind]:
        """Count the holds of campaigns whose slug begins so."""
        return Counter(hold.kind for (name, _), hold in self.holds.items() if name.startswith(slug))

    async def watch(self) -> None:
        """Look for blocked rounds and answer them, for ever."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            with suppress(*AWAY):  # server or worker is away: look again
                async for one in self._client.list_workflows(BLOCKED):
                    await self._answer(RoundId.parse(one.id))
            for name in list(self.early):
                with suppress(*AWAY):
                    await self._approve_early(name)

    async def _answer(self, round_id: RoundId) -> None:
        with suppress(*AWAY):
            state = (await ask(self._client, round_id)).state
            if state.hold is None:
                return
            self.holds[str(round_id), state.hold.since] = state.hold
            await self._say(round_id, await self._decide(round_id, state, state.hold.kind))

    async def _approve_early(self, name: str) -> None:
        round_id = RoundId.parse(name)
        state = (await ask(self._client, round_id)).state
        if state.checklist is not None:
            self.early.discard(name)
            await self._say(round_id, Approve(by=BY, reason="checked"))

    async def _decide(
        self, round_id: RoundId, state: RoundState, kind: HoldKind
    ) -> DecisionRequest:
        sends = await self._control.sends_of(state.asked.planned.draft_id)
        if kind is HoldKind.SEND_UNRESOLVED:
            outcome = SendOutcome.SENT if sends else SendOutcome.NOT_SENT
            return Approve(by=BY, reason=REASON, outcome=outcome)
        if sends:
            return Abort(by=BY, reason="the draft was sent by somebody else")
        if kind in {HoldKind.CONTENT_CHANGED, HoldKind.COUNT_CHANGED, HoldKind.PREFLIGHT_FAILED}:
            self._rechecks[str(round_id)] += 1
            if self._rechecks[str(round_id)] <= 2 or state.checklist is None:
                return Recheck(by=BY, reason="look again")
            if self._rechecks[str(round_id)] > MOST_TRIES:
                return Abort(by=BY, reason="it does not get better")
        return Approve(by=BY, reason=REASON, override=True)

    async def _say(self, round_id: RoundId, request: DecisionRequest) -> None:
        handle = self._client.get_workflow_handle(round_id.workflow_id)
        await handle.execute_update(
            type(request).__name__.lower(), request, result_type=Answer, rpc_timeout=RPC
        )
