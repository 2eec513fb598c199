"""Which playbook a failure gets: one that handles it, speaks its market's language, and whose facts are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.case.book import Book
from domain.case.scope import CaseScope, NoValue, holds
from domain.case.state import Case
from domain.playbook.answers import is_a
from domain.playbook.plan import FactType, Plan
from domain.values import Value


@dataclass(frozen=True, slots=True)
class NoPlan:
    """No playbook is for this failure; `why` says what kept the nearest from it, `misfit` that facts were wrong."""

    why: str
    misfit: bool = False


def choose(books: Sequence[Book], failure: str, market: str, facts: Mapping[str, Value]) -> Book | NoPlan:
    """Return the book for a failure: one with conditions that hold before one without, then by name."""
    handling = [book for book in books if any(handled.failure == failure for handled in book.plan.handles)]
    if not handling:
        return NoPlan(f"no playbook handles “{failure}”")
    there = [book for book in handling if market in book.plan.markets]
    if not there:
        return NoPlan(f"no playbook handles “{failure}” in market {market}")
    wrong = {book.plan.playbook: list(misfits(book.plan, facts)) for book in there}
    fitting = [book for book in there if not wrong[book.plan.playbook]]
    if not fitting:
        name, found = next(iter(wrong.items()))
        return NoPlan(f"{name}: {found[0]}", misfit=True)
    order = sorted(fitting, key=lambda book: (not _conditions(book.plan, failure), book.plan.playbook))
    for book in order:
        if _handles(book, failure, market, facts):
            return book
    return NoPlan(f"the conditions of {', '.join(book.plan.playbook for book in order)} do not hold")


def _conditions(plan: Plan, failure: str) -> tuple[str, ...]:
    return next((handled.when for handled in plan.handles if handled.failure == failure), ())


def _handles(book: Book, failure: str, market: str, facts: Mapping[str, Value]) -> bool:
    scope = CaseScope(Case(facts=facts, market=market, failure=failure), book)
    for handled in book.plan.handles:
        try:
            if handled.failure == failure and holds(handled.when, scope, {}):
                return True
        except NoValue:
            continue
    return False


# --- Facts -----------------------------------------------------------------------------------------------------------
def misfits(plan: Plan, facts: Mapping[str, Value]) -> Iterator[str]:
    """Yield what is wrong with facts: one the playbook needs is missing, or is of another type."""
    yield from _missing_or_wrong(plan.facts, facts, "")


def _missing_or_wrong(types: Mapping[str, FactType], facts: Mapping[str, Value], place: str) -> Iterator[str]:
    for name, kind in types.items():
        value = facts.get(name)
        if value is None:
            if not kind.optional:
                yield f"the fact {place}{name} ({kind.type}) is missing"
        elif kind.type == "records":
            if not isinstance(value, tuple):
                yield f"the fact {place}{name} is no list of records"
                continue
            for number, item in enumerate(value, start=1):
                inner = item if isinstance(item, Mapping) else {}
                yield from _missing_or_wrong(kind.of, inner, f"{place}{name}[{number}].")
        elif not is_a(value, kind):
            yield f"the fact {place}{name} is not {kind.type}"
