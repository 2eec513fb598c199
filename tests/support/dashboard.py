"""The dashboard of docker/grafana, made from the list of numbers: `python -m tests.support.dashboard` writes it anew.

Numbers reach Grafana by way of an OpenTelemetry collector and Prometheus, which calls them otherwise: dots become
underscores, the unit is spelt out at the end, and what is counted ends in `_total`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from activities.signals import METRICS, Metric
from tests.support.pages import ROOT

FILE = ROOT / "docker" / "grafana" / "dashboard.json"
SOURCE = {"type": "prometheus", "uid": "prometheus"}
_UNITS: Mapping[str, tuple[str, str]] = {"s": ("_seconds", "s")}
"""What Prometheus adds to a name for a unit, and what Grafana calls it; units in braces are words and add nothing."""
_QUANTILES = (0.5, 0.95, 0.99)
_WIDTH, _HEIGHT = 12, 8
Json = dict[str, object]


def prometheus_name(metric: Metric) -> str:
    """Return what Prometheus calls a number."""
    ending = _UNITS.get(metric.unit, ("", ""))[0] + ("_total" if metric.kind == "counter" else "")
    return metric.name.replace(".", "_") + ending


def dashboard() -> str:
    """Return the whole dashboard."""
    panels = [
        {**panel, "id": number + 1, "datasource": SOURCE, "gridPos": _place(number)}
        for number, panel in enumerate(panel for metric in METRICS for panel in _panels(metric))
    ]
    whole = {
        "uid": "makegood", "title": "Makegood", "schemaVersion": 39, "version": 1, "editable": False,
        "refresh": "10s", "time": {"from": "now-1h", "to": "now"}, "timezone": "utc", "tags": ["makegood"],
        "panels": panels,
    }  # fmt: skip
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _place(number: int) -> Json:
    return {"x": _WIDTH * (number % 2), "y": _HEIGHT * (number // 2), "w": _WIDTH, "h": _HEIGHT}


def _panels(metric: Metric) -> Iterator[Json]:
    name, labels = prometheus_name(metric), [label.replace(".", "_") for label in metric.labels]
    if metric.kind == "histogram":
        buckets = f"sum by (le) (rate({name}_bucket[$__rate_interval]))"
        quantiles = [(f"histogram_quantile({q}, {buckets})", f"p{q * 100:g}") for q in _QUANTILES]
        yield _lines(metric, "how long", _UNITS[metric.unit][1], quantiles)
        yield _lines(metric, "how many a second", "ops", [_rate(f"{name}_count", labels)])
    elif labels:
        yield _lines(metric, "how many a second", "ops", [_rate(name, labels)])
    else:
        yield _alarm(metric, f"sum(increase({name}[$__range]))")


def _rate(name: str, labels: list[str]) -> tuple[str, str]:
    by = f" by ({', '.join(labels)})" if labels else ""
    return f"sum{by} (rate({name}[$__rate_interval]))", " ".join(f"{{{{{label}}}}}" for label in labels) or "all"


def _lines(metric: Metric, what: str, unit: str, asked: list[tuple[str, str]]) -> Json:
    return {
        "type": "timeseries", "title": f"{metric.name}: {what}", "description": metric.words,
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []}, "targets": _targets(asked),
    }  # fmt: skip


def _alarm(metric: Metric, asked: str) -> Json:
    """Show how often something happened that should not happen at all."""
    steps = [{"color": "green", "value": None}, {"color": "red", "value": 0.5}]
    shown = {"unit": "short", "decimals": 0, "noValue": "0", "thresholds": {"mode": "absolute", "steps": steps}}
    return {
        "type": "stat", "title": metric.name, "description": metric.words,
        "fieldConfig": {"defaults": shown, "overrides": []}, "targets": _targets([(asked, "")]),
        "options": {"colorMode": "background", "reduceOptions": {"calcs": ["lastNotNull"]}},
    }  # fmt: skip


def _targets(asked: list[tuple[str, str]]) -> list[Json]:
    return [
        {"refId": chr(ord("A") + number), "datasource": SOURCE, "expr": expression, "legendFormat": legend}
        for number, (expression, legend) in enumerate(asked)
    ]


if __name__ == "__main__":
    FILE.write_text(dashboard(), encoding="utf-8")
    print(f"wrote {FILE.relative_to(ROOT)}")
