"""Promises and their clocks; who was called in."""

from __future__ import annotations

from domain.case import events as e
from domain.case.evolving.drafts import changed, on, own, put
from domain.case.state import Case, Estimate, NewTime, Promise, Stop
from domain.clock.duration import Duration
from domain.clock.span import Days, WorkingDays, WorkingHours


@on(e.PromiseMade)
def _(case: Case, event: e.PromiseMade) -> None:
    own(case, "promises")[event.promise] = Promise(
        event.to, event.what, event.due, event.at, event.arithmetic, source=event.source, since=event.since,
        within=event.within,
    )  # fmt: skip


@on(e.PromiseKept)
def _(case: Case, event: e.PromiseKept) -> None:
    set_promise(case, event.promise, status="kept", at=event.at, by_step=event.by_step)


@on(e.PromiseBroken)
def _(case: Case, event: e.PromiseBroken) -> None:
    set_promise(case, event.promise, status="broken", at=event.at)


@on(e.NewTimeSet)
def _(case: Case, event: e.NewTimeSet) -> None:
    number = len(case.new_times) + 1
    own(case, "new_times")[str(number)] = NewTime(event.promise, event.due, event.why, event.by)


@on(e.PromiseReplaced)
def _(case: Case, event: e.PromiseReplaced) -> None:
    if not event.late:
        set_promise(case, event.promise, status="replaced", at=event.at)
    own(case, "promises")[event.by_promise] = Promise(
        event.to, event.what, event.due, event.at, event.why, since=event.at, replaces=event.promise
    )
    for number, new in case.new_times.items():
        if new.promise == event.promise and not new.told:
            own(case, "new_times")[number] = changed(new, told=True)


@on(e.ClockStopped)
def _(case: Case, event: e.ClockStopped) -> None:
    promise, rest = case.promises.get(event.promise), event.rest
    if promise is not None and isinstance(rest, Duration | Days | WorkingDays | WorkingHours):
        stop = Stop(event.at, rest, event.by, event.until)
        set_promise(case, event.promise, stops=(*promise.stops, stop))


@on(e.ClockResumed)
def _(case: Case, event: e.ClockResumed) -> None:
    promise = case.promises.get(event.promise)
    if promise is not None and promise.stops:
        last = changed(promise.stops[-1], ended=event.at)
        stops = (*promise.stops[:-1], last)
        set_promise(case, event.promise, stops=stops, due=event.due, arithmetic=event.arithmetic)


@on(e.ClockRestated)
def _(case: Case, event: e.ClockRestated) -> None:
    set_promise(case, event.promise, due=event.after, arithmetic=event.arithmetic)


@on(e.EstimateGiven)
def _(case: Case, event: e.EstimateGiven) -> None:
    own(case, "estimates")[event.estimate] = Estimate(event.what, event.earliest, event.latest, event.at, event.basis)


@on(e.EstimateMissed)
def _(case: Case, event: e.EstimateMissed) -> None:
    if event.estimate in case.estimates:
        own(case, "estimates")[event.estimate] = changed(case.estimates[event.estimate], missed=True)


def set_promise(case: Case, promise: str, **changes: object) -> None:
    """Change a promise, if there is one."""
    if promise in case.promises:
        own(case, "promises")[promise] = changed(case.promises[promise], **changes)


@on(e.Escalated)
def _(case: Case, event: e.Escalated) -> None:
    if event.rung:
        put(case, rungs=event.rung, called=(*case.called, event.to))


@on(e.EscalationTakenUp)
def _(case: Case, event: e.EscalationTakenUp) -> None:
    put(case, taken_up=max(case.taken_up, event.rung))
    if event.takes_over:
        put(case, owner=event.by)


@on(e.OwnerChanged)
def _(case: Case, event: e.OwnerChanged) -> None:
    put(case, owner=event.owner)


@on(e.HandoverWritten)
def _(case: Case, event: e.HandoverWritten) -> None:
    """Change nothing: no decision rests on it."""
