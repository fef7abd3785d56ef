"""Lanes of scenarios, each on a machine of its own, at the same time.

Most of a rehearsal is waiting, so that three lanes take little longer than one.
"""

import asyncio
import time
import traceback
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path

from tests.faults import frozen, kills, moments, outages, providers, rivals
from tests.faults.ledger import Findings
from tests.faults.suite import SEED, Result, Suite, running_suite

Scenario = Callable[[Suite], Coroutine[None, None, object]]

LANES: dict[str, tuple[Scenario, ...]] = {
    "killed": (moments.kill_at_moments, kills.kill_at_random),
    "frozen": (frozen.freeze_workers,),
    "broken": (
        providers.break_providers,
        rivals.share_drafts,
        outages.lose_temporal,
        outages.lose_postgres,
    ),
}


async def run_lanes(folder: Path, *, long: bool, seed: int = SEED) -> list[Result]:
    """Run every scenario, and give the lines of the table in their order."""
    for name in LANES:
        (folder / name).mkdir()
    async with asyncio.TaskGroup() as group:
        lanes = [
            group.create_task(run_lane(folder / name, each, long=long, seed=seed))
            for name, each in LANES.items()
        ]
    return [result for lane in lanes for result in lane.result()]


async def run_lane(
    folder: Path, scenarios: Sequence[Scenario], *, long: bool, seed: int
) -> list[Result]:
    """Run scenarios one after another on one machine."""
    async with running_suite(folder, long=long, seed=seed) as suite:
        for scenario in scenarios:
            began = time.monotonic()
            try:
                await scenario(suite)
            except Exception as error:  # noqa: BLE001 - told in the table; the others go on
                traceback.print_exc()
                stopped = Findings(lost=[f"the scenario stopped: {error!r}"])
                name = scenario.__name__.replace("_", " ")
                seconds = time.monotonic() - began
                suite.results.append(
                    Result(
                        scenario=name,
                        faults=0,
                        kills=0,
                        findings=stopped,
                        holds={},
                        seconds=seconds,
                    )
                )
    return suite.results
