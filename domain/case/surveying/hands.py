"""Whose hands are in a remedy, or in a case as a whole, by name: they do not decide about it, nor hold tasks about it.

Which names are one person is known only of whoever acts (deciding/one_person.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Entry, Task
from domain.case.survey import Survey
from domain.case.surveying.by_hand import is_by_hand, proposed_in
from domain.case.surveying.covered import receipt_at
from domain.case.surveying.differing import FOLLOW, STANDS
from domain.case.surveying.signs import reviewers, under
from domain.ids import ENGINE, step_of
from domain.money import Money
from domain.playbook.grounds import Grounds, grounds
from domain.vocabulary import CHOSEN, CUSTOMER

ANSWERS = frozenset({"ask", "second", "settle", "establish"})
"""Tasks whose answer a remedy can rest on."""
Hand = Literal["told", "named", "stepped in", "said", "sent", "wrote", "about", "looked"]
"""What somebody did by which their hand is in a remedy: told of the failure, named or upheld what is given, tried its
step anew or went on without it, said what it rests on, took in what it pays, wrote its step; or the complaint is about
them, or they looked at a sign under which it counts."""
_RESTS: Final = "asked for it, said what it rests on, or wrote it"


def written_by(entry: Entry, book: Book) -> frozenset[str]:
    """Return who wrote the version of the playbook that a remedy is from, or the step in it, as is known now."""
    return frozenset() if is_by_hand(entry) else book.around.wrote(step_of(entry.step))


def barred(case: Case, entry: Entry, book: Book) -> frozenset[str]:
    """Return everybody of the house who may not decide about a remedy, whoever is too close to them apart."""
    return judged_by_it(case, entry, book) | reviewers(case, entry)


def judged_by_it(case: Case, entry: Entry, book: Book) -> frozenset[str]:
    """Return whose work or conduct a decision about a remedy judges: nobody decides who reports to one of them."""
    return frozenset({*asked_for(case, entry, book), *written_by(entry, book), *case.complained_about})


def asked_for(case: Case, entry: Entry, book: Book) -> frozenset[str]:
    """Return who asked for a remedy: by hand, by an answer or a fact that it rests on, by telling of the failure."""
    return frozenset(who for _, who in _asked(case, entry, book)) - {"", ENGINE}


def why_barred(case: Case, entry: Entry, book: Book) -> dict[str, tuple[Hand, ...]]:
    """Return everybody whom `barred` names, each with what they did that keeps them from deciding."""
    found = [
        *_asked(case, entry, book),
        *(("wrote", who) for who in written_by(entry, book)),
        *(("about", who) for who in case.complained_about),
        *(("looked", who) for who in reviewers(case, entry)),
    ]
    names = sorted({who for _, who in found} - {"", ENGINE})
    return {name: tuple(dict.fromkeys(hand for hand, who in found if who == name)) for name in names}


def _asked(case: Case, entry: Entry, book: Book) -> Iterator[tuple[Hand, str]]:
    on = _rests_on(entry, book)
    yield "told", case.opened_by
    yield from (("named", who) for who in _by_an_answer(case, entry, book))
    yield from (("stepped in", who) for who in _by_hand(case, entry, on))
    yield from (("said", who) for who in _said(case, entry, on))
    yield from (("sent", who) for who in took_in(case, entry))


def _rests_on(entry: Entry, book: Book) -> Grounds:
    """Return what a remedy rests on: what its step reads; by hand, what was found to be owed, and what that reads."""
    if not is_by_hand(entry):
        return grounds(book.plan, book.layout, step_of(entry.step))
    owed = [step_of(path) for path in entry.entitled]
    found = [grounds(book.plan, book.layout, step) for step in owed]
    steps = frozenset({*owed}.union(*(each.steps for each in found)))
    return Grounds(steps, frozenset[str]().union(*(each.facts for each in found)))


def _by_an_answer(case: Case, entry: Entry, book: Book) -> Iterator[str]:
    """Yield who proposed money by hand, who upheld the complaint, and who is behind what is not made good any more."""
    asked = proposed_in(case, entry) if is_by_hand(entry) else None
    if asked is None:
        return
    task = asked[1]
    yield from (each.by for each in case.tasks.values() if each.purpose == "second-look")
    other = case.ledger.get(str(task.details.get("made_good", "")))
    if other is not None:
        yield from asked_for(case, other, book)
    if isinstance(entry.amount, Money):
        yield task.by


def _by_hand(case: Case, entry: Entry, on: Grounds) -> Iterator[str]:
    for step, hands in case.hands.items():
        if step == entry.step or step_of(step) in on.steps:
            yield from hands


def _said(case: Case, entry: Entry, on: Grounds) -> Iterator[str]:
    """Yield who answered, who said that less or more is owed, who brought what shows it, and who wrote it down.

    Who wrote down what was chosen, that is, and who changed what was known, of the customer too.
    """
    yield from (t.by for t in case.tasks.values() if t.purpose in ANSWERS and step_of(t.step) in on.steps)
    yield from (t.by for t in case.tasks.values() if t.purpose == "evidence" and t.step == entry.step)
    yield from (t.by for t in case.tasks.values() if _weighs(t) and step_of(str(t.details["step"])) in on.steps)
    for step in (entry.step, ""):
        yield from case.proofs.get(step, ())
    yield from (offer.written_by for step, offer in case.offers.items() if step_of(step) in on.steps)
    for fact in on.facts:
        yield from case.told_by.get(fact, ())
    if entry.payee.id == case.customer.id:
        yield from case.recognised_by


def _weighs(task: Task) -> bool:
    """Say whether a remedy rests on what somebody said of a difference in what is owed.

    They followed it, or had what was decided stand though less would be owed by now. Tasks of earlier releases do not
    say whether it is less: nobody was told then that this is a hand in what is given.
    """
    if task.purpose != "differs":
        return False
    decision = task.answer.get("decision")
    return decision == FOLLOW or (decision == STANDS and task.details.get("falls") is True)


def took_in(case: Case, entry: Entry) -> Iterator[str]:
    """Yield who took in the receipt that an entry of a cover pays."""
    found = receipt_at(case, entry.step)
    if found is not None:
        yield found.receipt.by


def involved(case: Case, *, naming: bool = True) -> frozenset[str]:
    """Return who had a hand in a case: did its tasks, found, granted, took back or ended something, changed a step.

    `naming`: to say who does a task is a hand in the case, too.
    """
    done = (x for x in case.tasks.values() if CUSTOMER not in x.roles and (naming or x.purpose != "staffing"))
    did = {task.by for task in done}
    granted = {entry.approver for entry in case.ledger.values()}
    by_hand = {who for hands in case.hands.values() for who in hands}
    return frozenset(did | granted | by_hand | case.decided_by) - {"", ENGINE, case.customer.id}


def said_by_one(case: Case, entry: Entry, book: Book) -> frozenset[str]:
    """Return what a remedy rests on that only one person of the house says.

    Facts that one alone put right, how bad the case is, who the customer is; and what was chosen, where whoever wrote
    that down had told of the failure themselves.
    """
    mine = {step_of(step) for step, offer in case.offers.items() if offer.written_by == case.opened_by != ""}
    if not case.said_by_one and not mine:
        return frozenset()
    theirs, on = {CUSTOMER} if entry.payee.id == case.customer.id else set[str](), _rests_on(entry, book)
    return (case.said_by_one & (on.facts | theirs)) | ({CHOSEN} if mine & on.steps else set())


def behind(case: Case, name: str) -> frozenset[str]:
    """Return whose doing a task judges or repeats: they neither do it, nor say who does; nobody for most tasks.

    For a second look all who had a hand in the case; for what takes two, who wants it; for another answer to a question
    those who gave one, and who changed a fact since the case was opened.
    """
    task = case.tasks[name]
    match task.purpose:
        case "second-look":
            return involved(case, naming=False)
        case "countersign":
            return frozenset({case.wanted[name].by})
        case "second" | "settle":
            return answered(case, task) | {each for told in case.told_by.values() for each in told}
        case _:
            return frozenset()


def answered(case: Case, task: Task) -> frozenset[str]:
    """Return who gave the answers with which another one is compared, or which it settles."""
    return frozenset(each.by for each in answers_before(case, task)) - {""}


def answers_before(case: Case, task: Task) -> list[Task]:
    """Return the tasks whose answers another one is compared with, or which it settles, in their order."""
    first = str(task.details.get("first", ""))
    names = (first,) if task.purpose == "second" else (first, first.replace("#ask", "#second"))
    done = (case.tasks.get(case.last_asked(name)) for name in names)
    return [each for each in done if each is not None]


# --- What somebody holds ---------------------------------------------------------------------------------------------
def give_back(survey: Survey) -> None:
    """Take tasks from whoever claimed them and may not do them any more, so that they do not wait for them."""
    for name, task in survey.case.tasks.items():
        why = why_not(survey.case, survey.book, name, task.claimed_by) if task.status == "open" else ""
        if why:
            survey.move(e.TaskReleased(at=survey.now, task=name, by=ENGINE, why=f"{task.claimed_by} {why}"))


def why_not(case: Case, book: Book, name: str, who: str) -> str:
    """Say why somebody may not do a task, for what they did in the case or what it is about; "" where they may."""
    task = case.tasks[name]
    if who and who in case.complained_about:
        return "is whom the complaint is about"
    match task.purpose:
        case "approve":
            return _decided(case, book, case.ledger[str(task.details["entry"])], who)
        case "sign":
            return _looked(case, book, str(task.details["sign"]), who)
        case "second-look" if who in involved(case) and who not in case.let.get(name, ()):
            return "had a hand in the case"
        case _:
            return ""


def _decided(case: Case, book: Book, entry: Entry, who: str) -> str:
    if who in reviewers(case, entry):
        return "looked at a sign under which this remedy counts"
    return _RESTS if who in judged_by_it(case, entry, book) else ""


def _looked(case: Case, book: Book, sign: str, who: str) -> str:
    entries = under(case, sign).values()
    if any(who == entry.approver and entry.granted for entry in entries):
        return "granted what counts under this sign"
    return _RESTS if any(who in judged_by_it(case, each, book) for each in entries) else ""
