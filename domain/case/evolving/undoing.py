"""What is taken back."""

from __future__ import annotations

from domain.case import events as e
from domain.case.evolving.drafts import changed, end_step, on, own, set_effect
from domain.case.evolving.steps import applied
from domain.case.state import Case, Undoing
from domain.ids import undo_path


@on(e.UndoBegan)
def _(case: Case, event: e.UndoBegan) -> None:
    name = undoing_name(event.block, event.plan)
    before = case.undos.get(name)
    could_not = before.could_not if before else ()
    own(case, "undos")[name] = Undoing(event.block, event.plan, event.steps, event.why, event.at, could_not=could_not)


@on(e.StepUndone)
def _(case: Case, event: e.StepUndone) -> None:
    applied(case, undo_path(event.step), event.attempt, event.receipt)
    if event.goes_on:
        set_effect(case, undo_path(event.step), status="retry", again_at=event.at, failures=0)
        return
    end_step(case, event.step, "undone", event)


@on(e.UndoFailed)
def _(case: Case, event: e.UndoFailed) -> None:
    path = undo_path(event.step)
    effect = case.effects.get(path)
    failures = effect.failures + 1 if effect else 1
    status = "retry" if event.again_at else "failed"
    set_effect(case, path, status=status, why=event.why, again_at=event.again_at, failures=failures)


@on(e.UndoFinished)
def _(case: Case, event: e.UndoFinished) -> None:
    name = undoing_name(event.block, event.plan)
    undoing = case.undos.get(name)
    if undoing is not None:
        left = (*undoing.could_not, *event.could_not, *event.instead)
        own(case, "undos")[name] = changed(undoing, finished=True, could_not=left)


def undoing_name(block: str, plan: int) -> str:
    """Return the name under which a block's undoing is kept."""
    return f"{block}#{plan}"
