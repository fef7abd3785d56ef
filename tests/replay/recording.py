"""Histories as they are kept: without the name of the machine that they ran on."""

import json
from typing import Any

from temporalio.client import WorkflowHistory

from tests.replay.paths import THIS_RELEASE

REPLACED = {"identity": "worker", "stackTrace": "left out"}


def keep(name: str, histories: list[WorkflowHistory]) -> None:
    """Write the histories of one path."""
    THIS_RELEASE.mkdir(parents=True, exist_ok=True)
    for number, history in enumerate(histories, 1):
        more = "" if len(histories) == 1 else f"_{number}"
        text = json.dumps(anonymous(json.loads(history.to_json())), indent=0)
        (THIS_RELEASE / f"{name}{more}.json").write_text(text + "\n")


def anonymous(value: Any) -> Any:  # Any: JSON
    """Leave out who ran it: a process, a host and its paths are nobody's business."""
    if isinstance(value, dict):
        return {key: REPLACED.get(key) or anonymous(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [anonymous(inner) for inner in value]
    return value
