"""A round that Temporal has forgotten, as PostgreSQL's record keeps it."""

from rich.console import Console
from rich.text import Text

from cli.pages.board import status_text
from cli.pages.round import (
    checklist_table,
    decisions_table,
    opinions_table,
    print_metrics,
    print_section,
)
from cli.pages.times import in_utc
from models.recipients import UNKNOWN_SIZE
from models.text import one_line, shown
from storage.history import RoundRecord, ScheduledRound


def print_record(console: Console, record: RoundRecord) -> None:
    """Print what is written down of a round."""
    record = shown(record, one_line)
    schedule = record.schedule
    heading = Text(f"{schedule.id}  ", "bold") + status_text(schedule.status)
    console.print(heading + Text(f"  {schedule.campaign_name}  (from the record)"))
    facts = {
        "launch": f"{in_utc(schedule.scheduled_at)} UTC ({schedule.scheduled_time})",
        "subject": schedule.subject,
        "sender": f"{schedule.sender_name} <{schedule.sender_email}>",
        "mail": (
            f"draft {schedule.mailjet_draft_id} to list {schedule.list_id}, {whom_of(schedule)}"
        ),
        "campaign": str(schedule.mailjet_campaign_id or "-"),
    }
    for name, words in facts.items():
        console.print(Text(f"  {name:<9}", "dim") + Text(words))
    if record.checklist is not None:
        title = f"checklist: {record.checklist.tally}"
        print_section(console, title, checklist_table(record.checklist))
    if record.decisions:
        print_section(console, "decisions", decisions_table(record.decisions))
    if record.snapshots:
        print_metrics(console, record.snapshots)
    for assessment in record.assessments:
        title = f"assessment at {assessment.snapshot}"
        print_section(console, title, opinions_table(assessment))


def whom_of(schedule: ScheduledRound) -> str:
    """Say whom the round went to; the number beside a segment is what the plan expected."""
    if schedule.recipient_range.startswith("segment "):
        return f"{schedule.recipient_range} ({UNKNOWN_SIZE}; {schedule.recipient_count:,} expected)"
    return f"{schedule.recipient_count:,} recipients"
