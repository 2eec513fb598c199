"""Spans and numbers of what happens, from the command over the turn to the effect. Off unless a process turns it on.

Names begin with `recovery.`; a case's id is an attribute of spans and never a label of a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Literal

from opentelemetry import metrics, trace
from opentelemetry.trace import Span, Status, StatusCode
from structlog.contextvars import bound_contextvars


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that a process tells: what it is called, its unit and kind, its labels, and what it means."""

    name: str
    kind: Literal["histogram", "counter"]
    unit: str
    words: str
    labels: tuple[str, ...] = ()


METRICS = (
    Metric("recovery.command.duration", "histogram", "s", "From a command's arrival to its answer.",
           ("recovery.command",)),
    Metric("recovery.turn.duration", "histogram", "s", "One turn with a case."),
    Metric("recovery.effect.duration", "histogram", "s", "One request to the outside.", ("connector",)),
    Metric("recovery.effects", "counter", "{effect}", "Requests to the outside, by what became of them.",
           ("connector", "outcome")),
    Metric("recovery.promises.overdue", "counter", "{promise}", "Promises that were open some time after their due."),
    Metric("recovery.cases.parked", "counter", "{case}", "Cases left alone after repeated trouble."),
    Metric("recovery.divergences", "counter", "{divergence}", "Open cases that nothing carried any more."),
)  # fmt: skip
"""Every number there is. The instruments below, the page for operators and the dashboard are made from this list."""

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Where histograms of seconds count: from a command on a fast disk to a partner who takes his time."""

_TRACER = trace.get_tracer("makegood")
_METER = metrics.get_meter("makegood")
_HISTOGRAMS = {
    one.name: _METER.create_histogram(one.name, one.unit, one.words, explicit_bucket_boundaries_advisory=BUCKETS_S)
    for one in METRICS
    if one.kind == "histogram"
}
_COUNTERS = {one.name: _METER.create_counter(one.name, one.unit, one.words) for one in METRICS if one.kind == "counter"}


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
            _HISTOGRAMS[f"recovery.{kind}.duration"].record(perf_counter() - began, labels)


def count_from_zero() -> None:
    """Tell a zero of everything that should not happen: what was never counted cannot be seen to rise."""
    for one in METRICS:
        if one.kind == "counter" and not one.labels:
            _COUNTERS[one.name].add(0)


def count_outcome(connector: str, outcome: str) -> None:
    """Count what became of a request."""
    _COUNTERS["recovery.effects"].add(1, {"connector": connector, "outcome": outcome})


def count_overdue(number: int) -> None:
    """Count promises that rang."""
    _COUNTERS["recovery.promises.overdue"].add(number)


def count_parked() -> None:
    """Count a case that was left alone."""
    _COUNTERS["recovery.cases.parked"].add(1)


def count_divergence() -> None:
    """Count a case that nothing carried any more."""
    _COUNTERS["recovery.divergences"].add(1)
