"""What people do past the plan: holds, steps by hand, stopped playbooks."""

from __future__ import annotations

from domain.case import events as e
from domain.case.evolving.drafts import changed, end_step, on, own, put, set_effect
from domain.case.state import Case, Hold, PlanStop


@on(e.CaseHeld)
def _(case: Case, event: e.CaseHeld) -> None:
    put(case, hold=Hold(event.by, event.why, event.review_at))


@on(e.CaseFreed)
def _(case: Case, event: e.CaseFreed) -> None:
    put(case, hold=None)


@on(e.HoldReviewDue)
def _(case: Case, event: e.HoldReviewDue) -> None:
    if case.hold is not None:
        put(case, hold=changed(case.hold, review_at=event.next_review))


@on(e.StepRetriedByHand)
def _(case: Case, event: e.StepRetriedByHand) -> None:
    step = event.step
    own(case, "steps").pop(step, None)
    own(case, "faults").pop(step, None)
    own(case, "offers").pop(step, None)
    own(case, "waits").pop(step, None)
    own(case, "branches").pop(step, None)
    own(case, "nights").pop(step, None)
    own(case, "bounced").pop(step, None)
    own(case, "parts").pop(step, None)
    own(case, "retries")[step] = case.retries.get(step, 0) + 1
    own(case, "hands")[step] = (*case.hands.get(step, ()), event.by)
    put(case, waived=case.waived - {step})
    set_effect(case, step, status="retry", again_at=event.at, failures=0)
    for name, entry in case.ledger.items():
        if entry.step == step and entry.status == "approved":
            own(case, "ledger")[name] = changed(entry, method=0)


@on(e.StepSkippedByHand)
def _(case: Case, event: e.StepSkippedByHand) -> None:
    own(case, "faults").pop(event.step, None)
    own(case, "bounced").pop(event.step, None)
    own(case, "hands")[event.step] = (*case.hands.get(event.step, ()), event.by)
    put(case, waived=case.waived | {event.step})
    end_step(case, event.step, "skipped", event, event.why)


@on(e.StepUndoneByHand)
def _(case: Case, event: e.StepUndoneByHand) -> None:
    own(case, "hands")[event.step] = (*case.hands.get(event.step, ()), event.by)


@on(e.PlanStopped)
def _(case: Case, event: e.PlanStopped) -> None:
    put(case, stopped=PlanStop(event.by, event.why, event.seq, event.review_at))


@on(e.PlanResumed)
def _(case: Case, event: e.PlanResumed) -> None:
    put(case, stopped=None)


@on(e.StopReviewDue)
def _(case: Case, event: e.StopReviewDue) -> None:
    if case.stopped is not None:
        put(case, stopped=changed(case.stopped, review_at=event.next_review))


@on(e.ComplainedAbout)
def _(case: Case, event: e.ComplainedAbout) -> None:
    put(case, complained_about=(*case.complained_about, event.person))


@on(e.LossDeclared)
def _(case: Case, event: e.LossDeclared) -> None:
    put(case, loss_epoch=event.epoch)
