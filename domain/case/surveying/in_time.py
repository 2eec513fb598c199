"""Plans that are given up: what comes too late to be of use, and self-service where a person comes first.

What has to end in time (`in_time`) is not begun when its waits alone last longer than there is time, and is taken back
when the time comes; then the next plan is looked at, and in the end `otherwise`. That a plan was given up is a fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from domain.case import events as e
from domain.case.state import IN_FLIGHT
from domain.case.survey import Survey
from domain.case.surveying.effects import within
from domain.ids import step_of
from domain.playbook import plan as p
from domain.playbook.whole import Earliest

USELESS, PERSON = "useless", "person"


def mark(path: str, number: int) -> str:
    """Return the name under which it is kept that a plan was given up."""
    return f"{path}!{number}"


def is_given_up(survey: Survey, path: str, number: int) -> bool:
    """Say whether a plan was given up."""
    return mark(path, number) in survey.case.branches


def why(survey: Survey, path: str, number: int) -> str:
    """Return why a plan was given up, for the record of its undo."""
    if survey.case.branches[mark(path, number)] == PERSON:
        return f"a {survey.case.tier} case comes to a person at once"
    return "the remedy would come too late to be of use"


def may_be_given_up(survey: Survey, step: p.Try | p.Each) -> bool:
    """Say whether plans of a try can be given up at all: most end as they end, and are walked quickly."""
    return isinstance(step, p.Try) and (step.in_time or _is_alone(survey, step))


def is_too_late(
    survey: Survey, step: p.Try | p.Each, path: str, number: int, plan: Sequence[p.AnyStep], keys: tuple[str, ...]
) -> bool:
    """Say whether a plan that was not begun is given up now, because its waits alone last too long, or for a person."""
    if has_begun(survey, step.id, number, keys):
        return False
    return _given_up(survey, step, mark(path, number), Earliest().steps(plan, 0))


def give_up(survey: Survey, step: p.Try | p.Each, path: str, number: int, keys: tuple[str, ...]) -> None:
    """Give a plan up that has begun and not ended, when its time has come; before that the case is looked at then.

    While a point of no return is on its way nothing is given up: if it succeeds, the plan has worked after all.
    """
    if not _passes_a_pivot(survey, step.id, number, keys):
        _given_up(survey, step, mark(path, number), 0)


def _passes_a_pivot(survey: Survey, block: str, plan: int, keys: tuple[str, ...]) -> bool:
    for path, effect in survey.case.effects.items():
        step = survey.book.layout.steps.get(step_of(path))
        is_pivot = effect.kind == "pay" or (isinstance(step, p.Do) and step.pivot)
        if is_pivot and effect.status in IN_FLIGHT and within(survey, path, block, plan, keys):
            return True
    return False


def _given_up(survey: Survey, step: p.Try | p.Each, marked: str, needed: int) -> bool:
    if _comes_to_a_person(survey, step):
        survey.alarm(survey.now, e.BranchTaken(at=survey.now, step=marked, branch=PERSON))
        return True
    until = survey.case.useless_after
    if not isinstance(step, p.Try) or not step.in_time or until is None:
        return False
    due, last = until - timedelta(milliseconds=needed), survey.case.last_at
    at = due if last is None or due >= last else survey.now  # it was too late before the plan was come to
    survey.alarm(due, e.BranchTaken(at=at, step=marked, branch=USELESS, inputs={"until": until}))
    return due <= survey.now


def _is_alone(survey: Survey, step: p.Try | p.Each) -> bool:
    """Say whether this is what the customer does for themselves."""
    around = survey.book.layout.around[step.id]
    return bool(around) and isinstance(survey.book.layout.steps.get(around[-1][0]), p.SelfService)


def _comes_to_a_person(survey: Survey, step: p.Try | p.Each) -> bool:
    return _is_alone(survey, step) and survey.book.clocks(survey.case.tier).self_service == "never"


def has_begun(survey: Survey, block: str, plan: int, keys: tuple[str, ...]) -> bool:
    """Say whether anything of a plan was begun."""
    case = survey.case
    known = (*case.steps, *case.effects, *case.waits, *case.offers, *case.loops, *case.parts)
    tasks = (task.step for task in case.tasks.values())
    inside = [path for path in (*known, *tasks) if step_of(path) in survey.book.layout.around]
    return any(within(survey, path, block, plan, keys) for path in inside)
