"""What of an outcome is kept: what the contract declares. A partner can write anything into the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from activities.ports import Outcome
from domain.case.commands import Applied, NotApplied
from domain.playbook.contract import Contract
from domain.values import Person, Value

PSEUDONYM = re.compile(r"cu_[a-z0-9]+")
"""How a customer is called outside the vault; a person who is called otherwise is not kept."""
UNPUBLISHED = "refused for a reason that it does not publish"


def kept(outcome: Outcome, contract: Contract) -> Outcome:
    """Return an outcome without what the contract does not declare: other fields, people by name, other reasons."""
    match outcome:
        case Applied():
            return replace(outcome, receipt=_declared(outcome.receipt, contract))
        case NotApplied(refused=True) if outcome.why not in contract.refusals:
            return NotApplied(why=f"{contract.name} {UNPUBLISHED}")
        case _:
            return outcome


def _declared(receipt: Mapping[str, Value], contract: Contract) -> dict[str, Value]:
    declared = {name: value for name, value in receipt.items() if name in contract.result}
    return {name: value for name, value in declared.items() if not isinstance(value, Person) or _is_known(value)}


def _is_known(person: Person) -> bool:
    return PSEUDONYM.fullmatch(person.id) is not None
