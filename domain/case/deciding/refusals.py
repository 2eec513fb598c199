"""Refusals that many commands share: what does not fit, said with its case as the place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from domain.case.state import Case
from domain.errors import CommandRejected, Forbidden


def refuse(case: Case, what: str, remedy: str = "") -> NoReturn:
    """Refuse a command.

    Raises:
        CommandRejected: always.
    """
    raise CommandRejected(what, where=f"case {case.id}", remedy=remedy)


@contextmanager
def at_task(case: Case, task: str) -> Iterator[None]:
    """Say of whatever is refused inside for which task it was: what many commands share knows the case alone."""
    try:
        yield
    except (CommandRejected, Forbidden) as refusal:
        if ", task " not in refusal.where:
            place, _, rest = refusal.where.partition(", ")
            refusal.where = ", ".join(filter(None, (place or f"case {case.id}", f"task {task}", rest)))
        raise


def must_be_open(case: Case) -> None:
    """Refuse a command about a case that is closed.

    Raises:
        CommandRejected: it is.
    """
    if case.phase == "closed":
        refuse(case, "the case is closed.", "Reopen it first: makegood case reopen.")
