"""What is said of remedies: the customer does not want one, a payout came back, money came from elsewhere."""

from __future__ import annotations

from typing import Final

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.by_hand import take_back_tasks
from domain.case.deciding.following_up import reopened
from domain.case.deciding.refusals import refuse
from domain.case.deciding.reversing import by_whom
from domain.case.deciding.speaking import written_by
from domain.case.evolve import fold
from domain.case.state import IN_FLIGHT, Case, Entry, base_of
from domain.case.surveying.got_twice import is_new
from domain.case.surveying.house_promises import terms_of
from domain.case.surveying.owing import basis_of, care_ahead
from domain.case.surveying.pay_within import promise_of
from domain.case.surveying.set_off import is_known
from domain.events import Event
from domain.ids import ENGINE, step_of, undo_path
from domain.money import Money, told
from domain.playbook import plan as p
from domain.playbook.outline import RESOLVED
from domain.values import Person

Events = tuple[Event, ...]
_LOOK: Final = "See what was paid, and by which way: makegood case ledger."


def _entry(case: Case, name: str) -> Entry:
    entry = case.ledger.get(name)
    if entry is None:
        refuse(case, f"there is no remedy “{name}”.", f"There are: {', '.join(case.ledger) or 'none'}.")
    return entry


def decline(case: Case, command: c.DeclineRemedy, book: Book, second: str = "") -> Events:
    """Record that the customer does not want a remedy; what nobody knows the outcome of is found out first.

    Care that is owed need not be proposed for that: they may say so before the plan comes to its step. `second` agreed
    that they said so, where somebody of the house wrote it down.
    """
    ahead = () if case.winding_up else _proposed_ahead(case, command, book)
    if ahead and case.phase != "closed":
        return (*ahead, *decline(fold(case, ahead), command, book, second))
    entry = _entry(case, command.entry)
    if entry.status == "declined":
        return ()
    if case.phase == "closed" or not entry.open:
        refuse(case, f"the remedy “{command.entry}” is {entry.stands}.", _instead(case, command.entry, entry))
    effect = case.effects.get(entry.step)
    if effect is not None and effect.status in IN_FLIGHT:
        what = f"what became of the payout of “{command.entry}” is not known yet."
        refuse(case, what, "Wait until it is established.")
    who, customer = command.actor.person, case.customer.id or command.actor.person
    declined = e.RemedyDeclined(
        at=command.now, entry=command.entry, by=customer, text=command.text,
        written_by=who if who != customer else "", second=second,
    )  # fmt: skip
    return (*take_back_tasks(case, entry.step, command.now, "the customer does not want it"), declined)


def _proposed_ahead(case: Case, command: c.DeclineRemedy, book: Book) -> tuple[e.RemedyProposed, ...]:
    """Return the proposal of care that is owed by a step and nobody has proposed yet: what it was to be is open."""
    path = command.entry
    owed = care_ahead(case, book.layout, path) if path not in case.ledger else ()
    step = book.layout.steps.get(step_of(path))
    if not owed or not isinstance(step, p.Remedy):
        return ()
    basis = f"{basis_of(case, owed, in_kind=True)}; playbook {case.playbook}, step {step.id}"
    return (
        e.RemedyProposed(
            at=command.now, entry=path, step=path, kind=step.remedy, payee=case.customer, basis=basis, entitled=owed
        ),
    )


def _instead(case: Case, name: str, entry: Entry) -> str:
    if entry.status != "paid":
        return ""
    return f"What was given is taken back by: makegood remedy reverse {case.id[:12]} {name} --why REASON."


def returned(case: Case, command: c.ReturnPayout, book: Book, second: str = "") -> Events:
    """Record that what was paid came back; a case that counts as put right is taken up again, for something is owed.

    It is paid again by that, so it takes somebody who may grant as much, and the reference of whoever sent it back.
    `second` agreed, where it takes two: whoever asked them could grant as much then.
    """
    entry = _entry(case, command.entry)
    if command.reference and command.reference in entry.returns:
        return ()
    if entry.status != "paid":
        refuse(case, f"the remedy “{command.entry}” is {entry.stands}; only what was paid can come back.", _LOOK)
    if entry.reversed is not None:
        refuse(case, f"of “{command.entry}” a part was taken back already.", "Take the rest back the same way.")
    back = case.effects.get(undo_path(entry.step))
    if back is not None and back.status in IN_FLIGHT:
        what = f"“{command.entry}” is being taken back, and it is not known yet what became of that."
        refuse(case, what, "Wait until it is established.")
    if not command.reference.strip():
        refuse(case, "it is not said under which reference it came back.", "Name that of the bank: --reference.")
    effect = case.effects.get(entry.step)
    if effect is None or effect.status != "applied":
        refuse(case, f"“{command.entry}” was paid by nothing that could send it back.", _LOOK)
    if not second:
        by_whom(case, command.actor, entry, entry.kept, book, command.now, "have paid again")
    came = e.PayoutReturned(
        at=command.now, entry=command.entry, step=entry.step, method=effect.connector, why=command.why,
        reference=command.reference, by=command.actor.person, promises=_kept_by_paying(case, book, entry),
        second=second,
    )  # fmt: skip
    if case.phase != "closed" and (case.phase != "resolved" or case.winding_up):
        return (came,)
    return (came, *taken_up(fold(case, (came,)), command, book))


