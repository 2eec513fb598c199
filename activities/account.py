"""Accounts of the operating system: under which one something was asked, whoever it is said to be.

The system is asked for the number and the name; what the environment says (`LOGNAME`, `USER`) anybody can set.
"""

from __future__ import annotations

import os
import pwd
import socket
import struct

_PEER = struct.Struct("3i")


def user_of(number: int) -> str:
    """Return the name of a user by number; one without a name is called by the number."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def user() -> str:
    """Return the user under whom this process runs."""
    return user_of(os.geteuid())


def account_of(name: str) -> str:
    """Return how a user stands in a record."""
    return f"os:{name or 'unknown'}"


def of_process() -> str:
    """Return the account under which this process runs."""
    return account_of(user())


def peer(line: socket.socket) -> str:
    """Return the user at the other end of a local socket, "" where the system does not say."""
    wanted = getattr(socket, "SO_PEERCRED", None)
    if wanted is None:
        return ""
    try:
        _, number, _ = _PEER.unpack(line.getsockopt(socket.SOL_SOCKET, wanted, _PEER.size))
    except OSError:
        return ""
    return user_of(number)
