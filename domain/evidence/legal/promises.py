"""Promises, their clocks, estimates, and whose a case is."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case, safety_at_stake
from domain.evidence.legal.rules import rule


@rule(e.PromiseMade)
def _(case: Case, event: e.PromiseMade) -> str:
    return "a promise is made twice" if event.promise in case.promises else ""


@rule(e.PromiseKept)
def _(case: Case, event: e.PromiseKept) -> str:
    promise = case.promises.get(event.promise)
    if promise is None or promise.status != "open":
        return "a promise is kept that is not open"
    return "" if promise.stopped is not None or event.at <= promise.due else "a promise is kept after its time"


@rule(e.PromiseBroken)
def _(case: Case, event: e.PromiseBroken) -> str:
    promise = case.promises.get(event.promise)
    if promise is None or promise.status != "open":
        return "a promise is broken that is not open"
    if promise.stopped is not None:
        return "a promise is broken while its clock stands still"
    return "" if event.due == promise.due else "a promise is broken at another instant than it was due"


@rule(e.PromiseReplaced)
def _(case: Case, event: e.PromiseReplaced) -> str:
    promise = case.promises.get(event.promise)
    if event.by_promise in case.promises:
        return "a promise is made twice"
    if promise is None or promise.status not in ({"open", "broken"} if event.late else {"open"}):
        return "a promise is replaced that is not open"
    if promise.source:
        return "a promise is replaced that the law demands"
    told_late = promise.stopped is None and event.at > promise.due
    return "a promise is replaced after its time as if it were not over" if told_late and not event.late else ""


@rule(e.ClockStopped)
def _(case: Case, event: e.ClockStopped) -> str:
    promise = case.promises.get(event.promise)
    if promise is None or promise.status != "open" or promise.stopped is not None or event.at >= promise.due:
        return "a clock is stopped that does not run"
    if promise.source:
        return "a clock is stopped that the law has started"
    if safety_at_stake(case):
        return "a clock is stopped while somebody's safety is at stake"
    return "" if event.reason.strip() and event.evidence.strip() else "a clock is stopped without a reason or evidence"


@rule(e.ClockResumed)
def _(case: Case, event: e.ClockResumed) -> str:
    promise = case.promises.get(event.promise)
    return "" if promise is not None and promise.stopped is not None else "a clock goes on that does not stand still"


@rule(e.ClockRestated)
def _(case: Case, event: e.ClockRestated) -> str:
    promise = case.promises.get(event.promise)
    if promise is None or promise.status != "open" or promise.stopped is not None:
        return "a clock is restated that does not run"
    return "" if event.before == promise.due else "a clock is restated from another instant than it had"


@rule(e.EstimateMissed)
def _(case: Case, event: e.EstimateMissed) -> str:
    estimate = case.estimates.get(event.estimate)
    if estimate is None or estimate.missed:
        return "an estimate is missed that was not given"
    return "" if event.at >= estimate.latest else "an estimate is missed before its time"


def opened_again(case: Case, promises: tuple[str, ...]) -> str:
    """Say what is wrong where promises are open again, or ""."""
    kept = {name for name, promise in case.promises.items() if promise.status == "kept"}
    return "" if set(promises) <= kept else "a promise is opened again that was not kept"


@rule(e.OwnerChanged)
def _(case: Case, event: e.OwnerChanged) -> str:
    return "" if case.owner in {event.was, event.owner} else "a case changes hands that was in others'"
