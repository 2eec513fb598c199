"""Questions to the customer that nothing tells them of: a clock may stand still for an answer to what nobody asked."""

from __future__ import annotations

from typing import Final

from domain.playbook import plan as p
from domain.playbook.advice.sight import Sight
from domain.playbook.findings import quoted
from domain.playbook.layout import Layout
from domain.vocabulary import CUSTOMER

RULE: Final = "asked-silently"


def asked_silently(sight: Sight) -> None:
    """Warn of questions to the customer that no message puts, on some way through the plan."""
    layout = sight.layout
    putting = [step for step in layout.steps.values() if isinstance(step, p.Tell) and step.asks]
    for name, step in layout.steps.items():
        outline = sight.outlines.get(name)  # what another playbook brought along is looked at there
        if not isinstance(step, p.Ask) or step.role != CUSTOMER or outline is None:
            continue
        mine = [tell for tell in putting if layout.named(tell.asks, tell.id) == name]
        if any(_always_before(layout, tell, step) for tell in mine):
            continue
        what = f"The customer is asked {quoted(name)}, and no message asks them for it."
        if mine:
            what = (
                f"The customer is asked {quoted(name)}, and {quoted(mine[0].id)}, which asks for it, may be left out."
            )
        remedy = f"Write before it, wherever it is asked: {{tell: MESSAGE, asks: {name}}}."
        sight.report.add(RULE, outline.at, what, remedy)


def _always_before(layout: Layout, tell: p.Tell, asked: p.Ask) -> bool:
    """Say whether a message goes out before a question wherever that is put."""
    outer, inner = ([(block, part) for block, part, _ in layout.around[each.id]] for each in (tell, asked))
    conditions = (set(tell.when) - set(asked.when)) | (set(tell.unless) - set(asked.unless))
    return layout.follows(asked.id, tell.id) and inner[: len(outer)] == outer and not conditions
