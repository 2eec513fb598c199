"""The one list of numbers: every instrument stands in it, and what is made from it is up to date."""

from __future__ import annotations

import re
from pathlib import Path

from activities import signals
from tests.support import dashboard
from tests.support.pages import ROOT

ROOMS = ("domain", "activities", "workflows", "workers", "makegood")


def test_the_dashboard_is_up_to_date() -> None:
    """What lies in docker/grafana is what the list makes today; if not: python -m tests.support.dashboard."""
    assert dashboard.FILE.read_text(encoding="utf-8") == dashboard.dashboard()


def test_every_number_is_on_the_dashboard() -> None:
    """Each number is asked for by the name that Prometheus gives it."""
    asked = dashboard.dashboard()
    for metric in signals.METRICS:
        assert re.search(rf"\b{dashboard.prometheus_name(metric)}(_bucket)?\[", asked), metric.name


def test_nothing_is_measured_beside_the_list() -> None:
    """No other file makes an instrument, and no name stands in the list twice."""
    makes = re.compile(r"\.create_(counter|histogram|gauge|up_down_counter|observable_\w+)\(")
    places = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if makes.search(path.read_text("utf-8"))]
    assert places == [Path(signals.__file__)]
    names = [metric.name for metric in signals.METRICS]
    assert len(names) == len(set(names))


def test_no_number_has_a_case_for_a_label() -> None:
    """A case's id would make a series of numbers each."""
    assert not [metric.name for metric in signals.METRICS for label in metric.labels if "case" in label.split(".")[-1]]
