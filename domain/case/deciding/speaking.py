"""What the customer says, whoever writes it down for them."""

from __future__ import annotations

from domain.case import commands as c
from domain.case.state import Case


def said_by(case: Case, command: c.Command) -> str:
    """Return the customer, who said it, whoever wrote it down."""
    return case.customer.id or command.actor.person


def written_by(case: Case, command: c.Command) -> str:
    """Return who wrote down what the customer said, "" where they said it themselves, or a system passed it on."""
    theirs = command.actor.person == case.customer.id or command.actor.is_machine
    return "" if theirs else command.actor.person
