"""The launch intents in PostgreSQL: wait for them, and keep workers from claiming them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Select, select, text
from sqlmodel import col

from models.tables import CampaignSchedule, LaunchIntent
from storage.database import Database
from tests.faults.campaigns import Order
from tests.faults.processes import NeverCame
from tests.faults.suite import Suite

LOOKS, PAUSE = 200, 0.05
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


async def until_intended(suite: Suite, order: Order) -> None:
    """Wait until PostgreSQL has the intent of every round."""
    database = Database(suite.machine.postgres.url)
    try:
        for _ in range(LOOKS):
            async with database.begin() as session:
                if len((await session.scalars(intents_of(order))).all()) == len(order.parcels):
                    return
            await asyncio.sleep(PAUSE)
        raise NeverCame("the recorded intent")
    finally:
        await database.close()


async def until_claimed(suite: Suite, order: Order) -> None:
    """Wait until the intent of every round is claimed."""
    database = Database(suite.machine.postgres.url)
    claimed = intents_of(order).where(col(LaunchIntent.claimed_at).is_not(None))
    try:
        for _ in range(LOOKS):
            async with database.begin() as session:
                if len((await session.scalars(claimed)).all()) == len(order.parcels):
                    return
            await asyncio.sleep(PAUSE)
        raise NeverCame("the claimed intent")
    finally:
        await database.close()


@asynccontextmanager
async def unclaimable(suite: Suite, order: Order) -> AsyncIterator[None]:
    """Lock the intents: whoever wants to claim one waits until the end of this."""
    database = Database(suite.machine.postgres.url)
    try:
        async with database.begin() as session:
            await session.scalars(intents_of(order).with_for_update(of=LaunchIntent))
            yield
    finally:
        await database.close()


async def until_claimants_wait(suite: Suite, order: Order) -> None:
    """Wait until a worker wants to claim the intent of every round."""
    database = Database(suite.machine.postgres.url)
    try:
        for _ in range(LOOKS):
            async with database.begin() as session:
                if (await session.scalar(WAITING) or 0) >= len(order.parcels):
                    return
            await asyncio.sleep(PAUSE)
        raise NeverCame("a worker that claims the intent")
    finally:
        await database.close()


def intents_of(order: Order) -> Select[str]:
    """Select the intents of a campaign."""
    return (
        select(col(LaunchIntent.intent_id))
        .join(CampaignSchedule, col(CampaignSchedule.id) == col(LaunchIntent.schedule_id))
        .where(col(CampaignSchedule.campaign_slug) == order.slug)
    )
