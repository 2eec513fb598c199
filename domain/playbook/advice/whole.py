"""Everything that looks unwise about one legal playbook, each at its place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.playbook.advice.amounts import small_amounts
from domain.playbook.advice.asked import asked_silently
from domain.playbook.advice.asking import asked_in_vain
from domain.playbook.advice.beside import money_beside_the_ledger
from domain.playbook.advice.deadlines import late_dues
from domain.playbook.advice.facts import unused_facts
from domain.playbook.advice.keeping import keepers_left_out, laws_of_elsewhere, promises_out_of_order
from domain.playbook.advice.ladders import foreign_ladders
from domain.playbook.advice.likeness import like_for_like
from domain.playbook.advice.marks import reopening
from domain.playbook.advice.others import same_failure
from domain.playbook.advice.partly import asked_in_part
from domain.playbook.advice.sight import Sight
from domain.playbook.advice.speaking import foreign_packs
from domain.playbook.findings import Finding
from domain.playbook.load import load
from domain.playbook.nodes import Fields
from domain.playbook.plan import Plan
from domain.playbook.surroundings import Surroundings

_CHECKS: Final = (
    late_dues,
    keepers_left_out,
    laws_of_elsewhere,
    promises_out_of_order,
    reopening,
    small_amounts,
    unused_facts,
    money_beside_the_ledger,
    asked_silently,
)


def advise(
    text: str | bytes, file: str, plan: Plan, others: Sequence[Plan] = (), house: Surroundings | None = None
) -> list[Finding]:
    """Return the warnings about a legal playbook.

    Args:
        text: what the file holds.
        file: its name, for the findings.
        plan: what it was compiled to.
        others: the other playbooks of its house that may handle the same failures.
        house: what it was checked against, where that is looked at.
    """
    root, report = load(text, file)
    if not isinstance(root, Fields):
        return []
    sight = Sight.of(root, report, plan)
    for check in _CHECKS:
        check(sight)
    same_failure(sight, others)
    if house is not None:
        asked_in_vain(sight, house.authority, house.beside)
        like_for_like(sight, house.remedies)
        foreign_packs(sight, house.pack)
        asked_in_part(sight, house.pack)
        foreign_ladders(sight, house.markets)
    return report.findings
