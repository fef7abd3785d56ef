"""One machine for the tests that use the command as a reader of the README does."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CAMPAIGN = Path(sys.executable).parent / "campaign"
PATIENCE = 60.0  # seconds for the servers to start


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Path]:
    """Run `campaign dev` in a folder of its own, as the README says."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    with (tmp_path / "dev.log").open("w") as log:
        dev = subprocess.Popen([CAMPAIGN, "dev"], cwd=tmp_path, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + PATIENCE
        while "ready" not in (tmp_path / "dev.log").read_text():
            assert dev.poll() is None, (tmp_path / "dev.log").read_text()
            assert time.monotonic() < deadline, (tmp_path / "dev.log").read_text()
            time.sleep(0.2)
        yield tmp_path
        dev.send_signal(signal.SIGINT)
        assert dev.wait(30) == 0, (tmp_path / "dev.log").read_text()
    finally:
        dev.kill()
