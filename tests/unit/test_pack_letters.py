"""Answers in words: every phrase in every language, every number with its unit, every doubt said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.entitlement.answer import Answer
from domain.entitlement.evaluate import answer
from domain.entitlement.model import ByCases, Computed, Exclusion, Pack, Reduction, Rule
from domain.model import Model
from domain.money import Money
from domain.views.entitlement.because import COMPARE, decisive
from domain.views.entitlement.difference import differences, of_versions
from domain.views.entitlement.letter import letter
from domain.views.entitlement.telling import Teller
from domain.views.entitlement.words import WORDS
from domain.vocabulary import LANGUAGES
from tests.laws.test_entitlements import CALENDAR
from tests.support.packs import DAY, NAMES, ask, compiled, facts_for, minutes, rule, shipped, text
from tests.support.perturbed import perturbed


def _told(pack: Pack, came: Answer, language: str = "en") -> str:
    lines = []
    for passage in letter(pack, came, language):
        lines += [passage.heading, *(line.text for line in passage.lines)]
    return "\n".join(lines)


def test_every_phrase_is_there_in_every_language_with_the_same_parts() -> None:
    """No language lacks a phrase, and none leaves out what it is about."""
    for name, by in WORDS.items():
        assert set(by) == set(LANGUAGES), name
        parts = {language: {part[1] for part in Formatter().parse(words) if part[1]} for language, words in by.items()}
        assert parts["en"] == parts["id"] == parts["vi"], name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@settings(max_examples=15)
def test_every_answer_can_be_told(name: str, language: str, data: st.DataObject) -> None:
    """Whatever the facts: a letter without gaps, with every clause, and every doubt of what it gives."""
    pack = shipped(name)
    facts = data.draw(facts_for(pack))
    left_out = data.draw(st.sets(st.sampled_from(sorted(facts)))) if facts else set()
    version = data.draw(st.sampled_from(pack.versions)).name
    known = {fact: value for fact, value in facts.items() if fact not in left_out}
    came = answer(pack, known, DAY, version=version, calendar=CALENDAR)
    told = _told(pack, came, language)
    assert not re.search(r"[{}]|\bNone\b|Fraction|\.\.| $|: \.", told, re.MULTILINE), told
    for gift in came.gifts:
        assert gift.clause in told
        since = pack.facts[gift.within_from].words[language] if gift.within is not None and gift.within_from else ""
        assert since in told  # a time counts from a day in words, and from no name of a fact
        assert all(why in told for why in gift.unverified)
    assert all(why in told for why in came.unverified)
    assert all(f"{fact}: " in told for fact in came.missing)
    assert all(each.clause in told for each in came.tried)


def test_the_arithmetic_is_told_step_by_step() -> None:
    """What an amount was before it was cut, which share was taken, why the table gave it."""
    facts = "late_by: {type: duration, words: {en: x}}\nfare: {type: money, words: {en: f}}"
    table = "{over: late_by, bands: [{below: 3h, is: nothing}, {from: 3h, is: 25% of fare}]}"
    cut = 'reduced: [{cut: 50%, when: late_by < duration("4h"), clause: § 2}]'
    pack = compiled(text(rule(table, cut, "round: {to: 0.05 EUR, how: half-up}"), facts=facts))
    told = _told(pack, ask(pack, late_by=minutes(200), fare=Money("EUR", 10_001)))
    for line in (
        "from “late by”: 3 hours 20 minutes, “fare”: EUR 100.01",
        "“late by” is 3 hours 20 minutes: 3 hours or more",
        "25% of EUR 100.01 (“fare”) = 25.0025 EUR",
        "less 50% of 25.0025 EUR by § 2 = 12.50125 EUR",
        "12.50125 EUR, rounded to EUR 0.05 (halves up): EUR 12.50",
    ):
        assert line in told
    assert "12,50125 EUR, làm tròn đến EUR 0,05 (nửa làm tròn lên): EUR 12,50" in _told(
        pack, ask(pack, late_by=minutes(200), fare=Money("EUR", 10_001)), "vi"
    )


def test_a_version_that_binds_nobody_says_so() -> None:
    """Asked by name: never in force, not yet, on another day, or not yet enforced."""
    pack = shipped("eu-261")
    assert "never came into force" in _told(pack, answer(pack, {}, DAY, version="council-2025"))
    assert "is not in force" in _told(pack, answer(pack, {}, DAY, version="reform-2026"))
    parcels = shipped("house-parcel-account")
    assert "on that day it was not in force" in _told(
        parcels, answer(parcels, {}, DAY.replace(year=2025), version="2026")
    )
    us = shipped("us-denied-boarding")
    assert "enforced only from 20 March 2025 on" in _told(us, answer(us, {}, DAY.replace(year=2025)))


# --- What differs ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
def test_nothing_differs_from_itself_and_everything_else_does(name: str) -> None:
    """A pack and itself: nothing. Any number or comparison of it changed: something is said, in a sentence."""
    pack = shipped(name)
    assert differences(pack, pack) == []
    for changed in perturbed(pack):
        found = differences(pack, changed.pack)
        assert found, changed.place
        assert all(each.said and each.group for each in found)


def test_versions_of_one_pack_differ_in_a_managers_words() -> None:
    """The cap, and what it comes from; the days; nothing that did not change."""
    pack = shipped("us-denied-boarding")
    old, new = pack.version("2021"), pack.version("2025")
    assert old is not None
    assert new is not None
    said = [change.said for change in of_versions(pack, old, pack, new)]
    assert "version: enforced from: 20 March 2025, new" in said
    assert any(
        line.startswith(
            "cap: USD 1,075.00 (USD 775.00 × 314.540/226.545, in steps of USD 25.00, halves up), was USD 775.00 ("
        )
        for line in said
    )
    assert not [line for line in said if line.startswith("domestic")]


def _conditions(part: object) -> Iterator[str]:
    match part:
        case ByCases():
            for line in part.cases:
                yield from line.when
            yield from _conditions(vars(part))
        case Computed(source=source):
            yield source
        case Rule() | Reduction() | Exclusion():
            yield from part.when
            yield from _conditions(vars(part))
        case Model():
            yield from _conditions(vars(part))
        case dict():
            yield from (source for value in part.values() for source in _conditions(value))
        case tuple():
            yield from (source for value in part for source in _conditions(value))
        case _:
            return


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=25)
def test_what_decides_a_line_of_cases_is_so_and_is_told_with_its_value(name: str, data: st.DataObject) -> None:
    """“because it is 10,200 km, more than 3,500 km”: each bound is true of the facts, and the fact's value is told."""
    pack, facts = shipped(name), data.draw(facts_for(shipped(name)))
    came = answer(pack, facts, DAY, version=data.draw(st.sampled_from(pack.versions)).name, calendar=CALENDAR)
    teller = Teller(pack, "en")
    for gift in came.gifts:
        lines = list(teller.steps(gift.steps, facts))
        for step in gift.steps:
            if step.done not in {"case", "case-else"}:
                continue
            whens = step.values["whens"] if step.done == "case-else" else (step.values["when"],)
            bounds = decisive(map(str, whens), facts, hold=step.done == "case")  # type: ignore[arg-type] # texts
            assert bounds is None or all(COMPARE[mark](facts[fact], value) for fact, mark, value in bounds)
            for fact in {bound.fact for bound in bounds or ()}:
                assert any(f"“{teller.name(fact)}” is {teller.value(facts[fact], fact)}" in line for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_condition_is_told_as_it_is_written(name: str, language: str) -> None:
    """Whatever packs ask: in words, without the marks of an expression, each part of it named."""
    pack = shipped(name)
    for source in set(_conditions(pack)):
        told = Teller(pack, language).condition(source, {})
        assert not re.search(r"[=<>!|&_\"]|\(\)", told), told
        assert "duration" not in told
