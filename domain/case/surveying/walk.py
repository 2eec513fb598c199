"""The walk over a running plan: which step is next, and how blocks end when their steps do.

Every function returns how a step (or block) ended, or None while it has not; what is to happen goes into the survey.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, assert_never

from domain.case import events as e
from domain.case.evolving.undoing import undoing_name
from domain.case.scope import NoValue, any_holds, compute, evaluate, holds
from domain.case.state import BAD_ENDS, StepStatus
from domain.case.survey import Place, Survey
from domain.case.surveying import covers, entitling, in_time, steps
from domain.case.surveying.bouncing import unsent
from domain.case.surveying.calling_off import call_off
from domain.case.surveying.in_time import give_up, has_begun, is_given_up, is_too_late, may_be_given_up
from domain.case.surveying.people import stuck
from domain.case.surveying.quiet import is_night, is_waiting
from domain.case.surveying.undoing import holds_up, let_go, to_undo
from domain.ids import escape, step_path
from domain.playbook import plan as p
from domain.values import Value
from domain.vocabulary import CUSTOMER

Ended = StepStatus | None
NOT_HELD = "its condition does not hold"
"""Why a step is left out that has `when` or `unless`."""


def walk_steps(survey: Survey, sequence: Sequence[p.AnyStep], place: Place) -> Ended:
    """Walk steps one after the other; the first bad end is the sequence's end.

    A message that waits for the end of quiet hours keeps only later messages waiting: the work behind it goes on. An
    offer keeps all waiting, whenever it is made; so does a question to the customer, which waits for its message.
    """
    done, waiting = survey.case.steps, False
    for step in sequence:
        if not place.keys:  # most of a plan lies behind us, outside loops: pass it quickly
            state = done.get(step.id)
            if state is not None and state.status == "done":
                continue
        order = _behind_a_message(survey, step, place) if waiting or place.behind else "walk"
        if order == "stop":
            return None
        if order == "pass":
            waiting = True
            continue
        ended = walk(survey, step, place.behind_a_message() if waiting else place)
        if ended is None and isinstance(step, p.Tell | p.Teach) and _waits(survey, step, place):
            waiting = True
        elif ended is None or ended in BAD_ENDS:
            return ended
    return None if waiting else "done"


def _behind_a_message(survey: Survey, step: p.AnyStep, place: Place) -> Literal["walk", "pass", "stop"]:
    """Say what becomes of a step while a message before it waits: what is behind a question goes by the answer."""
    if isinstance(step, p.Ask) and step.role == CUSTOMER:
        return "stop"
    if not isinstance(step, p.Tell | p.Teach | p.Offer):
        return "walk"
    if _waits(survey, step, place):
        return "stop" if isinstance(step, p.Offer) else "pass"
    return "walk" if is_night(survey) else "stop"  # one after the other, in their order


def _waits(survey: Survey, step: p.AnyStep, place: Place) -> bool:
    return is_waiting(survey, step_path(step.id, place.keys, escaped=True))


def walk(survey: Survey, step: p.AnyStep, place: Place) -> Ended:
    """Walk one step: how it ended already, its condition, or what it needs next."""
    path, place = step_path(step.id, place.keys, escaped=True), place.at(step.id)
    if path in survey.case.faults:
        stuck(survey, path, survey.case.faults[path])
        return None
    state = survey.case.steps.get(path)
    if state is None and (step.when or step.unless) and not _allowed(survey, step, path, place):
        return None
    ended = state.status if state else None
    if ended == "skipped" and path in survey.case.hands and not call_off(survey, step.id, None, place.keys):
        return None  # what was open inside a block that a person skipped ends first
    if ended is None or (ended in BAD_ENDS and isinstance(step, p.Remedy | p.Together)):
        ended = _inside(survey, step, path, place, ended)
    if ended in BAD_ENDS:
        return _ended_badly(survey, step, path, ended, place)
    return ended


def _ended_badly(survey: Survey, step: p.AnyStep, path: str, ended: StepStatus, place: Place) -> Ended:
    survey.cause = survey.cause or f"{path} {ended}"
    if place.caught:
        return ended
    state = survey.case.steps.get(path)
    if state is not None and isinstance(step, p.Tell | p.Teach | p.Offer) and path in survey.case.effects:
        survey.move(unsent(survey, path, state.why or ended))
        return None
    stuck(survey, path, state.why if state and state.why else ended)
    return None


def _allowed(survey: Survey, step: p.AnyStep, path: str, place: Place) -> bool:
    """Evaluate `when` and `unless` once; the answer is an event."""
    guard = path + "?"
    if guard in survey.case.branches:
        return True

    def decide() -> None:
        scope, read = survey.scope(place), dict[str, Value]()
        if holds(step.when, scope, read) and not any_holds(step.unless, scope, read):
            survey.move(e.BranchTaken(at=survey.now, step=guard, branch="yes", inputs=read))
        else:
            survey.move(e.StepSkipped(at=survey.now, step=path, why=NOT_HELD, inputs=read))

    attempt(survey, path, decide)
    return False


def attempt(survey: Survey, path: str, work: Callable[[], None]) -> None:
    """Do what needs an expression; when that has no value, a person decides."""
    try:
        work()
    except NoValue as trouble:
        survey.move(
            e.EvaluationFailed(
                at=survey.now, step=path, expression=trouble.source, why=trouble.what, inputs=trouble.read
            )
        )


def _inside(survey: Survey, step: p.AnyStep, path: str, place: Place, ended: Ended) -> Ended:  # noqa: C901, PLR0911, PLR0912 — one line a kind
    match step:
        case p.Do():
            return attempt_leaf(survey, path, lambda: steps.do(survey, step, path, place))
        case p.Ask():
            return attempt_leaf(survey, path, lambda: steps.ask(survey, step, path, place))
        case p.Tell() | p.Teach():
            return attempt_leaf(survey, path, lambda: steps.tell(survey, step, path, place))
        case p.Offer():
            return walk_offer(survey, step, path, place)
        case p.Remedy():
            return walk_remedy(survey, step, path, place, ended)
        case p.Entitle():
            return attempt_leaf(survey, path, lambda: entitling.entitle(survey, step, path, place))
        case p.Cover():
            return attempt_leaf(survey, path, lambda: covers.grant(survey, step, path, place))
        case p.Wait():
            return walk_wait(survey, step, path, place)
        case p.Choose():
            return walk_choose(survey, step, path, place)
        case p.Together():
            return walk_together(survey, step, path, place, ended)
        case p.Each():
            return walk_each(survey, step, path, place)
        case p.Try():
            return walk_try(survey, step, path, place)
        case p.Undo():
            return walk_undo(survey, step, path, place)
        case p.Recharge():
            return attempt_leaf(survey, path, lambda: steps.recharge(survey, step, path, place))
        case p.Run():
            return walk_run(survey, step, path, place)
        case p.Delegate() | p.SelfService() | p.Declare() | p.HandToSales():
            return walk_steps(survey, step.steps, place)
        case _:
            assert_never(step)


def attempt_leaf(survey: Survey, path: str, work: Callable[[], None]) -> Ended:
    """Let a leaf say what it needs; it has not ended, or it would not have been asked."""
    attempt(survey, path, work)
    return None


def walk_offer(survey: Survey, step: p.Offer, path: str, place: Place) -> Ended:
    """Tell the alternatives, wait for the choice; when none is wanted, the steps for that."""
    offer = survey.case.offers.get(path)
    if offer is None and path not in survey.case.effects and steps.too_late(survey, step, path):
        return None
    if offer is None:
        return attempt_leaf(survey, path, lambda: steps.offer(survey, step, path, place))
    if offer.how == "declined":
        return walk_steps(survey, step.declined, place)
    if not offer.how:
        lapsed = e.OfferLapsed(at=offer.lapses_at, step=path, otherwise=offer.otherwise)
        survey.alarm(offer.lapses_at, lapsed, *let_go(survey.case, survey.book, path, offer.otherwise, offer.lapses_at))
    return None


def walk_remedy(survey: Survey, step: p.Remedy, path: str, place: Place, ended: Ended) -> Ended:
    """Propose, have approved, pay; refused, the steps for that where the playbook has some."""
    if ended == "refused" and step.refused:
        return walk_steps(survey, step.refused, place)
    if ended is not None:
        return ended
    return attempt_leaf(survey, path, lambda: steps.remedy(survey, step, path, place))


def walk_wait(survey: Survey, step: p.Wait, path: str, place: Place) -> Ended:
    """Wait for a span, an instant or an event; an event that does not come runs `late`, or ends late."""
    wait = survey.case.waits.get(path)
    if wait is None:
        return attempt_leaf(survey, path, lambda: steps.wait(survey, step, path, place))
    if not wait.how:
        steps.waiting(survey, path, wait)
        return None
    if wait.event and wait.how == "time":
        return walk_steps(survey, step.late, place) if step.late is not None else "late"
    return "done"


def walk_choose(survey: Survey, step: p.Choose, path: str, place: Place) -> Ended:
    """Take the first way whose conditions hold, once; then walk it."""
    taken = survey.case.branches.get(path)
    if taken is not None:
        chosen = step.otherwise if taken == "else" else step.ways[int(taken)].steps
        return walk_steps(survey, chosen, place)

    def decide() -> None:
        scope, read = survey.scope(place), dict[str, Value]()
        found = (str(n) for n, way in enumerate(step.ways) if holds(way.when, scope, read))
        survey.move(e.BranchTaken(at=survey.now, step=path, branch=next(found, "else"), inputs=read))

    return attempt_leaf(survey, path, decide)


def walk_together(survey: Survey, step: p.Together, path: str, place: Place, ended: Ended) -> Ended:
    """Walk the branches side by side until enough are done; what is left over is called off and settles first."""
    enough = survey.case.branches.get(path) == "enough"
    if ended == "late" or enough:
        settled = call_off(survey, step.id, None, place.keys)
        return ("late" if ended == "late" else "done") if settled else None
    inner = place.catching() if step.wait_for else place
    ends = [walk_steps(survey, branch, inner) for branch in step.branches.values()]
    needed = step.wait_for or len(ends)
    done = sum(end is not None and end not in BAD_ENDS for end in ends)
    if done >= needed:
        if done == len(ends):
            return "done"
        survey.move(e.BranchTaken(at=survey.now, step=path, branch="enough"))
        return None
    if None in ends:
        if step.at_most is not None:
            attempt(survey, path, lambda: _bound(survey, step, path))
        return None
    return next(end for end in ends if end in BAD_ENDS)


def _bound(survey: Survey, step: p.Together, path: str) -> None:
    wait = survey.case.waits.get(path)
    if wait is None:
        if step.at_most is not None:
            survey.move(e.WaitBegan(at=survey.now, step=path, until=survey.after(step.at_most)))
        return
    due = wait.until
    if step.late == "stop":
        survey.alarm(due, e.StepLate(at=due, step=path, clock="at_most", due=due))
    else:
        survey.alarm(due, e.BranchTaken(at=due, step=path, branch="enough"))


def walk_each(survey: Survey, step: p.Each, path: str, place: Place) -> Ended:
    """Freeze the list, then walk its rounds.

    One at a time, a bad end starts no further round. Side by side all rounds run, whichever ends first: else the order
    of outcomes would decide which customer is served.
    """
    loop = survey.case.loops.get(path)
    if loop is None:
        return attempt_leaf(survey, path, lambda: _begin_loop(survey, step, path, place))
    if step.until_done:
        return walk_until_done(survey, step, path, place)
    running, bad = 0, None
    for key, item in zip(loop.keys, loop.items, strict=True):
        ended = walk_steps(survey, step.steps, place.round(key, step.name, item))
        if ended is None:
            running += 1
        elif ended in BAD_ENDS:
            bad = bad or ended
        if running >= step.at_once or (bad and step.at_once == 1):
            break
    if running:
        return None
    return bad or "done"


def walk_until_done(survey: Survey, step: p.Each, path: str, place: Place) -> Ended:
    """Walk one round after the other until one works; each begins when what the one before did is taken back."""
    loop = survey.case.loops[path]
    for number, (key, item) in enumerate(zip(loop.keys, loop.items, strict=True)):
        there = place.round(key, step.name, item).catching()
        ended = _plan(survey, step, path, number, there, step.steps, inside=None)
        if ended is None or ended not in BAD_ENDS:
            return ended
    if step.otherwise is None:
        return "failed"
    return walk_steps(survey, step.otherwise, place)


def _begin_loop(survey: Survey, step: p.Each, path: str, place: Place) -> None:
    scope = survey.scope(place)
    items = evaluate(step.items, scope, {})
    if not isinstance(items, tuple):
        raise NoValue("the list of the loop is no list.", step.items, {})
    if len(items) > step.at_most:
        raise NoValue(f"the loop has {len(items)} rounds and may have {step.at_most}.", step.items, {})
    keys = tuple(
        str(evaluate(step.by, survey.scope(Place(place.keys, {**place.bindings, step.name: item})), {}))
        for item in items
    )
    if len(set(map(escape, keys))) != len(keys):
        raise NoValue("two rounds of the loop have the same key.", step.items, {})
    survey.move(e.LoopBegan(at=survey.now, step=path, keys=keys, items=items))


def walk_try(survey: Survey, step: p.Try, path: str, place: Place) -> Ended:
    """Walk the plans one after the other, each when the one before is undone; then `otherwise`."""
    for number, plan in enumerate(step.plans):
        ended = _plan(survey, step, path, number, place.catching(), plan, inside=number)
        if ended is None or ended not in BAD_ENDS:
            return ended
    if step.otherwise is None:
        return "failed"
    return walk_steps(survey, step.otherwise, place)


def _plan(  # noqa: PLR0913 — one plan of many
    survey: Survey, step: p.Try | p.Each, path: str, number: int, place: Place, plan: Sequence[p.AnyStep],
    *, inside: int | None,
) -> Ended:  # fmt: skip
    """Walk one plan of several: its end, None while it runs or is taken back, a bad end once that is done.

    `inside` is the plan's number where its steps are told apart by it; the rounds of a loop are by their keys.
    """
    bound = inside is not None and may_be_given_up(survey, step)
    if bound and is_given_up(survey, path, number):
        _let_go_of(survey, step, path, number, place)
        return "late"
    undoing = survey.case.undos.get(undoing_name(path, number))
    if undoing is not None:
        if not undoing.finished:
            return None if holds_up(survey, undoing, walk_steps) else "failed"
        return None if _undo_again(survey, path, number, place, inside) else "failed"
    if bound and is_too_late(survey, step, path, number, plan, place.keys):
        return None
    outer, survey.cause = survey.cause, ""
    ended = walk_steps(survey, plan, place)
    why, survey.cause = survey.cause, outer
    if ended is None:
        survey.open_tries.append(path)
        if bound and has_begun(survey, step.id, number, place.keys):
            give_up(survey, step, path, number, place.keys)
    if ended not in BAD_ENDS:
        return ended
    if call_off(survey, step.id, inside, place.keys, undoes=True):
        done = to_undo(survey, path, inside, place.keys)
        survey.move(e.UndoBegan(at=survey.now, block=path, plan=number, why=why, steps=done))
    return None


def _let_go_of(survey: Survey, step: p.Try | p.Each, path: str, number: int, place: Place) -> None:
    """Take back what was begun of a plan that was given up, beside what comes instead: that waits for nothing."""
    undoing = survey.case.undos.get(undoing_name(path, number))
    if undoing is not None:
        if undoing.finished:
            _undo_again(survey, path, number, place, number)
    elif has_begun(survey, step.id, number, place.keys) and call_off(survey, step.id, number, place.keys, undoes=True):
        why, done = in_time.why(survey, path, number), to_undo(survey, path, number, place.keys)
        survey.move(e.UndoBegan(at=survey.now, block=path, plan=number, why=why, steps=done))


def _undo_again(survey: Survey, path: str, number: int, place: Place, inside: int | None) -> bool:
    """A success that came in after its block was undone is taken back as well."""
    undoing = survey.case.undos[undoing_name(path, number)]
    late = tuple(s for s in to_undo(survey, path, inside, place.keys) if s not in undoing.could_not)
    if late:
        why = "a success came in after the undo"
        survey.move(e.UndoBegan(at=survey.now, block=path, plan=number, why=why, steps=late))
    return bool(late)


def walk_run(survey: Survey, step: p.Run, path: str, place: Place) -> Ended:
    """Freeze the facts of a part that is another playbook, then walk its steps."""
    facts = survey.case.parts.get(path)
    if facts is None:
        return attempt_leaf(survey, path, lambda: _begin_part(survey, step, path, place))
    return walk_steps(survey, step.steps, place.knowing(facts))


def _begin_part(survey: Survey, step: p.Run, path: str, place: Place) -> None:
    scope = survey.scope(place)
    facts: dict[str, Value] = {name: compute(term, scope, {}) for name, term in step.given.items()}
    for name, source in step.derived.items():
        facts[name] = evaluate(source, survey.scope(place.knowing(facts)), {})
    survey.move(e.PartBegan(at=survey.now, step=path, playbook=step.playbook, facts=facts))


def walk_undo(survey: Survey, step: p.Undo, path: str, place: Place) -> Ended:
    """Take back a named step on purpose; who decides about what makes it good holds nothing up, as in a plan."""
    undoing = survey.case.undos.get(undoing_name(path, 0))
    if undoing is None:
        target = survey.book.layout.steps[step.target]
        if isinstance(target, p.PARTS):
            done = to_undo(survey, target.id, None, place.keys)
        else:
            there = step_path(step.target, place.keys, escaped=True)
            done = (there,) if survey.case.status(there) == "done" else ()
        why = "the plan says so"
        survey.move(e.UndoBegan(at=survey.now, block=path, plan=0, why=why, steps=done))
        return None
    return "done" if undoing.finished or not holds_up(survey, undoing, walk_steps) else None
