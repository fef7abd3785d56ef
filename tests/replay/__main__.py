"""`make histories`: walk every path and record its history anew."""

import sys

import pytest

from tests.replay.paths import HISTORIES, PATHS

if __name__ == "__main__":
    for old in HISTORIES.glob("*.json"):
        old.unlink()
    sys.exit(pytest.main(["--quiet", "--record-histories", *PATHS.values()]))
