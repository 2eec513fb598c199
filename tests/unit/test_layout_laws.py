"""Laws of the layout: where each step of a plan stands, told once more from the plan's own fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pytest

from domain.playbook import plan as p
from domain.playbook.layout import MAIN, Layout
from tests.support.compiled import shelf

PLANS = (
    "broadband-outage", "data-leak", "defective-return", "hotel-overbooking", "it-incident", "late-flight",
    "missed-appointment", "unsafe-food", "wrong-charge",
)  # fmt: skip
_READS = re.compile(r'\b(?:answer|result|chosen|outcome|why|entitled)\("([^"]+)"\)')
Way = tuple[object, ...]
"""The way to a step in the fields of a plan: names, keys and numbers."""


@cache
def _plan(name: str) -> p.Plan:
    return shelf().plans[name]


@cache
def _ways(name: str) -> Mapping[str, Way]:
    plan = _plan(name)
    return dict([*_steps_in(plan.steps, ("steps",)), *_steps_in(plan.whenever, ("whenever",))])


def _steps_in(value: object, way: Way) -> Iterator[tuple[str, Way]]:
    """Yield every step with the way to it, whatever the field that holds it is called."""
    if isinstance(value, p.Step):
        yield value.id, way
    if isinstance(value, p.Step | p.Way | p.Whenever):
        for field in type(value).model_fields:
            yield from _steps_in(getattr(value, field), (*way, field))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _steps_in(inner, (*way, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, inner in enumerate(value):
            yield from _steps_in(inner, (*way, number))


def _within(way: Way, other: Way) -> bool:
    return len(way) > len(other) and way[: len(other)] == other


def _follows(later: Way, earlier: Way) -> bool:
    """Say whether two ways part at the items of one list of steps, the later one behind."""
    same = next((n for n, (a, b) in enumerate(zip(later, earlier, strict=False)) if a != b), None)
    if same is None or not (isinstance(later[same], int) and isinstance(earlier[same], int)):
        return False
    plans_or_ways = later[same - 1] in {"plans", "ways", "whenever"}
    return not plans_or_ways and int(str(later[same])) > int(str(earlier[same]))


@pytest.mark.parametrize("name", PLANS)
def test_every_step_has_its_place(name: str) -> None:
    """The layout knows the steps there are, and each lies inside exactly those round it."""
    layout, ways = Layout(_plan(name)), _ways(name)
    assert layout.steps.keys() == ways.keys()
    for step, way in ways.items():
        for other, around in ways.items():
            assert layout.inside(step, other) is _within(way, around), (step, other)
        assert layout.inside(step, "")
        assert layout.inside(step, MAIN) is (way[0] == "steps")
        assert layout.is_instead(step) is ("instead" in way)


@pytest.mark.parametrize("name", PLANS)
def test_a_step_lies_in_one_plan_of_a_try(name: str) -> None:
    """Of the plans of a try it is inside the one that holds it, and in none when it stands in what comes otherwise."""
    layout, ways = Layout(_plan(name)), _ways(name)
    for outer, step in layout.steps.items():
        if isinstance(step, p.Try):
            assert [layout.inside(inner, outer, n) for inner in ways for n in range(len(step.plans) + 1)] == [
                _within(ways[inner], (*ways[outer], "plans", n)) for inner in ways for n in range(len(step.plans) + 1)
            ]


@pytest.mark.parametrize("name", PLANS)
def test_steps_depend_on_what_stands_before_them(name: str) -> None:
    """A step depends on another exactly when both ways part in one list of steps, and asking again says the same."""
    layout, ways = Layout(_plan(name)), _ways(name)
    for later, way in ways.items():
        for earlier, other in ways.items():
            expected = _follows(way, other)
            assert layout.follows(later, earlier) is expected, (later, earlier)
            assert layout.depends(later, earlier) is expected
            assert layout.depends(later, earlier) is expected


@pytest.mark.parametrize("name", PLANS)
def test_loops_and_tries_are_told_outermost_first(name: str) -> None:
    """The steps of a kind round a step come in the order of their ways."""
    layout, ways = Layout(_plan(name)), _ways(name)
    for step, way in ways.items():
        for kind in (p.Each, p.Try, p.Choose):
            around = [other for other in ways if _within(way, ways[other]) and isinstance(layout.steps[other], kind)]
            assert layout.enclosing(step, kind) == sorted(around, key=lambda other: len(ways[other]))


@pytest.mark.parametrize("name", PLANS)
def test_what_a_step_reads_is_what_its_expressions_name(name: str) -> None:
    """Every answer, result, choice or outcome that a step's own fields name, of its own part first, is read by it."""
    layout = Layout(_plan(name))
    for id_, step in layout.steps.items():
        own = step.model_copy(update={field: None for field in type(step).model_fields if _holds_steps(step, field)})
        text = " ".join(map(str, (vars(own), *([way.when for way in step.ways] if isinstance(step, p.Choose) else ()))))
        named = {name.replace("\\", "") for name in _READS.findall(text)}
        named |= set(step.entitled) if isinstance(step, p.Remedy | p.Cover) else set()
        assert {name.rpartition(":")[2] for name in layout.reads[id_]} == {n.rpartition(":")[2] for n in named}, id_
        assert layout.reads[id_] <= layout.steps.keys()


def _holds_steps(step: p.AnyStep, field: str) -> bool:
    return any(True for _ in _steps_in(getattr(step, field), ()))
