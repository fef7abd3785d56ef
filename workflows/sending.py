"""The steps of the launch protocol: look again, hand over once, look for the send."""

import asyncio
from datetime import datetime, timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception
from temporalio.workflow import ActivityConfig

from activities.launch import LaunchActivities
from models.launch import (
    FindSend,
    HandOver,
    LaunchReadiness,
    PrepareLaunch,
    SendDraft,
    SendResult,
    Witnesses,
)
from models.round import RoundState
from workflows import policies
from workflows.failures import never_started, reason_of

T = TypeVar("T")


async def prepare_launch(state: RoundState, intent: str, fingerprint: str) -> LaunchReadiness:
    """Compare what would be sent with what was checked, and record the intent to send it."""
    planned = state.asked.planned
    command = PrepareLaunch(
        round=state.ref,
        draft_id=planned.draft_id,
        list_id=planned.list_id,
        intent_id=intent,
        fingerprint=fingerprint,
        checked_recipients=state.checklist.active_recipients if state.checklist else None,
        wanted_recipients=state.counted,
        count_tolerance=state.asked.policy.count_tolerance,
        accepted=state.accepted,
        wrapup_delay=state.asked.policy.wrapup_delay,
        loopback_only=state.asked.policy.loopback_only,
        segment_id=planned.segment_id,
    )
    policy = policies.look("look again before the launch", state.deadline - workflow.now())
    return await workflow.execute_activity_method(
        LaunchActivities.prepare_launch, command, **policy
    )


async def hand_over(state: RoundState, intent: str, not_after: datetime) -> SendResult:
    """POST the send once; whatever is not an answer is unknown, unless it was never tried."""
    command = SendDraft(
        round=state.ref,
        draft_id=state.asked.planned.draft_id,
        intent_id=intent,
        not_after=not_after,
    )
    policy = policies.send_once("hand over to Mailjet, once", not_after - workflow.now())
    posted = workflow.start_activity_method(LaunchActivities.send_draft, command, **policy)
    try:
        return await uncancelled(posted)
    except ActivityError as error:
        outcome = HandOver.NOT_SENT if never_started(error) else HandOver.UNKNOWN
        return SendResult(
            outcome=outcome, at=workflow.now(), detail=reason_of(error), answered=False
        )


async def find_send(
    state: RoundState,
    recipients: int,
    patience: timedelta,
    *,
    doubted: str | None = None,
    witness_suffices: bool = False,
    outlives: bool = False,
    policy: ActivityConfig | None = None,
) -> Witnesses:
    """Ask the three witnesses of a send, by reads only; a failed look has seen nothing.

    A doubted intent that no worker has claimed is voided: that settles it without witnesses. A
    look that `outlives` a cancellation is finished all the same.
    """
    accepted_at = state.sent.accepted_at if state.sent else state.accepted_at
    command = FindSend(
        round=state.ref,
        draft_id=state.asked.planned.draft_id,
        recipients=recipients,
        accepted_at=accepted_at,
        adopted=state.sent.adopted if state.sent else False,
        patience=patience,
        doubted=doubted,
        witness_suffices=witness_suffices,
        segment_id=state.asked.planned.segment_id,
    )
    policy = policy or policies.poll("find the campaign of the send", patience)
    looking = workflow.start_activity_method(LaunchActivities.find_send, command, **policy)
    try:
        return await (uncancelled(looking) if outlives else looking)
    except ActivityError as error:
        if state.sent and is_cancelled_exception(error):
            raise
        return Witnesses(found=False, evidence=reason_of(error))


async def uncancelled(step: "workflow.ActivityHandle[T]") -> T:
    """Wait for the answer of a step, although the workflow is cancelled meanwhile."""
    try:
        return await asyncio.shield(step)
    except asyncio.CancelledError:
        return await step
