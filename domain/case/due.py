"""`due`: what may be done now, and when to look again. `tick`: what happens without anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from domain.case.book import Book
from domain.case.events import StepStarted
from domain.case.evolve import fold
from domain.case.state import SEEN, Case
from domain.case.survey import Survey, Work
from domain.case.surveying import budgets, clocks, effects, ending, hands, second_persons, signs, staffing, stopping
from domain.case.surveying.bouncing import bounced
from domain.case.surveying.escalating import ladder
from domain.case.surveying.informing import keep_informed
from domain.case.surveying.people import no_longer_asked
from domain.case.surveying.replacing import tell_new_times
from domain.case.surveying.stop_clock import stop_clocks
from domain.case.surveying.undoing import undo
from domain.case.surveying.walk import walk_steps
from domain.errors import MakegoodError
from domain.events import Event

MOST_MOVES = 10_000
"""What one Tick may do before the playbook counts as running away."""

WATCHES: Final[tuple[tuple[str, Callable[[Survey], None]], ...]] = (
    ("promises", clocks.promises),
    ("wanted", second_persons.watch),
    ("ledger", second_persons.ask_where_it_goes),
    ("tasks", staffing.watch),
    ("promises", stop_clocks),
    ("estimates", clocks.estimates),
    ("effects", effects.watch),
    ("tasks", no_longer_asked),
    ("reserved", budgets.watch),
    ("signs", signs.watch),
    ("tasks", hands.give_back),
)
"""What is looked after wherever the plan stands, in this order: a table of the case, and what looks at it."""


class Due(NamedTuple):
    """Work for performers, whether a Tick would change something now, and the next instant to look again.

    `wake_at` is now while there is work or something for a Tick to do; `next_clock` is the next clock in any case.
    """

    work: tuple[Work, ...]
    wake_at: datetime | None
    tick: bool
    next_clock: datetime | None = None


def survey(case: Case, book: Book, now: datetime) -> Survey:
    """Look at a case once. Between two clocks nothing changes by itself, so the last look is as good as a new one."""
    seen = case.__dict__.get(SEEN)
    if seen is not None and seen.book is book and _still_holds(seen, now):
        return seen  # type: ignore[no-any-return] # only this function puts it there
    found = _look(case, book, now)
    case.__dict__[SEEN] = found
    return found


def begun(before: Case, behind: Case, event: StepStarted) -> None:
    """Carry the last look over a Begin: an effect that opens changes nothing but what is in flight.

    Only a quiet look is carried, none with a message that waited for the morning: while it waited, what comes behind
    it went on, and in the morning messages go out one after the other. Nor is one while somebody is asked to agree:
    what a step that has begun overtook is not to come any more, and they read what is. The next instant may come out
    earlier than a new look would say, never later.
    """
    seen: Survey | None = before.__dict__.get(SEEN)
    if seen is None or seen.moves or seen.elapsed or seen.now != event.at:
        return
    if not before.nights.keys().isdisjoint({event.step, *(work.step for work in seen.work)}):
        return
    if any(before.tasks[name].status == "open" for name in before.wanted):
        return
    found = Survey(behind, seen.book, seen.now, next_at=seen.next_at)
    found.work = [work for work in seen.work if work.step != event.step]
    found.look_again(event.until)
    behind.__dict__[SEEN] = found


def _still_holds(seen: Survey, now: datetime) -> bool:
    if now == seen.now:
        return True
    quiet = not seen.moves and not seen.elapsed
    return quiet and seen.now < now and (seen.next_at is None or now < seen.next_at)


def _look(case: Case, book: Book, now: datetime) -> Survey:
    found = Survey(case, book, now)
    if case.phase in {"", "closed"}:
        return found
    if stopping.switched(found):
        return found
    tables = case.__dict__
    for table, watch in WATCHES:
        if tables[table]:
            watch(found)
    if case.hold is not None:
        clocks.hold_review(found)
    if case.stopped is not None:
        stopping.review(found)
    if case.winding_up:
        ending.wind_up(found)
    else:
        ladder(found)
        keep_informed(found)
        tell_new_times(found)
        bounced(found)
        ending.go_on(found)
    for undoing in case.undos.values():
        if not undoing.finished:
            undo(found, undoing, walk_steps)
    return found


def due(case: Case, book: Book, now: datetime) -> Due:
    """Return what may be done now and when to look again: never later than the next clock."""
    found = survey(case, book, now)
    tick = bool(found.moves or found.elapsed)
    at_once = tick or bool(found.work)
    return Due(tuple(found.work), now if at_once else found.next_at, tick, found.next_at)


def tick(case: Case, book: Book, now: datetime) -> tuple[tuple[Event, ...], Case]:
    """Return everything that happens up to `now` without a command, and the case behind it.

    What is possible at once comes first; then the clocks that ran out, one by one in due order, each followed by what
    it makes possible.
    """
    facts: list[Event] = []
    while True:
        found = survey(case, book, now)
        step: tuple[Event, ...] = tuple(found.moves)
        if not step and found.elapsed:
            step = min(found.elapsed, key=lambda clock: clock[0])[1]
        if not step:
            return tuple(facts), case
        facts.extend(step)
        if len(facts) > MOST_MOVES:
            raise MakegoodError(f"the playbook {case.playbook} runs away.", where=f"case {case.id}")
        case = fold(case, step)