def taken_up(case: Case, command: c.ReturnPayout, book: Book) -> Events:
    """Return what takes a closed case up again for what came back, or is said to have."""
    return reopened(case, book, command.now, ENGINE, f"what was paid came back ({command.why})")


def _kept_by_paying(case: Case, book: Book, entry: Entry) -> tuple[str, ...]:
    """Return the promises that an entry keeps: to pay what is owed, those that its step keeps, and to put it right.

    What was put right before it was paid rests on other things.
    """
    owed = {
        promise_of(path, gift.rule) for path in entry.entitled for gift in case.entitled[path].gifts if not gift.duty
    }
    terms = {name: terms_of(book, name) for name, promise in case.promises.items() if promise.status == "kept"}
    kept_by = {name: each.kept_by for name, each in terms.items() if each is not None}
    return tuple(
        name
        for name in terms
        if name in owed or kept_by.get(name) == entry.step or _is_put_right(case, name, kept_by.get(name, ""), entry)
    )


def _is_put_right(case: Case, promise: str, kept_by: str, entry: Entry) -> bool:
    """Say whether a promise is one to put it right that counts as kept since an entry was paid."""
    at, to_put_right = case.promises[promise].at, kept_by == RESOLVED or base_of(promise) == "resolve"
    return to_put_right and at is not None and entry.paid_at is not None and entry.paid_at <= at


def recovered(case: Case, command: c.LearnRecovery, book: Book, second: str = "") -> Events:
    """Record that somebody got money for the same elsewhere; `second` agreed, where it lowers what is owed.

    Where that was paid by then, a person decides about it; a closed case is taken up again for that.
    """
    if command.amount.minor <= 0:
        refuse(case, f"{told(command.amount, 'en')} is no amount that was recovered.", "Name what they got.")
    if not command.evidence.strip():
        refuse(case, "it is not said what shows this.", "Name it: a statement, a letter, a reference.")
    payee = _payee(case, command.payee)
    if is_known(case, command.source, payee, command.amount, command.evidence):
        return ()
    learned = e.OutsideRecoveryLearned(
        at=command.now, recovery=f"recovery{len(case.recoveries) + 1}", source=command.source, payee=payee,
        amount=Money(command.amount.currency, command.amount.minor), evidence=command.evidence,
        by=command.actor.person, second=second, alone=not second and bool(written_by(case, command)),
    )  # fmt: skip
    behind = fold(case, (learned,))
    if case.phase != "closed" or not is_new(behind, book.around.remedies, learned):
        return (learned,)
    return (learned, *reopened(behind, book, command.now, ENGINE, "money came from elsewhere after it was paid"))


def _payee(case: Case, name: str) -> Person:
    """Return the customer, or one who gets something in this case."""
    known = {case.customer.id: case.customer, **{entry.payee.id: entry.payee for entry in case.ledger.values()}}
    if name and name not in known:
        refuse(case, f"nobody here is “{name}”.", f"There are: {', '.join(filter(None, known))}.")
    return known[name] if name else case.customer


def prove(case: Case, command: c.SubmitEvidence, book: Book) -> Events:
    """Take in what shows a claim, for the remedy of a step or for all of the case."""
    if case.phase == "closed":
        refuse(case, "the case is closed.", "Reopen it first: makegood case reopen.")
    if command.step and command.step not in {entry.step for entry in case.ledger.values()}:
        steps = ", ".join(dict.fromkeys(entry.step for entry in case.ledger.values())) or "none"
        refuse(case, f"no remedy was proposed by “{command.step}”.", f"There are: {steps}.")
    return (
        e.EvidenceReceived(
            at=command.now, step=command.step, kind="proof", amount=None, text=command.text, by=command.actor.person
        ),
    )
