"""Undo: what is half done is taken back in reverse order of dependency, when all open outcomes are settled.

B depends on A when it follows A in a sequence or reads A's answer, result or choice. There is one settled undo per
effect, at most one open intent, and none past a pivot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from domain.case import events as e
from domain.case.book import Book
from domain.case.ledger import entries_of
from domain.case.state import Case, Entry, StepStatus, Undoing
from domain.case.survey import Place, Survey, loops_round, place_of
from domain.case.surveying.bouncing import is_unread
from domain.case.surveying.by_hand import grant_of
from domain.case.surveying.effects import begin, in_flight_at, within
from domain.case.surveying.people import stuck
from domain.ids import ENGINE, escape, keys_of, step_of, step_path, undo_path
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.values import Value

WHOLE_PLAN = "@plan"
"""The block that is undone when a case is called off."""
CAME_BACK = "it came back by itself, so nothing is taken back"
"""Why what came back is not paid again where its step is taken back."""
BACK_BY_HAND: Final = "it was taken back by hand, so nothing is left to take back"


def can_be_undone(step: p.AnyStep) -> bool:
    """Say whether an automatic undo has something to do for a step."""
    match step:
        case p.Do():
            return not step.stays and not step.pivot and (step.undo is not None or bool(step.instead))
        case p.Tell():
            return bool(step.undo)
        case p.Remedy():
            return step.undo is not None and bool(step.pay)
        case _:
            return False


def to_undo(survey: Survey, block: str, plan: int | None, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the done steps of a block that can be undone, last dependents first.

    None of a plan of a `try` whose point of no return was passed: what stands round it holds for good, too. A message
    that reached nobody has nothing to correct.
    """
    passed = [path for path in survey.case.steps if _is_passed(survey, path)]
    inside = "" if block == WHOLE_PLAN else step_of(block)
    number = None if block == WHOLE_PLAN else plan
    done = [
        path
        for path, state in survey.case.steps.items()
        if state.status == "done" and step_of(path) in survey.book.layout.steps
        and not is_unread(survey.case, path)
        and can_be_undone(survey.book.layout.steps[step_of(path)]) and within(survey, path, inside, number, keys)
        and not any(_seals(survey, pivot, path) for pivot in passed)
    ]  # fmt: skip
    return tuple(reversed(done))


def _is_passed(survey: Survey, path: str) -> bool:
    """Say whether a step is a point of no return that was passed: what it paid did not come back."""
    match survey.book.layout.steps.get(step_of(path)):
        case p.Do(pivot=True):
            return survey.case.status(path) == "done"
        case p.Remedy(undo=None, pay=pay, hand=hand) if pay or hand is not None:
            return any(entry.status == "paid" for entry in entries_of(survey.case, path).values())
        case _:
            return False


def _seals(survey: Survey, pivot: str, path: str) -> bool:
    """Say whether a point of no return lies in a plan of a `try` round a step; then there is only forward."""
    layout, keys = survey.book.layout, keys_of(path)
    tries = (
        (name, part) for name, part, _ in layout.around[step_of(path)] if isinstance(layout.steps.get(name), p.Try)
    )
    return any(
        part.startswith("plan ")
        and within(survey, pivot, name, int(part.removeprefix("plan ")), keys[: len(layout.enclosing(name, p.Each))])
        for name, part in tries
    )


def unneeded(case: Case, book: Book, path: str, chosen: str) -> tuple[str, ...]:
    """Return the done steps that choices of an offer needed and that the choice which was made does not."""
    step = book.layout.steps[step_of(path)]
    if not isinstance(step, p.Offer):
        return ()
    held = {step_path(needed, keys_of(path), escaped=True): choice for choice, needed in step.needs.items()}
    kept = {there for there, choice in held.items() if choice == chosen}
    return tuple(there for there in held if there not in kept and case.status(there) == "done")


def let_go(case: Case, book: Book, path: str, chosen: str, at: datetime) -> tuple[e.UndoBegan, ...]:
    """Begin to take back what other choices of an offer needed, now that one was made (or none)."""
    steps = unneeded(case, book, path, chosen)
    why = f"the choice was {chosen}"
    return (e.UndoBegan(at=at, block=path, plan=0, why=why, steps=steps),) if steps else ()


def came_back(case: Case, path: str) -> dict[str, Entry]:
    """Return what a step paid that came back and was not paid again, by entry: of that nothing is to be taken back."""
    return {name: each for name, each in entries_of(case, path).items() if each.returns and each.status == "approved"}


