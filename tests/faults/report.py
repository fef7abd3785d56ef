"""The table of what was broken and what came of it, for people and for `docs/reliability.md`."""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.faults.suite import Result

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
COLUMNS = (
    "scenario",
    "faults",
    "of them kill -9",
    "rounds",
    "rounds sent",
    "sends at the sandbox",
    "duplicates",
    "lost stages",
    "duplicate posts",
    "wrong records",
    "stages Slack was not told of",
    "holds for a person",
)


def table(results: Sequence[Result]) -> str:
    """Write a line for each scenario, and their sum."""
    lines = [f"| {' | '.join(COLUMNS)} |", "|---|" + "---:|" * 10 + "---|"]
    lines += [row(result) for result in results]
    lines.append(sum_of(results))
    return "\n".join(lines)


def row(result: Result) -> str:
    """Write one scenario."""
    found = result.findings
    numbers = (
        result.faults,
        result.kills,
        found.rounds,
        found.sent,
        found.sends,
        len(found.duplicates),
        len(found.lost),
        len(found.reposted),
        len(found.misrecorded),
        len(found.untold),
    )
    return f"| {result.scenario} | {' | '.join(map(str, numbers))} | {words(result.holds)} |"


def sum_of(results: Sequence[Result]) -> str:
    """Add the scenarios up."""
    columns = [
        sum(int(cell) for cell in cells)
        for cells in zip(*(row(result).split(" | ")[1:-1] for result in results), strict=True)
    ]
    holds: dict[str, int] = {}
    for result in results:
        for kind, count in result.holds.items():
            holds[kind] = holds.get(kind, 0) + count
    return f"| **all** | {' | '.join(f'**{n}**' for n in columns)} | {words(holds)} |"


def words(holds: dict[str, int]) -> str:
    """Count holds by kind: `2 send_unresolved, 1 paused`."""
    return ", ".join(f"{count} {kind}" for kind, count in sorted(holds.items())) or "none"


def heading(command: str, seed: int, seconds: float) -> str:
    """Say when, on what and how it was measured; no names of machines or people."""
    python = ".".join(map(str, sys.version_info[:3]))
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d} with `{command}` (seed {seed}) in "
        f"{seconds / 60:.0f} minutes: {os.cpu_count()} shared cores, Python {python}, "
        f"temporalio {version('temporalio')}."
    )


def write(text: str, page: Path = PAGE) -> None:
    """Put a text between the page's markers."""
    old = page.read_text()
    before, rest = old.split(BEGIN)
    _, after = rest.split(END)
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
