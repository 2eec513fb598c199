"""What is done whenever a condition holds while a case is open: taken once, beside the plan or instead of its rest."""

from __future__ import annotations

from functools import partial

from domain.case import events as e
from domain.case.evolving.undoing import undoing_name
from domain.case.scope import holds
from domain.case.state import StepStatus
from domain.case.survey import Place, Survey
from domain.case.surveying.calling_off import call_off
from domain.case.surveying.people import stuck
from domain.case.surveying.undoing import to_undo
from domain.case.surveying.walk import attempt, walk_steps
from domain.ids import step_of
from domain.playbook import plan as p
from domain.playbook.layout import MAIN
from domain.values import Value

LEFT = "@left"
"""The block that is undone when the rest of a plan is left."""


def interrupts(survey: Survey) -> bool:
    """Take what has come to hold, and walk what was taken; says whether all of that is over."""
    over = True
    for each in survey.book.plan.whenever:
        if each.id in survey.case.interrupts:
            ended = walk_steps(survey, each.steps, Place())
            over = over and ended is not None
        elif each.id in survey.case.faults:
            stuck(survey, each.id, survey.case.faults[each.id])
            over = False
        elif survey.case.status(each.id) is None:
            attempt(survey, each.id, partial(_look, survey, each))
    return over


def _look(survey: Survey, each: p.Whenever) -> None:
    read = dict[str, Value]()
    if holds(each.when, survey.scope(Place()), read):
        survey.move(e.InterruptTaken(at=survey.now, step=each.id, inputs=read))


def walk_plan(survey: Survey) -> StepStatus | None:
    """Walk the steps of the plan; where they are left, take back what is half done of them instead."""
    leaving = next((w for w in survey.book.plan.whenever if w.then == "leave" and w.id in survey.case.interrupts), None)
    if leaving is None:
        return walk_steps(survey, survey.book.plan.steps, Place())
    undoing = survey.case.undos.get(undoing_name(LEFT, 0))
    if undoing is not None:
        return "done" if undoing.finished else None
    if call_off(survey, MAIN, None, ()):
        steps = half_done(survey)
        survey.move(e.UndoBegan(at=survey.now, block=LEFT, plan=0, why=f"{leaving.id} holds", steps=steps))
    return None


def half_done(survey: Survey) -> tuple[str, ...]:
    """Return the done steps of tries that have not ended: what is taken back when the plan goes no further.

    What the customer got is not among them: who withdraws keeps what was given.
    """
    look = Survey(survey.case, survey.book, survey.now)
    walk_steps(look, survey.book.plan.steps, Place())
    tries = {step_of(path) for path in look.open_tries}
    steps = survey.book.layout.steps
    done = [path for path in to_undo(survey, MAIN, None, ()) if not isinstance(steps[step_of(path)], p.Remedy)]
    return tuple(path for path in done if any(survey.book.layout.inside(step_of(path), t) for t in tries))
