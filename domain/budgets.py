"""Budgets: how much may be granted in a period by the house, by one actor, by a version of a playbook, in one case.

A budget names an amount a currency; what it does not name is not limited by it. What is granted counts from the
approval on, not only once it is paid, so that what is on its way is never granted twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from domain.clock.calendar import Calendar
from domain.clock.instant import EPOCH, from_ms, to_ms
from domain.clock.zone import DAY_MS, wall_ms
from domain.ids import ENGINE
from domain.model import Model
from domain.money import Money
from domain.values import AnyInstant

SCOPES: Final = {"house": "month", "actor": "day", "playbook": "day", "case": ""}
"""What a budget can be for, and the period after which it begins anew; that of a case lasts as long as the case."""
NAMED: Final = frozenset({"actor", "playbook"})
"""Scopes of which one person, or one playbook, can have a budget of its own: `actor/sari`."""
KEEPER: Final = "manager"
"""Who is asked when a budget does not reach, unless the budget says otherwise."""
COUNTERS: Final = "budget/"
"""How the names of the counters of budgets begin."""
TOGETHER: Final = "together/"
"""How the names of the counters begin by which splitting is noticed."""


def scope_of(budget: str) -> str:
    """Return what a budget is for: `actor` of `actor/sari`."""
    return budget.partition("/")[0]


class Draw(Model):
    """What a grant takes from one budget: the budget, the counter of its period, and how far that may go."""

    budget: str
    counter: str
    limit: int


class Short(Model):
    """A budget that does not reach: how far it stood of its limit, by which of its settings, until when."""

    budget: str
    counter: str
    limit: int
    stands: int
    number: int
    ends: AnyInstant | None = None

    @property
    def left(self) -> int:
        """What is left of it."""
        return max(0, self.limit - self.stands)

    @property
    def of_one_actor(self) -> bool:
        """Say whether another actor may have more left."""
        return scope_of(self.budget) == "actor"


class Granting(NamedTuple):
    """What is granted: in which case, by which version of which playbook, by whom, when."""

    case: str
    playbook: str
    plan: str
    approver: str
    at: datetime


@dataclass(frozen=True)
class Limit:
    """A budget as it was set last: an amount a currency, in minor units; none at all where it was lifted."""

    budget: str
    amounts: Mapping[str, int]
    calendar: str
    keeper: str
    number: int
    """Which of the settings of all budgets this is."""
    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class Budgets:
    """The budgets of a house as they stand, with the calendars (by digest) whose days and months they go by."""

    limits: Mapping[str, Limit] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    position: int = 0

    def draws(self, granting: Granting, amount: Money) -> tuple[Draw, ...]:
        """Return what granting an amount takes from each budget."""
        return tuple(
            Draw(budget=limit.budget, counter=counter, limit=limit.amounts[amount.currency])
            for limit, counter in self._of(granting, amount.currency)
        )

    def _of(self, granting: Granting, currency: str) -> Iterator[tuple[Limit, str]]:
        for limit in self._about(granting):
            if currency in limit.amounts:
                period = self.period(limit, granting.at)
                yield limit, counter_of(limit.budget, about(limit.budget, granting), period, currency)

    def _about(self, granting: Granting) -> Iterator[Limit]:
        """Yield the budgets that count for a grant; the general one for actors is for persons."""
        names = (
            ("house",),
            (f"actor/{granting.approver}", *(("actor",) if granting.approver != ENGINE else ())),
            (f"playbook/{granting.playbook}", "playbook"),
            ("case",),
        )
        for own, *general in names:
            found = next((self.limits[name] for name in (own, *general) if name in self.limits), None)
            if found is not None:
                yield found

    def period(self, limit: Limit, at: datetime) -> str:
        """Return the day or month of a budget at an instant, by its calendar: `2026-11-26`, `2026-11`."""
        kind = SCOPES[scope_of(limit.budget)]
        day = day_of(at, self.calendars.get(limit.calendar)).isoformat()
        return {"month": day[:7], "day": day, "": ""}[kind]

    def ends(self, budget: str, at: datetime) -> datetime | None:
        """Return when a budget begins anew; None where it never does, or was lifted."""
        limit = self.limits.get(budget)
        kind = SCOPES[scope_of(budget)]
        if limit is None or not kind:
            return None
        calendar = self.calendars.get(limit.calendar)
        day = day_of(at, calendar)
        following = (
            day + timedelta(days=1) if kind == "day" else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        )
        wall = wall_ms(following)
        return from_ms(calendar.clock.reaches(wall) if calendar is not None else wall)


NO_BUDGETS = Budgets()


def about(budget: str, granting: Granting) -> str:
    """Return what the counter of a budget is kept by, beside its period."""
    match scope_of(budget):
        case "actor":
            return granting.approver
        case "playbook":
            return version_of(granting.playbook, granting.plan)
        case "case":
            return granting.case
        case _:
            return ""


def version_of(playbook: str, digest: str) -> str:
    """Return a version of a playbook as counters name it: `late-flight@3f2a…`."""
    return f"{playbook}@{digest.removeprefix('sha256:')[:12]}"


def counter_of(budget: str, kept_by: str, period: str, currency: str) -> str:
    """Return the name of a counter: `budget/actor/sari/2026-11-26/USD`."""
    return COUNTERS + "/".join(part for part in (scope_of(budget), kept_by, period, currency) if part)


def day_of(at: datetime, calendar: Calendar | None) -> date:
    """Return the day that an instant lies in, by a calendar; without one by UTC."""
    shown = calendar.clock.shows(to_ms(at)) if calendar is not None else to_ms(at)
    return EPOCH.date() + timedelta(days=shown // DAY_MS)
