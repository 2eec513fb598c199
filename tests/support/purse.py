"""The budgets of one life, and what the journal would say to what is taken from them: others draw on them, too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

from domain.budgets import COUNTERS, NO_BUDGETS, Budgets, Limit
from domain.case import events as e
from domain.case.book import Book
from domain.case.evolve import fold, named
from domain.case.state import Case, Entry
from domain.case.surveying.budgets import adds, counted
from domain.events import Event
from domain.money import Money
from tests.support.breaking import must
from tests.support.lively import SIGNS
from tests.support.plans import START

if TYPE_CHECKING:
    from tests.support.lives import Life

AMOUNTS = {"house": 60_000, "actor": 25_000, "actor/engine": 12_000, "playbook": 40_000, "case": 30_000}


def draw_budgets(chance: Random) -> Budgets:
    """Draw the budgets of a house; half the houses have none."""
    some = [name for name in AMOUNTS if chance.randrange(3) == 0] if chance.randrange(2) else []
    limits = {name: _limit(name, AMOUNTS[name], number) for number, name in enumerate(some, start=1)}
    return Budgets(limits, {}, len(limits)) if limits else NO_BUDGETS


def _limit(name: str, minor: int, number: int) -> Limit:
    return Limit(name, {"USD": minor}, "", "boss", number, START, "ann", "drawn")


def draw_signs(chance: Random, book: Book) -> Book:
    """Return the book of a house that has signs of abuse, as one in three has."""
    if chance.randrange(3):
        return book
    remedies = book.around.remedies.model_copy(update={"signs": SIGNS})
    return replace(book, around=replace(book.around, remedies=remedies, remedies_digest="sha256:kinds"))


def raised(budgets: Budgets) -> Budgets:
    """Return the budgets set anew, ten times as high."""
    limits = {
        name: _limit(name, each.amounts["USD"] * 10, budgets.position + number)
        for number, (name, each) in enumerate(budgets.limits.items(), start=1)
    }
    return Budgets(limits, {}, budgets.position + len(limits))


@dataclass
class Purse:
    """Counters as the journal keeps them: what others took is drawn when a counter is first asked for."""

    chance: Random
    others: dict[str, int] = field(default_factory=dict)
    stands: dict[str, int] = field(default_factory=dict)

    def commit(self, before: Case, after: Case, book: Book) -> Mapping[str, int] | None:
        """Take what a commit adds; where a counter refuses it, return what others have of it and take nothing."""
        new = dict(self.stands)
        for add in adds(before, after, book):
            if add.counter not in self.others:
                part = self.chance.randrange(4)
                self.others[add.counter] = 0 if not part else self.chance.randrange(1 + (add.limit or 0))
            value = new.get(add.counter, self.others[add.counter])
            if add.limit is not None and value + add.minor > add.limit:
                return self._by_others(before, after, book)
            new[add.counter] = value + add.minor
        self.stands = new
        return None

    def _by_others(self, before: Case, after: Case, book: Book) -> Mapping[str, int]:
        """Return what others took of every counter that a commit would have taken from."""
        mine = counted(before, book)
        stands = {
            add.counter: self.stands.get(add.counter, self.others.get(add.counter, 0))
            for add in adds(before, after, book)
        }
        return {name: value - mine.get(name, 0) for name, value in stands.items()}


def knowing(book: Book, others: Mapping[str, int]) -> Book:
    """Return a book that knows what others took."""
    return replace(book, around=replace(book.around, stands={**book.around.stands, **others}))


def judge_budgets(life: Life, events: Iterable[Event]) -> None:
    """Look at every law of budgets that can be looked at after each command."""
    a_counter_is_the_sum_of_its_facts(life)
    for event in events:
        if isinstance(event, e.RemedyApproved):
            what_is_granted_is_drawn(life, event)
        if isinstance(event, e.BudgetReserved):
            only_what_is_owed_goes_above(life, event)
        if isinstance(event, e.BudgetExceeded):
            what_is_owed_waits_for_no_budget(life, event)
        if isinstance(event, e.CaseClosed):
            what_is_not_given_is_given_back(life)


def a_counter_is_the_sum_of_its_facts(life: Life) -> None:
    """A counter of a budget is what was taken from it less what was given back, told from the facts alone."""
    sums = dict.fromkeys(life.purse.stands, 0)
    for event in life.events:
        if isinstance(event, e.BudgetReserved | e.BudgetReleased):
            sign = 1 if isinstance(event, e.BudgetReserved) else -1
            for draw in event.draws:
                sums[draw.counter] = sums.get(draw.counter, 0) + sign * event.amount.minor
    own = {name: value - life.purse.others[name] for name, value in life.purse.stands.items()}
    told = {name: value for name, value in sums.items() if name.startswith(COUNTERS)}
    must(told == {name: value for name, value in own.items() if name.startswith(COUNTERS)}, "a counter is its facts")


def what_is_granted_is_drawn(life: Life, event: e.RemedyApproved) -> None:
    """Money that is granted is taken in the same commit from the budget of the house, where that names its currency."""
    amount, limit = life.case.ledger[event.entry].amount, life.book.around.budgets.limits.get("house")
    if not isinstance(amount, Money) or limit is None or amount.currency not in limit.amounts:
        return
    at = next(n for n, x in enumerate(life.events) if x is event)
    behind = life.events[at + 1] if at + 1 < len(life.events) else None
    drawn = isinstance(behind, e.BudgetReserved) and behind.entry == event.entry and behind.amount == amount
    must(drawn and any(draw.budget == "house" for draw in getattr(behind, "draws", ())), "what is granted is drawn")


def only_what_is_owed_goes_above(life: Life, event: e.BudgetReserved) -> None:
    """No counter goes above its limit but by what is owed, or by what was paid all the same."""
    entry = _before(life, event).ledger[event.entry]
    if entry.status == "paid" or _is_owed(entry):
        return
    for draw in event.draws:
        behind = [name for name, each in life.case.reserved.items() if draw in each.draws and name != event.entry]
        owed = sum(life.case.reserved[name].held[draw.counter] for name in behind if _is_owed(life.case.ledger[name]))
        must(life.purse.stands[draw.counter] - owed <= draw.limit, "only what is owed goes above a budget")


def what_is_owed_waits_for_no_budget(life: Life, event: e.BudgetExceeded) -> None:
    """A budget never stands in the way of what is owed alone."""
    entry = life.case.ledger[event.entry]
    must(not _is_owed(entry), "what is owed waits for no budget")


def what_is_not_given_is_given_back(life: Life) -> None:
    """When a case closes, budgets hold what was given, and nothing that was not or that is known to be back.

    Of what a person wrote down as taken back nothing is free again for whoever grants.
    """
    for name, reserved in life.case.reserved.items():
        entry = life.case.ledger[name]
        given = entry.amount.minor if entry.status in {"paid", "reversed"} and isinstance(entry.amount, Money) else 0
        for draw in reserved.draws:
            back = _back(life, name, of_one_actor=draw.budget.startswith("actor"))
            must(reserved.held[draw.counter] == given - back, "budgets hold what was given, and nothing that was not")


def _back(life: Life, name: str, *, of_one_actor: bool) -> int:
    """Return what of an entry came back, told from the facts alone."""
    taken = [x for x in life.events if isinstance(x, e.RemedyReversed) and x.entry == name]
    known = [x for x in taken if x.how == "undo" or (x.reference and not of_one_actor)]
    return sum(x.amount.minor for x in known if isinstance(x.amount, Money))


def _is_owed(entry: Entry) -> bool:
    owed, amount = entry.floor, entry.amount
    return isinstance(owed, Money) and isinstance(amount, Money) and amount.minor <= owed.minor


def _before(life: Life, event: Event) -> Case:
    at = next(n for n, x in enumerate(life.events) if x is event)
    return fold(named(life.case.id), life.events[:at])
