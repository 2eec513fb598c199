"""Where a playbook's conditions turn: the constants that they compare facts with, limits of authority, bounds of loops.

A situation just below, at and just above each of them shows whether the playbook says what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeAlias

from domain.clock.duration import Duration
from domain.expression import parse
from domain.expression.tree import Call, Constant, Items, Loop, Name, Node, Operation, Select
from domain.money import IN_CASH, Money
from domain.playbook import plan as p
from domain.playbook.choices import parts
from domain.playbook.layout import blocks_of, formulas
from domain.values import Value

Path: TypeAlias = tuple[str, ...]
"""A fact by its names: `("delay",)`, `("passengers", "fare")` for a part of every record of a list."""
Meaning: TypeAlias = Path | Mapping[str, Path]
"""What a name at the root stands for: a fact, or (inside another playbook that runs as a part) facts by name."""
_COMPARED = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_MINUTE, _SECOND = Duration(60_000), timedelta(seconds=1)


@dataclass(slots=True)
class Boundaries:
    """The values at which something changes, by fact; `sizes` of lists, `keys` by which records are told apart."""

    values: dict[Path, list[Value]] = field(default_factory=dict)
    sizes: dict[Path, list[int]] = field(default_factory=dict)
    keys: set[Path] = field(default_factory=set)

    def near(self, path: Path) -> list[Value]:
        """Return the values just below, at and just above each constant of a fact."""
        return [value for constant in self.values.get(path, ()) for value in around(constant)]

    def lengths(self, path: Path) -> list[int]:
        """Return the lengths just below, at and just above each bound of a list."""
        return sorted(
            {length for size in self.sizes.get(path, ()) for length in (size - 1, size, size + 1) if length >= 0}
        )


def around(constant: Value) -> tuple[Value, ...]:  # noqa: PLR0911 — a line for each kind
    """Return the values just below, at and just above a constant."""
    match constant:
        case bool() | str():
            return (constant,)
        case Duration():
            return (constant - _MINUTE, constant, constant + _MINUTE)
        case Money():
            one = Money(constant.currency, IN_CASH.get(constant.currency, 1))
            return (constant - one, constant, constant + one)
        case int():
            return (constant - 1, constant, constant + 1)
        case datetime():
            return (constant - _SECOND, constant, constant + _SECOND)
        case date():
            return (constant - timedelta(days=1), constant, constant + timedelta(days=1))
        case _:
            return ()


def boundaries(plan: p.Plan) -> Boundaries:
    """Find them in all conditions and values of a plan."""
    search = _Search(Boundaries())
    top: Mapping[str, Meaning] = {"failure": ()}
    sources = [source for handled in plan.handles for source in handled.when] + list(plan.derived.values())
    sources += judging(plan)
    for source in sources:
        search.expression(source, top)
    for each in plan.whenever:
        for source in each.when:
            search.expression(source, top)
        search.steps(each.steps, top)
    search.steps(plan.steps, top)
    return search.found


def judging(plan: p.Plan) -> Iterator[str]:
    """Yield the expressions by which a plan says how bad a case is."""
    for term in (plan.risk.likelihood, *plan.risk.consequence.values()):
        yield from formulas(term)
    yield from (source for conditions in plan.risk.modifiers.values() for source in conditions)


def facts_read(source: str, plan: p.Plan) -> frozenset[str]:
    """Return the facts that an expression reads at the top of a plan, those that derived ones rest on among them."""
    return frozenset(name for name in _read(source, plan) if name in plan.facts)


def _read(source: str, plan: p.Plan) -> Iterator[str]:
    for reference in parse(source).reads:
        root, _, rest = reference.name.partition(".")
        name = rest.partition(".")[0]
        if reference.kind == "name" and root == "failure" and name:
            yield name
            if name in plan.derived:
                yield from _read(plan.derived[name], plan)


@dataclass(slots=True)
class _Search:
    """Walks the steps of a plan, and knows what loop variables and parts mean."""

    found: Boundaries

    def steps(self, steps: Sequence[p.AnyStep], known: Mapping[str, Meaning]) -> None:
        """Look through steps one after the other."""
        for step in steps:
            for source in (*step.when, *step.unless):
                self.expression(source, known)
            inside = self._step(step, known)
            for _, block in blocks_of(step):
                self.steps(block, inside)

    def _step(self, step: p.AnyStep, known: Mapping[str, Meaning]) -> Mapping[str, Meaning]:
        """Look through one step; return what names mean inside it."""
        match step:
            case p.Choose():
                for source in (source for way in step.ways for source in way.when):
                    self.expression(source, known)
            case p.Each():
                return self._loop(step, known)
            case p.Run():
                means = {name: _path(term, known) for name, term in step.given.items()}
                inner = {name: path for name, path in means.items() if path is not None}
                inside: Mapping[str, Meaning] = {**known, "failure": inner}
                for source in step.derived.values():
                    self.expression(source, inside)
                return inside
            case p.Remedy() if step.amount is not None:
                self._limits(step, step.amount, known)
            case _:
                pass
        return known

    def _loop(self, step: p.Each, known: Mapping[str, Meaning]) -> Mapping[str, Meaning]:
        self.expression(step.items, known)
        path = _fact(parse(step.items).tree, known)
        if path is None:
            return known
        self.found.sizes.setdefault(path, []).append(step.at_most)
        inside: Mapping[str, Meaning] = {**known, step.name: path}
        key = _fact(parse(step.by).tree, inside)
        if key is not None:
            self.found.keys.add(key)
        return inside

    def _limits(self, step: p.Remedy, amount: p.Term, known: Mapping[str, Meaning]) -> None:
        """A limit of authority is a boundary of the fact that the amount is, or is a share of."""
        limits = (*step.authority.auto_up_to, *(limit for rung in step.authority.above for limit in rung.up_to))
        if not isinstance(amount, p.Formula):
            return
        tree = parse(amount.source).tree
        percent = 100
        if isinstance(tree, Call) and tree.function == "share" and isinstance(tree.args[1], Constant):
            percent = tree.args[1].value if isinstance(tree.args[1].value, int) else 100
            tree = tree.args[0]
        path = _fact(tree, known)
        if path is not None and percent > 0:
            self._add(path, *(Money(limit.currency, limit.minor * 100 // percent) for limit in limits))

    def expression(self, source: str, known: Mapping[str, Meaning]) -> None:
        """Look through one expression."""
        self._tree(parse(source).tree, known)

    def _tree(self, tree: Node, known: Mapping[str, Meaning]) -> None:
        inside = known
        for part in parts(tree):
            if isinstance(part, Loop):
                path = _fact(part.of, inside)
                inside = {**inside, part.variable: path} if path is not None else inside
            if isinstance(part, Operation) and part.mark in _COMPARED:
                self._compared(part.left, part.right, inside)
                self._compared(part.right, part.left, inside)

    def _compared(self, one: Node, other: Node, known: Mapping[str, Meaning]) -> None:
        constants = [each.value for each in (other.items if isinstance(other, Items) else (other,))
                     if isinstance(each, Constant)]  # fmt: skip
        if isinstance(one, Call) and one.function == "size":
            path = _fact(one.args[0], known)
            if path is not None:
                sizes = [value for value in constants if isinstance(value, int)]
                self.found.sizes.setdefault(path, []).extend(sizes)
            return
        path = _fact(one, known)
        if path:
            self._add(path, *constants)

    def _add(self, path: Path, *constants: Value) -> None:
        values = self.found.values.setdefault(path, [])
        values += [constant for constant in constants if constant not in values]


def _path(term: p.Term, known: Mapping[str, Meaning]) -> Path | None:
    return _fact(parse(term.source).tree, known) if isinstance(term, p.Formula) else None


def _fact(node: Node, known: Mapping[str, Meaning]) -> Path | None:
    """Return the fact that a node names, if it names one."""
    names: list[str] = []
    while isinstance(node, Select):
        names.insert(0, node.name)
        node = node.of
    if not isinstance(node, Name):
        return None
    meaning = known.get(node.name)
    if isinstance(meaning, Mapping):
        inner = meaning.get(names[0]) if names else None
        return (*inner, *names[1:]) if inner is not None else None
    return (*meaning, *names) if meaning is not None else None
