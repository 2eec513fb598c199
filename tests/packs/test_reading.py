"""What is found in packs, and that what ships beside them is read and comes as expected."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.entitlement.evaluate import answer
from domain.entitlement.examples import compile_pack_examples, tried
from domain.entitlement.never import contradictory
from domain.entitlement.schema import pack_schema
from domain.errors import UsageError
from domain.money import Money
from domain.values import Value
from tests.support.expected import calendar_of
from tests.support.folders import ROOT
from tests.support.packs import FOLDER, NAMES, compiled, found, minutes, rule, shipped, text

MARKS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
}  # fmt: skip
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


@given(
    parts=st.lists(st.tuples(st.sampled_from(sorted(MARKS)), st.integers(0, 5), st.booleans()), min_size=1, max_size=4)
)
def test_conditions_contradict_each_other_when_nothing_is_like_that(parts: list[tuple[str, int, bool]]) -> None:
    """Whatever is asked of one number, either way round, apart or together: some half from 0 to 6 is, or none."""
    sources = [f"{value} {FLIPPED[mark]} far" if turned else f"far {mark} {value}" for mark, value, turned in parts]
    possible = any(all(MARKS[mark](half / 2, value) for mark, value, _ in parts) for half in range(13))
    assert contradictory(sources) is not possible
    assert contradictory([" && ".join(sources)]) is not possible


@pytest.mark.parametrize(
    ("conditions", "never"),
    [
        (['event == "a"', 'event == "b"'], True), (['event == "a"', 'event != "a"'], True),
        (['event == "a"', 'event != "b"'], False), (['event in ["a", "b"]', 'event == "c"'], True),
        (['event in ["a", "b"]', 'event == "b"'], False), (['event in ["a", "b"]', 'event in ["c"]'], True),
        (['event in ["a", other]', 'event == "c"'], False), (["known(x)", "flag", "!flag"], True),
        (["flag", "!other"], False), (["flag && !flag"], True), (["flag || !flag"], False),
        (["far < 0"], True), (["far <= 0"], False), (['late >= duration("3h")', 'late < duration("3h")'], True),
        (['late >= duration("3h")', 'late <= duration("3h")'], False), (["far > 1", "far < 3"], False),
        (["far >= 3", "far < 3"], True), (["far > 3", "far <= 3"], True), (["far >= 3", "far <= 3"], False),
    ],
)  # fmt: skip
def test_words_and_times_that_contradict_each_other(conditions: list[str], never: bool) -> None:
    """Words, lists of words, yes and no, spans of time; nothing is less than nothing."""
    assert contradictory(conditions) is never


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_beside_a_pack_come_as_expected(name: str) -> None:
    """All of them; and with anything else expected they say so."""
    pack, file = shipped(name), FOLDER / "examples" / f"{name}.yaml"
    examples, findings = compile_pack_examples(file.read_bytes(), str(file), pack)
    assert findings == []
    assert examples
    for each in examples:
        came, differ = tried(each, pack, calendar_of(each.calendar) if each.calendar else None)
        assert differ == [], each.name
        assert came is not None
    assert all(one.line < other.line for one, other in pairwise(examples))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("missing: [colour]", "asks for no “colour”"), ("missing: [price]", ""), ("rules: late", ""), ("rules: []", ""),
        ("per_unit: 20 EUR", ""), ("per_unit: [20 EUR, 3 EUR]", ""), ("by: 2026-03-01", ""),
        ("by: tomorrow", "tomorrow"),
    ],
)  # fmt: skip
def test_what_is_expected_is_read(more: str, says: str) -> None:
    """One or a list; a fact that a pack does not ask for is a finding."""
    written = "pack-examples: eu-ferry\nexamples:\n  - example: one\n    on: 2026-03-01\n    facts: {}\n"
    written += f"    expect: {{status: due, {more}}}\n"
    read, findings = compile_pack_examples(written, "f", shipped("eu-ferry"))
    assert (read is not None) == (not says)
    assert says in "".join(map(str, findings))


@pytest.mark.parametrize(("units", "fine"), [("several", True), ("far", False), ("nobody", False)])
def test_units_are_counted_by_a_whole_number(units: str, fine: bool) -> None:
    """By a fact of the pack."""
    facts = "several: {type: integer, words: {en: how many}}\nfar: {type: duration, words: {en: how late}}"
    wrong = found(text(rule("1 EUR"), facts, head=f"currency: EUR\nunits: {units}"))
    assert (wrong == []) is fine


@pytest.mark.parametrize("end", ["[3]", "{a: 3}", "true", "2.5"])
def test_the_end_of_a_line_is_a_number(end: str) -> None:
    """No list, no fraction, no yes."""
    bands = f"{{over: far, bands: [{{below: {end}, is: 1 EUR}}, {{from: {end}, is: 2 EUR}}]}}"
    wrong = found(text(rule(bands), "far: {type: integer, unit: km, words: {en: how far}}"))
    assert any("whole number" in str(each) for each in wrong)


def test_the_schema_is_the_one_that_is_shown() -> None:
    """docs/schema/pack.json is what the code says, to the last field."""
    assert json.loads((ROOT / "docs" / "schema" / "pack.json").read_text(encoding="utf-8")) == pack_schema()


def test_periods_are_told_with_where_they_began() -> None:
    """How long it was, from when on it counted, and how many periods that makes."""
    facts: dict[str, Value] = {"event": "supply_off", "customer": "domestic", "interruption": "other", "excused": False}
    came = answer(shipped("gb-water-wales"), {**facts, "off_for": minutes(36 * 60)}, date(2026, 3, 2))
    (step,) = [each for each in came.gifts[0].steps if each.done == "each"]
    assert (step.values["value"], step.values["after"], step.values["count"]) == (minutes(36 * 60), minutes(12 * 60), 1)
    fee: dict[str, Value] = {"off_for": minutes(12 * 60), "monthly_fee": Money("USD", 6000)}
    house = answer(shipped("house-broadband-guarantee"), fee, date(2026, 3, 1))
    (step,) = [each for each in house.gifts[0].steps if each.done == "each"]
    assert (step.values["after"], step.values["count"], step.values["begun"]) == (None, 2, True)


MANY = (
    "far: {type: integer, words: {en: x}}\na: {type: yes_no, words: {en: x}}\nfare: {type: money, words: {en: x}}\n"
    "days: {type: integer, unit: days, words: {en: x}}"
)


@pytest.mark.parametrize(
    ("derived", "when"),
    [
        ('limit: {by: a, is: {"true": 2, "false": nothing}}', "far >= limit"),
        ("limit: {over: far, bands: [{below: 2, is: nothing}, {from: 2, is: 2}]}", "far >= limit"),
        ("limit: [{when: a, is: nothing}, {else: 2}]", "far >= limit"),
        ("limit: [{when: a, is: 2}, {else: nothing}]", "far >= limit"),
        ('limit: {by: a, is: {"true": one, else: nothing}}', 'limit == "one"'),
        ('limit: {by: a, is: {"true": 1h, else: [{when: a, is: nothing}, {else: 2h}]}}', 'limit > duration("1h")'),
        ("limit: nothing", "a"),
    ],
)  # fmt: skip
def test_what_conditions_compare_is_never_nothing(derived: str, when: str) -> None:
    """Only an amount can be nothing: a number, a span or a word that is compared is always there."""
    source = text(rule("5 EUR", when=f"'{when}'"), MANY, derived=derived)
    wrong = [each for each in found(source) if each.rule == "wrong-type"]
    assert [each.message for each in wrong] == ["“limit” can be nothing, and only an amount can."]
    assert source.splitlines()[wrong[0].line - 1][wrong[0].column - 1 :] == derived.removeprefix("limit: ")


@pytest.mark.parametrize(
    "derived",
    [
        'worth: {by: a, is: {"true": 5 EUR, "false": nothing}}',
        "worth: {over: far, bands: [{below: 2, is: nothing}, {from: 2, is: 10% of fare}]}",
        "worth: [{when: a, is: nothing}, {else: 5 EUR}]",
    ],
)
def test_an_amount_can_be_nothing(derived: str) -> None:
    """Then the rule gives nothing."""
    pack = compiled(text(rule("=worth", "round: {to: 0.01 EUR, how: down}"), MANY, derived=derived))
    facts: dict[str, Value] = {"a": derived.startswith("worth: ["), "far": 1, "fare": Money("EUR", 500)}
    assert [each.verdict for each in answer(pack, facts, date(2026, 3, 1)).tried] == ["gives nothing"]


@pytest.mark.parametrize(("per", "fine"), [("0 days", False), ("1 day", True), ("1000000 days", True),
                                           ("1000001 days", False)])  # fmt: skip
def test_a_period_with_a_unit_has_the_bounds_of_one_without(per: str, fine: bool) -> None:
    """No period of no days is read as one of a day."""
    wrong = found(text(rule(f"{{each: 5 EUR, per: {per}, of: days}}"), MANY))
    assert [(each.rule, each.message) for each in wrong] == [
        ("out-of-range", "This is a number from 1 to 1,000,000.")
    ] * (not fine)


@pytest.mark.parametrize(
    "line",
    ["{below: 2 USD, is: 1 EUR}, {from: 2 EUR, is: 2 EUR}", "{below: 2 EUR, is: 1 EUR}, {from: 2 USD, is: 2 EUR}"],
)
def test_the_lines_of_a_table_over_amounts_are_in_the_currency_of_the_pack(line: str) -> None:
    """Two dollars are not two euros."""
    (wrong,) = found(text(rule(f"{{over: fare, bands: [{line}]}}"), MANY))
    assert wrong.rule == "pack-currency"
    assert wrong.message == "2.00 USD is not in EUR, the currency of this pack."


@pytest.mark.parametrize("more", ["at_least: 2 USD", "at_most: 0.50 USD", "nothing_below: 2 USD"])
def test_amounts_of_two_currencies_are_never_compared(more: str) -> None:
    """It is refused, and nothing is paid in another currency, or left out."""
    pack = compiled(text(rule("1 EUR", more), head="currency: [EUR, USD]"))
    with pytest.raises(UsageError, match="there are no exchange rates here"):
        answer(pack, {}, date(2026, 3, 1))
    same = compiled(text(rule("1 EUR", more.replace("USD", "EUR")), head="currency: [EUR, USD]"))
    assert answer(same, {}, date(2026, 3, 1)).status in {"due", "not due"}


def test_amounts_of_two_currencies_are_never_added() -> None:
    """In one sum; two rules may each give their own."""
    with pytest.raises(UsageError, match="EUR and USD cannot be set against each other"):
        answer(compiled(text(rule("{sum: [1 EUR, 2 USD]}"), head="currency: [EUR, USD]")), {}, date(2026, 3, 1))
