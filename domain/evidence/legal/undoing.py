"""What is taken back: an undo that ends had begun, and nothing of it is open."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import IN_FLIGHT, Case
from domain.evidence.legal.rules import rule
from domain.evidence.legal.steps import begun
from domain.ids import undo_path


@rule(e.StepUndone)
def _(case: Case, event: e.StepUndone) -> str:
    return begun(case, undo_path(event.step), event.attempt)


@rule(e.UndoFinished)
def _(case: Case, event: e.UndoFinished) -> str:
    undoing = case.undos.get(f"{event.block}#{event.plan}")
    if undoing is None or undoing.finished:
        return "an undo ends that did not begin"
    pending = [effect for step in undoing.steps if (effect := case.effects.get(undo_path(step)))]
    return "an undo ends while part of it is open" if any(x.status in IN_FLIGHT for x in pending) else ""
