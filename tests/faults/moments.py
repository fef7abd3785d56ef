"""Kill workers at exactly the moments that matter, each opened wide by a fault of the sandbox.

The hands (queue mailjet) and the head (all other queues) are processes of their own here, so that
one can die while the other goes on.
"""

import asyncio
import time

from tests.faults.campaigns import Order, short_policy, start
from tests.faults.control import Json
from tests.faults.intents import unclaimable, until_claimants_wait, until_intended
from tests.faults.processes import NeverCame
from tests.faults.suite import Result, Suite
from tests.faults.workers import Crew
from workflows.policies import Queue

HANDS, HEAD = "hands", "head"
SPAN = 7.0
MOST_MISSED = 3
ROUNDS = 2  # of each moment; one kill strikes them all


class Moment:
    """Open one window in every round of a campaign, and kill when all are in it."""

    name = ""

    def __init__(self, suite: Suite, crew: Crew) -> None:
        self.suite, self.crew = suite, crew
        self.numbers: list[int] = []
        self.control = suite.machine.control

    def fault(self, draft_id: int) -> Json:
        """Say what opens the window."""
        raise NotImplementedError

    async def strike(self, order: Order) -> None:
        """Wait for the window, and kill."""
        raise NotImplementedError

    async def in_window(self, order: Order, piece: str = "/send", method: str = "POST") -> None:
        """Wait until the fault has struck each round."""
        for draft in order.parcels:
            await self.control.until_requested(
                f"{draft}{piece}", method, which=lambda one: one["fault"] in self.numbers
            )


class BeforeThePost(Moment):
    """Between intent and POST: the intent is recorded, nobody has asked for the POST yet."""

    name = "intent recorded, POST not asked for"

    def fault(self, draft_id: int) -> Json:
        return {
            "path": f"*/campaigndraft/{draft_id}/detailcontent",
            "nth": 2,
            "action": "delay",
            "seconds": 2.5,
        }

    async def strike(self, order: Order) -> None:
        await self.in_window(order, "/detailcontent", "GET")
        self.crew.kill(HEAD, hold_down=True)
        await until_intended(self.suite, order)
        self.crew.kill(HANDS)
        self.crew.release(HEAD)


class TakenNotClaimed(BeforeThePost):
    """Between intent and POST: a worker has the task in hand, and waits for its claim."""

    name = "POST asked for, intent not claimed"

    async def strike(self, order: Order) -> None:
        await self.in_window(order, "/detailcontent", "GET")
        self.crew.kill(HEAD, hold_down=True)
        await until_intended(self.suite, order)
        async with unclaimable(self.suite, order):
            self.crew.release(HEAD)
            await until_claimants_wait(self.suite, order)
            self.crew.kill(HANDS)


class PostWithoutEffect(Moment):
    """Between intent and POST: the POST is under way, and never has any effect."""

    name = "POST under way, no effect"

    def fault(self, draft_id: int) -> Json:
        return send_fault(draft_id, "hang", "before", 4.0)

    async def strike(self, order: Order) -> None:
        await self.in_window(order)
        self.crew.kill(HANDS)


class PostWithoutAnswer(Moment):
    """Between POST and answer: Mailjet has sent, and its answer is on the way."""

    name = "sent, answer not received"

    def fault(self, draft_id: int) -> Json:
        return send_fault(draft_id, "delay", "after", 4.0)

    async def strike(self, order: Order) -> None:
        await self.in_window(order)
        self.crew.kill(HANDS)


class AnswerWithoutRecord(Moment):
    """Between answer and record: the worker has the answer, Temporal cannot take it."""

    name = "answer received, not recorded"

    def fault(self, draft_id: int) -> Json:
        return send_fault(draft_id, "delay", "after", 1.5)

    async def strike(self, order: Order) -> None:
        await self.in_window(order)
        self.suite.machine.freeze_temporal()
        try:
            for draft in order.parcels:
                await self.control.until_requested(
                    f"{draft}/send", which=lambda one: one["status"] is not None
                )
            await asyncio.sleep(0.3)
            self.crew.kill(HANDS)
        finally:
            self.suite.machine.thaw_temporal()


class RecordWithoutRound(Moment):
    """After the record: Temporal has the answer, the round's own worker is gone."""

    name = "answer recorded, round not told"

    def fault(self, draft_id: int) -> Json:
        return send_fault(draft_id, "delay", "after", 1.5)

    async def strike(self, order: Order) -> None:
        await self.in_window(order)
        self.crew.kill(HEAD, hold_down=True)
        await asyncio.sleep(2.5)
        self.crew.release(HEAD)


