"""`makegood entitlement` and `makegood pack` as a user meets them: answers, refusals, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from makegood.cli.app import run
from tests.support.packs import NAMES

FACTS = """
event: delay
distance: 3600 km
within_eu: false
late_by: 3h 30m
waits: 3h 40m
extraordinary: true
passengers: 2 passengers
"""


@pytest.fixture
def facts(house: Path) -> str:
    """Return a file of facts in a working folder with the packs that ship."""
    (house / "facts.yaml").write_text(FACTS, encoding="utf-8")
    return "facts.yaml"


def test_a_letter_says_what_is_owed_why_and_what_is_in_doubt(facts: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The amount, the clause, the arithmetic, who has to prove what, why nothing else, what nobody verified."""
    assert run(["entitlement", "explain", "eu-261", "--on", "2026-03-01", "--facts", facts]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for part in (
        "EUR 300.00 is owed to each person. For 2 passengers that is EUR 600.00.",
        "By Art 7(1); Sturgeon (C-402/07)",
        "the carrier would have to prove it, and has not.",
        "less 50% of EUR 600.00 by Art 7(2)(c)",
        "“what happened” is “delay”; asked for is “cancellation”",
        "What nobody has verified yet",
        "eu-261 2004, sha256:",
    ):
        assert part in told


def test_json_is_one_document_with_trace_and_letter(facts: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Amounts in minor units, the version with its digest, every rule tried, and the same letter."""
    assert run(["entitlement", "explain", "eu-261", "--on", "2026-03-01", "--facts", facts, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "due"
    assert told["per_unit"] == [{"$money": {"currency": "EUR", "minor": 30_000}}]
    assert told["digest"].startswith("sha256:")
    assert {"rule": "long-delay", "verdict": "applies"}.items() <= {
        **next(each for each in told["tried"] if each["rule"] == "long-delay")
    }.items()
    assert told["letter"][0]["heading"] == "Air passengers' rights in the European Union"


def test_facts_come_as_json_or_by_name_as_well(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of JSON is read like one of YAML; what is given by name counts."""
    (house / "facts.json").write_text('{"event": "delay", "late_by": "2h", "distance": "900 km", "waits": "0m"}')
    words = ["entitlement", "explain", "eu-261", "--on", "2026-03-01", "--facts", "facts.json", "--json"]
    assert run(words) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "not due"
    assert run([*words, "--fact", "late_by=3h"]) == 0
    assert json.loads(capsys.readouterr().out)["per_unit"] == [{"$money": {"currency": "EUR", "minor": 25_000}}]


@pytest.mark.parametrize(("language", "part"), [("id", "Yang menjadi hak"), ("vi", "Khoản được hưởng")])
def test_a_letter_speaks_the_languages_of_the_house(
    house: Path, language: str, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In Indonesian and Vietnamese as well."""
    words = ["--fact", "event=delay", "--fact", "cause=airline", "--fact", "late_by=5h", "-l", language]
    assert run(["entitlement", "explain", "id-pm-89-2015", "--on", "2026-03-01", *words]) == 0
    told = capsys.readouterr().out
    assert part in told
    assert "300.000" in told


def test_several_packs_are_settled_against_each_other(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Law before guarantee: each gets its own facts, and what comes on top is told."""
    words = ["entitlement", "explain", "house-broadband-guarantee", "gb-electricity-distribution", "--on", "2026-03-01"]
    for fact in ("event=supply_off", "weather=severe_1", "off_for=30h", "monthly_fee=60 USD"):
        words += ["--fact", fact]
    assert run(words) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "GBP 120.00 for each premises, of which GBP 120.00 comes on top" in told
    assert told.index("Guaranteed standards of electricity distribution in Great Britain: GBP") < told.index(
        "Our broadband guarantee: USD"
    )
    assert run([*words, "--json"]) == 0
    told_json = json.loads(capsys.readouterr().out)
    assert [share["kind"] for share in told_json["together"]["shares"]] == ["law", "guarantee"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["eu-216", "--on", "2026-03-01"], 4, "Did you mean “eu-261”?"),
        (["--on", "2026-03-01"], 2, "no pack is named"),
        (["eu-261", "--on", "yesterday"], 2, "is not a day"),
        (["eu-261", "--on", "1999-01-01"], 4, "is in force since 2005-02-17"),
        (["eu-261", "--on", "2026-03-01", "--version", "2005"], 4, "Did you mean “2004”?"),
        (["eu-261", "uk-261", "--on", "2026-03-01", "--version", "2004"], 2, "of one pack"),
        (["eu-261", "--on", "2026-03-01", "--known-on", "1999-01-01"], 4, "that was known on 1999-01-01"),
        (["eu-261", "--on", "2026-03-01", "--fact", "pice=5 EUR"], 2, "Did you mean “price”?"),
        (["eu-261", "--on", "2026-03-01", "--fact", "price=5 USD"], 2, "no exchange rates"),
        (["eu-261", "--on", "2026-03-01", "--fact", "price=5 XXX"], 2, "is not a currency known here"),
        (["eu-261", "--on", "2026-03-01", "--fact", "price=99999999999 EUR"], 2, "more than can be"),
        (["eu-261", "--on", "2026-03-01", "--fact", "late_by=-3h"], 2, "is negative"),
        (["eu-261", "--on", "2026-03-01", "--fact", "late_by=190"], 2, "Write 190m for minutes"),
        (["eu-261", "--on", "2026-03-01", "--fact", "distance=900,5"], 2, "Write plain digits"),
        (["eu-261", "--on", "2026-03-01", "--fact", "passengers=0 passengers"], 2, "Write 1 or more."),
        (["eu-261", "--on", "2026-03-01", "--fact", "distance=900 miles"], 2, "Write it in km"),
        (["eu-261", "--on", "2026-03-01", "--fact", "late_by"], 2, "names no value"),
        (["eu-261", "--on", "2026-03-01", "--facts", "nowhere.yaml"], 4, "cannot be read"),
        (["eu-261", "--on", "2026-03-01", "--calendar", "mars"], 4, "no calendar “mars”"),
        (["eu-261", "--on", "2026-03-01", "-l", "fr"], 2, "is not spoken here"),
        (["eu-261", "--on", "2026-03-01", "--packs", "nowhere"], 4, "there is no folder nowhere"),
    ],
)
def test_nonsense_gets_a_sentence_and_a_code(
    house: Path, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear sentence with what to do; nothing on stdout."""
    assert run(["entitlement", "explain", *words]) == code
    came = capsys.readouterr()
    assert said in came.err
    assert not came.out
    assert "Traceback" not in came.err


def test_bad_facts_in_a_file_are_told_at_their_place(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All at once, with line, column, caret and remedy."""
    (house / "facts.yaml").write_text("evnt: delay\nlate_by: 3.5\ndistance: 900 mi\n", encoding="utf-8")
    assert run(["entitlement", "explain", "eu-261", "--on", "2026-03-01", "--facts", "facts.yaml"]) == 3
    told = capsys.readouterr().err
    for part in (
        "facts.yaml:1:1: unknown-fact",
        "Did you mean “event”?",
        "facts.yaml:2:10: wrong-type",
        "facts.yaml:3:11",
    ):
        assert part in told


def test_all_packs_are_listed(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With kind, jurisdiction, unit, versions and how much of them nobody has verified."""
    assert run(["entitlement", "list", "--json"]) == 0
    rows = {row["pack"]: row for row in json.loads(capsys.readouterr().out)}
    assert sorted(rows) == NAMES
    assert rows["gb-water-wales"]["jurisdiction"] == "GB-WLS"
    assert [v["state"] for v in rows["eu-261"]["versions"]] == ["dated", "never", "not yet"]
    assert run(["entitlement", "list"]) == 0
    assert "council-2025 (never in force)" in capsys.readouterr().out


# --- pack ------------------------------------------------------------------------------------------------------------
def test_shipped_packs_and_their_examples_are_legal_and_come_as_expected(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every pack has examples, and each gives what it says."""
    assert run(["pack", "validate", "packs"]) == 0
    assert f"{2 * len(NAMES)} legal." in capsys.readouterr().out
    assert run(["pack", "test"]) == 0
    came = capsys.readouterr()
    assert ", 0 came otherwise." in came.out
    assert "without examples" not in came.err


def test_what_is_wrong_with_a_pack_is_told_at_its_place(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3, the finding with its caret; as one JSON document as well."""
    path = house / "packs" / "eu-ferry.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("{over: 4h, up_to: 8h", "{over: 5h, up_to: 8h", 1))
    assert run(["pack", "validate", "packs/eu-ferry.yaml"]) == 3
    told = capsys.readouterr()
    assert "bands: What is between 4h and 5h is in no line." in told.out
    assert "1 finding." in told.err
    assert run(["pack", "validate", "packs/eu-ferry.yaml", "--json"]) == 3
    assert [each["rule"] for each in json.loads(capsys.readouterr().out)["findings"]] == ["bands"]
    assert run(["entitlement", "explain", "eu-ferry", "--on", "2026-03-01"]) == 3


def test_an_example_that_comes_otherwise_is_told(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, where it stands, what was expected and what came."""
    path = house / "packs" / "examples" / "eu-ferry.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("per_unit: 20 EUR", "per_unit: 21 EUR", 1))
    assert run(["pack", "test", "packs/eu-ferry.yaml"]) == 1
    told = capsys.readouterr().out
    assert "packs/examples/eu-ferry.yaml:3" in told
    assert "per_unit: expected 21.00 EUR; it came 20.00 EUR" in told
    assert run(["pack", "test", "packs/eu-ferry.yaml", "--json"]) == 1
    assert [row["passed"] for row in json.loads(capsys.readouterr().out)].count(False) == 1


def test_what_differs_is_said_in_a_managers_words(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Between two files, and between two versions of one; nothing differs from itself."""
    changed = (house / "packs" / "eu-ferry.yaml").read_text(encoding="utf-8").replace("25% of price", "30% of price", 1)
    (house / "mine.yaml").write_text(changed, encoding="utf-8")
    assert run(["pack", "diff", "eu-ferry", "mine.yaml"]) == 0
    assert "late: amount: 30% of price of the ticket, was 25% of price of the ticket" in capsys.readouterr().out
    assert run(["pack", "diff", "eu-ferry", "eu-ferry", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["same"] is True
    assert run(["pack", "diff", "house-parcel-account@2024", "house-parcel-account@2026"]) == 0
    assert "loss: at most: USD 750.00, was USD 500.00" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["validate", "playbooks/late-flight.yaml"], 4, "neither a pack nor examples of one"),
        (["validate", "nowhere.yaml"], 4, "cannot be read"),
        (["validate", "eu-261"], 4, "Did you mean packs/eu-261.yaml?"),
        (["validate", "outbox"], 4, "cannot be read"),
        (["diff", "eu-261", "eu-261@2004"], 4, "one of the two names a version"),
        (["diff", "eu-261@2004", "eu-261@2005"], 4, "has no version “2005”"),
        (["test", "playbooks"], 4, "neither a pack nor examples of one"),
    ],
)
def test_nonsense_about_packs_gets_a_sentence_and_a_code(
    house: Path, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As everywhere: what is wrong, and what to do."""
    assert run(["pack", *words]) == code
    came = capsys.readouterr()
    assert said in came.err
    assert not came.out
