"""Remedies by hand: what a person names where no step of the plan gives anything, as entries like any other.

What was upheld at a second look, what is owed and nothing settles, and what is not made good any more is asked for by a
task (`redress`); its answer proposes an entry. No step says who grants it: with a table of authority its lines do, in
their order; without one the plan's own ladder for that kind, else the owner of the playbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.case.book import Book
from domain.case.state import Case, Entry, Task
from domain.ids import keys_of, step_of, step_path, unescape
from domain.playbook import plan as p

BY_HAND: Final = "@by-hand"
"""The step of every remedy by hand; its key is the task that asked for it."""


def path_of(task: str) -> str:
    """Return the step of the remedy that the answer to a task proposes."""
    return step_path(BY_HAND, (task,))


def is_by_hand(entry: Entry) -> bool:
    """Say whether a remedy is given by hand, and by no step of the plan."""
    return step_of(entry.step) == BY_HAND


def proposed_in(case: Case, entry: Entry) -> tuple[str, Task] | None:
    """Return the task whose answer proposed a remedy by hand, with its name."""
    name = unescape(keys_of(entry.step)[0])
    task = case.tasks.get(name)
    return None if task is None else (name, task)


def open_by_hand(case: Case) -> dict[str, Entry]:
    """Return the remedies by hand of which something is still to come, by name."""
    return {name: entry for name, entry in case.ledger.items() if entry.open and is_by_hand(entry)}


def is_typed(task: Task) -> bool:
    """Say whether a task was answered with a remedy, and not in words alone as in journals of earlier releases."""
    return task.status == "done" and bool(task.answer.get("kind"))


def grant_of(case: Case, book: Book, entry: Entry) -> p.AnyStep:
    """Return the step that a remedy is of; one by hand has a ladder and who gives it, and nothing else of a step."""
    if not is_by_hand(entry):
        return book.layout.steps[step_of(entry.step)]
    within = book.clocks(case.tier).review
    rungs = tuple(p.Rung(role=role) for role in dict.fromkeys(_roles(case, book, entry)))
    ladder = None if rungs or book.around.authority is not None else _own_ladder(book, entry.kind)
    above = rungs or (p.Rung(role=book.plan.owner),)
    return p.Remedy(
        id=BY_HAND, remedy=entry.kind,
        authority=p.Authority(above=above if ladder is None else ladder.above, within=within),
        hand=p.Hand(role=case.owner, due=book.clocks(case.tier).stuck),
    )  # fmt: skip


def _roles(case: Case, book: Book, entry: Entry) -> Iterator[str]:
    """Yield who may grant it by the table of authority, in the order of its lines."""
    table = book.around.authority
    if table is not None:
        asked = proposed_in(case, entry)
        amount = case.together.get(asked[0] if asked else "") or entry.amount
        yield from (line.role for _, line in table.covering(remedy=entry.kind, tier=case.tier, amount=amount))


def _own_ladder(book: Book, kind: str) -> p.Authority | None:
    steps = book.layout.steps.values()
    return next((each.authority for each in steps if isinstance(each, p.Grant) and each.remedy == kind), None)
