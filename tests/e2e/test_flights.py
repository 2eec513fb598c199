"""The real flights: every late one becomes exactly one case, and the demonstration's numbers agree with the feed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from makegood.cli.app import run
from tests.support.feeds import ROOT, real_feed
from workers.demo.running import OF_REAL_ONES

LATE_MINUTES = 180
FOLDERS = ("playbooks", "messages", "calendars", "packs")
DOCUMENTS = [word for folder in FOLDERS for word in (f"--{folder}", str(ROOT / folder))]
MAP = str(ROOT / "playbooks" / "maps" / "flights.yaml")


def test_every_late_flight_is_one_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty-three flights were three hours late or more; reading the feed twice opens nothing twice."""
    feed = real_feed("flights.json")
    monkeypatch.chdir(tmp_path)
    late = [row for row in json.loads(feed.read_text()) if row["delay"] >= LATE_MINUTES]
    words = ["detect", str(feed), "--map", MAP, "--made-up", "1", *DOCUMENTS, "--json"]
    assert run(words) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["read"] == 12_000
    assert first["failures"] == len(late) == 53
    assert len(set(first["opened"])) == 53
    assert first["rejected"] == first["without_plan"] == first["known"] == []
    assert run(words) == 0
    later = json.loads(capsys.readouterr().out)
    assert (later["passed_over"], later["read"], later["known"]) == (12_000, 0, [])
    assert run([*words, "--from-start"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["opened"] == []
    assert sorted(again["known"]) == sorted(first["opened"])
    happened = set()
    for case in first["opened"]:
        assert run(["case", "events", case, "--json"]) == 0
        detected = json.loads(capsys.readouterr().out)[0]["body"]
        happened.add((detected["happened_at"]["$instant"], detected["facts"]["origin"]))
    assert happened == {(_moved(row["date"]), row["origin"]) for row in late}


def _moved(date: str) -> str:
    """Return a flight's instant, moved to 2026 as the map says, on the same day of the week."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 — only here

    local = datetime.strptime(date, "%Y/%m/%d %H:%M").replace(tzinfo=ZoneInfo("America/New_York"))
    moved = local + timedelta(weeks=1_305)
    assert moved.weekday() == local.weekday()
    return moved.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_the_demonstration_shows_what_it_promises(tmp_path: Path) -> None:
    """On the real flights: one case each, every mishap in the world's log, three stories, a journal that verifies."""
    feed = real_feed("flights.json")
    done = subprocess.run(  # noqa: S603 — our own module
        [sys.executable, "-m", "makegood", "demo", "--feed", str(feed), "--rate", "40000", "--json", *DOCUMENTS,
         "--journal", f"sqlite:///{tmp_path / 'demo.db'}"],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "moved by 1,305 weeks" in done.stderr
    assert "passengers are made up" in done.stderr
    shown = json.loads(done.stdout)
    assert len(set(shown["feeds"][0]["opened"])) == shown["feeds"][0]["failures"] == 53
    assert sum(shown["failed"].values()) == 53
    assert shown["verdict"] == "consistent, not anchored"
    assert set(OF_REAL_ONES) <= {story["title"] for story in shown["stories"]}
    assert shown["promises"]["kept"] > shown["promises"].get("broken", 0)
    kinds = {
        "refused",
        "time-out after the effect",
        "lost answer",
        "late answer",
        "silent customer",
        "declined offer",
        "late staff",
    }
    assert kinds <= set(shown["mishaps"])
