"""Commands of ours beside Temporal's own: from start to exit."""

import asyncio
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.bench import BIN, Bench
from benchmarks.rows import Row
from benchmarks.supply import LATER, ROUNDS_OF_A_CAMPAIGN
from cli.commands.start import begin
from cli.listing import ROUNDS
from workers.worker import working

NAME = "command start"
LISTED, TURNS, WARM_UP = 50, 11, 2
PATIENCE = 30  # seconds until all are listed
QUERY = f"{ROUNDS} AND ExecutionStatus = 'Running'"
Command = Sequence[str]


async def measure(bench: Bench) -> list[Row]:
    """Time help, and a list of rounds on the same server."""
    help_of = [[str(BIN / name), "--help"] for name in ("campaign", "temporal")]
    lists = [
        [str(BIN / "campaign"), "list", "--json"],
        [str(BIN / "temporal"), "workflow", "list", "--output", "json", "--query", QUERY],
    ]
    await fill(bench)
    rows = []
    for what, (ours, theirs) in (("--help", help_of), (f"list of {LISTED} rounds", lists)):
        pairs = await asyncio.to_thread(timed, ours, theirs, bench.environment, bench.folder)
        rows.append(Row.of(NAME, what, "ms", pairs))
    await bench.clear()
    return rows


async def fill(bench: Bench) -> None:
    """Start rounds that wait for a day far away."""
    async with working(bench.client, bench.settings):
        for _ in range(LISTED // ROUNDS_OF_A_CAMPAIGN):
            await begin(bench.client, bench.supply.campaign(launch_in=LATER))
        for _ in range(PATIENCE):
            if (await bench.bare_client.count_workflows(QUERY)).count >= LISTED:
                break
            await asyncio.sleep(1)


def timed(
    ours: Command, theirs: Command, environment: Mapping[str, str], folder: Path
) -> list[tuple[float, float]]:
    """Run two commands in turn, each first every second time; give milliseconds."""
    pairs = []
    for turn in range(TURNS + WARM_UP):
        took = {}
        for command in (ours, theirs) if turn % 2 else (theirs, ours):
            began = time.perf_counter()
            subprocess.run(
                command, check=True, env=environment, cwd=folder, stdout=subprocess.DEVNULL
            )
            took[command[0]] = 1000 * (time.perf_counter() - began)
        pairs.append((took[ours[0]], took[theirs[0]]))
    return pairs[WARM_UP:]
