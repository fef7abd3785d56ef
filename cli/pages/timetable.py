"""Rounds and their stages laid out in time, in UTC and on the plan's own clock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from cli.pages.times import in_utc, in_zone
from cli.terminal import talk
from models.base import write_duration
from models.plan import Plan, PlannedRound
from models.plan_warnings import warnings_of
from models.recipients import planned_reach
from models.round import followup_key
from models.text import one_line, shown
from models.timeline import LifecyclePolicy, Stage, Timeline

BEFORE = (Stage.PRELAUNCH, Stage.PREFLIGHT, Stage.LAUNCH_WARNING, Stage.LAUNCH)


def moments(policy: LifecyclePolicy, launch: datetime) -> list[tuple[str, datetime]]:
    """List every stage and its instant; those after the launch count from Mailjet's answer."""
    timeline = Timeline.of(policy, launch)
    after = [(Stage.WRAPUP.value, policy.wrapup_delay)]
    after += [(followup_key(age), age) for age in policy.followups]
    return [
        *((stage.value, timeline.due(stage)) for stage in BEFORE),
        *((name, timeline.launch + delay) for name, delay in after),
    ]


def print_timetable(
    console: Console, plan: Plan, rounds: Sequence[PlannedRound], policy: LifecyclePolicy
) -> None:
    """Print who gets what when."""
    campaign = shown(plan.campaign, one_line)
    console.print(f"{campaign.name} ({plan.slug})", style="bold")
    console.print(f"  subject    {campaign.subject}")
    console.print(f"  sender     {campaign.sender_name} <{campaign.sender_email}>")
    console.print(f"  approval   {campaign.approval.value}{_who(plan)}")
    ages = ", ".join(write_duration(age) for age in policy.followups) or "none"
    console.print(f"  follow-ups {ages}")
    for planned in rounds:
        console.print()
        console.print(f"{plan.slug}/{planned.number}", style="bold", end="")
        whom = planned_reach(planned)
        if planned.segment_id is None:
            whom = f"{whom} ({planned.recipient_range})"
        console.print(f"  {whom}, draft {planned.draft_id}, list {planned.list_id}")
        if planned.subject != plan.campaign.subject:
            console.print(f"  subject    {one_line(planned.subject)}")
        console.print(_table(moments(policy, planned.launch), plan))
    console.print()
    if rounds:
        console.print("Wrap-up and follow-ups count from the moment at which Mailjet accepts.")


def print_warnings(plan: Plan) -> None:
    """Say on stderr what an operator should look at once more."""
    for warning in warnings_of(plan):
        talk().print(f"campaign: warning: {warning}", soft_wrap=True)


def _who(plan: Plan) -> str:
    campaign = shown(plan.campaign, one_line)
    words = f" by {', '.join(campaign.approvers)}" if campaign.approvers else ""
    return words + (", not by who starts it" if campaign.four_eyes else "")


def _table(stages: Sequence[tuple[str, datetime]], plan: Plan) -> Table:
    table = Table(box=None, padding=(0, 2), show_edge=False)
    table.add_column("stage", header_style="dim")
    table.add_column("UTC", header_style="dim")
    local = plan.zone.key != "UTC"
    if local:
        table.add_column(plan.zone.key, header_style="dim")
    for name, moment in stages:
        cells = [name.replace("_", " "), in_utc(moment)]
        if local:
            cells.append(in_zone(moment, plan.zone))
        table.add_row(*cells, style="bold" if name == Stage.LAUNCH else None)
    return table


def rounds_json(
    plan: Plan, rounds: Sequence[PlannedRound], policy: LifecyclePolicy
) -> list[dict[str, Any]]:  # Any: JSON
    """Give the rounds and their timelines as JSON."""
    return [
        {
            "id": str(plan.round_id(planned.number)),
            **planned.model_dump(mode="json"),
            "timeline": {
                name: moment.isoformat().replace("+00:00", "Z")
                for name, moment in moments(policy, planned.launch)
            },
        }
        for planned in rounds
    ]
