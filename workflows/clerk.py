"""The clerk of a round: keeps and tells every decision while the round goes on."""

import asyncio

from temporalio import workflow

from models.decisions import Decision, DecisionKind
from models.notices import DecisionNotice
from workflows.course import AFTER_WORDS
from workflows.desk import Desk
from workflows.refusals import Flood
from workflows.voice import Voice


class Clerk:
    """Take decisions from the desk, one by one, and let the voice tell them."""

    def __init__(self, desk: Desk, voice: Voice) -> None:
        self._desk = desk
        self._voice = voice
        self._work: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Work beside the round from now on."""
        self._work = asyncio.create_task(self._keep_decisions())

    async def finish(self) -> None:
        """Wait until every decision is filed; a clerk that died is an error, not a silence."""
        if self._work is None:
            return
        filed = asyncio.create_task(self._desk.unfiled.join())
        await workflow.wait((self._work, filed), return_when=asyncio.FIRST_COMPLETED)
        if self._work.done():
            self._work.result()
        self._work.cancel()

    async def _keep_decisions(self) -> None:
        while True:
            unfiled = await self._desk.unfiled.get()
            if isinstance(unfiled, Flood):
                await self._tell_once(unfiled)
            else:
                await self._tell(unfiled)
            self._desk.unfiled.task_done()

    async def _tell(self, decision: Decision) -> None:
        """Tell a decision, and close what it ended; the end of the round tells of its abort."""
        until = decision.at + AFTER_WORDS
        if not (decision.accepted and decision.kind is DecisionKind.ABORT):
            notice = DecisionNotice(decision=decision)
            await self._voice.say(f"decision {decision.kind}", notice, until, in_thread=True)
        if decision.accepted:
            await self._voice.close_holds(decision, until)

    async def _tell_once(self, flood: Flood) -> None:
        """Tell how many refusals have come by now; what comes later is only counted."""
        first = flood.first
        notice = DecisionNotice(decision=first, more=flood.more)
        until = first.at + AFTER_WORDS
        await self._voice.say(f"decision {first.kind}", notice, until, in_thread=True)
