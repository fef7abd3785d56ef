"""Collect the evidence of campaigns that are over, from all who saw them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from cli.asking import ask_all
from models.round import RoundState
from models.tables import CampaignSchedule, NotificationLog
from storage.database import Database
from tests.faults.campaigns import Order
from tests.faults.ledger import Evidence, Note, Post, Send
from tests.faults.machine import Machine


async def collect(machine: Machine, orders: Sequence[Order]) -> Evidence:
    """Ask the rounds, the sandbox and PostgreSQL; a worker must be there to answer for rounds."""
    ids = [one.id for order in orders for one in order.asked.rounds]
    states: dict[str, RoundState] = {}
    missing = ids
    for _ in range(5):  # a worker that has just been started may be slow to answer
        views, missing = await ask_all(machine.client, missing)
        states |= {str(view.state.ref.id): view.state for view in views}
        if not missing:
            break
    slugs = {order.slug for order in orders}
    seen = await machine.control.state()
    drafts = {draft for order in orders for draft in order.parcels}
    messages = [m for channel in seen["slack"]["channels"] for m in channel["messages"]]
    posts = [Post(intent_in(m), str(m["ts"])) for m in messages if not m["deleted"]]
    recorded, notes = await read_record(machine.postgres.url, slugs)
    return Evidence(
        rounds={str(round_id): states.get(str(round_id)) for round_id in ids},
        recorded=recorded,
        sends=[Send(s["draft_id"], s["origin"]) for s in seen["sends"] if s["draft_id"] in drafts],
        posts=[post for post in posts if post.intent_id.partition("/")[0] in slugs],
        notes=notes,
    )


def intent_in(message: dict[str, object]) -> str:
    """Read the intent id in a message's metadata."""
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return str(payload.get("intent_id", "")) if isinstance(payload, dict) else ""


async def read_record(url: str, slugs: set[str]) -> tuple[dict[str, str], list[Note]]:
    """Read what PostgreSQL has of the rounds and of their messages."""
    database = Database(url)
    recorded, notes = {}, []
    async with database.begin() as session:
        rows = list(
            await session.scalars(
                select(CampaignSchedule).where(col(CampaignSchedule.campaign_slug).in_(slugs))
            )
        )
        names = {row.id: f"{row.campaign_slug}/{row.round_number}" for row in rows}
        recorded = {f"{row.campaign_slug}/{row.round_number}": row.status.value for row in rows}
        log = await session.scalars(
            select(NotificationLog).where(col(NotificationLog.schedule_id).in_(names))
        )
        notes = [
            Note(
                names[note.schedule_id],
                note.intent_id,
                note.stage,
                note.status.value,
                note.slack_message_id,
            )
            for note in log
        ]
    await database.close()
    return recorded, notes
