"""`make faults`: the long run, and its table in `docs/reliability.md`."""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from tests.faults import report
from tests.faults.lanes import run_lanes
from tests.faults.suite import SEED


def main() -> int:
    """Run the suite, show its table, and end with 1 when anything was sent twice or lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=main.__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="of the random moments")
    parser.add_argument("--short", action="store_true", help="the size of `make test`")
    parser.add_argument("--keep", action="store_true", help="keep logs and databases")
    options = parser.parse_args()
    began, folder = time.monotonic(), Path(tempfile.mkdtemp(prefix="campaign-faults-"))
    sys.stderr.write(f"seed {options.seed}; logs in {folder}\n")
    hush()
    results = asyncio.run(run_lanes(folder, long=not options.short, seed=options.seed))
    text = report.table(results)
    head = report.heading("make faults", options.seed, time.monotonic() - began)
    sys.stdout.write(f"{head}\n\n{text}\n")
    wrong = [line for result in results for line in result.findings.wrong]
    sys.stdout.writelines(f"WRONG: {line}\n" for line in wrong)
    if not options.short:
        report.write(f"{head}\n\n{text}")
    if not options.keep and not wrong:
        shutil.rmtree(folder, ignore_errors=True)
    return bool(wrong)


def hush() -> None:
    """Keep the SDK from telling of every server that was killed on purpose."""
    quiet = LoggingConfig(filter=TelemetryFilter(core_level="ERROR", other_level="ERROR"))
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=quiet)))


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # the SDK's native library may abort an interpreter that ends by itself
