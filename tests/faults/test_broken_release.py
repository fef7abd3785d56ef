"""What the suite exists to see: a release that tries the POST again."""

from pathlib import Path

import pytest

from tests.faults.broken import retry_the_post
from tests.faults.suite import running_suite

pytestmark = [pytest.mark.faults, pytest.mark.timeout(420)]


async def test_the_judge_sees_a_release_that_retries_the_post(tmp_path: Path) -> None:
    async with running_suite(tmp_path, long=False) as suite:
        result = await retry_the_post(suite)

    assert [line.partition(": ")[2] for line in result.findings.duplicates] == [
        "2 sends, 2 of them ours"
    ]
