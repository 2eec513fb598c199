"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgres import Server

settings.register_profile("makegood", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("makegood")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Return this process's own PostgreSQL server."""
    server = Server.start()
    yield server
    server.end()
