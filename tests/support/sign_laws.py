"""The laws of signs of abuse, as judges beside those of tests/support/laws.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from domain.case import events as e
from domain.case.due import tick
from domain.case.evolve import fold, named
from domain.case.state import Case, Entry
from domain.case.surveying.signs import LOOKED_AT
from domain.events import Event
from domain.ids import ENGINE
from domain.money import Money
from domain.signs import COUNTERS
from tests.support.breaking import must

if TYPE_CHECKING:
    from tests.support.lives import Life


def judge_signs(life: Life, events: Iterable[Event]) -> None:
    """Look at every law of signs that can be looked at after each command."""
    if life.case.signs:
        no_sign_holds_up_what_is_owed(life)
        whoever_looks_is_not_who_grants(life)
    for event in events:
        if isinstance(event, e.RemedyProposed | e.RemedyDenied | e.RemedyReversed):
            a_window_counts_what_is_given(life)
        if isinstance(event, e.RemedyApproved):
            nothing_is_granted_under_a_sign_nobody_looked_at(life, event)
        if isinstance(event, e.RemedyDenied):
            a_sign_denies_nothing_by_itself(life, event)
        if isinstance(event, e.CaseClosed):
            every_sign_is_answered_for(life)


def no_sign_holds_up_what_is_owed(life: Life) -> None:
    """What is owed, all of it, is where it would be if it counted under no sign; what is not may wait beside it."""
    owed = [name for name, entry in life.case.ledger.items() if entry.status == "proposed" and _is_owed(entry)]
    if not owed or life.case.phase == "closed":
        return
    _, noticed = tick(life.case, life.book, life.now)
    free = {name: replace(life.case.ledger[name], watched=()) for name in owed}
    _, without = tick(replace(life.case, ledger={**life.case.ledger, **free}), life.book, life.now)
    for name in owed:
        must(noticed.ledger[name].status == without.ledger[name].status, "no sign holds up what is owed")
        asked = [{task.purpose for task in case.tasks.values() if task.details.get("entry") == name}
                 for case in (noticed, without)]  # fmt: skip
        must(asked[0] == asked[1], "no sign holds up what is owed")


def whoever_looks_is_not_who_grants(life: Life) -> None:
    """Whoever looked at a sign granted nothing under it, before or after."""
    for task in life.case.tasks.values():
        if task.purpose == "sign" and task.status == "done":
            granted = {x.approver for x in life.case.ledger.values() if x.granted and task.details["sign"] in _signs(x)}
            must(task.by not in granted, "whoever looks at a sign is not who grants under it")


def nothing_is_granted_under_a_sign_nobody_looked_at(life: Life, event: e.RemedyApproved) -> None:
    """What is not owed, not even in part, is granted after a person answered for every sign that was noticed."""
    at = next(n for n, x in enumerate(life.events) if x is event)
    before = _before(life, event)
    entry = before.ledger[event.entry]
    if _is_owed(entry) or (isinstance(entry.floor, Money) and entry.floor.minor):
        return
    noticed = {x.sign: x.task for x in life.events[:at] if isinstance(x, e.SignNoticed)}
    done = {x.task.rstrip("+") for x in life.events[:at] if isinstance(x, e.TaskCompleted)}
    for sign in _signs(entry) & noticed.keys():
        must(noticed[sign] in done, "nothing is granted under a sign that nobody looked at")


def a_sign_denies_nothing_by_itself(life: Life, event: e.RemedyDenied) -> None:
    """Behind every denial for a sign stands a person who said that it is abuse, in the same breath."""
    if event.why != LOOKED_AT:
        return
    at = next(n for n, x in enumerate(life.events) if x is event)
    said = [x for x in life.events[:at] if isinstance(x, e.TaskCompleted) and x.answer.get("decision") == "abuse"]
    must(event.approver != ENGINE and said and said[-1].by == event.approver, "a sign denies nothing by itself")


def a_window_counts_what_is_given(life: Life) -> None:
    """Each window holds this case once, or its money, for what it gives, may give or gave, but for what was undone."""
    sums: dict[str, int] = {}
    for name, entry in life.case.ledger.items():
        if entry.status not in {"proposed", "approved", "paid", "reversed"}:
            continue
        undone = [x.amount for x in life.events if _undoes(x, name)]
        amount, gone = entry.amount, sum(each.minor for each in undone if isinstance(each, Money))
        stays = amount.minor - gone if isinstance(amount, Money) else 0
        if entry.status == "reversed" and (not stays if isinstance(amount, Money) else undone):
            continue
        for each in entry.watched:
            for window in each.windows():
                sums[window] = sums.get(window, 0) + stays if each.currency else 1
    own = {name: value - life.purse.others[name] for name, value in life.purse.stands.items()}
    counted = {name: value for name, value in own.items() if name.startswith(COUNTERS) and value}
    must(counted == {name: value for name, value in sums.items() if value}, "a window counts what is given")


def _undoes(event: Event, entry: str) -> TypeGuard[e.RemedyReversed]:
    return isinstance(event, e.RemedyReversed) and event.how == "undo" and event.entry == entry


def every_sign_is_answered_for(life: Life) -> None:
    """A case that closes leaves no sign lying under which something was given, also when it was called off."""
    given = {sign for x in life.case.ledger.values() if x.status == "paid" for sign in _signs(x)}
    done = {name.rstrip("+") for name, task in life.case.tasks.items() if task.status == "done"}
    asked = {each.task for name, each in life.case.signs.items() if name in given}
    must(asked <= done, "every sign is answered for")


def _is_owed(entry: Entry) -> bool:
    owed, amount = entry.floor, entry.amount
    if not isinstance(amount, Money):
        return bool(entry.entitled)
    return isinstance(owed, Money) and amount.minor <= owed.minor


def _signs(entry: Entry) -> set[str]:
    return {each.sign for each in entry.watched}


def _before(life: Life, event: Event) -> Case:
    at = next(n for n, x in enumerate(life.events) if x is event)
    return fold(named(life.case.id), life.events[:at])