class SentWithoutConfirmation(Moment):
    """While the campaign id is looked for: the send is in no table yet."""

    name = "sent, campaign id not recorded"

    def fault(self, draft_id: int) -> Json:
        return {
            "path": f"*/campaign/mj.nl={draft_id}",
            "nth": 1,
            "action": "delay",
            "stage": "after",
            "seconds": 4.0,
        }

    async def strike(self, order: Order) -> None:
        for draft in order.parcels:
            await self.control.until_requested(f"campaign/mj.nl={draft}", "GET")
        self.crew.kill(HANDS)


class PostedWithoutRecord(Moment):
    """Slack has the message, and nobody wrote down that it has."""

    name = "Slack has the message, not recorded"

    def fault(self, draft_id: int) -> Json:
        return {
            "path": "*/chat.postMessage",
            "contains": f"/{draft_id}/",
            "nth": 3,
            "action": "delay",
            "stage": "after",
            "seconds": 4.0,
        }

    async def strike(self, order: Order) -> None:
        await self.control.until_requested(
            "chat.postMessage",
            count=len(order.parcels),
            which=lambda one: one["fault"] in self.numbers,
        )
        self.crew.kill(HEAD)


class UploadedWithoutPost(Moment):
    """Slack has the picture of a campaign, and no message shows it yet."""

    name = "picture uploaded, not kept and not posted"

    def fault(self, draft_id: int) -> Json:  # noqa: ARG002 - it belongs to the campaign
        return {
            "path": "*/files.completeUploadExternal",
            "nth": 1,
            "action": "delay",
            "stage": "after",
            "seconds": 4.0,
        }

    async def strike(self, order: Order) -> None:  # noqa: ARG002 - whichever closes first
        await self.control.until_requested(
            "files.completeUploadExternal", which=lambda one: one["fault"] in self.numbers
        )
        self.crew.kill(HEAD)


MOMENTS: tuple[type[Moment], ...] = (
    PostWithoutEffect,
    BeforeThePost,
    TakenNotClaimed,
    PostWithoutAnswer,
    AnswerWithoutRecord,
    RecordWithoutRound,
    SentWithoutConfirmation,
    PostedWithoutRecord,
    UploadedWithoutPost,
)


FOR_EVERY_COMMIT = (
    PostWithoutEffect,
    BeforeThePost,
    TakenNotClaimed,
    PostWithoutAnswer,
    AnswerWithoutRecord,
    PostedWithoutRecord,
    UploadedWithoutPost,
)


async def kill_at_moments(suite: Suite) -> Result:
    """Live through every moment, one after another; the rounds go on meanwhile."""
    began, faults = time.monotonic(), 0
    orders: list[Order] = []
    missed = 0
    moments = list(MOMENTS * 2 if suite.long else FOR_EVERY_COMMIT)
    async with suite.crew() as crew:
        await crew.man(HEAD, queues=[q for q in Queue if q is not Queue.MAILJET])
        await crew.man(HANDS, queues=[Queue.MAILJET])
        while moments:
            moment = moments.pop(0)(suite, crew)
            slug = f"moment-{len(orders):03}"
            order = await start(suite.machine, slug, short_policy(SPAN), span=SPAN, rounds=ROUNDS)
            moment.numbers = await suite.machine.control.arm(*map(moment.fault, order.parcels))
            faults += len(moment.numbers)
            orders.append(order)
            try:
                await moment.strike(order)
            except NeverCame as never:
                missed += 1
                if missed > MOST_MISSED:
                    raise NeverCame(f"{moment.name}: {never}") from None
                moments.append(type(moment))  # a slow machine: this window is opened again
            crew.release(HEAD)
            await crew.polling(HEAD)
            await crew.polling(HANDS)
        kills = crew.kills
        return await suite.settle(
            "kill -9 at exact moments", orders, faults=faults + kills, kills=kills, began=began
        )


def send_fault(draft_id: int, action: str, stage: str, seconds: float) -> Json:
    """Strike the first POST that sends a draft."""
    return {
        "path": f"*/campaigndraft/{draft_id}/send",
        "method": "POST",
        "nth": 1,
        "action": action,
        "stage": stage,
        "seconds": seconds,
    }
