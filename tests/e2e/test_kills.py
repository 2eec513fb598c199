"""kill -9, stopped processes, broken servers and lines: judged by what the world itself counted.

A short run with the embedded engine on a file; those of the other combinations are proofs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.kills import plan as p
from tests.support.kills.running import run

SHORT: Mapping[p.Combination, tuple[int, int, Mapping[str, int]]] = {
    p.Combination("embedded", "sqlite"): (200, 6, {p.KILL: 12}),
    p.Combination("embedded", "postgres"): (40, 1, {
        p.KILL: 2, p.PAUSE: 1, p.CUT_BEFORE: 1, p.CUT_AFTER: 3, p.POSTGRES_CRASH: 1, p.USURP: 1,
    }),
    p.Combination("temporal", "sqlite"): (40, 1, {p.KILL: 2, p.PAUSE: 1, p.TEMPORAL_KILL: 1, p.TERMINATE: 1}),
    p.Combination("temporal", "postgres"): (40, 1, {
        p.KILL: 2, p.PAUSE: 2, p.CUT_AFTER: 2, p.POSTGRES_RESTART: 1, p.TEMPORAL_LOST: 1,
    }),
}  # fmt: skip
"""Cases, how often each point, and what comes from outside."""


@pytest.mark.parametrize(
    "combination",
    [pytest.param(one, marks=() if number == 0 else pytest.mark.proof) for number, one in enumerate(SHORT)],
    ids=lambda one: one.words,
)
async def test_what_is_killed_loses_and_doubles_nothing(combination: p.Combination, tmp_path: Path) -> None:
    """Whatever it is doing when it is killed: no case is lost, nothing is done twice, everything goes on."""
    cases, each, weather = SHORT[combination]
    await run(tmp_path, p.draw(5, combination, each, weather), cases)
