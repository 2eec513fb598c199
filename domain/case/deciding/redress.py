"""A remedy by hand: the answer to a task proposes it, as an entry like any other, and another person grants it.

What has no amount (an apology, a repair) is granted by whoever proposes it, where the table of authority lets them.
Nothing is given before it was granted; whoever gives it says under which reference.
"""

from __future__ import annotations

from typing import Final

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.four_eyes import may_decide
from domain.case.deciding.granting import granted, text_of
from domain.case.evolve import fold
from domain.case.state import Case, Task
from domain.case.survey import Place, Survey
from domain.case.surveying import signs
from domain.case.surveying.authority import describe
from domain.case.surveying.by_hand import path_of
from domain.case.surveying.differing import OWED
from domain.case.surveying.known import currencies
from domain.case.surveying.merging import STEP as TAKEN_IN
from domain.case.surveying.not_made_good import STEP as MADE_GOOD
from domain.case.surveying.owing import basis_of, gives_in_kind
from domain.case.surveying.unsettled import money_left
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.money import Money, told, worth_of
from domain.playbook import plan as p
from domain.playbook.reader import NAME
from domain.vocabulary import BY_HAND

_OPTIONAL_TEXT: Final = p.FactType(type="text", optional=True)


def form(book: Book, task: Task) -> dict[str, p.FactType]:
    """Return what says what is to be given: a kind of the house, how much of it, in words; or why nothing is."""
    kinds = tuple(book.around.remedies.kinds)
    leaves = task.step in {MADE_GOOD, TAKEN_IN}
    kind = p.FactType(type="words", words=kinds, optional=leaves) if kinds else p.FactType(type="text", optional=leaves)
    return {
        "kind": kind, "amount": p.FactType(type="money", optional=True),
        "gave": p.FactType(type="text", optional=leaves), "reference": _OPTIONAL_TEXT, "other_currency": _OPTIONAL_TEXT,
        **({"why": _OPTIONAL_TEXT} if leaves else {}),
    }  # fmt: skip


GIVES: Final = {"reference": p.FactType(type="text"), "gave": _OPTIONAL_TEXT}
"""What says that something was given."""


def proposed(case: Case, command: c.CompleteTask, book: Book, task: Task) -> tuple[Event, ...]:
    """Return the proposal of what somebody wants to give; where they say why nothing is given, nothing.

    Raises:
        CommandRejected: it is no remedy of the house, or nobody may grant it.
        Forbidden: they may not grant it alone, and say under which reference it was given.
    """
    if "kind" not in command.answer:
        if "why" not in command.answer:
            raise _wrong(case, command, "the answer lacks “kind”.", "Give it as kind=…, or say why nothing is: why=….")
        text_of(case, command, "why")
        return ()
    entry = _entry(case, command, book, task)
    _somebody_may(case, command, book, entry)
    look = Survey(case, book, command.now)
    found: tuple[Event, ...] = (*signs.noticed(look, entry),)
    reference = str(command.answer.get("reference", "") or "")
    if entry.amount is not None:
        if reference:
            what = "nothing is given before somebody else granted it, and this says under which reference it was."
            raise _wrong(case, command, what, "Leave “reference” out: you are asked for it once it was granted.")
        return found
    return (*found, *_at_once(fold(case, found), command, book, reference))


def _entry(case: Case, command: c.CompleteTask, book: Book, task: Task) -> e.RemedyProposed:
    """Return the proposal; of what is owed, as much of it as is owed is its floor."""
    kind, amount, gave = str(command.answer["kind"]), command.answer.get("amount"), text_of(case, command, "gave")
    its = book.around.remedies.kind(kind)
    money = _amount(case, command, kind, amount, known=kind in book.around.remedies.kinds, in_kind=its.in_kind)
    why_other = _why_another_currency(case, command, book, task, money)
    path = str(task.details["step"]) if task.step == OWED else ""
    settles = bool(path) and (gives_in_kind(case, path) if money is None else _is_owed_in(case, path, money.currency))
    entitled = (path,) if settles else ()
    left = money_left(case, book.layout, path) if settles and money is not None else _left_there(task)
    floor = next((worth_of(x, its.premium) for x in left if money is not None and x.currency == money.currency), None)
    most = its.bound(money)
    if most is not None and money is not None and not (floor is not None and money <= floor):
        what = f"{told(money, 'en')} is more than “{kind}” can be in this house ({told(most, 'en')})."
        raise _wrong(case, command, what, "Write what is meant; the bound stands in house/remedies (at_most).")
    law = basis_of(case, entitled, in_kind=money is None)
    basis = f"by hand, as asked for in {command.task}"
    look = Survey(case, book, command.now)
    return e.RemedyProposed(
        at=command.now, entry=command.task, step=path_of(command.task), kind=kind, payee=case.customer, amount=money,
        in_kind={"what": gave} if money is None else {}, basis=f"{law}; {basis}" if law else basis,
        inputs={"gave": gave, **why_other}, entitled=entitled,
        floor=min(floor, money) if entitled and floor and money else None, loss=its.loss,
        watched=signs.watched(look, kind, case.customer, money, Place()), premium=its.premium,
    )  # fmt: skip


