"""Whoever has no address still gets what does not need one: care, money and work wait for no message."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.due import due
from domain.case.state import Case
from domain.errors import CommandRejected, Forbidden, Unfit
from domain.ids import step_of, undone_step
from domain.playbook import plan as p
from domain.vocabulary import CUSTOMER
from tests.support.generated import draw_facts, draw_plan
from tests.support.lively import lively
from tests.support.lives import Life
from tests.support.plans import RULES

MESSAGES = (p.Tell, p.Teach)
LONGEST = 4_000
"""Moves after which a life counts as stuck."""


def needs_no_word(plan: p.Plan, life: Life) -> bool:
    """Say whether nothing of a plan rests on what the customer answers, or on whether a message was sent.

    It does where a plan of a `try` has a message in it: what comes instead is what its author wants then.
    """
    layout = life.book.layout
    answered = any(
        isinstance(x, p.Offer) or (isinstance(x, p.Ask) and x.role == CUSTOMER) for x in layout.steps.values()
    )
    caught = any(isinstance(x, MESSAGES) and _is_caught(life, name) for name, x in layout.steps.items())
    return not answered and not caught and not plan.whenever


def _is_caught(life: Life, step: str) -> bool:
    around = [(life.book.layout.steps.get(outer), part) for outer, part, _ in life.book.layout.around.get(step, ())]
    return any(
        (isinstance(outer, p.Try) and part.startswith("plan")) or (isinstance(outer, p.Each) and outer.until_done)
        or (isinstance(outer, p.Together) and bool(outer.wait_for))
        for outer, part in around
    )  # fmt: skip


def played(seed: int, *, address: bool) -> Life | None:
    """Play a life in which all goes well, but that nobody reaches whoever has no address; None where it asks them."""
    chance = Random(seed)
    plan, _ = draw_plan(chance)
    life = Life(lively(plan, contact=RULES), chance, draw_facts(chance), None, wild=False, address=address)
    if not needs_no_word(plan, life):
        return None
    life.open()
    for _ in range(LONGEST):
        if life.case.phase != "working" or not _goes_on(life):
            break
    return life


def _goes_on(life: Life) -> bool:
    """Make one move, always the first that there is; False where only a clock is left that rings again and again."""
    found = due(life.case, life.book, life.now)
    if found.tick:
        life.take(c.Tick(now=life.now))
    elif found.work:
        life.begin(found.work[0])
        life.land(life.flights.pop(), tame=True)
    elif not any(_is_done(life, name) for name in _asked(life.case)):
        if found.next_clock is None or _only_rings(life.case):
            return False
        life.now = found.next_clock
    return True


def _asked(case: Case) -> Iterator[str]:
    """Yield the open tasks that somebody does: nobody reaches the customer, and no ladder is climbed."""
    left = {"bounced", "escalation", "promise"}
    yield from [n for n, task in case.tasks.items() if task.status == "open" and task.purpose not in left]


def _is_done(life: Life, name: str) -> bool:
    try:
        life.chance = Random(name)
        return life.do_task(name, tame=True) and life.case.tasks[name].status != "open"
    except (CommandRejected, Forbidden, Unfit):
        return False


def _only_rings(case: Case) -> bool:
    """Say whether nothing waits but people who are called again: no clock of the plan, no step that is tried anew."""
    waits = any(not wait.how for wait in case.waits.values()) or any(x.again_at for x in case.effects.values())
    return not waits and not case.nights


def given(life: Life) -> list[tuple[str, str]]:
    """Return what the customer got: each entry of the ledger, and how it stands."""
    return sorted((name, entry.status) for name, entry in life.case.ledger.items())


def work(life: Life) -> list[tuple[str, str]]:
    """Return how each step has ended that is no message."""
    layout = life.book.layout.steps
    ended = ((path, state.status) for path, state in life.case.steps.items() if not undone_step(path))
    return sorted(x for x in ended if x[0][0] != "@" and not isinstance(layout[step_of(x[0])], MESSAGES))


@pytest.mark.parametrize("block", range(4))
def test_whoever_has_no_address_gets_what_does_not_need_one(block: int) -> None:
    """The same plan gives the same to whoever has an address and to whoever has none, while nobody reaches them."""
    compared = 0
    for seed in range(block * 60, block * 60 + 60):
        written, unwritten = played(seed, address=True), played(seed, address=False)
        if written is None or unwritten is None:
            continue
        compared += any(isinstance(x, e.MessageBounced) for x in unwritten.events)
        assert given(unwritten) == given(written), f"seed {seed}"
        assert work(unwritten) == work(written), f"seed {seed}"
        unread = unwritten.case.bounced
        assert not [n for n, x in unwritten.case.promises.items() if x.status == "kept" and x.by_step in unread]
    assert compared
