"""Nobody of the house is fit for a task: it is noted, and the next head is asked, where the tier says so."""

from __future__ import annotations

from typing import Final

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case
from domain.case.surveying.staffing import asked_about, head_of, next_asked, where_nobody
from domain.events import Event

STEP: Final = "@staffing"
"""The step of tasks about who does a task: they belong to the case, not to a part of its plan."""


def nobody_fits(case: Case, command: c.ReportNobody, book: Book) -> tuple[Event, ...]:
    """Record that nobody is fit for a task, and ask the head where the tier says so; where no head is, the next one.

    What is known already is not recorded again, unless a head has answered since: then one is asked anew.
    """
    about, head = asked_about(case, command.task), head_of(case, book, command.task)
    name = next_asked(case, command.task)
    asks = where_nobody(case, book, command.task) == "escalate" and name not in case.tasks and bool(head)
    if not asks and case.unfit.get(command.task) == command.missing:
        return ()
    found = e.NobodyFits(
        at=command.now, task=command.task, missing=command.missing, how="escalate" if asks else "wait",
        to=head if asks else "", asked_by=command.asked_by, house=command.house,
    )  # fmt: skip
    if not asks:
        return (found,)
    lacking = "; ".join(command.missing)
    words = {
        "en": f"Nobody is fit for “{about}” ({lacking}): say who does it all the same, or see to somebody",
        "id": f"Tidak ada yang memenuhi syarat untuk “{about}” ({lacking}): siapa mengerjakannya",
        "vi": f"Không ai đủ điều kiện cho “{about}” ({lacking}): hãy quyết định ai sẽ làm",
    }
    return (
        found,
        e.Escalated(at=command.now, rung=0, direction="up", to=head, why=f"nobody is fit for “{about}”"),
        e.TaskOpened(
            at=command.now, task=name, step=STEP, purpose="staffing", role=head, words=words,
            due=command.now + book.clocks(case.tier).stuck.span, details={"for": about, "missing": command.missing},
        ),
    )  # fmt: skip
