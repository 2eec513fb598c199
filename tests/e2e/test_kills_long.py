"""The long campaigns: six hundred cases and at least a hundred faults on each combination of driver and journal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.kills import plan as p
from tests.support.kills.report import write_campaign
from tests.support.kills.running import run

CASES, EACH, AT_LEAST, SEED, LASTS_S = 600, 6, 5, 7, 600
WEATHER: Mapping[p.Combination, Mapping[str, int]] = {
    p.Combination("embedded", "sqlite"): {p.KILL: 20, p.PAUSE: 10},
    p.Combination("embedded", "postgres"): {
        p.KILL: 8, p.PAUSE: 6, p.CUT_BEFORE: 4, p.CUT_AFTER: 6, p.POSTGRES_CRASH: 2, p.POSTGRES_RESTART: 2, p.USURP: 4,
    },
    p.Combination("temporal", "sqlite"): {
        p.KILL: 8, p.PAUSE: 6, p.TEMPORAL_KILL: 4, p.TEMPORAL_LOST: 2, p.TERMINATE: 4,
    },
    p.Combination("temporal", "postgres"): {
        p.KILL: 8, p.PAUSE: 6, p.CUT_BEFORE: 3, p.CUT_AFTER: 5, p.POSTGRES_CRASH: 2, p.POSTGRES_RESTART: 1,
        p.TEMPORAL_KILL: 2, p.TEMPORAL_LOST: 1, p.TERMINATE: 4,
    },
}  # fmt: skip
"""What comes from outside."""


@pytest.mark.proof
@pytest.mark.parametrize("combination", WEATHER, ids=lambda one: one.words)
async def test_six_hundred_cases_and_a_hundred_faults(combination: p.Combination, tmp_path: Path) -> None:
    """Nothing is lost, doubled, unknown or stuck; every point was met at least five times. The page says how it was."""
    lasts_s = LASTS_S if combination.engine == "temporal" else 0
    plan = p.draw(SEED, combination, EACH, WEATHER[combination], lasts_s=lasts_s)
    assert len(plan.faults) >= 100
    write_campaign(await run(tmp_path, plan, CASES, AT_LEAST))
