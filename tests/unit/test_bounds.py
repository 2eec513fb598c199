"""Bounds of facts and of fields: one mechanism, and nothing comes in that lies beyond them."""

from __future__ import annotations

import pytest

from domain.clock.duration import Duration
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.bounds import beyond, out_of, within
from domain.values import Value
from tests.unit.test_playbook_samples import WORDS, compiled, playbook

HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("kind", "value", "what", "remedy"),
    [
        (p.FactType(type="integer"), -1, "“x” is negative.", "Write 0 or more."),
        (p.FactType(type="integer", least=1), 0, "“x” is below 1.", "Write 1 or more."),
        (p.FactType(type="integer", most=2_000), 2_001, "“x” is more than can be.", "It is at most 2,000."),
        (p.FactType(type="integer", least=-40), -40, "", ""),
        (p.FactType(type="duration"), Duration(-1), "“x” is negative.", "What came early is not late: write 0m."),
        (p.FactType(type="duration", most=HOUR_MS), Duration(HOUR_MS + 1), "“x” is more than can be.", "at most 1h"),
        (p.FactType(type="money"), Money("USD", -1), "“x” is negative.", "Write 0 or more."),
        (p.FactType(type="yes_no"), False, "", ""),
        (p.FactType(type="text"), "-3", "", ""),
        (None, -3, "", ""),
        (None, Money("USD", -1), "“x” is negative.", "Write 0 or more."),
    ],
)
def test_what_lies_beyond_is_said(kind: p.FactType | None, value: Value, what: str, remedy: str) -> None:
    """With the bound, and what to write; what is next to it fits."""
    found = [wrong for _, wrong in out_of("x", value, kind)]
    assert [each.what for each in found] == [what] * bool(what)
    assert all(remedy in each.remedy for each in found)
    if kind is not None and kind.type != "money":
        assert not [*out_of("x", within(value, kind), kind)]
    assert beyond("x", True) is None


def test_what_lies_beyond_in_a_list_has_its_place() -> None:
    """By the number of the record and the name of its field."""
    kind = p.FactType(type="records", of={"age": p.FactType(type="integer", least=18)})
    assert [place for place, _ in out_of("guests", ({"age": 20}, {"age": 3}), kind)] == ["guests[2].age"]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("{type: integer, least: 1, most: 60}", ""),
        ("{type: integer, least: -40}", ""),
        ("{type: duration, least: 1h, most: 30h}", ""),
        ("[{id: text, age: {type: integer, least: 18}}]", ""),
        ("{type: integer, least: 5, most: 4}", "out-of-range"),
        ("{type: integer, most: -1}", "out-of-range"),
        ("{type: money, least: 1}", "wrong-type"),
        ("{type: text, most: 3}", "wrong-type"),
        ("{type: integer, least: few}", "wrong-type"),
        ("{type: duration, most: 3}", "bad-duration"),
    ],
)
def test_bounds_are_written_beside_the_type(written: str, rule: str) -> None:
    """Of facts as of the fields of a form."""
    asked = f"{{ask: look, of: desk, due: 1h, {WORDS}, form: {{extra: {written}}}}}"
    for text in (playbook(facts=f"{{extra: {written}}}"), playbook(steps=f"[{asked}]")):
        plan, findings = compiled(text)
        assert [found.rule for found in findings if found.rule != "unused"] == [rule] * bool(rule), findings
        assert bool(plan) != bool(rule)


def test_what_has_no_bounds_is_written_as_before() -> None:
    """So that plans of earlier releases keep their digests."""
    assert not {"least", "most"} & p.FactType(type="integer").model_dump(mode="json").keys()
    assert p.FactType(type="integer", least=0).model_dump(mode="json")["least"] == 0
