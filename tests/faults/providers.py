"""Break Mailjet, Slack and Gemini, call by call, a round for each way; two releases at work."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress

from models.plan import ApprovalMode
from models.round import HoldKind
from tests.faults.campaigns import Order, short_policy, start
from tests.faults.changes import CHANGES, change_behind_backs
from tests.faults.control import Json
from tests.faults.pairs import ASK, POST, Pair, all_pairs, few_pairs
from tests.faults.releases import next_release, releases_in
from tests.faults.suite import Result, Suite

SPAN = 13.0
WAVE, PAUSE = 24, 9.0  # rounds that are started at once, and the seconds until the next
SLACK_AWAY = {"path": "/slack/api/chat.postMessage", "action": "drop"}
GEMINI_AWAY = {"path": "/gemini/*", "method": "POST", "action": "respond", "status": 503}
SAID_LATER = "did not take earlier messages"


async def break_providers(suite: Suite) -> list[Result]:
    """Run every pair, every change behind our backs, and the long absences, all at once."""
    began = time.monotonic()
    pairs = list(all_pairs() if suite.long else few_pairs())
    async with suite.crew("this release") as crew:
        await crew.man("next release", code=next_release(suite.machine))
        async with late_faults(suite) as late:
            mixed = [await ordinary(suite, f"release-{n}") for n in range(4 if suite.long else 2)]
            changed = [
                await change_behind_backs(suite, change, f"change-{n:03}")
                for n, change in enumerate(CHANGES)
            ]
            silent = await slack_away(suite)
            models = await gemini_away(suite)
            orders: dict[str, list[Order]] = {"Mailjet": [], "Slack": [], "Gemini": []}
            numbers: list[int] = []
            for number, pair in enumerate(pairs):
                order = await start(
                    suite.machine, f"pair-{number:03}", short_policy(SPAN), span=SPAN
                )
                orders[provider_of(pair)].append(order)
                if pair.call.needs_campaign:
                    late.wait_for(order, pair)
                else:
                    (parcel,) = order.parcels.values()
                    numbers += await suite.machine.control.arm(pair.fault(parcel))
                if number % WAVE == WAVE - 1:
                    await asyncio.sleep(PAUSE)
            results = []
            for provider, those in orders.items():
                scenario = f"{provider}: each fault at each call"
                results.append(
                    await suite.settle(
                        scenario, those, faults=len(those), began=began, patience=300
                    )
                )
            results.append(
                await suite.settle(
                    "draft or list changed, or sent by others",
                    [order for order, _ in changed],
                    faults=len(changed),
                    began=began,
                )
            )
            for _, task in changed:
                await task
            results.append(await settle_slack(suite, silent, began))
            results.append(
                await suite.settle("Gemini away entirely", models, faults=1, began=began)
            )
            result = await suite.settle("two releases at work", mixed, faults=0, began=began)
        both = await releases_in(suite.machine, crew, [*mixed, *orders["Mailjet"]])
        struck = await suite.machine.control.struck(numbers + late.numbers)
    unstruck = [number for number, times in struck.items() if not times]
    if unstruck:
        names = await describe(suite, unstruck)
        result.findings.lost.append(f"faults that never struck: {'; '.join(names)}")
    if both < len(mixed):
        result.findings.lost.append(f"only {both} rounds were served by both releases")
    return [*results, result]


def provider_of(pair: Pair) -> str:
    """Name the provider of a pair."""
    return {POST.name: "Slack", ASK.name: "Gemini"}.get(pair.call.name, "Mailjet")


async def describe(suite: Suite, numbers: Iterable[int]) -> list[str]:
    """Name faults for people."""
    rows = {row["id"]: row for row in await suite.machine.control.faults()}
    return [f"{rows[n]['path']} {rows[n]['query']} #{rows[n].get('nth')}" for n in numbers]


async def ordinary(suite: Suite, slug: str) -> Order:
    """Start a campaign to which nothing happens."""
    return await start(suite.machine, slug, short_policy(SPAN), span=SPAN, rounds=2, apart=2)


class LateFaults:
    """Set faults on calls that name a campaign, once Mailjet has made it."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._waiting: dict[int, Pair] = {}
        self._orders: dict[int, Order] = {}
        self.numbers: list[int] = []

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
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def slack_away(suite: Suite) -> list[Order]:
    """Start a round of each approval mode for which Slack is away until after its launch."""
    orders = []
    for mode in ApprovalMode:
        slug = f"silent-{mode.value}"
        (number,) = await suite.machine.control.arm({**SLACK_AWAY, "contains": f"{slug}/"})
        order = await start(
            suite.machine, slug, short_policy(SPAN, followups=2), span=SPAN, approval=mode
        )
        if mode is ApprovalMode.REQUIRED:
            suite.person.early.update(str(one.id) for one in order.asked.rounds)
        orders.append(order)
        suite.background(slack_returns(suite, order, number))
    return orders


async def slack_returns(suite: Suite, order: Order, number: int) -> None:
    """Let Slack answer again after the launch."""
    control = suite.machine.control
    for draft_id in order.parcels:
        await control.until_requested(f"{draft_id}/send", seconds=120)
    await asyncio.sleep(3)
    await control.disarm(number)


async def settle_slack(suite: Suite, orders: Sequence[Order], began: float) -> Result:
    """Judge that automatic went on and said so later, and that required held."""
    result = await suite.settle(
        "Slack away over a whole round", orders, faults=len(orders), began=began
    )
    said = {slug for slug in (order.slug for order in orders) if await was_said(suite, slug)}
    result.findings.lost += [
        f"{order.slug}: nothing said later of what Slack did not take"
        for order in orders
        if order.slug not in said
    ]
    if not suite.person.kinds("silent-required")[HoldKind.PAUSED]:
        result.findings.lost.append("silent-required: it did not hold while Slack was away")
    if suite.person.kinds("silent-automatic"):
        result.findings.lost.append("silent-automatic: it held, and should have gone on")
    return result


async def was_said(suite: Suite, slug: str) -> bool:
    """Look for the remark in a campaign's messages."""
    state: Json = await suite.machine.control.state()
    messages = [m for channel in state["slack"]["channels"] for m in channel["messages"]]
    return any(f"{slug}/" in str(m["metadata"]) and SAID_LATER in str(m) for m in messages)


async def gemini_away(suite: Suite) -> list[Order]:
    """Start a round that no agent ever answers."""
    order = await start(suite.machine, "modelless-1", short_policy(SPAN), span=SPAN)
    for draft_id in order.parcels:
        fault = {**GEMINI_AWAY, "contains": f'round\\": {draft_id},'}
        await suite.machine.control.arm(fault)
    return [order]
