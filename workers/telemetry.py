"""Logs and telemetry of a process: structlog to stderr, spans and numbers to where the settings say."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import structlog
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import ConsoleMetricExporter, MetricExporter, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter

from activities.signals import count_from_zero
from domain.errors import UsageError
from workers.engines import engine_of
from workers.settings import Settings

if TYPE_CHECKING:
    from temporalio.contrib.opentelemetry import ReplaySafeTracerProvider

LEVELS = ("debug", "info", "warning", "error")
WAYS = ("off", "console", "otlp")


def check(settings: Settings) -> None:
    """Check the words that say how much is logged, and where telemetry goes.

    Raises:
        UsageError: an unknown level or way.
    """
    for name, known in (("log", LEVELS), ("telemetry", WAYS)):
        if settings[name] not in known:
            raise _unknown(settings, name, settings[name], known)


def configure(settings: Settings) -> None:
    """Set up logs and telemetry once for a process.

    Raises:
        UsageError: an unknown level or way, or OTLP without its packages.
    """
    check(settings)
    level = settings["log"]
    lines = structlog.dev.ConsoleRenderer(colors=False) if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars, structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True), lines,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )  # fmt: skip
    way = settings["telemetry"]
    if way != "off":
        spans, numbers = _exporters(way)
        resource = Resource.create({"service.name": "makegood"})
        tracing = _tracing(settings, resource)
        tracing.add_span_processor(BatchSpanProcessor(spans))
        trace.set_tracer_provider(tracing)
        metrics.set_meter_provider(MeterProvider([PeriodicExportingMetricReader(numbers)], resource=resource))
        count_from_zero()


def _tracing(settings: Settings, resource: Resource) -> TracerProvider | ReplaySafeTracerProvider:
    """Return what makes spans; where Temporal carries cases, one that makes none anew when a history is replayed."""
    if engine_of(settings) == "embedded":
        return TracerProvider(resource=resource)
    from temporalio.contrib.opentelemetry import create_tracer_provider  # noqa: PLC0415 — only what is used is loaded

    return create_tracer_provider(resource=resource)


def _exporters(way: str) -> tuple[SpanExporter, MetricExporter]:
    if way == "console":
        return ConsoleSpanExporter(out=sys.stderr), ConsoleMetricExporter(out=sys.stderr)
    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import (  # noqa: PLC0415 — an extra
            OTLPMetricExporter,
        )
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 — an extra
    except ImportError:
        raise UsageError(
            "telemetry by OTLP takes packages that are not installed.", remedy="Install makegood[telemetry]."
        ) from None
    return OTLPSpanExporter(), OTLPMetricExporter()


def _unknown(settings: Settings, name: str, value: str, known: tuple[str, ...]) -> UsageError:
    where = settings.values[name].origin
    return UsageError(f"“{value}” is no value of {name}.", where=where, remedy=f"There are: {', '.join(known)}.")
