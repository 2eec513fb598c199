"""Whole journals of each kind, which a module fills once (its fixture `fill`) and then changes copies of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.support.postgres import Server
from tests.support.tampering import InDatabase, InFile, Original

Fill = Callable[[Original], Awaitable[Original]]


@pytest.fixture(scope="module")
async def in_file(fill: Fill, tmp_path_factory: pytest.TempPathFactory) -> Original:
    """Return a whole journal in a file."""
    return await fill(InFile(tmp_path_factory.mktemp("whole")))


@pytest.fixture(scope="module")
async def in_database(fill: Fill, postgres: Server) -> Original:
    """Return a whole journal in a database."""
    return await fill(InDatabase(postgres))


@pytest.fixture(params=["in_file", "in_database"])
def original(request: pytest.FixtureRequest) -> Original:
    """Return a whole journal of each kind."""
    made: Original = request.getfixturevalue(request.param)
    return made
