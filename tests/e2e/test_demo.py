"""The README's first command, as a new user runs it."""

import subprocess
import sys
from pathlib import Path

import pytest

CAMPAIGN = Path(sys.executable).parent / "campaign"


@pytest.mark.e2e
def test_demo_runs_two_rounds_by_itself_and_sends_each_once(tmp_path: Path) -> None:
    demo = subprocess.run(
        [CAMPAIGN, "demo", "--rehearsal", "12s"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )

    assert demo.returncode == 0, demo.stderr
    assert "Autumn digest: 2 completed; the sandbox counted 2 sends for 2 rounds" in demo.stdout
    for moment in ("launches", "checks passed", "launches soon", "sent to", "first results"):
        assert f"Autumn digest 2/2 · {moment}" in demo.stdout
    assert "no clear change" in demo.stdout
    assert "Traceback" not in demo.stderr
