"""What somebody of a generated life gives by hand: all sorts of kinds and amounts, also such as are refused."""

from __future__ import annotations

from random import Random

from domain.case.book import Book
from domain.case.state import Case, Task
from domain.case.surveying.differing import OWED
from domain.case.surveying.unsettled import money_left
from domain.money import Money, worth_of
from domain.values import Value

_WRONG: tuple[dict[str, Value], ...] = (
    {"gave": "nine dollars in cash", "reference": "till 7/12"}, {"kind": "candy", "gave": "some"},
    {"kind": "refund", "gave": "some"}, {"kind": "refund", "amount": Money("USD", 0), "gave": "nothing"},
    {"kind": "refund", "amount": Money("USD", 900), "gave": "cash", "reference": "till 7/12"},
    {"kind": "apology", "amount": Money("USD", 900), "gave": "an apology"}, {"kind": "apology"}, {},
    {"kind": "refund", "amount": Money("EUR", 900), "gave": "cash"},
    {"kind": "refund", "amount": Money("EUR", 900), "gave": "cash", "other_currency": "they live in Rome"},
)  # fmt: skip


def draw_redress(case: Case, book: Book, name: str, *, tame: bool) -> dict[str, Value]:
    """Draw the answer to a task by which something is given by hand; drawn apart, so that lives stay as they were."""
    task = case.tasks[name]
    if task.purpose != "redress":
        return {}
    chance = Random(f"{name} {task.opened_at.isoformat()} {len(case.tasks)}")
    if not tame and chance.randrange(4) == 0:
        return dict(_WRONG[chance.randrange(len(_WRONG))])
    if (task.details.get("made_good") or task.details.get("taken_in")) and chance.randrange(3) == 0:
        return {"why": "they had it otherwise"}
    return _something(chance, case, book, task, tame=tame)


def _something(chance: Random, case: Case, book: Book, task: Task, *, tame: bool) -> dict[str, Value]:
    path = str(task.details["step"]) if task.step == OWED else ""
    left = next(money_left(case, book.layout, path), None) if path else None
    apology: dict[str, Value] = {"kind": "apology", "gave": "an apology in writing", "reference": "letter 3"}
    if chance.randrange(2) or tame:  # who may not grant it is refused with a reference
        del apology["reference"]
    if path and left is None:
        return apology
    if not tame and left is not None and chance.randrange(3) == 0:  # a slip
        return {"kind": "refund", "amount": Money("EUR", left.minor), "gave": "in cash"}
    if not tame and chance.randrange(4) == 0:
        return apology
    kind = ("refund", "voucher", "expenses")[chance.randrange(3)]
    least = worth_of(left, book.around.remedies.kind(kind).premium) if left is not None else Money("USD", 900)
    part = 4 if tame else chance.randrange(1, 8)
    return {"kind": kind, "amount": Money(least.currency, max(least.minor * part // 4, 1)), "gave": "in cash"}
