"""The suite in the size for every commit: three machines at once, each scenario judged."""

import pytest

from tests.faults.lanes import LANES, run_lanes
from tests.faults.suite import Result

pytestmark = [pytest.mark.faults, pytest.mark.timeout(420)]

SCENARIOS = (
    "kill -9 at exact moments",
    "kill -9 at random moments",
    "workers frozen, and woken after others sent",
    "Mailjet: each fault at each call",
    "Slack: each fault at each call",
    "Gemini: each fault at each call",
    "draft or list changed, or sent by others",
    "Slack away over a whole round",
    "Slack: the picture of a campaign",
    "Gemini away entirely",
    "two releases at work",
    "one draft in two campaigns",
    "Temporal server killed",
    "PostgreSQL killed, and away",
)


@pytest.fixture(scope="module")
async def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    folder = tmp_path_factory.mktemp("faults")
    return {one.scenario: one for one in await run_lanes(folder, long=False)}


@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_nothing_is_sent_twice_lost_or_told_twice(
    results: dict[str, Result], scenario: str
) -> None:
    assert results[scenario].findings.wrong == []


async def test_workers_were_killed_often_enough(results: dict[str, Result]) -> None:
    assert sum(result.kills for result in results.values()) >= 10
    assert set(results) == set(SCENARIOS)
    assert len(LANES) == 3
