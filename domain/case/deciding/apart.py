"""Tasks that are somebody else's: whoever is behind what they judge neither does them nor says who does.

Where nobody of the house is left for one, a head is asked whom to let, and the next one where that head is behind it,
too. One rule for every such task; each says in its own words why somebody may not (second_look.py, countersigning.py,
four_eyes.py).
"""

from __future__ import annotations

from dataclasses import replace

from domain.case import commands as c
from domain.case.deciding.countersigning import may_agree
from domain.case.deciding.four_eyes import may_answer, may_give
from domain.case.deciding.one_person import closest
from domain.case.deciding.second_look import may_review
from domain.case.state import Case, Task
from domain.case.surveying.hands import behind
from domain.case.surveying.staffing import APART, asked_about
from domain.errors import Forbidden, Unfit

UNTOUCHED = "it takes somebody who had no hand in what is looked at"


def stands_apart(case: Case, name: str, task: Task, who: c.Actor) -> None:
    """Check that somebody is another one than those behind what a task judges.

    Raises:
        Forbidden: they are one of those, under whatever account, or count as one with them.
    """
    match task.purpose:
        case "second-look":
            may_review(case, name, who)
        case "countersign":
            may_agree(case, who, name)
        case "second" | "settle":
            may_answer(case, who, task)
        case "give":
            may_give(case, who, case.ledger[str(task.details["entry"])])
        case "staffing":
            _may_name(case, name, who)
        case _:
            pass


def _may_name(case: Case, name: str, who: c.Actor) -> None:
    """Check that a head had no hand themselves in what whoever they name is to look at.

    Raises:
        Unfit: they had.
    """
    about = asked_about(case, name)
    found, close = closest(replace(who, reports_to=()), behind(case, about))
    if found:
        raise Unfit(
            f"{who.person} may not say who does “{about}”: {close}, who had a hand in what it looks at.",
            where=f"case {case.id}", remedy="Another head says so; the next one up is called in time.",
            missing=(UNTOUCHED,),
        )  # fmt: skip


def may_be_named(case: Case, about: str, person: str, by: c.Actor) -> None:
    """Check that a head does not name themselves for a task that is somebody else's, nor who may not do it at all.

    Raises:
        Forbidden: they do.
    """
    purpose = case.tasks[about].purpose
    if person in case.complained_about:
        what = f"{person} may do nothing in this case: the complaint is about them."
    elif purpose not in APART:
        return
    elif person in {by.person, *by.same_as}:
        what = f"{by.person} does not let themselves do “{about}”."
    elif purpose != "second-look" and person in behind(case, about):
        what = f"{person} may not do “{about}”, whoever lets them: it is about what they did."
    else:
        return
    raise Forbidden(
        what, where=f"case {case.id}, task {about}", remedy="Name somebody else, or leave it to another head."
    )
