"""Ports of this machine that a server of the tests may listen on."""

from __future__ import annotations

import secrets
import socket

_PORTS = range(15_000, 30_000)
"""Below those that an outgoing connection is given: what is free now is not taken by a client a moment later. Temporal
can keep them in its tables too, whose numbers end at 32,767."""


def free_port() -> int:
    """Return a port that nobody listens on; drawn, so that tests side by side hardly ever meet."""
    while True:
        port = secrets.choice(_PORTS)
        with socket.socket() as line:
            try:
                line.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def free_ports(count: int) -> list[int]:
    """Return as many ports that nobody listens on, each another."""
    found = set[int]()
    while len(found) < count:
        found.add(free_port())
    return list(found)
