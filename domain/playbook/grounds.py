"""What a step rests on: the steps whose answer, result or choice it reads, and the facts, itself or through others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.expression import parse
from domain.playbook import plan as p
from domain.playbook.boundaries import facts_read, judging
from domain.playbook.layout import Layout, asked_in, sources
from domain.vocabulary import HOW_BAD


@dataclass(frozen=True, slots=True)
class Grounds:
    """The ids of the steps, and the names of the facts, that something rests on.

    What reads how bad a case is (`HOW_BAD`) rests on the facts by which that is judged, too.
    """

    steps: frozenset[str]
    facts: frozenset[str]


def grounds(plan: p.Plan, layout: Layout, step: str) -> Grounds:
    """Return what a step rests on: what it reads, what decides whether it is taken, and what all of that reads."""
    whenever = {each.id: each for each in plan.whenever}
    outer = [name for name, _, _ in layout.around.get(step, ())]
    expressions = [source for name in outer if name in whenever for source in whenever[name].when]
    found = {layout.named(name, step) for name in asked_in(expressions)}
    expressions += [source for name in outer if name in layout.steps for source in sources(layout.steps[name])]
    waiting = [step, *(name for name in outer if name in layout.steps), *found]
    seen = set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in layout.steps:
            continue
        seen.add(name)
        expressions.extend(sources(layout.steps[name]))
        found |= layout.reads[name]
        waiting.extend(layout.reads[name])
    return Grounds(frozenset(found), frozenset(_facts(expressions, plan)))


def _facts(expressions: Sequence[str], plan: p.Plan) -> Iterator[str]:
    read = {each.name for source in expressions for each in parse(source).reads if each.kind == "name"}
    for source in (*expressions, *(judging(plan) if HOW_BAD in read else ())):
        yield from facts_read(source, plan)
    yield from {HOW_BAD} & read
