"""Spans, numbers and logs from the command over the turn to the effect, read in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from activities.journal.memory import MemoryJournal
from activities.performing import Connectors
from activities.ports import Call, Outcome
from domain.case import commands as c
from domain.playbook.contract import Contract
from domain.playbook.plan import Plan
from tests.support.house import House
from tests.support.plans import fourteen_steps


@pytest.fixture(scope="module")
def memory() -> Iterator[tuple[InMemorySpanExporter, InMemoryMetricReader]]:
    """Turn telemetry on, into memory; a process can do so once."""
    spans, numbers = InMemorySpanExporter(), InMemoryMetricReader()
    tracing = TracerProvider()
    tracing.add_span_processor(SimpleSpanProcessor(spans))
    trace.set_tracer_provider(tracing)
    metrics.set_meter_provider(MeterProvider([numbers]))
    yield spans, numbers
    tracing.shutdown()


class Willing:
    """A connector that does what it is asked, and notes the case that is bound to log lines meanwhile."""

    def __init__(self, name: str, bound: list[object]) -> None:
        self.contract, self.bound = Contract(name=name, capability="keyed"), bound

    async def perform(self, call: Call) -> Outcome:
        """Do it."""
        self.bound.append(structlog.contextvars.get_contextvars().get("case"))
        return c.Applied(receipt={"ok": True}, message={})

    async def look_up(self, call: Call) -> Outcome:
        """Nobody asks."""
        return c.Unknown(why="-")


def names_of(plan: Plan) -> set[str]:
    """Return every connector that a plan of the tests may use."""
    names = {"messages.send"}
    text = plan.model_dump_json()
    names |= {part.split('"')[0] for part in text.split('"name":"')[1:]}
    return names


async def test_a_case_leaves_spans_numbers_and_its_name_in_logs(
    memory: tuple[InMemorySpanExporter, InMemoryMetricReader],
) -> None:
    """The effect's span lies in the turn's; the case is bound to logs, an attribute of spans, and no label."""
    spans, numbers = memory
    plan, bound = fourteen_steps(), list[object]()
    house = House(MemoryJournal(), plan)
    house.performer = Connectors({name: Willing(name, bound) for name in names_of(plan)})  # type: ignore[assignment] # a real one
    await house.start()
    answer = await house.open("one")
    await house.engine.until_quiet()
    await house.desk.submit(
        answer.case,
        c.AddNote(now=house.clock.now(), text="t", actor=c.Actor(person="a", roles=("desk",))),
        command_id="n1",
    )
    assert set(bound) == {answer.case}
    finished = {span.name: span for span in spans.get_finished_spans()}
    assert {"recovery.turn", "recovery.effect", "recovery.command"} <= set(finished)
    effect = finished["recovery.effect"]
    turns = {
        span.context.span_id for span in spans.get_finished_spans() if span.name == "recovery.turn" and span.context
    }
    assert effect.parent is not None
    assert effect.parent.span_id in turns
    assert (effect.attributes or {})["recovery.case"] == answer.case
    data = numbers.get_metrics_data()
    assert data is not None
    measured = {m.name: m for r in data.resource_metrics for s in r.scope_metrics for m in s.metrics}
    assert {"recovery.turn.duration", "recovery.effect.duration", "recovery.effects"} <= set(measured)
    labels = {key for m in measured.values() for point in m.data.data_points for key in point.attributes or {}}
    assert not {label for label in labels if "case" in label}