def is_taken_back(case: Case, path: str) -> bool:
    """Say whether a step is about to be taken back: what came back of it is not paid again meanwhile."""
    return any(path in undoing.steps and not undoing.finished for undoing in case.undos.values())


def is_left_to_undo(survey: Survey, entry: Entry) -> bool:
    """Say whether what came back is settled by taking its step back, where that comes next."""
    undoable = can_be_undone(grant_of(survey.case, survey.book, entry))
    return (
        undoable and survey.case.status(entry.step) == "done" and entry in came_back(survey.case, entry.step).values()
    )


Walker = Callable[[Survey, Sequence[p.AnyStep], Place], StepStatus | None]
"""Walks a piece of plan: what the customer gets instead of an undo is one."""


def undo(survey: Survey, undoing: Undoing, walk_steps: Walker) -> None:
    """Take back what an undoing still has to; when all is settled, it is finished."""
    open_steps = [path for path in undoing.steps if not settled(survey, path, walk_steps)]
    others = _open_elsewhere(survey, undoing, walk_steps)
    waited_for = [path for path in (*open_steps, *others) if not _is_made_good(survey, path)]
    for path in open_steps:
        if not any(depends(survey, other, path) for other in waited_for if other != path):
            _take_back(survey, path, walk_steps)
    if not open_steps:
        _finish(survey, undoing)


def holds_up(survey: Survey, undoing: Undoing, walk_steps: Walker) -> bool:
    """Say whether what comes next waits for an undoing: not where all that is left of it is to be made good."""
    return any(not settled(survey, path, walk_steps) and not _is_made_good(survey, path) for path in undoing.steps)


def _is_made_good(survey: Survey, path: str) -> bool:
    """Say whether a step is only made good any more, by remedies alone: who decides about these holds nothing up."""
    step = survey.book.layout.steps[step_of(path)]
    if not isinstance(step, p.Do) or not (step.undo is None or _cannot_any_more(survey, path)):
        return False
    return bool(step.instead) and all(isinstance(each, p.Remedy) for each in step.instead)


def _open_elsewhere(survey: Survey, undoing: Undoing, walk_steps: Walker) -> list[str]:
    """What another undo that runs at the same time still has to take back."""
    others = [u for u in survey.case.undos.values() if not u.finished and u is not undoing]
    return [path for u in others for path in u.steps if not settled(survey, path, walk_steps)]


def settled(survey: Survey, path: str, walk_steps: Walker) -> bool:
    """Say whether nothing is left to do about taking a step back."""
    known = survey.taken_back.get(path)
    if known is None:
        known = survey.taken_back[path] = _settled(survey, path, walk_steps)
    return known


def _settled(survey: Survey, path: str, walk_steps: Walker) -> bool:
    if in_flight_at(survey, undo_path(path)):
        return False
    if survey.case.status(path) != "done" or survey.case.status(undo_path(path)) == "skipped":
        return True
    step = survey.book.layout.steps[step_of(path)]
    if isinstance(step, p.Do) and (step.undo is None or _cannot_any_more(survey, path)):
        return bool(step.instead) and _given_instead(survey, step, path, walk_steps)
    return False


def _cannot_any_more(survey: Survey, path: str) -> bool:
    """Say whether a step that has an undo cannot be taken back any more: it was refused, or tried often enough."""
    effect = survey.case.effects.get(undo_path(path))
    return effect is not None and effect.status == "failed"


def _given_instead(survey: Survey, step: p.Do, path: str, walk_steps: Walker) -> bool:
    look = Survey(survey.case, survey.book, survey.now)
    return walk_steps(look, step.instead, place_of(survey, path)) is not None


def _take_back(survey: Survey, path: str, walk_steps: Walker) -> None:
    step, back = survey.book.layout.steps[step_of(path)], undo_path(path)
    returned = came_back(survey.case, path)
    if returned:
        if not in_flight_at(survey, path):
            _let_be(survey, path, returned)
        return
    before = survey.case.effects.get(back)
    if before is not None and before.status == "failed":
        if isinstance(step, p.Do) and step.instead:
            walk_steps(survey, step.instead, place_of(survey, path))
        else:
            stuck(survey, back, before.why)
        return
    effect = survey.case.effects.get(path)
    match step:
        case p.Remedy() if step.undo is not None:
            _take_money_back(survey, path, step.undo)
        case p.Do() if step.undo is not None and effect is not None:
            request: dict[str, Value] = {**effect.request, **effect.receipt}
            begin(survey, back, kind="undo", contract=step.undo, request=request)
        case p.Do():
            walk_steps(survey, step.instead, place_of(survey, path))
        case p.Tell():
            correction: dict[str, Value] = {"message": step.undo, "to": survey.case.customer}
            begin(survey, back, kind="undo", contract=survey.book.messenger, request=correction)
        case _:
            pass