def _left_there(task: Task) -> list[Money]:
    """Return the amounts that were still owed in a case that was taken in."""
    left = task.details.get("left") if task.step == TAKEN_IN else None
    return [each for each in left if isinstance(each, Money)] if isinstance(left, tuple) else []


def _amount(
    case: Case, command: c.CompleteTask, kind: str, amount: object, *, known: bool, in_kind: bool
) -> Money | None:
    if known and in_kind:
        if amount is not None:
            raise _wrong(case, command, f"“{kind}” is given in kind.", "Leave “amount” out.")
        return None
    if not NAME.fullmatch(kind):
        raise _wrong(case, command, f"“{kind}” is no name of a kind.", "Name it in one word: kind=apology.")
    if amount is None and known:
        raise _wrong(case, command, f"“{kind}” is money, and it is not said how much.", "Give it as amount=….")
    if isinstance(amount, Money) and amount.minor <= 0:
        raise _wrong(case, command, f"{told(amount, 'en')} is nothing.", "Write what they are to get.")
    return amount if isinstance(amount, Money) else None


def _is_owed_in(case: Case, path: str, currency: str) -> bool:
    """Say whether a decision found money of a currency to be owed: another one settles nothing of it."""
    return any(each.currency == currency for each in case.entitled[path].per_unit)


def _why_another_currency(
    case: Case, command: c.CompleteTask, book: Book, task: Task, money: Money | None
) -> dict[str, str]:
    """Return why it is given in another currency than what it is for; nothing where it is not.

    Raises:
        CommandRejected: it is in another currency, and nobody says that it is meant so.
    """
    expected = currencies(case, book, task)
    if money is None or not expected or money.currency in expected:
        return {}
    if not str(command.answer.get("other_currency", "") or "").strip():
        what = f"{told(money, 'en')} is in another currency than what it is for ({' or '.join(expected)})."
        remedy = f"Write it in {' or '.join(expected)}; is it meant so, say why: other_currency=…."
        raise _wrong(case, command, what, remedy)
    return {"other_currency": text_of(case, command, "other_currency")}


def _somebody_may(case: Case, command: c.CompleteTask, book: Book, entry: e.RemedyProposed) -> None:
    """Check that a line of the table of authority covers it for somebody.

    Raises:
        CommandRejected: none does; with how far the lines reach that are about it.
    """
    table = book.around.authority
    if table is None or [*table.covering(remedy=entry.kind, tier=case.tier, amount=entry.amount)]:
        return
    about = [line for line in table.lines.values() if line.is_about(entry.kind, case.tier)]
    reach = [
        f"{line.role} up to {' or '.join(told(each, 'en') for each in line.up_to)}" for line in about if line.up_to
    ]
    what = entry.kind if not isinstance(entry.amount, Money) else f"{entry.kind} {told(entry.amount, 'en')}"
    raise _wrong(
        case, command,
        f"by the house's table of authority nobody may grant {what} in a case of the tier {case.tier}.",
        f"It reaches so far: {', '.join(reach)}." if reach else "Have a line for it put in force: house/authority.",
    )  # fmt: skip


def _at_once(case: Case, command: c.CompleteTask, book: Book, reference: str) -> tuple[Event, ...]:
    """Return that whoever proposes what has no amount grants it, and gave it; else that somebody is asked (nothing)."""
    name, who = command.task, command.actor
    entry = case.ledger[name]
    if any(each.sign in {x.sign for x in entry.watched} for each in signs.open_signs(case)):
        if reference:
            what = f"somebody looks first at a sign under which {describe(entry)} counts."
            raise _wrong(case, command, what, "Leave “reference” out: you are asked for it once it was granted.")
        return ()
    try:
        may_decide(case, who, entry, book)
        approved = granted(case, who, book, name, now=command.now)
    except Forbidden:
        if reference:
            raise
        return ()
    paid = _paid(case, command, name, {"reference": reference, "gave": str(command.answer["gave"])})
    return (*approved, paid) if reference else approved


def given(case: Case, command: c.CompleteTask, task: Task) -> tuple[Event, ...]:
    """Return that somebody gave what was approved.

    Raises:
        CommandRejected: it is not to be given, or not as much any more.
    """
    name = str(task.details["entry"])
    entry = case.ledger[name]
    if entry.status != "approved" or entry.amount != task.details["amount"]:
        what = f"{describe(entry)} is {entry.stands}, and not to be given as it is asked for here."
        raise _wrong(case, command, what, f"See it: makegood case ledger {case.id[:12]}.")
    receipt = {"reference": text_of(case, command, "reference")}
    gave = str(command.answer.get("gave", "") or "")
    return (_paid(case, command, name, {**receipt, **({"gave": gave} if gave else {})}),)


def _paid(case: Case, command: c.CompleteTask, name: str, receipt: dict[str, str]) -> e.RemedyPaid:
    step = case.ledger[name].step
    return e.RemedyPaid(at=command.now, entry=name, step=step, attempt=0, method=BY_HAND, receipt={**receipt})


def _wrong(case: Case, command: c.CompleteTask, what: str, remedy: str) -> CommandRejected:
    return CommandRejected(what, where=f"case {case.id}, task {command.task}", remedy=remedy)
