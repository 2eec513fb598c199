"""What is typed as a fact is read alike at every command: to open or change a case, to answer a task, to ask a pack."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from domain.clock.duration import Duration
from domain.entitlement.facts import names_of_unit, units_asked
from domain.errors import MakegoodError
from domain.intake.by_hand import facts_by_hand
from domain.money import Money
from domain.playbook.answers import read_field
from domain.playbook.layout import Layout
from domain.playbook.plan import FactType
from domain.values import Value
from tests.support.letters import examples
from tests.support.packs import shipped
from workers.library.packs import read_facts

EU = shipped("eu-261")
TYPED: dict[str, tuple[str, Value]] = {
    "no": ("overnight", False), "false": ("overnight", False), "yes": ("overnight", True), "true": ("overnight", True),
    "tidak": ("overnight", False), "có": ("overnight", True), "10200": ("distance", 10_200),
    "10200 km": ("distance", 10_200), "10200km": ("distance", 10_200), "2": ("passengers", 2),
    "2 passengers": ("passengers", 2), "1 passenger": ("passengers", 1), "3h": ("waits", Duration(10_800_000)),
    "3h 10m": ("waits", Duration(11_400_000)), "129.90 EUR": ("price", Money("EUR", 12_990)),
    "2026-03-01": ("claimed_on", date(2026, 3, 1)), "delay": ("event", "delay"),
}  # fmt: skip
WRONG = {"10200 miles": "distance", "far": "distance", "perhaps": "overnight", "2 km": "passengers", "long": "waits"}


def kind_of(fact: str) -> FactType:
    """Return the type that a playbook gives the same fact."""
    return FactType.model_validate({"type": EU.facts[fact].kind, "words": EU.facts[fact].choices})


def everywhere(fact: str, text: str, folder: Path) -> list[object]:
    """Return what each command makes of a text, in the order: open and change, answer, explain, explain from a file."""
    unit = names_of_unit(EU.facts[fact].unit)
    file = folder / "facts.json"
    file.write_text(json.dumps({fact: text}), encoding="utf-8")
    return [
        facts_by_hand({fact: text}, {fact: kind_of(fact)}, units={fact: unit})[fact],
        read_field(fact, text, kind_of(fact), unit),
        read_facts([EU], None, {fact: text})[EU.pack][fact],
        read_facts([EU], file, {})[EU.pack][fact],
    ]


@pytest.mark.parametrize("text", TYPED)
def test_whatever_form_it_has_every_command_reads_the_same(text: str, tmp_path: Path) -> None:
    """yes, true, ya or có; a number with its unit or without; a span, an amount, a day, a word."""
    fact, meant = TYPED[text]
    assert everywhere(fact, text, tmp_path) == [meant] * 4


@pytest.mark.parametrize("text", WRONG)
def test_what_one_command_refuses_none_takes(text: str, tmp_path: Path) -> None:
    """Another unit, or no number at all: nobody guesses."""
    fact = WRONG[text]
    unit, file = names_of_unit(EU.facts[fact].unit), tmp_path / "facts.json"
    file.write_text(json.dumps({fact: text}), encoding="utf-8")
    for read in (
        lambda: facts_by_hand({fact: text}, {fact: kind_of(fact)}, units={fact: unit}),
        lambda: read_facts([EU], None, {fact: text}),
        lambda: read_facts([EU], file, {}),
    ):
        with pytest.raises(MakegoodError):
            read()


def test_the_unit_of_a_fact_is_that_of_the_pack_that_is_asked_with_it() -> None:
    """Whoever opens a case of a late flight may write the distance as the pack has it."""
    flights = next(x.book for x in examples() if x.book.plan.playbook == "late-flight")
    assert units_asked(Layout(flights.plan), flights.packs)["distance"] == ("km",)
