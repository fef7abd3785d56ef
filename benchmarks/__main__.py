"""`python -m benchmarks [NAME ...]`: measure all, or the named ones."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable

from rich.console import Console
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from benchmarks import command_start, page, rounds, throughput, worker_start
from benchmarks.bench import Bench, open_bench
from benchmarks.rows import Row, table_of
from workers.logs import configure
from workers.settings import LogFormat

Measure = Callable[[Bench], Awaitable[list[Row]]]
BENCHMARKS: dict[str, Measure] = {
    "command_start": command_start.measure,
    "worker_start": worker_start.measure,
    "throughput": throughput.measure,
    "rounds": rounds.measure,
}


def main() -> int:
    """Run the command line; slow is no failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="write JSON")
    parser.add_argument("--write", action="store_true", help="update docs/benchmarks.md")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}")
    configure("ERROR", LogFormat.CONSOLE)
    sys.dont_write_bytecode = False  # as is Python's default; each workflow run imports its module
    quiet = LoggingConfig(filter=TelemetryFilter(core_level="ERROR", other_level="ERROR"))
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=quiet)))  # it warns of each end
    rows = asyncio.run(run(options.names or list(BENCHMARKS)))
    if options.json:
        print(json.dumps([row.as_json() for row in rows], indent=2))
    else:
        Console(width=None if sys.stdout.isatty() else 200).print(table_of(rows))
    if options.write:
        page.write(rows, " ".join(("python -m benchmarks", *options.names)))
    return 0


async def run(names: list[str]) -> list[Row]:
    """Measure one after another, on servers of their own."""
    rows: list[Row] = []
    async with open_bench() as bench:
        for name in names:
            print(f"{name} ...", file=sys.stderr)
            rows += await BENCHMARKS[name](bench)
    return rows


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # as in cli.main: the SDK's library may abort an interpreter that ends
