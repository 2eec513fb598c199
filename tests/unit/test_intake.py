"""Feeds become failures by maps alone: other columns, units and zones need another map and no code."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.clock import Duration
from domain.errors import UsageError
from domain.intake.feed_map import compile_map
from domain.intake.rows import FailureTold, PersonTold, Rejected, read_row
from domain.money import Money
from tests.support.maps import a_map

FLIGHTS = Path("playbooks/maps/flights.yaml")
REAL = Path(os.environ.get("MAKEGOOD_REAL_DATA", "../shared/data")) / "flights.json"
PARCELS = """
map: parcels
source: warehouse
format: csv
zone: Asia/Jakarta
failure: parcel-overdue
market: id
columns:
  promised: {instant: "%d.%m.%Y %H:%M", from: Promised until}
  late: {duration: h, from: Hours late}
  value: {money: IDR, from: Value}
  insured: yes_no
  order: {type: text, from: Order No}
key: [order]
when: row.late > duration("24h") and row.value >= money("100000 IDR")
reported_at: =row.promised + row.late
facts: {parcel: =row.order, value: =row.value, late: =row.late}
"""


def test_every_long_delay_of_the_real_flights_is_one_failure() -> None:
    """53 of the 12,000 flights are three hours late or more; each has a key of its own, on the same weekday."""
    if not REAL.exists():
        assert not os.environ.get("CI"), f"{REAL} must be there in CI"
        pytest.skip(f"{REAL} is not here")
    rows = json.loads(REAL.read_text(encoding="utf-8"))
    flights = a_map(FLIGHTS.read_text(encoding="utf-8"))
    told = [read_row(flights, line, row, seed=7) for line, row in enumerate(rows, 1)]
    failures = [one for one in told if isinstance(one, FailureTold)]
    assert len(failures) == sum(row["delay"] >= 180 for row in rows) == 53
    assert len({one.key for one in failures}) == 53
    assert not [one for one in told if isinstance(one, Rejected)]
    again = [read_row(flights, line, row, seed=7) for line, row in enumerate(rows, 1)]
    assert again == told
    first = failures[0]
    assert first.happened_at == datetime(2026, 1, 5, 20, 43, tzinfo=UTC)
    assert first.facts["delay"] == Duration(194 * 60_000)
    assert isinstance(first.customer, PersonTold)


def test_another_feed_needs_another_map_only() -> None:
    """Other column names, units, currency, time format and zone."""
    parcels = a_map(PARCELS)
    row = {
        "Promised until": "02.03.2026 10:00",
        "Hours late": "30",
        "Value": "250000",
        "insured": "yes",
        "Order No": "A-1",
    }
    told = read_row(parcels, 4, row)
    assert isinstance(told, FailureTold)
    assert told.key == "A-1"
    assert told.language == "id"
    assert told.reported_at == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    assert told.facts == {"parcel": "A-1", "value": Money("IDR", 25_000_000), "late": Duration(30 * 3_600_000)}
    assert read_row(parcels, 5, {**row, "Hours late": "24"}) is None
    assert read_row(parcels, 6, {**row, "Value": "99999"}) is None


@pytest.mark.parametrize(
    ("change", "column", "why"),
    [
        ({"Hours late": "soon"}, "Hours late", "is not a duration"),
        ({"Hours late": ""}, "Hours late", "is empty"),
        ({"Value": "1.500"}, "Value", "can be read as"),
        ({"Promised until": "2026-03-02"}, "Promised until", "no time of the form"),
        ({"insured": "perhaps"}, "insured", "neither yes nor no"),
        ({"Value": "99999999999999999"}, "Value", "amount"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside(change: dict[str, object], column: str, why: str) -> None:
    """With its line, its column and the reason; the others go on."""
    row = {
        "Promised until": "02.03.2026 10:00",
        "Hours late": "30",
        "Value": "250000",
        "insured": "yes",
        "Order No": "A-1",
    }
    told = read_row(a_map(PARCELS), 9, {**row, **change})
    assert isinstance(told, Rejected)
    assert (told.line, told.column) == (9, column)
    assert why in told.why


@pytest.mark.parametrize("when", ["9999/12/31 23:30", "0001/01/01 00:00"])
def test_a_time_beyond_all_calendars_is_set_aside(when: str) -> None:
    """A time that cannot be moved to UTC or by the weeks of the map is said to be so, as any other cell."""
    found = a_map(FLIGHTS.read_text(encoding="utf-8").replace("weeks_later: 1305", "weeks_later: 0"))
    late = replace(found, zone="Asia/Jakarta" if when.startswith("0001") else found.zone)
    told = read_row(late, 3, {"date": when, "delay": 200, "distance": 5, "origin": "JFK", "destination": "LAX"}, seed=1)
    assert told == Rejected(3, "date", f"“{when}” lies outside what can be counted.")


def test_half_a_character_is_set_aside() -> None:
    """JSON can name half a character, which nothing can store; its row is set aside."""
    row = {"date": "2001/01/01 12:00", "delay": 200, "distance": 5, "origin": "\ud800", "destination": "LAX"}
    found = a_map(FLIGHTS.read_text(encoding="utf-8"))
    assert read_row(found, 3, row, seed=1) == Rejected(3, "origin", "the text holds half a character.")


def test_nothing_is_made_up_without_leave() -> None:
    """A map that makes things up needs a seed."""
    with pytest.raises(UsageError, match="makes up next_flight, passengers"):
        read_row(a_map(FLIGHTS.read_text(encoding="utf-8")), 1, {})


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        ("zone: Asia/Jakarta", "zone: Asia/Jakart", "unknown-word", "is no zone"),
        ("row.late >", "row.lat >", "expression", "lat"),
        ("key: [order]", "key: [oder]", "unknown-word", "no column “oder”"),
        ("{duration: h,", "{duration: weeks,", "unknown-word", "weeks"),
        ("=row.promised + row.late", "=row.value", "expression", "money"),
        ("format: csv", "format: xls", "unknown-word", "xls"),
        ("failure: parcel-overdue\n", "", "missing-field", "failure"),
        ("late: =row.late}", "late: row.late}", "wrong-type", "begins with ="),
    ],
)
def test_an_illegal_map_is_told_its_place(old: str, new: str, rule: str, said: str) -> None:
    """Findings like those of playbooks: file, line, column, rule, remedy."""
    assert old in PARCELS
    found, findings = compile_map(PARCELS.replace(old, new), "map.yaml")
    assert found is None
    assert [one.rule for one in findings] == [rule]
    assert said in str(findings[0])