def _take_money_back(survey: Survey, path: str, contract: Contract) -> None:
    """Take back what is kept of what a step paid, one payout after the other, each by its own request and receipt."""
    kept = [(name, entry) for name, entry in entries_of(survey.case, path).items() if entry.status == "paid"]
    if not kept:
        if not in_flight_at(survey, path):
            _let_be(survey, path, {}, BACK_BY_HAND)
        return
    name, entry = kept[-1]
    request: dict[str, Value] = {**entry.request, **entry.receipt}
    if entry.reversed is not None:
        request["amount"] = entry.kept
    begin(survey, undo_path(path), kind="undo", contract=contract, request=request, subject=undo_path(name))


def _let_be(survey: Survey, path: str, returned: dict[str, Entry], why: str = CAME_BACK) -> None:
    """Settle what came back: it is with us already, and is not paid again; what else was paid is still taken back."""
    asked = [n for n, x in survey.case.tasks.items() if x.step in {path, undo_path(path)} and x.status == "open"]
    survey.move(
        *(e.TaskTakenBack(at=survey.now, task=name, why=why) for name in asked),
        *(e.RemedyDenied(at=survey.now, entry=name, approver=ENGINE, why=CAME_BACK) for name in returned),
    )
    if not any(entry.status == "paid" for entry in entries_of(survey.case, path).values()):
        survey.move(e.StepUndone(at=survey.now, step=path, attempt=0, receipt={}))


def _finish(survey: Survey, undoing: Undoing) -> None:
    """Say what became of each step."""
    undone = tuple(path for path in undoing.steps if survey.case.status(path) == "undone")
    left = [path for path in undoing.steps if path not in undone]
    could_not = tuple(path for path in left if survey.case.status(undo_path(path)) == "skipped")
    instead = tuple(path for path in left if path not in could_not and _has_instead(survey, path))
    survey.move(
        e.UndoFinished(
            at=survey.now, block=undoing.block, plan=undoing.plan, undone=undone, could_not=could_not, instead=instead
        )
    )


def _has_instead(survey: Survey, path: str) -> bool:
    step = survey.book.layout.steps[step_of(path)]
    return isinstance(step, p.Do) and bool(step.instead)


def why_not(book: Book, path: str) -> str:
    """Return why a step cannot be taken back by hand, or "" when it can. What `stays` is released by people only."""
    step = book.layout.steps[step_of(path)]
    match step:
        case p.Do(pivot=True):
            return f"“{path}” is a point of no return."
        case p.Do() if step.undo is not None or step.instead:
            return ""
        case p.Tell() if step.undo:
            return ""
        case p.Remedy():
            return "a paid remedy is not clawed back; what was given wrongly takes makegood remedy reverse."
        case _:
            return f"the playbook names no way to undo “{path}”."


def depends(survey: Survey, later: str, earlier: str) -> bool:
    """Say whether one done step depends on another, so that it is taken back first."""
    after, before, layout = step_of(later), step_of(earlier), survey.book.layout
    if layout.depends(after, before) and _same_round(survey, later, earlier):
        return True
    return before in layout.reads[after] or _later_round(survey, later, earlier)


def _first_apart(survey: Survey, one: str, other: str) -> int | None:
    """Return how deep the first loop lies in which two steps are in different rounds."""
    shared = zip(loops_round(survey, one), loops_round(survey, other), keys_of(one), keys_of(other), strict=False)
    return next((n for n, (a, b, x, y) in enumerate(shared) if a == b and x != y), None)


def _same_round(survey: Survey, one: str, other: str) -> bool:
    return "[" not in one or _first_apart(survey, one, other) is None


def _later_round(survey: Survey, later: str, earlier: str) -> bool:
    depth = _first_apart(survey, later, earlier) if "[" in later else None
    if depth is None:
        return False
    name = loops_round(survey, later)[depth]
    loop = survey.book.layout.steps[name]
    if not isinstance(loop, p.Each) or loop.at_once > 1:
        return False
    keys = keys_of(later)
    rounds = [escape(key) for key in survey.case.loops[step_path(name, keys[:depth], escaped=True)].keys]
    return rounds.index(keys[depth]) > rounds.index(keys_of(earlier)[depth])
