"""What whole runs share: the servers they need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.temporal import server_or_skip


@pytest.fixture(scope="session")
def temporal_address() -> Iterator[str]:
    """Return the address of a Temporal server."""
    yield from server_or_skip()
