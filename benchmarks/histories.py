"""What a history tells: its size, the shape of the bare workflow, and answers to repeat."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from benchmarks.bare import Load, Shape, Step

Events = list[HistoryEvent]
SCHEDULED: Final = "activity_task_scheduled_event_attributes"
COMPLETED: Final = "activity_task_completed_event_attributes"
TIMER: Final = "timer_started_event_attributes"


@dataclass(frozen=True)
class Size:
    """How large a history is, or some are on average."""

    events: float
    kilobytes: float
    activities: float
    timers: float


async def events_of(client: Client, workflow_id: str) -> Events:
    """Read a whole history."""
    return list((await client.get_workflow_handle(workflow_id).fetch_history()).events)


def size_of(events: Events) -> Size:
    """Measure a history."""
    return Size(
        events=len(events),
        kilobytes=sum(event.ByteSize() for event in events) / 1000,
        activities=sum(event.HasField(SCHEDULED) for event in events),
        timers=sum(event.HasField(TIMER) for event in events),
    )


def shape_of(events: Events) -> Shape:
    """Take a history's timers, and its activities with queues and payload sizes, in order."""
    answers = {
        event.activity_task_completed_event_attributes.scheduled_event_id: bytes_of(
            event.activity_task_completed_event_attributes.result
        )
        for event in events
        if event.HasField(COMPLETED)
    }
    turns: dict[int, Step] = defaultdict(Step)
    began = events[0].event_time.ToDatetime()
    for event in events:
        if event.HasField(TIMER):
            timer = event.timer_started_event_attributes
            due = event.event_time.ToDatetime() + timer.start_to_fire_timeout.ToTimedelta()
            turns[timer.workflow_task_completed_event_id].due = (due - began).total_seconds()
        elif event.HasField(SCHEDULED):
            asked = event.activity_task_scheduled_event_attributes
            load = Load(asked.task_queue.name, bytes_of(asked.input), answers[event.event_id])
            turns[asked.workflow_task_completed_event_id].loads.append(load)
    return Shape([turns[turn] for turn in sorted(turns)])


def bytes_of(payloads: Payloads) -> int:
    """Count the bytes of data."""
    return sum(len(payload.data) for payload in payloads.payloads)


def answers_of(events: Iterable[HistoryEvent]) -> dict[str, Payload]:
    """Keep the first answer of each type of activity."""
    asked, answers = dict[int, str](), dict[str, Payload]()
    for event in events:
        if event.HasField(SCHEDULED):
            name = event.activity_task_scheduled_event_attributes.activity_type.name
            asked[event.event_id] = name
        elif event.HasField(COMPLETED):
            done = event.activity_task_completed_event_attributes
            answers.setdefault(asked[done.scheduled_event_id], done.result.payloads[0])
    return answers
