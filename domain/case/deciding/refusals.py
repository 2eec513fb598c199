"""Refusals that many commands share: what does not fit, said with its case as the place."""

from __future__ import annotations

from typing import NoReturn

from domain.case.state import Case
from domain.errors import CommandRejected


def refuse(case: Case, what: str, remedy: str = "") -> NoReturn:
    """Refuse a command.

    Raises:
        CommandRejected: always.
    """
    raise CommandRejected(what, where=f"case {case.id}", remedy=remedy)


def must_be_open(case: Case) -> None:
    """Refuse a command about a case that is closed.

    Raises:
        CommandRejected: it is.
    """
    if case.phase == "closed":
        refuse(case, "the case is closed.", "Reopen it first: makegood case reopen.")
