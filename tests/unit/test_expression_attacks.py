"""Attacks on the expression language: refused before they run, or stopped when the work allowed is used up.

Nothing here looks at a clock: work is counted, in the units of the budget and in calls that Python makes.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import FrameType
from typing import Final
from unittest.mock import patch

import pytest

from domain.expression import BUDGET, BudgetSpent, EvaluationError, ExpressionError, Names, check, language, parse
from domain.expression.scope import Frame
from domain.expression.types import INTEGER, TEXT, ListOf
from domain.values import Value
from tests.support.attacks import DEEP, LONG, MANY, PATH, STOPPED, Given

CALLS_PER_UNIT: Final = 10
"""The most calls Python makes for one unit of work, failures and their sentences included."""


@dataclass
class Spent:
    """What one evaluation cost."""

    units: int = 0
    calls: int = 0


def _cost(source: str, **roots: Value) -> Spent:
    """Evaluate, whatever comes of it, and count."""
    expression, spent, frames = parse(source), Spent(), list[Frame]()

    def count(_: FrameType, event: str, __: object) -> None:
        spent.calls += event in {"call", "c_call"}

    def remember(*args: object) -> Frame:
        frames.append(Frame(*args))  # type: ignore[arg-type] # what evaluate() gives it
        return frames[-1]

    before = sys.getprofile()
    with patch.object(language, "Frame", remember):
        sys.setprofile(count)
        try:
            expression.evaluate(Given(roots))
        except EvaluationError:
            pass
        finally:
            sys.setprofile(before)
    spent.units = BUDGET - frames[0].left
    return spent


REFUSED_WHEN_READ = {
    "brackets in brackets": "(" * 25 + "1" + ")" * 25,
    "lists in lists": "[" * 25 + "]" * 25,
    "denials in brackets": "!(" * 25 + "true" + ")" * 25,
    "choices in choices": "true?(" * 25 + "1" + ":1)" * 25,
    "comprehensions in comprehensions": "x.map(a," * 25 + "1" + ")" * 25,
    "comprehensions after each other": "x" + ".map(a,[a,a])" * 25,
    "a long sum": "+".join(["1"] * 26),
    "a long product": "*".join(["9"] * 26),
    "a long path": "x" + ".a" * 25,
    "a long row of indexes": "x" + "[0]" * 25,
    "a long row of choices": "true?1:" * 25 + "1",
    "a number that is too large": "9" * 17,
    "a number of a thousand digits": "9" * 1_000,
    "a number with an exponent": "9e999",
    "a span of a thousand years": 'duration("8766000h")',
    "an amount that is too large": 'money("99999999999999999 USD")',
    "a text that is too long": f'"{LONG}"',
    "an unending text": '"' + "a" * 1_999,
    "two hundred and one items": "1 in [" + ",".join(["1"] * 201) + "]",
    "items upon items": f"[[{','.join(['1'] * 200)}],[{','.join(['1'] * 800)}]]",
    "a source that is too long": "x" + " or x" * 400,
    "regular expressions": 'x.matches("(a+)+$")',
    "a program": '__import__("os").system("true")',
    "another program": "x.__class__.__mro__[1].__subclasses__()",
    "a function from nowhere": "eval('1')",
}


@pytest.mark.parametrize("name", REFUSED_WHEN_READ)
def test_refused_when_read(name: str) -> None:
    """What is nested, chained, long or foreign beyond the limits is never compiled."""
    with pytest.raises(ExpressionError):
        parse(REFUSED_WHEN_READ[name])


REFUSED_WHEN_CHECKED = {
    "texts doubled": "t + t",
    "texts doubled in a loop": "x.map(a, t + t)",
    "lists doubled": "x + x",
    "a list times a number": "x * 1000",
    "a text times a number": "t * 1000",
    "insides of Python": "x.__class__",
    "insides of a text": "t.__len__",
    "something nobody declared": "os",
}


@pytest.mark.parametrize("name", REFUSED_WHEN_CHECKED)
def test_refused_when_checked(name: str) -> None:
    """What would grow values or look inside of Python is found by the check, and fails if it runs all the same."""
    source = REFUSED_WHEN_CHECKED[name]
    assert check(parse(source), Names({"x": ListOf(INTEGER), "t": TEXT})).errors
    with pytest.raises(EvaluationError):
        parse(source).evaluate(Given({"x": (1, 2), "t": "a"}))


@pytest.mark.parametrize("name", STOPPED)
def test_stopped(name: str) -> None:
    """What would take long is stopped; nothing hides it, and no unit of work stands for much more than another."""
    source, roots = STOPPED[name]
    with pytest.raises(BudgetSpent):
        parse(source).evaluate(Given(roots))
    assert _cost(source, **roots).calls <= CALLS_PER_UNIT * BUDGET


PAID: dict[str, tuple[str, dict[str, Value], int]] = {
    "in a long list": ("-1 in x", {"x": MANY}, 5_000),
    "in a wide list": ("-1 in [" + ",".join(["1"] * 200) + "]", {}, 400),
    "contains on a long text": ('t.contains("b")', {"t": "a" * 500_000}, 5_000),
    "two long texts that are equal but for the end": ("t == u", {"t": LONG[1:] + "a", "u": LONG[1:] + "b"}, 10_000 - 3),
    "two long texts in order": ("t < u", {"t": "a" * 500_000, "u": "a" * 900_000}, 5_000),
    "the beginning of a text": ("t.startsWith(u)", {"t": LONG, "u": "a" * 500_000}, 5_000),
    "a long path": ("x" + ".b" * 18, {"x": PATH}, 19),
    "a failure that does not matter": ("z or true", {}, 5),
    "deep data": ("x == y", {"x": DEEP, "y": (DEEP,)}, 6_000),
    "a loop over what is there": ("x.exists(a, a == 4999)", {"x": MANY[-1_000:]}, 4_000),
    "a text of a usual length": ('t == "VN 123"', {"t": "VN 123"}, 3),
}


@pytest.mark.parametrize("name", PAID)
def test_paid(name: str) -> None:
    """What walks, searches or compares pays for the length of what it walks, searches or compares."""
    source, roots, units = PAID[name]
    spent = _cost(source, **roots)
    assert units <= spent.units <= units * 1.1 + 10


def test_the_budget_does_not_depend_on_luck() -> None:
    """The same evaluation costs the same each time."""
    source, roots = STOPPED["a loop in a loop"]
    assert len({(spent.units, spent.calls) for spent in (_cost(source, **roots) for _ in range(3))}) == 1


@pytest.mark.parametrize("shape", ["({}) or true", "known(x[size({})])", "x.exists(q, ({}) == q)", "true ? {} : 1"])
@pytest.mark.parametrize("name", ["a loop in a loop in a loop", "doubling, compared"])
def test_nothing_hides_that_the_budget_is_spent(shape: str, name: str) -> None:
    """A condition beside it, known() and a loop hide failures, but never this one."""
    source, roots = STOPPED[name]
    with pytest.raises(BudgetSpent):
        parse(shape.format(source)).evaluate(Given({"x": MANY, **roots}))


def test_what_is_not_evaluated_costs_little() -> None:
    """Behind a condition that decides, and in the other part of a choice, nothing runs."""
    source, roots = STOPPED["a loop in a loop in a loop"]
    assert _cost(f"true or ({source}) == 1", **roots).units < 20
    assert _cost(f"true ? 1 : {source}", **roots).units < 20
