"""kill -9, stopped processes, broken servers and lines: judged by what the world itself counted."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.kills import plan as p
from tests.support.kills.running import run
from tests.support.postgres import needed

SEED = 5
ALONE = (p.Combination("embedded", "sqlite"), 200, 6, {p.KILL: 12})
AT_ONCE: Mapping[p.Combination, Mapping[str, int]] = {
    p.Combination("embedded", "postgres"): {
        p.KILL: 2, p.PAUSE: 1, p.CUT_BEFORE: 1, p.CUT_AFTER: 3, p.POSTGRES_CRASH: 1, p.USURP: 1,
    },
    p.Combination("temporal", "sqlite"): {p.KILL: 2, p.PAUSE: 1, p.TEMPORAL_KILL: 1, p.TERMINATE: 1},
    p.Combination("temporal", "postgres"): {
        p.KILL: 2, p.PAUSE: 2, p.CUT_AFTER: 2, p.POSTGRES_RESTART: 1, p.TEMPORAL_LOST: 1,
    },
}  # fmt: skip
"""What comes from outside over the others; each point is met once."""
CASES = 40
ONLY_TOO_FEW = re.compile(r"seed \d+: only \d+ of \d+ faults happened: \{[^}]*\}\. How")
"""Of a run in which nothing was wrong but that."""


async def test_what_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Whatever an engine is doing when it is killed: no case is lost, nothing is done twice, everything goes on."""
    combination, cases, each, weather = ALONE
    await run(tmp_path, p.draw(SEED, combination, each, weather), cases)


@pytest.mark.usefixtures("temporal_address")
async def test_what_is_killed_loses_nothing_with_servers(tmp_path: Path) -> None:
    """The same with PostgreSQL, with Temporal, and with both: three houses at a time, for they mostly wait."""
    needed()

    async def one(combination: p.Combination, weather: Mapping[str, int]) -> str:
        folder = tmp_path / combination.words.replace(" + ", "-")
        folder.mkdir()
        try:
            ran = await run(folder, p.draw(SEED, combination, 1, weather), CASES)
        except AssertionError as rejected:  # too little happened that was planned: once more, by another seed
            if not ONLY_TOO_FEW.match(str(rejected)):
                raise
            (folder / "again").mkdir()
            ran = await run(folder / "again", p.draw(SEED + 1, combination, 1, weather), CASES)
        lasted, rest = ran.campaign.seconds, ran.campaign.settled_s
        return f"{combination.words}: {lasted:.0f} s, {rest:.0f} s of them after the last fault"

    for said in await asyncio.gather(*(one(*each) for each in AT_ONCE.items())):
        print(said, file=sys.stderr)
