"""Tasks that are somebody else's: whoever is behind what they judge neither does them nor says who does.

Where nobody of the house is left for one, a head is asked whom to let, and the next one where that head is behind it,
too; where all of them are, one names somebody who is not, and the fact says so. One rule for every such task; each says
in its own words why somebody may not (second_look.py, countersigning.py, four_eyes.py).
"""

from __future__ import annotations

from dataclasses import replace

from domain.case import commands as c
from domain.case.book import Book
from domain.case.deciding.countersigning import may_agree
from domain.case.deciding.four_eyes import may_answer, may_decide, may_give, may_look
from domain.case.deciding.one_person import closest
from domain.case.deciding.second_look import may_review
from domain.case.state import Case, Task
from domain.case.surveying.hands import behind
from domain.case.surveying.staffing import APART, asked_about, is_used_up
from domain.errors import Forbidden, Unfit

UNTOUCHED = "it takes somebody who had no hand in what is looked at"


def stands_apart(case: Case, name: str, task: Task, who: c.Actor, book: Book) -> None:
    """Check that somebody is another one than those behind what a task judges.

    Raises:
        Forbidden: they are one of those, under whatever account, or count as one with them.
    """
    match task.purpose:
        case "second-look":
            may_review(case, name, who)
        case "countersign":
            may_agree(case, who, name, book)
        case "second" | "settle":
            may_answer(case, who, task)
        case "approve":
            may_decide(case, who, case.ledger[str(task.details["entry"])], book)
        case "sign":
            may_look(case, who, str(task.details["sign"]), book)
        case "give":
            may_give(case, who, case.ledger[str(task.details["entry"])])
        case "staffing":
            _may_name(case, name, who)
        case _:
            pass


def _may_name(case: Case, name: str, who: c.Actor) -> None:
    """Check that a head had no hand themselves in what whoever they name is to look at, or that no other is left.

    Raises:
        Unfit: they had.
    """
    about = asked_about(case, name)
    if not is_used_up(case, about) and names_with_a_hand(case, about, who):
        _, close = _of_those_behind(case, about, who)
        raise Unfit(
            f"{who.person} may not say who does “{about}”: {close}, who had a hand in what it looks at.",
            where=f"case {case.id}", remedy="Another head says so; the next one up is called in time.",
            missing=(UNTOUCHED,),
        )  # fmt: skip


def names_with_a_hand(case: Case, about: str, who: c.Actor) -> bool:
    """Say whether somebody who says who does a task had a hand in what it looks at."""
    return bool(_of_those_behind(case, about, who)[0])


def _of_those_behind(case: Case, about: str, who: c.Actor) -> tuple[str, str]:
    return closest(replace(who, reports_to=()), behind(case, about))


def may_be_named(case: Case, about: str, named: c.Actor, by: c.Actor, *, hand: bool) -> None:
    """Check that a head does not name themselves for a task that is somebody else's, nor who may not do it at all.

    Persons count, not accounts. A head who had a hand in what is looked at names somebody who had none.

    Raises:
        Forbidden: they do.
    """
    purpose, person = case.tasks[about].purpose, named.person
    remedy = "Name somebody else, or leave it to another head."
    if closest(replace(named, reports_to=()), case.complained_about)[0]:
        what = f"{person} may do nothing in this case: the complaint is about them."
    elif purpose not in APART:
        return
    elif {person, *named.same_as} & {by.person, *by.same_as}:
        what = f"{by.person} does not let themselves do “{about}”."
    elif purpose != "second-look" and names_with_a_hand(case, about, named):
        what = f"{person} may not do “{about}”, whoever lets them: it is about what they did."
    elif hand and names_with_a_hand(case, about, named):
        what = f"{by.person} had a hand in what “{about}” looks at, and so had {person}."
        remedy = "Name somebody who had none; where the house has nobody, add them: makegood house add NAME."
    else:
        return
    raise Forbidden(what, where=f"case {case.id}, task {about}", remedy=remedy)
