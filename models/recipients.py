"""Whom a send reaches, in words: a number where it is known, and never one where it is not.

Mailjet counts a list, but not a segment of one.
"""

from collections.abc import Sequence

from models.plan import PlannedRound
from models.plurals import counted

UNKNOWN_SIZE = "its size is not known"


def how_many(count: int, *, list_id: int, segment_id: int | None) -> str:
    """Write how many a send reaches: a number, or the name of a segment without one."""
    if segment_id is None:
        return f"{count:,}"
    return f"segment {segment_id} of list {list_id} ({UNKNOWN_SIZE})"


def reach(count: int, *, list_id: int, segment_id: int | None) -> str:
    """Say whom a send reaches: `1,000 recipients`, or a segment without a number."""
    words = how_many(count, list_id=list_id, segment_id=segment_id)
    return words if segment_id is not None else counted(count, "recipient")


def planned_reach(planned: PlannedRound) -> str:
    """Say whom a round is planned for; of a segment, how many the plan expects."""
    words = reach(
        planned.expected_recipients, list_id=planned.list_id, segment_id=planned.segment_id
    )
    if planned.segment_id is None:
        return words
    return f"{words}; the plan expects {planned.expected_recipients:,}"


def reach_of_all(rounds: Sequence[PlannedRound]) -> str:
    """Sum up whom several rounds are planned for: `1,000 recipients and 1 segment`."""
    segments = sum(planned.segment_id is not None for planned in rounds)
    listed = sum(one.expected_recipients for one in rounds if one.segment_id is None)
    parts = [counted(listed, "recipient")] if listed or not segments else []
    if segments:
        parts.append(counted(segments, "segment"))
    return " and ".join(parts)
