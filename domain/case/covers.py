"""Covers: receipts are paid as they come, one entry of the ledger each, all together up to an amount, for a time."""

from __future__ import annotations

from domain.case import events as e
from domain.case.scope import NoValue, compute, person_of
from domain.case.state import CoverState
from domain.case.steps import grant_entry
from domain.case.survey import Place, Survey, place_of
from domain.ids import keys_of, step_of, step_path
from domain.money import Money
from domain.playbook import plan as p


def grant(survey: Survey, step: p.Cover, path: str, place: Place) -> None:
    """Say what is covered; the step is done with it, receipts are paid while the case goes on."""
    scope = survey.scope(place)
    up_to = compute(step.up_to, scope, {})
    if not isinstance(up_to, Money):
        raise NoValue("the amount is not money", "up_to", {})
    survey.move(
        e.CoverGranted(
            at=survey.now, step=path, kind=step.remedy, payee=person_of(step.to, scope, {}), up_to=up_to,
            until=survey.after(step.within),
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
    settled = True
    for number in range(1, len(cover.receipts) + 1):
        there = receipt_path(path, number)
        if _is_settled(survey, there):
            continue
        if survey.case.winding_up:
            settled = _called_off(survey, there) and settled
            continue
        settled = False
        amount = _amount(survey, path, cover, number)
        if amount.minor:
            grant_entry(survey, step, there, place_of(survey, path), p.Given(value=amount))
        else:
            survey.move(e.StepSkipped(at=survey.now, step=there, why="the cover is used up"))
    if not cover.ended:
        _end(survey, path, cover, used_up=settled and _left(survey, path, cover, len(cover.receipts) + 1).minor == 0)
    return settled


def _is_settled(survey: Survey, there: str) -> bool:
    """Say whether a receipt was paid, denied or left out; what was approved and nobody would pay is still owed."""
    status, entry = survey.case.status(there), survey.case.ledger.get(there)
    return status in {"done", "skipped"} or (status == "refused" and entry is not None and entry.status == "denied")


def _called_off(survey: Survey, there: str) -> bool:
    """Say whether nothing is owed for a receipt of a case that is wound up, even where it was tried again by hand."""
    entries = [entry for entry in survey.case.ledger.values() if entry.step == there]
    if not entries:  # what was proposed or approved is settled with all that is called off
        survey.move(e.StepSkipped(at=survey.now, step=there, why="called off"))
    return bool(entries) and all(entry.status in {"paid", "denied"} for entry in entries)


def _end(survey: Survey, path: str, cover: CoverState, *, used_up: bool) -> None:
    step = survey.book.layout.steps[step_of(path)]
    full = isinstance(step, p.Cover) and len(cover.receipts) >= step.most
    if survey.case.winding_up:
        survey.move(e.CoverEnded(at=survey.now, step=path, why="called off"))
    elif used_up or full:
        survey.move(e.CoverEnded(at=survey.now, step=path, why="used up"))
    else:
        survey.alarm(cover.until, e.CoverEnded(at=cover.until, step=path, why="time"))


def receipt_path(path: str, number: int) -> str:
    """Return the path of a receipt: that of the cover, as if it were a round of a loop."""
    return step_path(step_of(path), (*keys_of(path), f"r{number}"), escaped=True)


def _amount(survey: Survey, path: str, cover: CoverState, number: int) -> Money:
    """Return what a receipt is worth: its amount, or what is left of the cover."""
    entry = survey.case.ledger.get(receipt_path(path, number))
    if entry is not None and isinstance(entry.amount, Money):
        return entry.amount
    return min(cover.receipts[number - 1], _left(survey, path, cover, number))


def _left(survey: Survey, path: str, cover: CoverState, number: int) -> Money:
    """Return what the receipts before one leave of the cover."""
    left = cover.up_to
    for before in range(1, number):
        entry = survey.case.ledger.get(receipt_path(path, before))
        if entry is not None and entry.status != "denied" and isinstance(entry.amount, Money):
            left -= entry.amount
    return left
