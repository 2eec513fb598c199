"""The case of this comparison with people in it: thirteen effects, and five answers between them."""

from __future__ import annotations

from domain.playbook import plan as p
from tests.support.plans import HOUR, do, plan

QUESTIONS = 5
EFFECTS = (2, 2, 2, 2, 2, 3)
"""How many effects come before each question, and after the last."""


def with_questions() -> p.Plan:
    """Return the plan."""
    steps: list[p.AnyStep] = []
    for number, effects in enumerate(EFFECTS, 1):
        steps += [do(f"step-{number}-{effect}", undo=None, stays="so") for effect in range(effects)]
        if number <= QUESTIONS:
            steps.append(p.Ask(id=f"ask-{number}", role="desk", words={"en": "Look"}, due=HOUR * 8))
    return plan(*steps)
