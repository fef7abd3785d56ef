"""Measuring a round: its numbers at a fixed age, and what five agents say of them."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.assessment import AssessmentActivities
from activities.metrics import MetricsActivities
from models.assessment import AgentName, Assessment, Opinion
from models.brief import Brief
from models.round import RoundState
from models.rules import opinion_by_rules
from models.steps import CollectMetrics, Consult, Measured
from workflows import policies
from workflows.failures import reason_of

READ_THE_NUMBERS = (AgentName.LIST_QUALITY, AgentName.DELIVERY, AgentName.COMPARISON)


async def measure(state: RoundState, snapshot: str) -> Measured:
    """Collect a snapshot; when nothing can be read, say why instead of giving zeros."""
    if state.sent is None:
        raise ValueError("a round that was not sent has no results")
    patience = state.asked.policy.metrics_patience
    command = CollectMetrics(
        round=state.ref,
        snapshot=snapshot,
        draft_id=state.asked.planned.draft_id,
        campaign_id=state.sent.campaign_id,
        accepted_at=state.sent.accepted_at,
        patience=patience,
    )
    try:
        return await workflow.execute_activity_method(
            MetricsActivities.collect_metrics,
            command,
            **policies.poll(f"collect metrics: {snapshot}", patience),
        )
    except ActivityError as error:
        if is_cancelled_exception(error):
            raise
        return Measured(snapshot=None, detail=reason_of(error))


async def assess(brief: Brief) -> Assessment:
    """Ask three agents at once, then one that recommends, then one that reports."""
    first = await asyncio.gather(*(consult(name, brief) for name in READ_THE_NUMBERS))
    recommendation = await consult(AgentName.RECOMMENDATION, brief, (*first,))
    report = await consult(AgentName.REPORT, brief, (*first, recommendation))
    return Assessment(
        snapshot=brief.snapshot.name,
        opinions=(*first, recommendation, report),
        created_at=workflow.now(),
    )


async def consult(agent: AgentName, brief: Brief, others: tuple[Opinion, ...] = ()) -> Opinion:
    """Ask one agent; a failing one degrades the report and never stops it."""
    try:
        return await workflow.execute_activity_method(
            AssessmentActivities.consult_agent,
            Consult(agent=agent, brief=brief, others=others),
            **policies.consult(f"ask the {agent.replace('_', ' ')} agent"),
        )
    except ActivityError as error:
        if is_cancelled_exception(error):
            raise
        return opinion_by_rules(agent, brief, others)
