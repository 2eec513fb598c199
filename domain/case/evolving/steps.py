"""What became of steps, effects, loops and waits."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import events as e
from domain.case.evolving.drafts import changed, end_step, on, own, put, set_effect
from domain.case.state import Case, Effect, Loop, Wait, subject_of
from domain.values import Value


@on(e.StepStarted)
def _(case: Case, event: e.StepStarted) -> None:
    own(case, "sent")[f"{event.step}@{event.attempt}"] = event.key
    entry = case.ledger.get(subject_of(case.id, event.key)) if event.effect == "pay" else None
    if entry is not None:
        own(case, "ledger")[subject_of(case.id, event.key)] = changed(entry, request=event.request)
    before = case.effects.get(event.step)
    same = before is not None and before.occurrence == event.occurrence
    own(case, "effects")[event.step] = Effect(
        kind=event.effect, key=event.key, occurrence=event.occurrence, attempt=event.attempt,
        connector=event.connector, request=event.request, by=event.by, since=event.at, until=event.until,
        first_at=before.first_at if before and same and before.first_at else event.at,
        failures=before.failures if before else 0, asked=before.asked if before and same else 0,
    )  # fmt: skip


def applied(case: Case, step: str, attempt: int, receipt: Mapping[str, Value]) -> None:
    """Note that the effect of a step is there, with what came back."""
    set_effect(case, step, status="applied", receipt=receipt)
    note_applied(case, step, attempt)


def note_applied(case: Case, step: str, attempt: int) -> None:
    """Note that the key of an attempt was applied."""
    key = case.sent.get(f"{step}@{attempt}")
    if key is not None:
        own(case, "applied")[key] = step


@on(e.StepAccepted)
def _(case: Case, event: e.StepAccepted) -> None:
    set_effect(case, event.step, status="accepted", reference=event.reference, again_at=event.expect_by)


@on(e.StepSucceeded)
def _(case: Case, event: e.StepSucceeded) -> None:
    applied(case, event.step, event.attempt, event.receipt)
    end_step(case, event.step, "done", event)


@on(e.StepRefused)
def _(case: Case, event: e.StepRefused) -> None:
    set_effect(case, event.step, status="refused", why=event.why)
    end_step(case, event.step, "refused", event, event.why)


@on(e.StepFailed)
def _(case: Case, event: e.StepFailed) -> None:
    effect = case.effects.get(event.step)
    failures = effect.failures + 1 if effect else 1
    status = "retry" if event.again_at else "failed"
    set_effect(case, event.step, status=status, why=event.why, again_at=event.again_at, failures=failures)


@on(e.StepGivenUp)
def _(case: Case, event: e.StepGivenUp) -> None:
    end_step(case, event.step, "failed", event, event.why)


@on(e.StepLate)
def _(case: Case, event: e.StepLate) -> None:
    end_step(case, event.step, "late", event, event.clock)


@on(e.StepSkipped)
def _(case: Case, event: e.StepSkipped) -> None:
    end_step(case, event.step, "skipped", event, event.why)


@on(e.EvaluationFailed)
def _(case: Case, event: e.EvaluationFailed) -> None:
    own(case, "faults")[event.step] = event.why


@on(e.OutcomeUnknown)
def _(case: Case, event: e.OutcomeUnknown) -> None:
    if event.key:
        own(case, "sent")[f"{event.step}@{event.attempt}"] = event.key
    if event.step not in case.effects:  # begun, if at all, in the part of the journal that was lost
        own(case, "effects")[event.step] = Effect(
            "do", event.key, 1, 0, "", {}, "", event.at, event.at, first_at=event.at
        )
    asked = case.effects[event.step].asked + 1
    set_effect(case, event.step, status="unknown", why=event.why, again_at=event.look_at, asked=asked)


@on(e.OutcomeEstablished)
def _(case: Case, event: e.OutcomeEstablished) -> None:
    if not event.applied:
        set_effect(case, event.step, status="retry", again_at=event.at, why="established: not applied")


@on(e.DivergenceFound)
def _(case: Case, event: e.DivergenceFound) -> None:
    if event.about == "effect":
        put(case, divergences=case.divergences | {(event.step, event.attempt, event.got)})


@on(e.BranchTaken)
def _(case: Case, event: e.BranchTaken) -> None:
    own(case, "branches")[event.step] = event.branch


@on(e.LoopBegan)
def _(case: Case, event: e.LoopBegan) -> None:
    own(case, "loops")[event.step] = Loop(event.keys, event.items)


@on(e.PartBegan)
def _(case: Case, event: e.PartBegan) -> None:
    own(case, "parts")[event.step] = event.facts


@on(e.InterruptTaken)
def _(case: Case, event: e.InterruptTaken) -> None:
    own(case, "interrupts")[event.step] = event.at


@on(e.WaitBegan)
def _(case: Case, event: e.WaitBegan) -> None:
    own(case, "waits")[event.step] = Wait(event.at, event.until, event.event)


@on(e.WaitEnded)
def _(case: Case, event: e.WaitEnded) -> None:
    wait = case.waits.get(event.step)
    if wait is not None:
        own(case, "waits")[event.step] = changed(wait, how=event.how)


@on(e.SignalReceived)
def _(case: Case, event: e.SignalReceived) -> None:
    own(case, "signals").setdefault(event.event, event.at)
