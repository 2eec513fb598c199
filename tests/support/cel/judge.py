"""Puts the same expressions to both evaluators and compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.expression import BudgetSpent, EvaluationError, ExpressionError, parse
from tests.support.cel.differences import watched
from tests.support.cel.google import ask
from tests.support.cel.plain import Outcome, canonical
from tests.support.cel.world import World
from tests.support.cel.written import Written

SPENT = "the budget of work"


@dataclass(frozen=True, slots=True)
class Compared:
    """One expression in both languages, what came of it, and the known difference that was met on the way."""

    written: Written
    ours: Outcome
    google: Outcome
    difference: str

    @property
    def agree(self) -> bool:
        """Say whether both sides have the same value, or both fail, or both refuse."""
        return self.ours == self.google if self.ours[0] == "value" else self.ours[0] == self.google[0]

    @property
    def stricter(self) -> bool:
        """Say whether only we refuse to read it: our language is a subset."""
        return self.ours[0] == "refused" != self.google[0]

    def __str__(self) -> str:
        """Show both sides."""
        ours, google = self.written.ours.text, self.written.google.text
        return f"ours    {ours!r}\n        {self.ours}\nGoogle's {google!r}\n        {self.google}"


def compare(written: Sequence[Written], world: World) -> list[Compared]:
    """Evaluate every expression on both sides."""
    google = ask(world.variables(), [one.google.text for one in written])
    found = []
    with watched() as met:
        for one, theirs in zip(written, google, strict=True):
            met.clear()
            ours = ours_of(one.ours.text, world)
            difference = SPENT if ours[1] == SPENT else met[0] if met else ""
            found.append(Compared(one, ours, theirs, difference))
    return found


def ours_of(source: str, world: World) -> Outcome:
    """Return what our evaluator makes of a source."""
    try:
        return "value", canonical(parse.__wrapped__(source).evaluate(world))
    except ExpressionError as refused:
        return "refused", refused.what
    except BudgetSpent:
        return "error", SPENT
    except EvaluationError as failed:
        return "error", failed.what
