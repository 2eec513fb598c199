"""Outcomes of effects that are in flight together may arrive in any order: the steps end the same way."""

from __future__ import annotations

import hashlib
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from domain.case import commands as c
from domain.case.due import due
from domain.case.state import Case
from domain.case.survey import Work
from domain.playbook import plan as p
from domain.playbook.layout import blocks_of
from tests.support.generated import draw_facts, draw_plan
from tests.support.lives import STAFF, Life
from tests.support.plans import book


def fated(work: Work) -> c.Outcome:
    """Choose an outcome by what the effect is, so that every order meets the same world."""
    fate = hashlib.sha256(f"{work.step}/{work.attempt}".encode()).digest()[0] % 10
    told = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}
    message = told if work.contract.name == "messages.send" else {}
    if work.mode == "send" and fate == 0:
        return c.NotApplied(why="no", refused=True)
    if work.mode == "send" and fate == 1:
        return c.NotApplied(why="busy")
    return c.Applied(receipt={"ok": True}, message=message)


def finish(plan: p.Plan, facts_from: int, order: int) -> Case:
    """Play a plan to its end: everybody answers at once and alike, only the order of outcomes is by chance."""
    chance = Random(order)
    life = Life(book(plan), chance, draw_facts(Random(facts_from)), wild=False)
    life.open()
    for _ in range(3_000):
        if life.case.phase == "closed":
            break
        found = due(life.case, life.book, life.now)
        if found.tick:
            life.take(c.Tick(now=life.now))
        elif found.work:
            life.begin(found.work[chance.randrange(len(found.work))])
        elif life.flights:
            work = life.flights.pop(chance.randrange(len(life.flights)))
            looked_up = work.mode == "look-up"
            life.take(
                c.ReportOutcome(
                    now=life.now, step=work.step, attempt=work.attempt, key=work.key, outcome=fated(work),
                    looked_up=looked_up,
                )
            )  # fmt: skip
        elif not answer_all(life):
            life.now = found.next_clock or life.now
    return life.case


def answer_all(life: Life) -> bool:
    """Answer every offer and task in one agreed way; False when nobody is asked."""
    asked = False
    for step in [name for name, offer in life.case.offers.items() if not offer.how]:
        asked = life.try_to(c.ChooseAlternative(now=life.now, actor=STAFF, step=step, choice="b")) or asked
    for name in [name for name, task in life.case.tasks.items() if task.status == "open"]:
        asked = life.do_task(name, tame=True) or asked
    return asked


@example(407, 0, 3)  # a letter more says how things stand, for the one before came later
@given(st.integers(min_value=0, max_value=2**32), st.integers(), st.integers())
def test_any_order_of_outcomes_ends_the_same(seed: int, one: int, other: int) -> None:
    """Same plan, same world, other order: same step statuses, same ledger, same outcome of the case."""
    plan, _ = draw_plan(Random(seed))
    free = {"together": [step for step in every(plan.steps) if isinstance(step, p.Together) and step.wait_for]}
    first, second = finish(plan, seed, one), finish(plan, seed, other)
    assert first.phase == second.phase == "closed"
    if not free["together"]:
        assert ends(first) == ends(second)
        assert {n: e.status for n, e in first.ledger.items()} == {n: e.status for n, e in second.ledger.items()}
        assert first.outcome == second.outcome


def ends(case: Case) -> dict[str, str]:
    """Return how every step ended; that it is said how things stand goes by what was said last, and when."""
    steps = sorted(case.steps.items())
    return {path: state.status for path, state in steps if not path.startswith("@informed")}


def every(steps: tuple[p.AnyStep, ...]) -> list[p.AnyStep]:
    """Return all steps of a plan, inner ones too."""
    return [inner for step in steps for inner in (step, *every(tuple(s for _, b in blocks_of(step) for s in b)))]
