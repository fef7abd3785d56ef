"""Ports on this machine."""

import socket

LOOPBACK = "127.0.0.1"
TRIES = 100


def free_port() -> int:
    """Find a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Say whether a server could listen on a port now."""
    with socket.socket() as probe:
        # As servers do: connections of an earlier server that linger are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def preferred_port(port: int, *, taken: frozenset[int] = frozenset()) -> int:
    """Give this port or the next free one above it, leaving out those promised to others."""
    for candidate in range(port, min(port + TRIES, 65536)):
        if candidate not in taken and is_free(candidate):
            return candidate
    return free_port()
