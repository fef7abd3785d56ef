"""``python -m sandbox``: serve the sandbox until it is told to end."""

import argparse
import asyncio
import errno
import sys
from pathlib import Path

from sandbox.seed import DEFAULT_PATH, Seed
from sandbox.server import DEFAULT_HOST, DEFAULT_PORT, run


def main() -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="Serve local stand-ins of Mailjet, Slack and Gemini.",
        epilog="Example: python -m sandbox --port 8025",
    )
    parser.add_argument("--host", default=DEFAULT_HOST)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--seed", type=Path, default=DEFAULT_PATH, help="a TOML file")
    options = parser.parse_args()
    try:
        seed = Seed.load(options.seed)
    except (OSError, ValueError) as problem:
        return _fail(f"cannot read the seed {options.seed}: {problem}")
    try:
        asyncio.run(run(options.host, options.port, seed))
    except ValueError as problem:
        return _fail(f"cannot use the seed {options.seed}: {problem}")
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            return _fail(f"port {options.port} is in use; choose another with --port")
        return _fail(f"cannot serve on {options.host}:{options.port}: {problem.strerror}")
    return 0


def _fail(message: str) -> int:
    sys.stderr.write(f"sandbox: {message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
