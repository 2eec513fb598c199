"""Rights of files, seen from a test."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def umask_of_nobody() -> Iterator[None]:
    """Have the system take no rights away, so that only what is asked for counts."""
    before = os.umask(0)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    """Return a file's rights."""
    return path.stat().st_mode & 0o777
