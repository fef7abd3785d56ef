"""Two lanes of scenarios, each on a machine of its own, at the same time.

Most of a rehearsal is waiting, so that two lanes take little longer than one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from tests.faults import kills, moments, outages, providers
from tests.faults.suite import SEED, Result, Suite, running_suite

Scenario = Callable[[Suite], Awaitable[Result | list[Result]]]

LANES: dict[str, tuple[Scenario, ...]] = {
    "killed": (moments.kill_at_moments, kills.kill_at_random),
    "broken": (providers.break_providers, outages.lose_temporal, outages.lose_postgres),
}


async def run_lanes(folder: Path, *, long: bool, seed: int = SEED) -> list[Result]:
    """Run every scenario, and give the lines of the table in their order."""
    lanes = [run_lane(folder / name, each, long=long, seed=seed) for name, each in LANES.items()]
    return [result for lane in await asyncio.gather(*lanes) for result in lane]


async def run_lane(
    folder: Path, scenarios: Sequence[Scenario], *, long: bool, seed: int
) -> list[Result]:
    """Run scenarios one after another on one machine."""
    folder.mkdir()
    async with running_suite(folder, long=long, seed=seed) as suite:
        for scenario in scenarios:
            await scenario(suite)
    return suite.results
