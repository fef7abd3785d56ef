"""What can go wrong with servers of our own; each message is one line with what to do."""

# ruff: noqa: N818 - these names say what is so; a suffix would add nothing

from pathlib import Path

LAST_LINES = 3
LONGEST = 600


class EmbeddedError(Exception):
    """Be the ancestor of all errors of embedded servers."""


class NotInstalled(EmbeddedError):
    """Say that a program of the `local` extra is missing."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not installed here; `make demo` in a checkout installs it")


class UnusableDirectory(EmbeddedError):
    """Say that PostgreSQL's package cannot cope with a directory's name."""

    def __init__(self, directory: Path) -> None:
        super().__init__(
            f"PostgreSQL cannot run in {str(directory)!r}: use a path without spaces or signs"
        )


class PortInUse(EmbeddedError):
    """Say that another program listens where a server was to listen."""

    def __init__(self, port: int, server: str) -> None:
        super().__init__(
            f"port {port} for {server} is in use; stop the program there or choose another port"
        )


class StateInUse(EmbeddedError):
    """Say that another command runs its servers from the same directory."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"{directory} is in use by another campaign command; stop that one first")


class ServerDied(EmbeddedError):
    """Say that a server did not start or did not live, with the last that it wrote."""

    def __init__(self, server: str, why: str, log: Path) -> None:
        super().__init__(f"{server} {why}; its log, {log}, ends: {last_words(log)}")


def last_words(log: Path) -> str:
    """Read the end of a log as one line."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return "(there is no log)"
    said = " | ".join(line.strip() for line in lines[-LAST_LINES:] if line.strip())
    return said[-LONGEST:] or "(the log is empty)"
