"""What is left of budgets, by the journal's counters; and the same once more, by the facts of all cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.directory import Directories
from activities.library import Library
from activities.ports import Journal
from domain.budgets import COUNTERS, Limit, counter_of, version_of
from domain.case.events import EVENT_TYPES, BudgetReserved
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.case.surveying.budgets import held
from domain.clock.instant import instant_text
from domain.money import Money
from domain.record import Recorded, open_record, written_at
from domain.windows import Lateness, is_over

_FOR_EACH = {"actor", "playbook"}
"""Budgets that each of many has; one of them is told when something was taken from it."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a budget in its present period; `about` is whose it is, where each of many has one."""

    limit: Limit
    about: str
    period: str
    amount: Money
    taken: Money

    @property
    def left(self) -> Money:
        """What can still be granted."""
        return Money(self.amount.currency, max(0, self.amount.minor - self.taken.minor))

    @property
    def above(self) -> Money:
        """What was granted above it, for it was owed."""
        return Money(self.amount.currency, max(0, self.taken.minor - self.amount.minor))

    def as_data(self) -> dict[str, object]:
        """Return it as data."""
        return {
            "budget": self.limit.budget, "about": self.about, "period": self.period,
            "currency": self.amount.currency, "amount": str(self.amount), "taken": str(self.taken),
            "left": str(self.left), "above": str(self.above), "keeper": self.limit.keeper, "by": self.limit.by,
            "why": self.limit.why, "since": instant_text(self.limit.at),
        }  # fmt: skip


async def what_is_left(
    journal: Journal, library: Library, directories: Directories, now: datetime, case: str = ""
) -> list[Left]:
    """Return every budget with what was taken from it in the present period."""
    await library.refresh()
    budgets = await library.budgets.look()
    persons = sorted((await directories.load()).members)
    found: list[Left] = []
    for _, limit in sorted(budgets.limits.items()):
        period, whose = budgets.period(limit, now), _whose(limit, library, persons, case)
        for currency, most in sorted(limit.amounts.items()):
            names = {kept_by: counter_of(limit.budget, kept_by, period, currency) for kept_by in whose}
            stands = await journal.counts([*names.values()])
            some = {kept_by: taken for kept_by, name in names.items() if (taken := stands.get(name, 0))}
            found += [
                Left(limit, kept_by, period, Money(currency, most), Money(currency, taken))
                for kept_by, taken in (some or {"" if limit.budget in _FOR_EACH else whose[0]: 0}).items()
            ]
    return found


def _whose(limit: Limit, library: Library, persons: Sequence[str], case: str) -> list[str]:
    """Return by what the counters of a budget may be kept."""
    scope, _, name = limit.budget.partition("/")
    match scope:
        case "actor":
            return [name] if name else [*persons]
        case "playbook":
            published = (one for one in library.documents if one.kind == "playbook" and name in {"", one.name})
            return [version_of(one.name, version.digest) for one in published for version in one.versions]
        case "case":
            return [case]
        case _:
            return [""]


@dataclass(frozen=True, slots=True)
class Sum:
    """A counter of a budget by the facts of all cases (`held` is granted and not paid yet), and as it stands."""

    counter: str
    held: int
    paid: int
    stands: int

    @property
    def differs(self) -> bool:
        """Say whether the counter is not the sum of its facts."""
        return self.held + self.paid != self.stands


async def by_the_facts(journal: Journal) -> list[Sum]:
    """Return every counter of a budget that a fact names, or that stands anywhere, rebuilt from the facts of all cases.

    All of it as of one moment: an engine that runs moves facts and counters together. Those of windows that nothing is
    held against any more may be gone, and are left out.
    """
    open_, paid, late = Counter[str](), Counter[str](), Lateness()
    async with journal.still():
        for stream in await journal.streams(""):
            records = await journal.read(stream)
            for record in records:
                late.wrote(written_at(record))
            case = _drawing(stream, records) if stream.startswith("case/") else named("")
            for entry, counter, minor in held(case):
                (paid if case.ledger[entry].status in {"paid", "reversed"} else open_)[counter] += minor
        stands = {name: value for name, value in (await journal.beside()).counters.items() if name.startswith(COUNTERS)}
        settled = late.settled
        names = sorted(name for name in {**open_, **paid, **stands} if not is_over(name, settled))
    return [Sum(name.removeprefix(COUNTERS), open_[name], paid[name], stands.get(name, 0)) for name in names]


def _drawing(stream: str, records: Sequence[Recorded]) -> Case:
    """Return a case as its facts say, if it took anything from a budget; one that never did is read no further."""
    case = named(stream.removeprefix("case/"))
    if all(record.type != BudgetReserved.__name__ for record in records):
        return case
    return fold(case, [open_record(record, EVENT_TYPES).event for record in records])
