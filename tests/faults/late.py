"""Faults on calls that can be told apart only once Mailjet has made a campaign."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.faults.campaigns import Order
from tests.faults.pairs import Pair
from tests.faults.processes import ended
from tests.faults.suite import Suite


class LateFaults:
    """Set faults on calls that name a campaign, once Mailjet has made it."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._waiting: dict[int, Pair] = {}
        self._orders: dict[int, Order] = {}
        self.numbers: list[int] = []

    @property
    def waiting(self) -> list[Pair]:
        """List the pairs whose fault could not be set yet."""
        return list(self._waiting.values())

    def wait_for(self, order: Order, pair: Pair) -> None:
        """Set the pair's fault as soon as its round is sent."""
        (draft_id,) = order.parcels
        self._waiting[draft_id], self._orders[draft_id] = pair, order

    async def watch(self) -> None:
        """Look for campaigns, for ever."""
        control = self._suite.machine.control
        while True:
            await asyncio.sleep(1)
            if not self._waiting:
                continue
            for send in (await control.state())["sends"]:
                pair = self._waiting.pop(send["draft_id"], None)
                if pair is not None:
                    parcel = self._orders[send["draft_id"]].parcels[send["draft_id"]]
                    self.numbers += await control.arm(pair.fault(parcel, send["campaign_id"]))


@asynccontextmanager
async def late_faults(suite: Suite) -> AsyncIterator[LateFaults]:
    """Watch for campaigns as long as the context lasts."""
    late = LateFaults(suite)
    watch = asyncio.create_task(late.watch())
    try:
        yield late
    finally:
        await ended(watch)
