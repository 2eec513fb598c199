"""The customer agrees, or does not: then somebody who had no hand in the case looks at it again and says what is so.

What they find takes the place of the finding before; the case goes on from there, and ends by the closure rule.
"""

from __future__ import annotations

from typing import Final, get_args

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.finding import found_as
from domain.case.deciding.following_up import reopened
from domain.case.deciding.granting import text_of
from domain.case.deciding.one_person import closest
from domain.case.deciding.refusals import refuse
from domain.case.deciding.speaking import said_by
from domain.case.evolve import fold
from domain.case.state import Case
from domain.case.surveying.hands import involved
from domain.errors import Unfit
from domain.events import Event
from domain.ids import ENGINE

Events = tuple[Event, ...]
DISAGREES: Final = "the customer does not agree"
"""What stands in the facts; what they said lies in the vault."""
UNINVOLVED: Final = "it takes somebody who had no hand in the case, and reports to nobody who had"


def accept(case: Case, command: c.AcceptResolution, book: Book) -> Events:
    """Record that the customer agrees, in words."""
    if case.phase == "closed" or case.accepted == "answer":
        return ()
    if case.phase != "resolved":
        refuse(case, "nothing is resolved yet that the customer could agree to.", "See: makegood case show.")
    return (e.ResolutionAccepted(at=command.now, by=said_by(case, command), how="answer"),)


def reject(case: Case, command: c.RejectResolution, book: Book) -> Events:
    """Record that the customer does not agree, take the case up again, and ask somebody uninvolved to look at it."""
    if case.phase not in {"resolved", "closed"}:
        refuse(case, "the case is open; there is nothing yet that the customer could reject.",
                "Write down what they say: makegood case contact.")  # fmt: skip
    if case.winding_up and case.phase != "closed":
        refuse(case, f"the case is already {case.winding_up}.")
    who = said_by(case, command)
    rejected = e.ResolutionRejected(at=command.now, by=who, why=command.why, text=command.text)
    again = reopened(fold(case, (rejected,)), book, command.now, ENGINE, DISAGREES)
    review = f"@reopened#{case.reopened + 1}"
    return (rejected, *again, e.ReviewRequested(at=command.now, review=review, by=who, why=command.why))


def may_review(case: Case, task: str, who: c.Actor) -> None:
    """Check that somebody had no hand in the case, under whatever account, and does not report to who had.

    Where everybody had, a head says who looks at it all the same, and answers for it.

    Raises:
        Unfit: they had, or are too close to somebody who had, and no head let them.
    """
    name, close = closest(who, involved(case))
    if name and who.person not in case.let.get(task, ()):
        raise Unfit(
            f"{who.person} may not look at this again: {close}, who had a hand in it.", where=f"case {case.id}",
            remedy="Somebody uninvolved does; if nobody is left, more authority is called in time.",
            missing=(UNINVOLVED,),
        )  # fmt: skip


def decided(case: Case, command: c.CompleteTask) -> Events:
    """Return what somebody uninvolved found.

    Raises:
        CommandRejected: it is no finding, or the reasons are missing.
    """
    told, why = text_of(case, command, "finding"), text_of(case, command, "why")
    found = found_as(told)
    if found is None:
        refuse(case, f"“{told}” is no finding.", f"Find one of: {', '.join(get_args(e.Found))}.")
    who, now = command.actor.person, command.now
    return (
        e.ReviewDecided(at=now, review=case.review, finding=found, why=why, by=who),
        e.FindingMade(at=now, finding=found, why=why, by=who),
    )
