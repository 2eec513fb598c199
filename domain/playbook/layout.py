"""The lie of a plan: every step by its id, what surrounds it, and what it depends on. Derived, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from domain.expression import parse
from domain.ids import part_of
from domain.playbook import plan as p
from domain.vocabulary import CUSTOMER

MAIN = "@steps"
"""Stands for the steps of a plan, what is done `whenever` left aside."""


def blocks_of(step: p.AnyStep) -> Iterator[tuple[str, Sequence[p.AnyStep]]]:  # noqa: C901, PLR0912 — one line a kind
    """Yield the blocks of steps inside a step, each with the name of its part."""
    match step:
        case p.Try():
            for number, steps in enumerate(step.plans):
                yield f"plan {number}", steps
            if step.otherwise is not None:
                yield "otherwise", step.otherwise
        case p.Choose():
            for number, way in enumerate(step.ways):
                yield f"way {number}", way.steps
            yield "else", step.otherwise
        case p.Together():
            yield from step.branches.items()
        case p.Each():
            yield "round", step.steps
            yield "otherwise", step.otherwise or ()
        case p.Run() | p.Delegate() | p.SelfService() | p.Declare() | p.HandToSales():
            yield "part", step.steps
        case p.Offer():
            yield "declined", step.declined
        case p.Remedy():
            yield "refused", step.refused
        case p.Do():
            yield "instead", step.instead
        case p.Wait():
            yield "late", step.late or ()
        case _:
            return


class Layout:
    """Where each step of a plan stands."""

    def __init__(self, plan: p.Plan) -> None:
        """Walk the plan once."""
        self.steps: dict[str, p.AnyStep] = {}
        self.around: dict[str, tuple[tuple[str, str, int], ...]] = {}
        self._place: dict[str, int] = {}
        self._depends: dict[tuple[str, str], bool] = {}
        self._whenever = frozenset(each.id for each in plan.whenever)
        self._enter(plan.steps, ())
        for number, each in enumerate(plan.whenever):
            self._place[each.id] = number
            self._enter(each.steps, ((each.id, "steps", number),))

    def _enter(self, steps: Sequence[p.AnyStep], around: tuple[tuple[str, str, int], ...]) -> None:
        for number, step in enumerate(steps):
            self.steps[step.id] = step
            self.around[step.id] = around
            for part, inner in blocks_of(step):
                self._enter(inner, (*around, (step.id, part, number)))
            self._place[step.id] = number

    def inside(self, step: str, block: str, plan: int | None = None) -> bool:
        """Say whether a step lies within a block ("" is the whole plan), or within one plan of a `try`.

        What no plan holds, as a remedy by hand, lies in no block.
        """
        if not block:
            return True
        around = self.around.get(step)
        if around is None:
            return False
        if block == MAIN:
            return not any(outer in self._whenever for outer, _, _ in around)
        return any(outer == block and (plan is None or part == f"plan {plan}") for outer, part, _ in around)

    def is_instead(self, step: str) -> bool:
        """Say whether a step stands for the undo of another one."""
        return any(part == "instead" for _, part, _ in self.around.get(step, ()))

    def enclosing(self, step: str, kind: type[p.Step]) -> list[str]:
        """Return the ids of the steps of a kind that surround a step, outermost first."""
        return [outer for outer, _, _ in self.around.get(step, ()) if isinstance(self.steps.get(outer), kind)]

    def depends(self, later: str, earlier: str) -> bool:
        """Say whether a step depends on another: it comes behind it in a sequence."""
        pair = (later, earlier)
        if pair not in self._depends:
            self._depends[pair] = self.follows(later, earlier)
        return self._depends[pair]

    def follows(self, later: str, earlier: str) -> bool:
        """Say whether a step comes behind another in a sequence, so that it depends on it."""
        mine, other = (*self.around[later], (later, "", self._place[later])), (
            *self.around[earlier], (earlier, "", self._place[earlier]),
        )  # fmt: skip
        for (a, a_part, _), (b, b_part, _) in zip(mine, other, strict=False):
            if a != b:
                return not {a, b} & self._whenever and self._place[a] > self._place[b]
            if a_part != b_part:
                return False
        return False

    @cached_property
    def kinds(self) -> frozenset[type[p.AnyStep]]:
        """The kinds of steps that the plan has."""
        return frozenset(type(step) for step in self.steps.values())

    @cached_property
    def first_answer(self) -> str:
        """The step that answers the customer first, in no loop: a message, or somebody who talks to them; else ""."""
        for name, step in self.steps.items():
            answers = isinstance(step, p.Tell) or (isinstance(step, p.Ask) and step.gives and step.role != CUSTOMER)
            if answers and not self.enclosing(name, p.Each) and not self.is_instead(name):
                return name
        return ""

    @cached_property
    def reads(self) -> dict[str, frozenset[str]]:
        """For each step the ids of the steps whose answer, result or choice it reads."""
        return {
            name: frozenset(self.named(asked, name) for asked in asked_in(sources(step)))
            for name, step in self.steps.items()
        }

    def named(self, name: str, inside: str) -> str:
        """Return the step that a name means inside another step: of the same part first, then of those round it."""
        part = part_of(inside)
        while part:
            if f"{part}:{name}" in self.steps:
                return f"{part}:{name}"
            part = part_of(part)
        return name


def asked_packs(plan: p.Plan) -> tuple[str, ...]:
    """Return the packs of entitlements that a plan asks, by name, each once."""
    waiting, found = [*plan.steps, *(step for each in plan.whenever for step in each.steps)], dict[str, None]()
    while waiting:
        step = waiting.pop(0)
        if isinstance(step, p.Entitle):
            found[step.pack] = None
        waiting[:0] = [inner for _, block in blocks_of(step) for inner in block]
    return tuple(found)


def asked_in(expressions: Iterable[str]) -> Iterator[str]:
    """Yield the names of the steps whose answer, result or choice expressions read."""
    for source in expressions:
        for reference in parse(source).reads:
            if reference.kind in {"answer", "result", "chosen", "outcome", "why", "entitled"}:
                yield reference.name


def sources(step: p.AnyStep) -> Iterator[str]:  # noqa: C901 — one line a kind
    """Yield the expressions of a step, those of the steps inside it left aside."""
    yield from step.when
    yield from step.unless
    match step:
        case p.Do() | p.Offer() | p.Run():
            yield from (s for term in step.given.values() for s in formulas(term))
        case p.Tell():
            yield from (s for term in (step.to, *step.given.values()) if term is not None for s in formulas(term))
        case p.Teach() if step.to is not None:
            yield from formulas(step.to)
        case p.Remedy():
            terms = (step.to, step.amount, step.cash, *step.in_kind.values(), *step.given.values())
            yield from (s for term in terms if term is not None for s in formulas(term))
            yield from (f'entitled("{name}")' for name in step.entitled)
        case p.Entitle():
            terms = (*step.facts.values(), step.on)
            yield from (s for term in terms if term is not None for s in formulas(term))
        case p.Cover():
            yield from (s for term in (step.to, step.up_to, *step.given.values()) if term for s in formulas(term))
            yield from (f'entitled("{name}")' for name in step.entitled)
        case p.Recharge():
            yield from formulas(step.amount)
        case p.Choose():
            yield from (s for way in step.ways for s in way.when)
        case p.Each():
            yield step.items
        case p.Wait() if step.until is not None:
            yield from formulas(step.until)
        case _:
            return


def formulas(term: p.Term) -> Iterator[str]:
    """Yield the expressions inside a value written in a playbook."""
    match term:
        case p.Formula():
            yield term.source
        case p.ByCases():
            for line in term.cases:
                yield from line.when
                yield from formulas(line.then)
            yield from formulas(term.otherwise)
        case p.Record():
            for inner in term.fields.values():
                yield from formulas(inner)
        case _:
            return
