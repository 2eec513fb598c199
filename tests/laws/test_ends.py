"""Every legal playbook comes to an end: whatever people answer and partners do, the case closes or has a clock."""

from __future__ import annotations

from random import Random

import pytest

from domain.case.due import due
from tests.support.generated import draw_facts, draw_plan
from tests.support.lively import lively
from tests.support.lives import Life

FEW, MANY, FIRST = 300, 2_000, 7_000_000
MOST_MOVES = 600
"""After an eighth of them nothing wild happens any more; a life that is still open then has stopped short."""


def stopped_short(seed: int) -> str:
    """Play one random playbook with random answers and faults; return what is wrong with its end, or ""."""
    chance = Random(seed)
    plan, _ = draw_plan(chance)
    life = Life(lively(plan), chance, draw_facts(chance))
    life.play(MOST_MOVES)
    if life.case.phase == "closed":
        return ""
    found = due(life.case, life.book, life.now)
    if found.tick or found.work or life.flights or found.wake_at is not None:
        return ""
    return f"seed {seed}: {life.case.phase}, without work and without a clock"


def ends(seeds: range) -> None:
    """Check that the life of every seed ends, or waits with a clock."""
    assert [wrong for wrong in map(stopped_short, seeds) if wrong] == []


def test_every_playbook_ends() -> None:
    """Random legal playbooks, each played once: none of them stops without an end and without a clock."""
    ends(range(FIRST, FIRST + FEW))


@pytest.mark.proof
def test_every_playbook_ends_many_times_over() -> None:
    """The same for two thousand of them."""
    ends(range(FIRST + FEW, FIRST + FEW + MANY))
