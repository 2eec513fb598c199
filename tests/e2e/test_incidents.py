"""The real incidents of an IT desk: every case of the log becomes one case here, read against a second reader."""

from __future__ import annotations

import gzip
import json
import shutil
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from makegood.cli.app import run
from tests.support.feeds import ROOT, real_feed
from workers.detecting import Detected, failures, read_map

MAP = ROOT / "playbooks" / "maps" / "incidents.yaml"
PLAYBOOK = """
playbook: it-incident
language: 1
title: {en: IT incident}
owner: desk
markets: [be]
handles: [{failure: it-incident}]
facts: {product: text, impact: [low, medium, high, major], country: text, support_line: text, opened_at: instant,
        last_at: instant, status: text, waited_on_user: integer}
risk: {likelihood: rare, consequence: {safety: none, rights: none, money: none, inconvenience: minor}}
steps:
  - {ask: look, of: desk, due: 2h, words: {en: Look after it}, form: {well: yes_no}}
close: {root_cause: optional}
"""
MOST_BYTES = 8_000_000
"""The log unpacks to 31 MB; reading it may not hold a part of that worth mentioning."""


def by_another_reader(path: Path) -> Iterator[tuple[object, ...]]:
    """Read the log with the standard library's tree builder, by hand."""
    with gzip.open(path) as file:
        for _, trace in ET.iterparse(file):  # noqa: S314 — a file of our own choosing
            if not trace.tag.endswith("trace"):
                continue
            own = {one.get("key"): one.get("value") for one in trace}
            events = [{one.get("key"): one.get("value") for one in event} for event in trace if len(event)]
            first, last = events[0], events[-1]
            waits = sum(event["lifecycle:transition"] == "Wait - User" for event in events)
            stamps = [datetime.fromisoformat(str(one["time:timestamp"])).astimezone(UTC) for one in (first, last)]
            yield (own["concept:name"], first["product"], str(first["impact"]).lower(), first["organization country"],
                   first["org:group"], *stamps, last["concept:name"], waits)  # fmt: skip
            trace.clear()


def test_the_map_reads_what_the_log_says() -> None:
    """Five thousand incidents, none set aside; each fact as another reader finds it; the log is never held."""
    feed, found = real_feed("incidents.xes.gz"), Detected()
    tracemalloc.start()
    told = list(failures(read_map(MAP), feed, None, found))
    held = tracemalloc.get_traced_memory()[0]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.read, found.failures, found.set_aside) == (5_000, 5_000, 0)
    order = ("product", "impact", "country", "support_line", "opened_at", "last_at", "status", "waited_on_user")
    assert [(one.key, *(one.facts[name] for name in order)) for one in told] == list(by_another_reader(feed))
    assert most - held < MOST_BYTES
    assert Counter(one.facts["impact"] for one in told) == {"medium": 2_617, "low": 2_206, "high": 175, "major": 2}
    assert sum(int(str(one.facts["waited_on_user"])) > 0 for one in told) == 2_034


def test_every_incident_becomes_one_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read once: five thousand cases; read again: all of it passed over; from the start: all of it known."""
    feed = real_feed("incidents.xes.gz")
    house = tmp_path / "playbooks" / "house"
    house.mkdir(parents=True)
    (tmp_path / "messages").mkdir()
    for name in ("risk-matrix.yaml", "tier-policy.yaml", "staff.yaml"):
        shutil.copy(ROOT / "playbooks" / "house" / name, house / name)
    (house / "markets.yaml").write_text("markets: {be: {language: en}}\n")
    (tmp_path / "playbooks" / "it-incident.yaml").write_text(PLAYBOOK)
    monkeypatch.chdir(tmp_path)
    words = ["detect", str(feed), "--map", str(MAP), "--json"]
    found, took = [], []
    for more in ([], [], ["--from-start"]):
        began = time.perf_counter()
        assert run([*words, *more]) == 0
        found.append(json.loads(capsys.readouterr().out))
        took.append(f"{time.perf_counter() - began:.1f} s")
    print("first, again, from the start:", *took)
    assert [one["read"] for one in found] == [5_000, 0, 5_000]
    assert [one["passed_over"] for one in found] == [0, 5_000, 0]
    assert len(set(found[0]["opened"])) == 5_000
    assert sorted(found[2]["known"]) == sorted(found[0]["opened"])
    assert all(one["rejected"] == one["without_plan"] == [] for one in found)
    assert not list(tmp_path.glob("*.rejects.jsonl"))
