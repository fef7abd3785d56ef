"""`make histories`: walk every path and record its history anew, for this release."""

import sys

import pytest

from tests.replay.paths import PATHS, THIS_RELEASE

if __name__ == "__main__":
    for old in THIS_RELEASE.glob("*.json"):
        old.unlink()
    sys.exit(pytest.main(["--quiet", "--record-histories", *PATHS.values()]))
