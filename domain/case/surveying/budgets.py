"""What a grant takes from budgets, what is in its way, and how much a case has taken from every counter.

An approval takes its amount from every budget in the same commit; the journal lets no counter go above its limit. What
it has refused comes back as what others took (`Around.stands`), and the grant is decided again with that. What is owed
by law, contract or guarantee is granted above a budget, and the fact says above which.

What somebody grants the same person in a day counts together, the same way: a limit is no limit if one payout can be
cut into small ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from math import prod
from typing import NamedTuple

from domain.budgets import TOGETHER, Draw, Granting, Short, day_of, scope_of
from domain.case import events as e
from domain.case.book import Book
from domain.case.state import NOT_GIVEN, Case, Entry, Reserved
from domain.case.survey import Survey
from domain.case.surveying import signs
from domain.case.surveying.owing import is_owed
from domain.events import Event
from domain.ids import ENGINE, keys_of, step_of, step_path
from domain.money import Money
from domain.playbook import plan as p
from domain.values import Value


class Add(NamedTuple):
    """What a commit adds to a counter, which may not go above `limit` by it; None: however far it goes."""

    counter: str
    minor: int
    limit: int | None


# --- Granting --------------------------------------------------------------------------------------------------------
def grant(case: Case, book: Book, approved: e.RemedyApproved, task: str = "") -> tuple[Event, ...]:
    """Return what becomes of an approval: granted and taken from the budgets, or what is in its way."""
    entry = case.ledger[approved.entry]
    amount = entry.amount
    if not isinstance(amount, Money):
        return (approved,)
    split = _split(case, book, entry, approved, amount)
    if split is not None:
        return (split,)
    granting = Granting(case.id, case.playbook, case.plan, approved.approver, approved.at)
    draws = book.around.budgets.draws(granting, amount)
    if not draws:
        return (approved,)
    taken = counted(case, book)
    short = [draw for draw in draws if _stands(book, taken, draw.counter) + amount.minor > draw.limit]
    if short and not is_owed(entry):
        stands = {draw.counter: _stands(book, taken, draw.counter) for draw in short}
        return (_exceeded(book, approved, amount, [_short(book, draw, stands, approved.at) for draw in short], task),)
    above = tuple(draw.budget for draw in short)
    return (approved, e.BudgetReserved(at=approved.at, entry=approved.entry, amount=amount, draws=draws, above=above))


def _stands(book: Book, taken: dict[str, int], counter: str) -> int:
    """Return how far a counter stands, as far as is known: what others took, and the case itself."""
    return book.around.stands.get(counter, 0) + taken.get(counter, 0)


def _short(book: Book, draw: Draw, stands: Mapping[str, int], at: datetime) -> Short:
    known = book.around.budgets
    return Short(
        budget=draw.budget, counter=draw.counter, limit=draw.limit, stands=stands[draw.counter],
        number=known.limits[draw.budget].number, ends=known.ends(draw.budget, at),
    )  # fmt: skip


def _exceeded(
    book: Book, approved: e.RemedyApproved, amount: Money, short: Sequence[Short], task: str
) -> e.BudgetExceeded:
    """Name all budgets that do not reach; first one whose keeper has to be asked, where there is one."""
    first = next((each for each in short if not each.of_one_actor), short[0])
    return e.BudgetExceeded(
        at=approved.at, entry=approved.entry, budget=first.budget, counter=first.counter, amount=amount,
        limit=Money(amount.currency, first.limit), stands=Money(amount.currency, first.stands),
        approver=approved.approver, task=task, keeper=book.around.budgets.limits[first.budget].keeper,
        number=first.number, ends=first.ends, beside=tuple(each for each in short if each is not first),
    )  # fmt: skip


# --- Splitting -------------------------------------------------------------------------------------------------------
def weight(case: Case, name: str) -> Value:
    """Return the amount that decides who may grant an entry: with what was granted that day, where that was noticed."""
    return case.together.get(name) or case.ledger[name].amount


def _split(
    case: Case, book: Book, entry: Entry, approved: e.RemedyApproved, amount: Money
) -> e.SplittingNoticed | None:
    """Return that somebody would grant one person more in a day than they may at once; None when they would not.

    What a plan gives by itself is no payout in pieces: its own limit counts for each of its steps, and for each of the
    several that a loop goes through. Another case of the same person, or another receipt, counts.
    """
    limit, more = approved.limit, beyond(entry)
    if not isinstance(limit, Money) or not entry.payee.id or more <= 0:
        return None
    counter = _together(book, entry, approved.approver, approved.at, amount.currency)
    together = _stands(book, counted(case, book), counter) + more
    if together <= _reach(case, book, entry, counter, approved.approver, limit):
        return None
    return e.SplittingNoticed(
        at=approved.at, entry=approved.entry, approver=approved.approver, kind=entry.kind, amount=amount,
        together=Money(amount.currency, together), limit=limit, counter=counter,
    )  # fmt: skip


def _reach(case: Case, book: Book, entry: Entry, counter: str, approver: str, limit: Money) -> int:
    """Return how far a counter may go by granting an entry within a limit."""
    top = limit.minor * _rounds(case, book, entry.step)
    if approver != ENGINE:
        return top
    step = step_of(entry.step)
    return top + sum(
        minor for name, minor in counted_together(case, book, counter) if step_of(case.ledger[name].step) != step
    )


def beyond(entry: Entry) -> int:
    """Return what of an entry is not owed, in minor units: what is owed is never a splinter of anything."""
    owed, granted = entry.floor.minor if isinstance(entry.floor, Money) else 0, entry.stays_granted
    return granted.minor - owed if granted is not None else 0


def _together(book: Book, entry: Entry, approver: str, at: datetime, currency: str) -> str:
    day = day_of(at, book.calendar).isoformat()
    return f"{TOGETHER}{approver}/{entry.payee.id}/{entry.kind}/{day}/{currency}"


def _rounds(case: Case, book: Book, path: str) -> int:
    """Return how many rounds the loops round a step have, all in all."""
    keys = keys_of(path)
    outer = book.layout.enclosing(step_of(path), p.Each)
    loops = (case.loops.get(step_path(name, keys[:depth], escaped=True)) for depth, name in enumerate(outer))
    return prod(max(1, len(loop.keys)) for loop in loops if loop is not None)


# --- Counting --------------------------------------------------------------------------------------------------------
def counted(case: Case, book: Book) -> dict[str, int]:
    """Return what a case has taken from every counter; a counter is the sum of this over all cases."""
    sums = signs.counted(case)
    for _, counter, minor in (*held(case), *_granted(case, book)):
        if minor:
            sums[counter] = sums.get(counter, 0) + minor
    return sums


def held(case: Case) -> Iterator[tuple[str, str, int]]:
    """Yield for which entry a case holds something from a budget, its counter, and how much it is."""
    for name, reserved in case.reserved.items():
        yield from ((name, counter, minor) for counter, minor in reserved.held.items())


def _granted(case: Case, book: Book) -> Iterator[tuple[str, str, int]]:
    """Yield each entry that counts together with others, its counter, and how much it is."""
    for name, granted in case.granted.items():
        entry = case.ledger[name]
        more = beyond(entry)
        if entry.status in {"approved", "paid", "reversed"} and entry.payee.id and more > 0:
            counter = _together(book, entry, granted.approver, granted.at, granted.limit.currency)
            yield name, counter, more


def counted_together(case: Case, book: Book, counter: str) -> Iterator[tuple[str, int]]:
    """Yield the entries of a case that one counter of what counts together has counted, and how much of each."""
    yield from ((name, minor) for name, other, minor in _granted(case, book) if other == counter)


def adds(before: Case, after: Case, book: Book) -> tuple[Add, ...]:
    """Return what a commit adds to counters: what a case has taken behind it, less what it had before.

    What is owed is added last and however far that goes; what is given back makes room for what is taken with it.
    """
    if before.ledger is after.ledger and before.reserved is after.reserved:
        return ()
    was, now = counted(before, book), counted(after, book)
    changed = {counter: now.get(counter, 0) - was.get(counter, 0) for counter in {**was, **now}}
    limits, owed = _limits(before, after, book)
    found = []
    for counter, minor in sorted(changed.items()):
        above = owed.get(counter, 0)
        if minor - above:
            found.append(Add(counter, minor - above, limits.get(counter) if minor - above > 0 else None))
        if above:
            found.append(Add(counter, above, None))
    return tuple(found)


def _limits(before: Case, after: Case, book: Book) -> tuple[dict[str, int], dict[str, int]]:
    """Return how far counters may go by what is new, and how much of that is granted however far they stand."""
    limits, owed = dict(signs.limits(before, after)), dict[str, int]()
    for name, reserved in after.reserved.items():
        was = before.reserved.get(name)
        for draw in reserved.draws:
            more = reserved.held[draw.counter] - (was.held.get(draw.counter, 0) if was is not None else 0)
            if more <= 0:
                continue
            if draw.budget in reserved.above:
                owed[draw.counter] = owed.get(draw.counter, 0) + more
            else:
                limits[draw.counter] = min(draw.limit, limits.get(draw.counter, draw.limit))
    for name, granted in after.granted.items():
        if name not in before.granted:
            entry = after.ledger[name]
            counter = _together(book, entry, granted.approver, granted.at, granted.limit.currency)
            reach = _reach(after, book, entry, counter, granted.approver, granted.limit)
            limits[counter] = min(reach, limits.get(counter, reach))
    return limits, owed


# --- Giving back -----------------------------------------------------------------------------------------------------
def watch(survey: Survey) -> None:
    """Hold from budgets what entries give, and no more."""
    survey.move(*evened(survey.case, survey.now))


def evened(case: Case, now: datetime) -> Iterator[Event]:
    """Yield what makes budgets hold what entries give.

    What is not given after all (denied, declined, set off, taken back) is free again, the whole or a part of it; what
    was paid all the same is taken again.
    """
    for name, reserved in case.reserved.items():
        entry = case.ledger[name]
        for more, draws in _differing(reserved, entry):
            amount = Money(more.currency, abs(more.minor))
            if more.minor < 0:
                why = entry.why or f"{entry.kind} {entry.status}"
                yield e.BudgetReleased(at=now, entry=name, amount=amount, draws=draws, why=why)
            elif entry.status in {"paid", "reversed"}:
                above = tuple(draw.budget for draw in draws)
                yield e.BudgetReserved(at=now, entry=name, amount=amount, draws=draws, above=above)


def _differing(reserved: Reserved, entry: Entry) -> Iterator[tuple[Money, tuple[Draw, ...]]]:
    """Yield by how much budgets hold too little of an entry (below nothing: too much), and which they are."""
    by = dict[Money, list[Draw]]()
    for draw in reserved.draws:
        takes = takes_of(entry, draw.budget)
        if takes is not None and takes.minor != reserved.held[draw.counter]:
            by.setdefault(takes - Money(takes.currency, reserved.held[draw.counter]), []).append(draw)
    yield from ((more, tuple(draws)) for more, draws in by.items())


def takes_of(entry: Entry, budget: str) -> Money | None:
    """Return what an entry takes from a budget: what was given, less what is known to be back.

    An undo is known to have taken back what it took. What a person writes down under a reference is back for the house,
    its playbook and the case, never for whoever grants: they could grant it once more.
    """
    granted, amount = entry.stays_granted, entry.amount
    if not isinstance(amount, Money) or scope_of(budget) == "actor" or entry.status in NOT_GIVEN:
        return granted
    return amount if entry.back is None else amount - entry.back
