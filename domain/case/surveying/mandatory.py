"""What the house must do in a case of a tier: which steps of the plan are those, and which promises never stop."""

from __future__ import annotations

from domain.case.book import Book
from domain.case.state import Case
from domain.case.surveying.at_stake import asks_the_law, granted
from domain.case.surveying.unsettled import would_leave_open
from domain.ids import keys_of, step_of, undone_step
from domain.playbook import plan as p
from domain.playbook.whole import meets


def is_mandatory(case: Case, book: Book, path: str) -> bool:
    """Say whether a step is what the tier of the case asks of every playbook, or holds such a step inside it."""
    needs, name = book.clocks(case.tier).mandatory, step_of(path)
    if not needs or undone_step(path):
        return False
    if name == "@follow-up":
        return "follow_up_call" in needs and bool(book.plan.follow_up[int(keys_of(path)[-1])].call)
    wanted = {step.id for need in needs for step in meets(need, book.plan)}
    return name in wanted or any(book.layout.inside(each, name) for each in wanted)


def is_of_law(case: Case, book: Book, path: str) -> bool:
    """Say whether going on without a step leaves open what is owed, by law or because it was granted.

    It asks a pack, or settles what one said, or such a step is inside it; what was decided and paid is open no more.
    """
    if undone_step(path):
        return False
    if would_leave_open(case, book.layout, path) or granted(case, book.layout, path):
        return True
    return any(True for _ in asks_the_law(case, book.layout, path))


def is_of_safety(book: Book, promise: str) -> bool:
    """Say whether a promise is one of safety: it is kept by a measure that stays, so its clock never stops."""
    terms = book.plan.promises.get(promise)
    step = book.layout.steps.get(terms.kept_by) if terms is not None else None
    return isinstance(step, p.Do) and bool(step.stays)
