"""Four eyes: whoever asked for something, said what it rests on, wrote the plan, or gets it does not decide about it.

It goes by persons, not by accounts (one_person.py), as they stand in the directory when somebody decides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from domain.case import commands as c
from domain.case.book import Book
from domain.case.deciding.one_person import closest
from domain.case.state import Case, Entry, Task
from domain.case.surveying.authority import describe
from domain.case.surveying.hands import answered, asked_for, written_by
from domain.case.surveying.signs import reviewers, under
from domain.errors import Unfit
from domain.ids import ENGINE
from domain.money import Money

UNTOUCHED = "it takes somebody who had no hand in it, nor reports to who had"


def may_decide(case: Case, who: c.Actor, entry: Entry, book: Book) -> None:
    """Check that somebody may decide about a remedy.

    Raises:
        Unfit: they asked for it, get it, wrote the plan, or are complained about; or are too close to who is.
    """
    asked, wrote = asked_for(case, entry, book), written_by(entry, book)
    if {who.person, *who.same_as} & (asked | {entry.payee.id}):
        _may_not(
            case,
            f"{who.person} may not decide about a remedy that they asked for, told or judged what it rests on, or get.",
        )
    for names, did in ((asked, "asked for this"), (wrote, "wrote what the playbook says of it")):
        name, close = closest(who, names)
        if name and close.startswith("they report"):
            remedy = "Somebody who does not report to them decides."
            _may_not(case, f"{who.person} reports to {name}, who {did}.", remedy)
        if name:
            _may_not(case, f"{who.person} may not decide about this remedy: {close}, who {did}.")
    name, close = closest(who, case.complained_about)
    if name:
        _may_not(case, f"{who.person} may not decide in this case: {close}, whom the complaint is about.")


def may_grant(case: Case, who: c.Actor, entry: Entry) -> None:
    """Check that somebody may grant a remedy that counts under a sign of abuse.

    Raises:
        Unfit: they are the one who looked at the sign, under whatever account, or count as one with them.
    """
    looked = sorted({who.person, *who.same_as, *who.one_with} & reviewers(case, entry))
    if looked:
        _may_not(case, f"{who.person} may not grant this remedy: {looked[0]} looked at a sign under which it counts.")


def may_give(case: Case, who: c.Actor, entry: Entry) -> None:
    """Check that somebody may give by hand what was granted: money goes through two pairs of hands.

    Who reports to whoever granted it gives it all the same: they carry out what was decided, and judge nothing.

    Raises:
        Unfit: they granted it, under whatever account, or count as one with who did; or they get it.
    """
    if not isinstance(entry.amount, Money):
        return
    name, close = closest(replace(who, reports_to=()), {entry.approver, entry.payee.id} - {"", ENGINE})
    if name:
        did = "granted it" if name == entry.approver else "gets it"
        what = f"{who.person} may not give {describe(entry)}: {close}, who {did}."
        _may_not(case, what, "Somebody else gives it; release what you have: makegood task release.")


def may_look(case: Case, who: c.Actor, sign: str, book: Book) -> None:
    """Check that somebody may look at a sign of abuse.

    Raises:
        Unfit: they may not decide about what counts under it, or granted it.
    """
    for entry in under(case, sign).values():
        may_decide(case, who, entry, book)
        if entry.granted and {who.person, *who.same_as, *who.one_with} & {entry.approver}:
            _may_not(case, f"{who.person} granted what counts under this sign.", "Somebody else looks at it.")


def _may_not(
    case: Case, what: str, remedy: str = "Somebody else with the authority decides.", missing: str = UNTOUCHED
) -> NoReturn:
    raise Unfit(what, where=f"case {case.id}", remedy=remedy, missing=(missing,))


def keeps_out(case: Case, who: c.Actor) -> None:
    """Check that somebody may have a hand in a case at all.

    Raises:
        Unfit: the complaint is about them, under whatever account, or about somebody they count as one with.
    """
    name, close = closest(replace(who, reports_to=()), case.complained_about)
    if name:
        what = f"{who.person} may do nothing in this case: {close}, whom the complaint is about."
        remedy = "Somebody else does it; release what they have: makegood task release."
        _may_not(case, what, remedy, "it takes somebody whom the complaint is not about")


def may_answer(case: Case, who: c.Actor, task: Task) -> None:
    """Check that a second answer comes from somebody else than the first, and what settles them from a third.

    Nor from anybody who changed a fact since the case was opened: the first was given to what was known before.

    Raises:
        Unfit: it is one of those who answered or changed one, under whatever account, or counts as one with them.
    """
    name, close = closest(replace(who, reports_to=()), {each for told in case.told_by.values() for each in told})
    if name:
        what = f"{who.person} may not give this answer: {close}, who changed a fact of the case."
        remedy = "Somebody else answers, who reads the facts as they are now."
        _may_not(case, what, remedy, "it takes somebody who changed no fact of the case")
    if {who.person, *who.same_as, *who.one_with} & answered(case, task):
        gave = "the first answer" if task.purpose == "second" else "one of the two answers"
        remedy = "Somebody else gives this one; if nobody is left, a head says who does."
        _may_not(case, f"{who.person} gave {gave}.", remedy, f"it takes somebody who did not give {gave}")
