"""Spans and numbers of what happens, from the command over the turn to the effect. Off unless a process turns it on.

Names begin with `recovery.`; a case's id is an attribute of spans and never a label of a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from opentelemetry import metrics, trace
from opentelemetry.trace import Span, Status, StatusCode
from structlog.contextvars import bound_contextvars

_TRACER = trace.get_tracer("makegood")
_METER = metrics.get_meter("makegood")
_SECONDS = {
    "command": _METER.create_histogram("recovery.command.duration", "s", "From a command's arrival to its answer."),
    "turn": _METER.create_histogram("recovery.turn.duration", "s", "One turn with a case."),
    "effect": _METER.create_histogram("recovery.effect.duration", "s", "One request to the outside."),
}
_OUTCOMES = _METER.create_counter("recovery.effects", "{effect}", "Requests to the outside by connector and outcome.")
_OVERDUE = _METER.create_counter(
    "recovery.promises.overdue", "{promise}", "Promises that were open when they were due."
)
_PARKED = _METER.create_counter("recovery.cases.parked", "{case}", "Cases left alone after repeated trouble.")

_DIVERGENCES = _METER.create_counter(
    "recovery.divergences", "{divergence}", "Open cases that nothing carried any more."
)


@contextmanager
def spanning(kind: str, case: str, **labels: str) -> Iterator[Span]:
    """Measure one command, turn or effect; the case's id is bound to every log line inside."""
    began = perf_counter()
    with (
        bound_contextvars(case=case),
        _TRACER.start_as_current_span(f"recovery.{kind}", attributes={"recovery.case": case, **labels}) as span,
    ):
        try:
            yield span
        except Exception as trouble:
            span.set_status(Status(StatusCode.ERROR, type(trouble).__name__))
            raise
        finally:
            _SECONDS[kind].record(perf_counter() - began, labels)


def count_outcome(connector: str, outcome: str) -> None:
    """Count what became of a request."""
    _OUTCOMES.add(1, {"connector": connector, "outcome": outcome})


def count_overdue(number: int) -> None:
    """Count promises that rang."""
    _OVERDUE.add(number)


def count_parked() -> None:
    """Count a case that was left alone."""
    _PARKED.add(1)


def count_divergence() -> None:
    """Count a case that nothing carried any more."""
    _DIVERGENCES.add(1)
