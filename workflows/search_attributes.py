"""By what rounds and campaigns are found; registered by `campaign setup`, one registry."""

from typing import Any

from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

from models.round import RoundState, StartRound, Status

SLUG = SearchAttributeKey.for_keyword("CampaignSlug")
ROUND = SearchAttributeKey.for_int("CampaignRound")
STATUS = SearchAttributeKey.for_keyword("CampaignStatus")
LAUNCH = SearchAttributeKey.for_datetime("CampaignLaunch")

ALL_KEYS = (SLUG, ROUND, STATUS, LAUNCH)


def of_round(asked: StartRound) -> TypedSearchAttributes:
    """Describe a round at its start."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(SLUG, asked.slug),
            SearchAttributePair(ROUND, asked.planned.number),
            SearchAttributePair(STATUS, Status.SCHEDULED.value),
            SearchAttributePair(LAUNCH, asked.planned.launch),
        ]
    )


def standing(state: RoundState) -> list[SearchAttributeUpdate[Any]]:  # Any: of several types
    """Say what changes of a round: its status, and its launch time when people move it."""
    return [STATUS.value_set(state.status.value), LAUNCH.value_set(state.launch)]


def of_campaign(slug: str) -> TypedSearchAttributes:
    """Describe a campaign; it carries no round number."""
    return TypedSearchAttributes([SearchAttributePair(SLUG, slug)])
