"""What the house promises in every case of a tier, where the playbook promises no better.

That is an answer, a first action, word of what was decided, an end. A higher tier promises less time from when the case
came into it; what was promised before stays beside it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Promise, base_of
from domain.case.surveying.arithmetic import arithmetic_of
from domain.clock.calendar import Reckoning
from domain.clock.duration import Duration
from domain.clock.span import Span
from domain.errors import MakegoodError
from domain.events import Event
from domain.playbook import plan as p
from domain.playbook.outline import DECISION, RESOLVED
from domain.risk import TierClocks

NAMES: Final = ("acknowledge", "first_action", "decision", "resolve")
"""What a tier can promise; how often the customer hears from the house stands beside it (`contact_every`)."""
FIRST_ACTION: Final = "first_action"
BY_POLICY: Final = {"stuck": "stuck", "establish": "establish", "root-cause": "root_cause", "review": "review"}
"""Tasks whose time the tier says, by their purpose."""


def terms_of(book: Book, promise: str) -> p.PromiseOf | None:
    """Return by what a promise is kept: as the playbook says, else as every house promise of that name is."""
    name = base_of(promise)
    terms = book.plan.promises.get(promise.partition("/")[0]) or book.plan.promises.get(name)
    if terms is not None or name not in NAMES:
        return terms
    keeper = {"resolve": RESOLVED, "first_action": FIRST_ACTION, "decision": DECISION}.get(
        name
    ) or book.layout.first_answer
    return p.PromiseOf(within=Duration(0), kept_by=keeper) if keeper else None


def at_opening(case: Case, book: Book, now: datetime, promised: list[e.PromiseMade]) -> list[e.PromiseMade]:
    """Return the promises of a new case: those of the playbook, and those of the house that are better or beside."""
    found = {each.promise: each for each in promised}
    for name in NAMES:
        made = _promise(case, book, name, name, case.reported_at or now, now)
        if made is not None and (name not in found or made.due < found[name].due):
            found[name] = made
    return [*found.values()]


def promised_again(case: Case, book: Book, now: datetime) -> tuple[e.PromiseMade, ...]:
    """Return until when a case that was taken up again is put right: as its tier promises, else as its playbook does.

    What was promised before it closed is over, but where that turned out not to be so and its time still runs; where
    neither promises a time, the case is looked at by `review_by`.
    """
    running = any(base_of(name) == "resolve" and _runs(each, now) for name, each in case.promises.items())
    terms = book.plan.promises.get("resolve")
    span = book.clocks(case.tier).resolve or (terms.within if terms is not None else None)
    reckoning = _reckoned(book, now, span) if span is not None and not running else None
    if reckoning is None:
        return ()
    return (
        e.PromiseMade(
            at=now, promise=f"resolve+reopened{case.reopened}", to=case.customer.id, what="resolve", due=reckoning.due,
            arithmetic=arithmetic_of(book, reckoning, "reopened"), since=now, within=span,
        ),
    )  # fmt: skip


def _runs(promise: Promise, now: datetime) -> bool:
    return promise.status == "open" and (promise.stopped is not None or promise.due > now)


def hastened(case: Case, book: Book, now: datetime) -> tuple[Event, ...]:
    """Return what a higher tier promises and hastens from now on; `case` is in it already."""
    return (*_promised_anew(case, book, now), *_tasks(case, book, now))


def _promised_anew(case: Case, book: Book, now: datetime) -> list[e.PromiseMade]:
    found = []
    for name in NAMES:
        known = [each for made, each in case.promises.items() if base_of(made) == name]
        open_ones = [each for each in known if each.status == "open"]
        again = f"{name}+{case.tier}"
        if again in case.promises or (known and not open_ones) or (case.phase == "resolved"):
            continue
        made = _promise(case, book, again, name, now, now)
        if made is not None and all(made.due < each.due for each in open_ones):
            found.append(made)
    return found


def _promise(case: Case, book: Book, promise: str, name: str, start: datetime, now: datetime) -> e.PromiseMade | None:
    span = _span(book.clocks(case.tier), name)
    if span is None or terms_of(book, promise) is None:
        return None
    reckoning = _reckoned(book, start, span)
    if reckoning is None:
        return None
    since = "reported" if start == case.reported_at else f"{case.tier} since"
    return e.PromiseMade(
        at=now, promise=promise, to=case.customer.id, what=name.replace("_", " "), due=reckoning.due,
        arithmetic=f"{arithmetic_of(book, reckoning, since)} (every {case.tier} case)",
        since=start, within=span,
    )  # fmt: skip


def _span(clocks: TierClocks, name: str) -> Span | None:
    spans = {
        "acknowledge": clocks.acknowledge, "first_action": clocks.first_action, "decision": clocks.decision,
        "resolve": clocks.resolve,
    }  # fmt: skip
    return spans[name]


def _reckoned(book: Book, start: datetime, span: Span) -> Reckoning | None:
    """Return when a span ends; None where the case has no calendar that counts so far: then the house promises none."""
    try:
        return book.reckon(start, span)
    except MakegoodError:
        return None


def _tasks(case: Case, book: Book, now: datetime) -> list[e.TaskHastened]:
    """Return the open tasks that the higher tier gives less time, with the time they have from now on."""
    clocks, found = book.clocks(case.tier), []
    for name, task in case.tasks.items():
        span: Duration | None = getattr(clocks, BY_POLICY.get(task.purpose, ""), None)
        if task.status != "open" or span is None:
            continue
        due = now + timedelta(milliseconds=span.ms)
        if due < task.due:
            found.append(e.TaskHastened(at=now, task=name, due=due, why=f"the case is {case.tier} now"))
    return found
