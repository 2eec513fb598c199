"""Facts as people tell them at the command line: nonsense is refused, and what was told wrong can be put right."""

from __future__ import annotations

import json
from pathlib import Path

from tests.shell.conftest import Say

FLIGHT = {"delay": "5h", "origin": "CGK", "destination": "FRA", "next_flight": "XX 2"}


def travellers(*ids: str, fare: str = "100 USD") -> dict[str, object]:
    """Return facts of a flight with these passengers, each a person of their own."""
    people = [{"id": name, "person": f"P{number}", "fare": fare} for number, name in enumerate(ids)]
    return {**FLIGHT, "passengers": people}


def written(place: Path, facts: object) -> str:
    """Write facts into a file; returns its name."""
    file = place / "facts.json"
    file.write_text(json.dumps(facts), encoding="utf-8")
    return str(file)


def flight(say: Say, place: Path, facts: object, *more: str, key: str = "B1") -> tuple[int, str, str]:
    """Open a case about a late flight to the Union."""
    words = ["case", "open", "arrival-delay", "--key", key, "--customer", "Ana", "--market", "de"]
    return say(*words, "--facts", written(place, facts), *more)


def test_a_case_with_facts_that_cannot_be_is_not_opened(begun: Path, say: Say) -> None:
    """What `entitlement explain` refuses is refused here too, with the fact and what to write instead."""
    for facts, more, why in (
        (travellers("p1"), ("--fact", "distance=-40"), "“distance” is negative. → Write 0 or more."),
        (travellers("p1", fare="-5 USD"), (), "“passengers[1].fare” is negative"),
        (travellers("p1", "p1"), (), "2 of “passengers” have the same id: “p1”. → They are told apart by their id"),
    ):
        code, _, told = flight(say, begun, facts, *more)
        assert code == 2, told
        assert why in " ".join(told.split())
    assert "There are no cases" in say("case", "list")[1]


def test_a_fact_is_put_right_from_a_file(begun: Path, say: Say) -> None:
    """A list is told anew as JSON; what stands in the file and cannot be is refused, and nothing is changed."""
    assert flight(say, begun, travellers("p1", "p2"))[0] == 0
    [case] = [row["case"] for row in json.loads(say("case", "list", "--json")[1])]
    change = ("case", "change", case, "--why", "the airline told us")
    code, out, _ = say(*change, "--facts", written(begun, {"passengers": travellers("p1")["passengers"]}))
    assert (code, "FailureChanged" in out) == (0, True)
    for content, code, why in (
        ('{"passengers": [', 2, "the facts are no JSON"), ("[1]", 2, "the facts are no object"),
        ('{"gate": "B"}', 2, "the playbook knows no fact “gate”. → It knows: delay"),
        ('{"distance": -40}', 5, "“distance” is negative"), ('{"passengers": "two"}', 2, "“passengers” is no records"),
        ('{"passengers": [{"id": "p1"}]}', 2, "“passengers[1].person” (person) is missing. → Write it"),
        ("{}", 2, "no fact is given"),
    ):  # fmt: skip
        (begun / "bad.json").write_text(content, encoding="utf-8")
        found, _, told = say(*change, "--facts", str(begun / "bad.json"))
        assert (found, why in " ".join(told.split())) == (code, True), told
    for place, why in ((begun / "none.json", "No such file"), (begun, "Is a directory")):
        found, _, told = say(*change, "--facts", str(place))
        assert (found, why in told) == (4, True), told
    found, _, told = say(*change)
    assert (found, "no fact is given" in told) == (2, True)
