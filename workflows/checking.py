"""Pre-flight: the checklist, and what its failure means."""

from datetime import timedelta

from temporalio import workflow

from activities.preflight import PreflightActivities
from models.checklist import CheckGroup, Checklist, Verdict
from models.round import HoldKind, RoundState
from models.steps import Preflight
from workflows import policies


async def check(state: RoundState) -> Checklist:
    """Run every check, trying again what cannot be read while there is time.

    Raises ActivityError when nothing could be read for so long that people should know.
    """
    asked = state.asked
    command = Preflight(
        round=state.ref,
        planned=asked.planned,
        loopback_only=asked.policy.loopback_only,
        list_quiet=asked.policy.list_quiet,
        not_before=state.decisions[-1].at if state.decisions else None,
        count_tolerance=asked.policy.count_tolerance,
        wrapup_delay=asked.policy.wrapup_delay,
        started_at=workflow.info().workflow_start_time,
        approved=state.approval.fingerprint if state.approval else "",
        approved_recipients=state.approval.recipients if state.approval else None,
    )
    left, most = state.deadline - workflow.now(), asked.policy.escalation
    within = min(left, most) if left > timedelta(0) else most
    return await workflow.execute_activity_method(
        PreflightActivities.run_preflight,
        command,
        **policies.look("pre-flight checks", within),
    )


def failure_of(checklist: Checklist) -> tuple[HoldKind, str]:
    """Name the hold of a failed checklist: a guardrail when only history objects."""
    failed = checklist.of(Verdict.FAIL)
    history_only = all(one.group is CheckGroup.HISTORY for one in failed)
    kind = HoldKind.GUARDRAIL if history_only else HoldKind.PREFLIGHT_FAILED
    return kind, f"Pre-flight failed: {', '.join(one.name for one in failed)}."
