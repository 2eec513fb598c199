"""What a place in a plan can read: names, what is known to be there, and which steps are done by then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

from domain.expression import Names, Reference
from domain.expression.types import TEXT, FieldOf, OneOf, Type
from domain.playbook.facts import STATUSES, SURVEY

GIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "do": ("result", "outcome", "why"), "ask": ("answer", "outcome", "why"), "tell": ("outcome", "why"),
    "offer": ("chosen", "outcome", "why"), "remedy": ("result", "outcome", "why"), "teach": ("outcome", "why"),
    "delegate": ("answer", "outcome", "why"), "self_service": ("answer", "outcome", "why"),
    "entitle": ("entitled", "outcome", "why"), "declare": ("outcome", "why"),
    "hand_to_sales": ("result", "outcome", "why"),
}  # fmt: skip
"""The functions that ask a step of each kind."""
ALWAYS: Final[Mapping[str, FieldOf]] = {"outcome": FieldOf(OneOf(STATUSES)), "why": FieldOf(TEXT)}
"""What every step that was passed can be asked, whether it was done or not."""

Catalogue = dict[str, Mapping[str, Type]]
"""What the steps compiled so far give, by id and function."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One place in a plan.

    Args:
        roots: the names at the root, loop variables among them.
        known: paths that conditions round the place make certain, as `guarantees` writes them.
        done: steps that are done on every path to this place.
        passed: steps that some path to this place has passed, so that they have an outcome.
        loops: the loops round the place, outermost first.
        in_try: whether a bad end here makes a `try` take back what it did.
        surveys: follow-ups whose answer can be read.
    """

    roots: Mapping[str, Type]
    known: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    passed: frozenset[str] = frozenset()
    loops: tuple[str, ...] = ()
    in_try: bool = False
    surveys: tuple[str, ...] = ()

    def knowing(self, paths: frozenset[str]) -> Reach:
        """Return this place where some more paths are certain."""
        return replace(self, known=self.known | paths)

    def behind(self, *steps: str) -> Reach:
        """Return the place behind steps that were done."""
        return replace(self, done=self.done.union(steps), passed=self.passed.union(steps))

    def past(self, *steps: str) -> Reach:
        """Return the place behind steps that may not have been done."""
        return replace(self, passed=self.passed.union(steps))

    def without(self, step: str) -> Reach:
        """Return the place behind the undoing of a step: what it gave is gone."""
        known = frozenset(path for path in self.known if f'("{step}")' not in path)
        return replace(self, done=self.done - {step}, known=known)

    def where_all_meet(self, ends: list[Reach]) -> Reach:
        """Return the place behind paths of which one is taken: what is done on all of them is done."""
        done = reduce(frozenset.intersection, (end.done for end in ends))
        known = reduce(frozenset.intersection, (end.known for end in ends), self.known)
        return replace(self, done=done, known=known, passed=self.passed.union(*(end.passed for end in ends)))

    def where_all_end(self, ends: list[Reach]) -> Reach:
        """Return the place behind paths that were all taken."""
        done = reduce(frozenset.union, (end.done for end in ends), self.done)
        return replace(self, done=done, passed=self.passed.union(*(end.passed for end in ends)))

    def names(self, catalogue: Catalogue) -> Names:
        """Return what an expression may name here."""
        return Names(self.roots, _Asked(self, catalogue), self.known)


class _Asked(Mapping[Reference, FieldOf]):
    """What case functions answer at a place; what may not be done is optional."""

    def __init__(self, reach: Reach, catalogue: Catalogue) -> None:
        self.reach = reach
        self.catalogue = catalogue

    def __getitem__(self, reference: Reference) -> FieldOf:
        if reference.kind == "answer" and reference.name in self.reach.surveys:
            return FieldOf(SURVEY)
        if reference.name not in self.reach.passed:
            raise KeyError(reference)
        given = self.catalogue[reference.name]
        if reference.kind in ALWAYS:
            return ALWAYS[reference.kind]
        return FieldOf(given[reference.kind], optional=reference.name not in self.reach.done)

    def __iter__(self) -> Iterator[Reference]:
        """List nothing: what was meant is found among all steps, by whoever explains the error."""
        return iter(())

    def __len__(self) -> int:
        return 0
