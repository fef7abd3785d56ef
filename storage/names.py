"""Which campaign a slug belongs to: two names must not share one, nor one name have two."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.ids import former_slug_of, gives_slug, same_name
from models.round import Status
from models.tables import CampaignSchedule
from storage.errors import KnownByAnotherSlug, SlugTaken


async def refuse_taken_name(session: AsyncSession, slug: str, name: str) -> None:
    """Refuse a slug that another name has, and a name that has the slug of an earlier release.

    Raises SlugTaken or KnownByAnotherSlug. A slug given by hand is looked for as it is. Aborted
    rounds are in nobody's way.
    """
    slugs = {slug, former_slug_of(name)} if gives_slug(name, slug) else {slug}
    query = (
        select(col(CampaignSchedule.campaign_slug), col(CampaignSchedule.campaign_name))
        .where(col(CampaignSchedule.campaign_slug).in_(slugs))
        .where(col(CampaignSchedule.status) != Status.ABORTED)
        .distinct()
    )
    for kept_slug, kept_name in await session.execute(query):
        if kept_slug == slug and not same_name(kept_name, name):
            raise SlugTaken(slug, kept_name)
        if kept_slug != slug and gives_slug(kept_name, slug):
            raise KnownByAnotherSlug(kept_name, kept_slug)
