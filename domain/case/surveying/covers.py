"""Covers: receipts are paid as they come, one entry of the ledger each, all together up to an amount, for a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.case import events as e
from domain.case.ledger import entries_of, open_entry_of
from domain.case.scope import NoValue, compute, person_of
from domain.case.state import Case, CoverState
from domain.case.survey import Place, Survey, place_of
from domain.case.surveying.covered import receipt_path
from domain.case.surveying.kinds import not_below_zero, plausible
from domain.case.surveying.owing import care, things_owed
from domain.case.surveying.steps import NOTHING_OWED, grant_entry
from domain.ids import step_of
from domain.money import Money
from domain.playbook import plan as p
from domain.values import Value

USED_UP: Final = "the cover is used up"
"""Why a receipt is left out for which nothing of its cover is left."""


def grant(survey: Survey, step: p.Cover, path: str, place: Place) -> None:
    """Say what is covered; the step is done with it, receipts are paid while the case goes on.

    What stands for care is left out where none is owed.
    """
    owed = care(survey.case, survey.book.layout, step, path)
    if step.entitled and not owed:
        survey.move(e.StepSkipped(at=survey.now, step=path, why=NOTHING_OWED))
        return
    things = {each: (*things_owed(survey.case, [each]),) for each in owed}
    scope = survey.scope(place)
    up_to = compute(step.up_to, scope, {})
    if not isinstance(up_to, Money):
        raise NoValue("the amount is not money", "up_to", {})
    not_below_zero(up_to, "up_to")
    plausible(survey, step.remedy, up_to, None, "up_to")
    survey.move(
        e.CoverGranted(
            at=survey.now, step=path, kind=step.remedy, payee=person_of(step.to, scope, {}), up_to=up_to,
            until=survey.after(step.within), entitled=owed, things=things,
        )
    )  # fmt: skip


def receipts(survey: Survey) -> bool:
    """Bring every receipt to its end, and end covers whose time is over; says whether all of them are over."""
    over = True
    for path, cover in survey.case.covers.items():
        step = survey.book.layout.steps[step_of(path)]
        if isinstance(step, p.Cover):
            settled = _receipts(survey, step, path, cover)
            over = over and cover.ended and settled
    return over


def _receipts(survey: Survey, step: p.Cover, path: str, cover: CoverState) -> bool:
    settled, waits = True, False
    for number in range(1, len(cover.receipts) + 1):
        there = receipt_path(path, number)
        if _is_settled(survey, there):
            continue
        if survey.case.winding_up:
            settled = _called_off(survey, there) and settled
            continue
        settled = False
        amount = _amount(survey, path, cover, number, waits=waits)
        if amount is None:
            waits = True  # and those behind it, which have what it leaves
        elif amount.minor:
            grant_entry(survey, step, there, place_of(survey, path), p.Given(value=amount))
        else:
            survey.move(e.StepSkipped(at=survey.now, step=there, why=USED_UP))
    if not cover.ended:
        _end(survey, path, cover, used_up=settled and _left(survey, path, cover).minor == 0)
    return settled


def _is_settled(survey: Survey, there: str) -> bool:
    """Say whether a receipt was paid, denied or left out; what was approved and nobody would pay is still owed."""
    status = survey.case.status(there)
    return status in {"done", "skipped"} or (status == "refused" and open_entry_of(survey.case, there) is None)


def _called_off(survey: Survey, there: str) -> bool:
    """Say whether nothing is owed for a receipt of a case that is wound up, even where it was tried again by hand."""
    entries = entries_of(survey.case, there)
    if not entries:  # what was proposed or approved is settled with all that is called off
        survey.move(e.StepSkipped(at=survey.now, step=there, why="called off"))
    return bool(entries) and not any(entry.open for entry in entries.values())


def _end(survey: Survey, path: str, cover: CoverState, *, used_up: bool) -> None:
    step = survey.book.layout.steps[step_of(path)]
    full = isinstance(step, p.Cover) and len(cover.receipts) >= step.most
    if survey.case.winding_up:
        survey.move(e.CoverEnded(at=survey.now, step=path, why="called off"))
    elif used_up or full:
        survey.move(e.CoverEnded(at=survey.now, step=path, why="used up"))
    else:
        survey.alarm(cover.until, e.CoverEnded(at=cover.until, step=path, why="time"))


def is_certain(case: Case, path: str) -> bool:
    """Say whether it is known what receipts leave of their cover: what is open may still be denied, or set off."""
    paths = _paths(case, path)
    return not any(entry.open and entry.step in paths for entry in case.ledger.values())


def _amount(survey: Survey, path: str, cover: CoverState, number: int, *, waits: bool) -> Money | None:
    """Return what a receipt is worth: the amount that is under way, or its own as far as the cover goes.

    None while that is not known: nothing is cut or left out for what may not be given, nor comes before its turn.
    """
    under_way = open_entry_of(survey.case, receipt_path(path, number))
    if under_way is not None and isinstance(under_way[1].amount, Money):
        return under_way[1].amount
    if waits:
        return None
    whole, left = cover.receipts[number - 1].amount, _left(survey, path, cover)
    if whole <= left:
        return whole
    return left if is_certain(survey.case, path) and not _proposed(survey, path) else None


def _paths(case: Case, path: str) -> set[str]:
    return {receipt_path(path, number) for number in range(1, len(case.covers[path].receipts) + 1)}


def _proposed(survey: Survey, path: str) -> list[e.RemedyProposed]:
    """Return what is proposed for receipts of a cover right now."""
    paths = _paths(survey.case, path)
    return [move for move in survey.moves if isinstance(move, e.RemedyProposed) and move.step in paths]


def _left(survey: Survey, path: str, cover: CoverState) -> Money:
    return left_of(survey.case, path, cover, [move.amount for move in _proposed(survey, path)])


def left_of(case: Case, path: str, cover: CoverState, proposed: Sequence[Value] = ()) -> Money:
    """Return what the receipts leave of the cover: what gives, or may still give (`proposed` now), uses it up."""
    given: list[Value] = [entry.gives for there in _paths(case, path) for entry in entries_of(case, there).values()]
    given += proposed
    used = sum(amount.minor for amount in given if isinstance(amount, Money))
    return Money(cover.up_to.currency, max(0, cover.up_to.minor - used))
