"""Money beside the ledger: a question whose answer is what somebody gave, or that stands where a remedy was not given.

What a person gives is a remedy (`pay: by hand`), under its authority and in the ledger; an answer is neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.playbook import plan as p
from domain.playbook.advice.sight import Sight
from domain.playbook.findings import quoted
from domain.playbook.layout import Layout, blocks_of
from domain.vocabulary import CUSTOMER

RULE: Final = "beside-the-ledger"
_BY_HAND: Final = "pay: by hand, of: ROLE, due: …"


def money_beside_the_ledger(sight: Sight) -> None:
    """Warn of questions to people by which money may leave the house, seen by no authority, budget or ledger."""
    read = frozenset[str]().union(*sight.layout.reads.values())
    for name, step in sight.layout.steps.items():
        outline = sight.outlines.get(name)
        if not isinstance(step, p.Ask) or step.role == CUSTOMER or outline is None:
            continue
        amounts = [field for field, kind in step.form.items() if kind.type == "money"]
        instead = next(_instead_of(sight.layout, step), None)
        if amounts and name not in read:
            what = f"{quoted(amounts[0])} is an amount that nothing reads: no remedy gives it, and no ledger knows it."
            amount = f'amount: =answer("{name}").{amounts[0]}'
            sight.report.add(RULE, outline.at, what, f"Give it by a remedy: {{remedy: …, {amount}, {_BY_HAND}}}.")
        elif instead is not None:
            what = f"This stands where {quoted(instead.id)} was not given, and it gives the customer nothing itself."
            remedy = f"If it is paid: {{remedy: …, {_BY_HAND}}}. If it is a talk: gives: [explanation]."
            sight.report.add(RULE, outline.at, what, remedy)


def _instead_of(layout: Layout, asked: p.Ask) -> Iterator[p.Grant]:
    """Yield the remedies in whose place a question is put: their refusal, or what comes when their plans are over."""
    if asked.gives or asked.finds or asked.refers:
        return
    for outer, part, _ in layout.around[asked.id]:
        block = layout.steps.get(outer)
        blocks = {} if block is None else dict(blocks_of(block))
        if any(isinstance(each, p.Grant) for each in blocks.get(part, ())):
            continue
        if isinstance(block, p.Remedy) and part == "refused" and _is_paid(block):
            yield block
        elif isinstance(block, p.Try) and part == "otherwise":
            inside = (each for name, each in layout.steps.items() if layout.inside(name, block.id))
            yield from (
                each
                for each in inside
                if isinstance(each, p.Remedy) and _is_paid(each) and not layout.is_instead(each.id)
            )


def _is_paid(step: p.Grant) -> bool:
    return bool(step.pay) or step.hand is not None
