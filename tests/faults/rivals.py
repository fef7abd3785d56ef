"""Two plans with one draft: at once, one after the other while the first is blocked, and freed."""

import asyncio
import time
from contextlib import suppress

from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.service import RPCError

from cli.asking import ask
from cli.errors import Refusal
from models.decisions import Abort, Answer
from models.round import Status
from tests.faults.campaigns import Order, short_policy, start
from tests.faults.processes import NeverCame
from tests.faults.stock import Parcel
from tests.faults.suite import Result, Suite

SPAN = 13.0
LATER = 25.0  # so that the second would launch after the first was let go
AT_ONCE = 3
LOOKS, PAUSE = 150, 0.2


async def share_drafts(suite: Suite) -> Result:
    """Let campaigns want the same draft, kill the worker that opens them, and judge who sends."""
    began = time.monotonic()
    wrong: list[str] = []
    async with suite.crew("any") as crew:
        at_once = [(f"rival-{turn}a", f"rival-{turn}b") for turn in range(3 if suite.long else 1)]
        orders = [await one_of_many(suite, pair, wrong) for pair in at_once]
        crew.kill("any")
        await crew.polling("any")
        orders.append(await held_while_blocked(suite, wrong))
        orders.append(await freed_by_abort(suite, wrong))
        result = await suite.settle(
            "one draft in two campaigns",
            orders,
            faults=len(at_once) + 2 + crew.kills,
            kills=crew.kills,
            began=began,
        )
    result.findings.duplicates.extend(wrong)
    return result


async def one_of_many(suite: Suite, names: tuple[str, ...], wrong: list[str]) -> Order:
    """Start campaigns with one draft at the same instant; give the one that opened."""
    parcels = suite.machine.take(1)
    orders = await asyncio.gather(*(order_of(suite, name, parcels) for name in names))
    opened = [order for order in orders if await was_opened(suite, order)]
    if len(opened) != 1:
        wrong.append(f"{', '.join(names)}: {len(opened)} campaigns have the draft")
    return opened[0]


async def held_while_blocked(suite: Suite, wrong: list[str]) -> Order:
    """Start a second campaign while the first is blocked; the first is let go afterwards."""
    parcels = suite.machine.take(1)
    first = await blocked(suite, "rival-blocked", parcels)
    second = await order_of(suite, "rival-second", parcels, LATER)
    if await was_opened(suite, second):
        wrong.append(f"{second.slug}: opened with the draft of a blocked round")
    await suite.machine.control.change_list(parcels[0].list_id, IsDeleted=False)
    return first


async def freed_by_abort(suite: Suite, wrong: list[str]) -> Order:
    """Abort the first campaign's round, start the second at once, and give that one.

    The judge counts sends by draft, so only the heir is judged: its one send is the draft's only.
    """
    parcels = suite.machine.take(1)
    first = await blocked(suite, "rival-aborted", parcels)
    handle = suite.machine.client.get_workflow_handle(first.asked.rounds[0].id.workflow_id)
    with suppress(WorkflowUpdateFailedError, RPCError):  # the person on duty may be quicker
        await handle.execute_update("abort", Abort(by="suite", reason="other"), result_type=Answer)
    await suite.machine.control.change_list(parcels[0].list_id, IsDeleted=False)
    second = await order_of(suite, "rival-heir", parcels)
    if not await was_opened(suite, second):
        wrong.append(f"{second.slug}: refused although the first round was aborted")
    return second


async def order_of(suite: Suite, slug: str, parcels: list[Parcel], span: float = SPAN) -> Order:
    return await start(suite.machine, slug, short_policy(span), span=span, parcels=parcels)


async def blocked(suite: Suite, slug: str, parcels: list[Parcel]) -> Order:
    """Start a campaign whose list is deleted, and wait until its round is blocked."""
    await suite.machine.control.change_list(parcels[0].list_id, IsDeleted=True)
    order = await order_of(suite, slug, parcels)
    for _ in range(LOOKS):
        with suppress(Refusal):
            view = await ask(suite.machine.client, order.asked.rounds[0].id)
            if view.state.status is Status.BLOCKED:
                return order
        await asyncio.sleep(PAUSE)
    raise NeverCame(f"a hold of {slug}")


async def was_opened(suite: Suite, order: Order) -> bool:
    """Wait until a campaign runs its rounds, or was refused."""
    handle = suite.machine.client.get_workflow_handle(order.asked.workflow_id)
    for _ in range(LOOKS):
        seen = await handle.describe()
        if seen.status is WorkflowExecutionStatus.FAILED:
            return False
        if seen.raw_description.pending_children:
            return True
        await asyncio.sleep(PAUSE)
    raise NeverCame(f"the opening of {order.slug}")
