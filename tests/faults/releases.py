"""Copies of the code that differ: the next release, and a broken one."""

from collections.abc import Sequence
from pathlib import Path

from temporalio.api.enums.v1 import EventType

from tests.faults.campaigns import Order
from tests.faults.machine import Machine
from tests.faults.workers import Crew


class NothingToChange(Exception):  # noqa: N818 - says what is the case
    """Say that the code no longer has the words that a copy was to change."""


def next_release(machine: Machine) -> Path:
    """Copy the code with what a release may change while rounds are running.

    A retry interval, the summary of an activity, and a field more in an activity's result.
    """
    copy = machine.copy_of_code("next-release")
    edit(copy / "workflows/policies.py", "seconds=1)", "seconds=2)")
    edit(copy / "workflows/sending.py", "look again before", "look once more before")
    edit(
        copy / "models/launch.py",
        "    evidence: str\n",
        '    evidence: str\n    by: str = "next"\n',
    )
    return copy


def retrying_release(machine: Machine) -> Path:
    """Copy the code with the mistake that this product exists to avoid: the POST is tried again.

    Two fences have to fall for it: the one attempt, and the claim.
    """
    copy = machine.copy_of_code("broken-release")
    edit(copy / "workflows/policies.py", "maximum_attempts=1)", "maximum_attempts=3)")
    edit(copy / "activities/launch.py", "case Claim.TAKEN:", "case Claim.TAKEN if False:")
    edit(
        copy / "activities/launch.py",
        "            return result(HandOver.UNKNOWN, str(error))",
        "            raise RuntimeError(str(error)) from None",
    )
    return copy


def edit(file: Path, old: str, new: str) -> None:
    """Replace words in a copied file; raise NothingToChange when they are not there."""
    text = file.read_text()
    if old not in text:
        raise NothingToChange(f"{old!r} in {file.name}")
    file.write_text(text.replace(old, new))


async def releases_in(machine: Machine, crew: Crew, orders: Sequence[Order]) -> int:
    """Count the rounds in whose histories workers of every post have done something."""
    posts = {pid: post.name for post in crew.posts.values() for pid in post.pids}
    both = 0
    for order in orders:
        for one in order.asked.rounds:
            handle = machine.client.get_workflow_handle(one.id.workflow_id)
            served = set()
            async for event in handle.fetch_history_events():
                served.add(posts.get(pid_of(identity_of(event.event_type, event))))
            both += len(served - {None}) == len(crew.posts)
    return both


def identity_of(kind: "EventType.ValueType", event: object) -> str:
    """Read who did what an event tells of; empty when the server did."""
    attributes = {
        EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED: "activity_task_started_event_attributes",
        EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED: "workflow_task_completed_event_attributes",
    }.get(kind)
    return str(getattr(event, attributes).identity) if attributes else ""


def pid_of(identity: str) -> int:
    """Read the process id in a worker's identity."""
    pid = identity.partition("@")[0]
    return int(pid) if pid.isdigit() else 0
