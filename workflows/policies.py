"""Queues, time limits and retries of every step; a step's promise to its round in time."""

from datetime import timedelta
from enum import StrEnum

from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityConfig


class Queue(StrEnum):
    """Name a task queue; each can be scaled and rate limited on its own."""

    CAMPAIGN = "campaign"
    MAILJET = "mailjet"
    SLACK = "slack"
    GEMINI = "gemini"


PATIENT = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    backoff_coefficient=2,
    maximum_interval=timedelta(minutes=1),
)
LEAST = timedelta(seconds=10)  # what any step is given, however little time is left
SEND_LIMIT = timedelta(seconds=180)  # above a slow claim and the client's own 60 s together
POST_LIMIT = timedelta(seconds=180)  # above what a picture and the last of its posts may take
HEARTBEAT = timedelta(
    seconds=20
)  # a killed worker is noticed after so long; see workers/heartbeats.py


def record(summary: str) -> ActivityConfig:
    """Write to the database; the record may be late, it may not be lost."""
    return ActivityConfig(
        task_queue=Queue.CAMPAIGN,
        summary=summary,
        start_to_close_timeout=timedelta(seconds=30),
        heartbeat_timeout=HEARTBEAT,
        schedule_to_close_timeout=timedelta(days=1),
        retry_policy=PATIENT,
    )


def announce(summary: str, within: timedelta) -> ActivityConfig:
    """Tell Slack, trying again until the message has lost its point."""
    return ActivityConfig(
        task_queue=Queue.SLACK,
        summary=summary,
        start_to_close_timeout=POST_LIMIT,
        heartbeat_timeout=HEARTBEAT,
        schedule_to_close_timeout=max(within, LEAST),
        retry_policy=PATIENT,
    )


def look(summary: str, within: timedelta) -> ActivityConfig:
    """Read from Mailjet, trying again while there is time."""
    return ActivityConfig(
        task_queue=Queue.MAILJET,
        summary=summary,
        start_to_close_timeout=timedelta(minutes=2),
        heartbeat_timeout=HEARTBEAT,
        schedule_to_close_timeout=max(within, LEAST),
        retry_policy=PATIENT,
    )


def send_once(summary: str, start_within: timedelta) -> ActivityConfig:
    """Hand over to Mailjet: one attempt, by no layer more.

    A task that no worker has taken in time is withdrawn, and certainly was not sent.
    """
    return ActivityConfig(
        task_queue=Queue.MAILJET,
        summary=summary,
        schedule_to_start_timeout=max(start_within, LEAST),
        start_to_close_timeout=SEND_LIMIT,
        heartbeat_timeout=HEARTBEAT,
        retry_policy=RetryPolicy(maximum_attempts=1),
    )


def poll(summary: str, patience: timedelta) -> ActivityConfig:
    """Ask Mailjet again and again inside one activity, which shows that it lives."""
    return ActivityConfig(
        task_queue=Queue.MAILJET,
        summary=summary,
        start_to_close_timeout=patience + timedelta(minutes=2),
        schedule_to_close_timeout=2 * patience + timedelta(minutes=30),
        heartbeat_timeout=HEARTBEAT,
        retry_policy=PATIENT,
    )


def consult(summary: str) -> ActivityConfig:
    """Ask an agent; a model that stays silent is replaced by rules."""
    return ActivityConfig(
        task_queue=Queue.GEMINI,
        summary=summary,
        start_to_close_timeout=timedelta(seconds=90),
        heartbeat_timeout=HEARTBEAT,
        schedule_to_close_timeout=timedelta(minutes=5),
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=4),
    )
