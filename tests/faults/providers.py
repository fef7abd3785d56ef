"""Break Mailjet, Slack and Gemini, call by call, a round for each way; two releases at work."""

import asyncio
import time
from collections.abc import Sequence

from tests.faults.absences import gemini_away, settle_gemini, settle_slack, slack_away
from tests.faults.campaigns import Order, short_policy, start
from tests.faults.changes import CHANGES, change_behind_backs, settle_changes
from tests.faults.closings import break_closings, settle_closings
from tests.faults.late import LateFaults, late_faults
from tests.faults.pairs import ASK, POST, Pair, all_pairs, few_pairs
from tests.faults.releases import next_release, releases_in
from tests.faults.suite import Result, Suite
from tests.faults.workers import Crew

SPAN = 13.0
WAVE, PAUSE = 24, 9.0  # rounds that are started at once, and the seconds until the next
PROVIDERS = ("Mailjet", "Slack", "Gemini")


async def break_providers(suite: Suite) -> None:
    """Run every pair, every change behind our backs, and the long absences, all at once."""
    began = time.monotonic()
    async with suite.crew("this release") as crew:
        await crew.man("next release", code=next_release(suite.machine))
        async with late_faults(suite) as late:
            mixed = [await ordinary(suite, f"release-{n}") for n in range(4 if suite.long else 2)]
            changed = [await change_behind_backs(suite, change) for change in CHANGES]
            silent, models = await slack_away(suite), await gemini_away(suite)
            closings, numbers = await break_closings(suite)
            pairs = Pairs(suite, late, numbers)
            await pairs.start(list(all_pairs() if suite.long else few_pairs()))
            for provider in PROVIDERS:
                await pairs.settle(provider, began)
            await settle_changes(suite, [order for order, _ in changed], began)
            await asyncio.gather(*(task for _, task in changed))
            await settle_slack(suite, silent, began)
            await settle_closings(suite, closings, began)
            await settle_gemini(suite, models, began)
            releases = await suite.settle("two releases at work", mixed, faults=0, began=began)
        await check_releases(suite, crew, releases, [*mixed, *pairs.orders["Mailjet"]])
        releases.findings.lost += await pairs.idle()


class Pairs:
    """A round for each pair of a call and a failure."""

    def __init__(self, suite: Suite, late: LateFaults, numbers: Sequence[int]) -> None:
        self._suite, self._late = suite, late
        self._numbers = list(numbers)
        self.orders: dict[str, list[Order]] = {provider: [] for provider in PROVIDERS}

    async def start(self, pairs: Sequence[Pair]) -> None:
        """Start the rounds, wave by wave, and set their faults."""
        machine = self._suite.machine
        for number, pair in enumerate(pairs):
            order = await start(machine, f"pair-{number:03}", short_policy(SPAN), span=SPAN)
            self.orders[provider_of(pair)].append(order)
            if pair.call.needs_campaign:
                self._late.wait_for(order, pair)
            else:
                (parcel,) = order.parcels.values()
                self._numbers += await machine.control.arm(pair.fault(parcel))
            if number % WAVE == WAVE - 1:
                await asyncio.sleep(PAUSE)

    async def settle(self, provider: str, began: float) -> None:
        """Judge the rounds of one provider's pairs."""
        orders = self.orders[provider]
        scenario = f"{provider}: each fault at each call"
        await self._suite.settle(scenario, orders, faults=len(orders), began=began, patience=300)

    async def idle(self) -> list[str]:
        """Name the faults that never struck: what they were to prove is not proven."""
        numbers = {*self._numbers, *self._late.numbers}
        rows = await self._suite.machine.control.faults()
        unset = [f"{pair.name}: was never set" for pair in self._late.waiting]
        return unset + [
            f"{row['path']} {row['query']} #{row.get('nth', 'each')}: never struck"
            for row in rows
            if row["id"] in numbers and not row["struck"]
        ]


def provider_of(pair: Pair) -> str:
    """Name the provider of a pair."""
    return {POST.name: "Slack", ASK.name: "Gemini"}.get(pair.call.name, "Mailjet")


async def ordinary(suite: Suite, slug: str) -> Order:
    """Start a campaign to which nothing happens."""
    return await start(suite.machine, slug, short_policy(SPAN), span=SPAN, rounds=2, apart=2)


async def check_releases(suite: Suite, crew: Crew, result: Result, orders: Sequence[Order]) -> None:
    """Make sure that both releases had a hand in the same rounds."""
    both = await releases_in(suite.machine, crew, orders)
    if both < len(orders) / 2:
        result.findings.lost.append(f"only {both} rounds were served by both releases")
