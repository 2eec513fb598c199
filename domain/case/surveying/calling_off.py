"""Calling off: what is open inside a block and no longer needed — tasks, offers, waits — ends, and effects settle."""

from __future__ import annotations

from typing import Final

from domain.case import events as e
from domain.case.state import Entry, Task, Undoing
from domain.case.survey import Survey
from domain.case.surveying.by_hand import grant_of, is_by_hand
from domain.case.surveying.closing import keeps_what_is_owed
from domain.case.surveying.differing import OWED
from domain.case.surveying.effects import in_flight, in_flight_at, stands, within
from domain.case.surveying.merging import GOES
from domain.case.surveying.steps import pay_anywhere
from domain.case.surveying.undoing import is_left_to_undo
from domain.ids import ENGINE, step_of, undone_step
from domain.playbook import plan as p

CLOSE = "@close"
"""What the closure rule still asks for is seen to under this name."""
_STANDING: Final = frozenset({"establish", "countersign", "staffing", "twice", "sign"})
"""Purposes of questions that stand whatever becomes of the case: they are taken back where they are asked."""


def call_off(
    survey: Survey, block: str, plan: int | None, keys: tuple[str, ...], *, pay_approved: bool = True,
    undoes: bool = False,
) -> bool:  # fmt: skip
    """End what is open in a block. True when nothing is open any more and no effect is without an outcome.

    A remedy that was approved is still paid, unless `pay_approved` is False; one that was only proposed is not. Where
    the block is taken back next (`undoes`), what came back of it is left to that. What is owed stays owed:
    another way gives it, or its owner is asked for it (unsettled.py).
    """
    facts = [
        *(
            e.TaskTakenBack(at=survey.now, task=name, why="no longer needed")
            for name, task in survey.case.tasks.items()
            if task.status == "open"
            and not _still_needed(survey, task)
            and not stands(survey, task.step, block)
            and _open_in(survey, task.step, block, plan, keys)
        ),
        *(
            e.OfferLapsed(at=survey.now, step=path, otherwise=offer.otherwise, why="called off")
            for path, offer in survey.case.offers.items()
            if not offer.how and _open_in(survey, path, block, plan, keys)
        ),
        *(
            e.WaitEnded(at=survey.now, step=path, how="called off")
            for path, wait in survey.case.waits.items()
            if not wait.how and _open_in(survey, path, block, plan, keys)
        ),
    ]
    survey.move(*facts)
    owed = [
        (name, entry)
        for name, entry in survey.case.ledger.items()
        if entry.open
        and _open_in(survey, entry.step, block, plan, keys)
        and not stands(survey, entry.step, block)
        and not (undoes and is_left_to_undo(survey, entry))
        and not _is_still_owed(survey, entry)
    ]
    for name, entry in owed:
        _settle(survey, name, entry, pay_approved=pay_approved)
    undoing = any(not u.finished and within(survey, u.block, block, plan, keys) for u in _inner(survey, block))
    return not facts and not owed and not undoing and not in_flight(survey, block, plan, keys)


def _inner(survey: Survey, block: str) -> list[Undoing]:
    """Undos that run inside a block; the block's own is what waits for the settling."""
    return [undoing for undoing in survey.case.undos.values() if step_of(undoing.block) != block]


def _settle(survey: Survey, name: str, entry: Entry, *, pay_approved: bool) -> None:
    step = grant_of(survey.case, survey.book, entry)
    goes_on = entry.status == "approved" and (pay_approved or entry.returns)
    if goes_on and isinstance(step, p.Grant):
        pay_anywhere(survey, step, name, entry)
    elif not in_flight_at(survey, entry.step):
        why = "no longer needed"
        survey.move(e.RemedyDenied(at=survey.now, entry=name, approver=ENGINE, why=why))


def _open_in(survey: Survey, path: str, block: str, plan: int | None, keys: tuple[str, ...]) -> bool:
    """What the customer gets instead of an undo is part of the undo: it goes on."""
    return within(survey, path, block, plan, keys) and not survey.book.layout.is_instead(step_of(path))


def _still_needed(survey: Survey, task: Task) -> bool:
    """Unknown outcomes, failed undos, letters that came back, money owed or got twice, and signs: in any case."""
    if task.purpose in _STANDING or undone_step(task.step):
        return True
    if task.purpose == "bounced" and not survey.case.winding_up:
        return True
    if (task.step == CLOSE or step_of(task.step) == GOES) and survey.case.winding_up:
        return True
    if task.purpose == "redress" and task.step == OWED and keeps_what_is_owed(survey.case):
        return True
    mine = [entry for entry in survey.case.ledger.values() if entry.step == task.step]
    if any(_is_still_owed(survey, entry) for entry in mine):
        return True
    return task.purpose in {"stuck", "give"} and any(entry.status == "approved" for entry in mine)


def _is_still_owed(survey: Survey, entry: Entry) -> bool:
    """Say whether an entry gives by hand what is owed and the case does not end without."""
    return entry.open and is_by_hand(entry) and bool(entry.entitled) and keeps_what_is_owed(survey.case)
