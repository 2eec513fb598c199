"""Whatever somebody answers to a task: what is refused says in which case and for which task."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import get_args

from domain.case import commands as c
from domain.case import events as e
from domain.case.decide import decide
from domain.errors import MakegoodError
from domain.events import Event
from domain.money import Money
from domain.values import Value
from tests.support.generated import draw_facts, draw_plan
from tests.support.lively import lively
from tests.support.lives import HEAD, STAFF, Life, draw_answer
from tests.support.plans import RULES

CLEANER = c.Actor(person="zoe", roles=("cleaner",))
ENGINEER = c.Actor(person="eve", roles=("engine",))
NONSENSE: tuple[dict[str, Value], ...] = (
    {}, {"decision": "perhaps", "why": "so"}, {"decision": "skip", "why": " "}, {"decision": "follow"},
    {"decision": "resend", "why": "so"}, {"decision": "taken-back", "why": "so"}, {"approve": 7}, {"approve": False},
    {"approve": True}, {"applied": "perhaps"}, {"finding": "so-so", "why": "so"}, {"finding": "upheld"}, {"cause": " "},
    {"cause": 3}, {"outcome": 4}, {"outcome": 9, "handling": 9}, {"fine": 3}, {"gives": ("owed",)}, {"nothing": True},
    {"price": Money("USD", -5)}, {"price": "much"}, {"gave": "", "reference": ""}, {"person": " ", "why": "so"},
    {"person": "sam", "why": "so"}, {"take_over": "perhaps"}, {"reference": 7},
)  # fmt: skip
UNUSED = "evaluate"
"""Nothing opens such a task."""
ENOUGH = 6
"""So many tasks of a purpose are looked at."""


def test_whatever_is_answered_a_refusal_says_where() -> None:
    """Over all purposes of tasks: by those who may answer and by those who may not, sense and nonsense."""
    seen: Counter[str] = Counter()
    refused: Counter[str] = Counter()

    def judge(life: Life, events: tuple[Event, ...]) -> None:
        for name, task in life.case.tasks.items():
            if task.status != "open" or seen[task.purpose] >= ENOUGH:
                continue
            seen[task.purpose] += 1
            right = draw_answer(Random(1), task, tame=False)
            for answer in (*NONSENSE, right):
                for who in (STAFF, HEAD, CLEANER, ENGINEER):
                    refused[task.purpose] += _is_refused_with_its_place(life, name, who, answer)

    for seed in range(400):
        chance = Random(seed)
        plan, _ = draw_plan(chance)
        Life(lively(plan, contact=RULES), chance, draw_facts(chance), judge, turns=True, anew=True).play(400)
    missing = {purpose for purpose in get_args(e.TaskPurpose) if not refused[purpose]} - {UNUSED}
    assert not missing, f"no answer was refused to {sorted(missing)}"


def _is_refused_with_its_place(life: Life, name: str, who: c.Actor, answer: dict[str, Value]) -> bool:
    try:
        decide(life.case, c.CompleteTask(now=life.now, actor=who, task=name, answer=answer), life.book)
    except MakegoodError as refusal:
        placed = refusal.where.startswith(f"case {life.case.id}, task ")
        assert placed, f"{refusal.what!r} is said of {refusal.where!r}: answering {name} with {answer}"
        return True
    return False
