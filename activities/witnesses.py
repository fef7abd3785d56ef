"""The three witnesses of a send: the draft, the campaign of that draft, the send job."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from activities.errors import told_to_temporal
from clients.errors import DoNotRetry, NotFound, ProviderError
from clients.mailjet.rows import BatchJob, Campaign, Draft, DraftId, DraftStatus
from models.launch import FindSend, Witnesses

T = TypeVar("T")

FIRST_LOOK, LONGEST_PAUSE = 0.5, 15.0  # seconds between two looks


class Testifies(Protocol):
    async def get_draft(self, draft_id: DraftId) -> Draft: ...
    async def find_campaign_by_draft(self, draft_id: DraftId) -> Campaign | None: ...
    async def find_send_job(self, draft_id: DraftId) -> BatchJob | None: ...


async def look(mailjet: Testifies, command: FindSend) -> Witnesses:
    """Ask again and again, until what is looked for was seen or patience is over."""
    deadline = datetime.now(UTC) + command.patience
    pause = FIRST_LOOK
    while True:
        with told_to_temporal():
            witnesses = await ask(mailjet, DraftId(command.draft_id))
        enough = command.witness_suffices and witnesses.found
        if enough or witnesses.campaign_id is not None or datetime.now(UTC) >= deadline:
            return witnesses
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


async def ask(mailjet: Testifies, draft_id: DraftId) -> Witnesses:
    """Look once at the draft, the campaign and the send job, all at the same time.

    One witness that has seen the send is enough, whatever the others cannot answer. Raises
    what failed when none has, if it may work again.
    """
    answers = await asyncio.gather(
        answer_of(mailjet.get_draft(draft_id)),
        answer_of(mailjet.find_campaign_by_draft(draft_id)),
        answer_of(mailjet.find_send_job(draft_id)),
    )
    (draft, _), (campaign, _), (job, _) = answers
    seen = testimony(draft, campaign, job)
    silent = [error for _, error in answers if error is not None]
    if seen.found or not silent:
        return seen
    for error in silent:
        if not is_deaf(error):
            raise error
    evidence = f"{seen.evidence}, {len(silent)} of 3 looks refused ({silent[0]})"
    return seen.model_copy(update={"evidence": evidence})


async def answer_of(look: Awaitable[T]) -> tuple[T | None, ProviderError | None]:
    """Ask one witness; give its answer, or why it gave none."""
    try:
        return await look, None
    except NotFound:
        return None, None
    except ProviderError as error:
        return None, error


def is_deaf(error: ProviderError) -> bool:
    """Say whether asking this witness in the same way again is of no use."""
    return isinstance(error, DoNotRetry) or error.reason == "unreadable_answer"


def testimony(draft: Draft | None, campaign: Campaign | None, job: BatchJob | None) -> Witnesses:
    """Put together what the witnesses saw; None is a witness that saw nothing, or was silent.

    A job that came to nothing has seen no send.
    """
    campaign_id = campaign.id if campaign else draft.campaign_id if draft else None
    found = campaign_id is not None or was_sent(draft) or (job is not None and job.taken_up)
    sent_at = (
        (campaign.send_started_at or campaign.created_at if campaign else None)
        or (job.started_at if job else None)
        or (draft.delivered_at if draft else None)
        or datetime.now(UTC)
    )
    evidence = (
        f"draft {draft.status.name.lower()}" if draft else "draft not readable",
        f"campaign {campaign_id}" if campaign_id else "no campaign",
        f"send job {job.status.lower() or 'without a status'}" if job else "no send job",
    )
    return Witnesses(
        found=found,
        campaign_id=campaign_id,
        sent_at=sent_at if found else None,
        evidence=", ".join(evidence),
    )


def was_sent(draft: Draft | None) -> bool:
    """Say whether a draft bears witness that it was handed over."""
    if draft is None:
        return False
    handed_over = draft.status in {DraftStatus.PROGRAMMED, DraftStatus.SENT}
    return handed_over or draft.delivered_at is not None
