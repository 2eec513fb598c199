"""What holds of every pack that ships, whatever happened: over facts that are drawn round the numbers in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.evolve import named
from domain.case.state import Entitled
from domain.case.surveying.owing import amount_of
from domain.clock.calendar import Calendar
from domain.clock.duration import Duration
from domain.entitlement.answer import Answer, Gift
from domain.entitlement.evaluate import answer
from domain.entitlement.least import bounded
from domain.entitlement.model import Pack, Version
from domain.entitlement.several import settled
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.calendar import compile_calendar
from domain.playbook.layout import Layout
from domain.values import Value
from tests.support.folders import FOLDERS
from tests.support.packs import DAY, NAMES, facts_for, shipped
from tests.support.perturbed import perturbed
from tests.support.plans import HOUR, contract, plan

LATER = {
    "eu-261": "late_by", "uk-261": "late_by", "us-denied-boarding": "late_by", "us-refunds": "late_by",
    "ca-appr": "late_by", "id-pm-89-2015": "late_by", "vn-14-2015": "off_block_late_by",
    "gb-ofcom-automatic-compensation": "restored", "gb-electricity-distribution": "off_for",
    "gb-energy-suppliers": "switched_after", "gb-water-england": "off_for", "gb-water-wales": "off_for",
    "gb-delay-repay": "late_by", "eu-rail": "late_by", "eu-ferry": "late_by", "in-rbi-reversals": "reversed_on",
    "house-broadband-guarantee": "off_for", "house-parcel-account": "late_by",
}  # fmt: skip
"""The fact by which each pack measures how late or how long it was."""
RAISED = {"extraordinary", "proven", "own_doing", "shown"}
"""Facts that the payer has to raise and prove: until then they change nothing, and nobody is asked."""


def _calendar() -> Calendar:
    calendar, _ = compile_calendar((FOLDERS.calendars / "gb-eng-2025-2027.yaml").read_bytes(), "f")
    assert calendar is not None
    return calendar


CALENDAR = _calendar()


def _versions(pack: Pack) -> st.SearchStrategy[Version]:
    return st.sampled_from(pack.versions)


def _ask(pack: Pack, facts: dict[str, Value], version: Version) -> Answer:
    return answer(pack, facts, DAY, version=version.name, calendar=CALENDAR)


def _amount(answered: Answer) -> dict[str, int]:
    return {each.currency: each.minor for each in answered.per_unit}


def _later(value: Value, more: int) -> Value:
    match value:
        case Duration():
            return Duration(value.ms + more * 60_000)
        case date():
            return value + timedelta(days=more % 30)
        case int():
            return value + more
        case _:
            raise AssertionError(value)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=25)
def test_the_same_facts_and_version_give_the_same_answer(name: str, data: st.DataObject) -> None:
    """Asked again, and by a pack that was written and read back: nothing of an answer differs, its digest included."""
    pack = shipped(name)
    facts, version = data.draw(facts_for(pack)), data.draw(_versions(pack))
    again = Pack.model_validate_json(pack.model_dump_json())
    first = _ask(pack, facts, version)
    assert first == _ask(pack, dict(reversed(facts.items())), version) == _ask(again, facts, version)
    assert Answer.model_validate_json(first.model_dump_json()) == first


@pytest.mark.parametrize("name", LATER)
@given(data=st.data(), more=st.integers(1, 5_000))
@settings(max_examples=25)
def test_nothing_is_worth_less_for_being_later(name: str, data: st.DataObject, more: int) -> None:
    """However much later it was, all else alike: no less money, in any currency."""
    pack, fact = shipped(name), LATER[name]
    facts, version = data.draw(facts_for(pack)), data.draw(_versions(pack))
    before, after = (_ask(pack, each, version) for each in (facts, {**facts, fact: _later(facts[fact], more)}))
    for currency, minor in _amount(before).items():
        assert _amount(after).get(currency, 0) >= minor


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=25)
def test_amounts_are_in_the_currency_and_the_steps_of_their_pack(name: str, data: st.DataObject) -> None:
    """Positive, in a currency of the pack, in whole steps where a rule rounds, and the total is that of all units."""
    pack = shipped(name)
    facts, version = data.draw(facts_for(pack)), data.draw(_versions(pack))
    came = _ask(pack, facts, version)
    rules = {rule.id: rule for rule in version.rules}
    for gift in came.gifts:
        if gift.amount is None:
            continue
        assert gift.amount.minor > 0
        assert gift.amount.currency in pack.currencies
        rounding = rules[gift.rule].rounding if gift.rule in rules else None
        assert rounding is None or gift.amount.minor % rounding.to.minor == 0
    if came.units is not None:
        assert came.total == tuple(each * came.units for each in came.per_unit)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=25)
def test_every_rule_is_told_once(name: str, data: st.DataObject) -> None:
    """The trace has every rule exactly once, each with a reason; what applies is what is given."""
    pack = shipped(name)
    facts, version = data.draw(facts_for(pack)), data.draw(_versions(pack))
    came = _ask(pack, facts, version)
    rules = [rule.id for rule in version.rules]
    assert [each.rule for each in came.tried if each.rule in rules] == rules
    assert all(each.reason and each.clause for each in came.tried)
    applies = [each.rule for each in came.tried if each.verdict == "applies" and each.rule in rules]
    assert [gift.rule for gift in came.gifts if gift.rule in rules] == applies


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=25)
def test_what_is_not_known_is_never_guessed(name: str, data: st.DataObject) -> None:
    """With facts left out, whatever is said to be certain is so with all of them; what is asked for is enough."""
    pack = shipped(name)
    facts, version = data.draw(facts_for(pack)), data.draw(_versions(pack))
    facts = {fact: value for fact, value in facts.items() if fact not in RAISED}
    required = [fact for fact in facts if not pack.facts[fact].optional and fact != pack.units]
    left_out = data.draw(st.sets(st.sampled_from(required)) if required else st.just(set()))
    whole = _ask(pack, facts, version)
    part = _ask(pack, {fact: value for fact, value in facts.items() if fact not in left_out}, version)
    assert whole.status != "cannot say yet"
    assert set(part.missing) <= left_out
    known = {fact: value for fact, value in facts.items() if fact not in left_out}
    least = bounded(pack, part, known, CALENDAR)
    assert all(each.minor <= _amount(whole).get(each.currency, 0) for each in least.at_least)
    assert all(each.minor >= _amount(part).get(each.currency, 0) for each in least.at_least)
    certain = {(gift.rule, gift.amount) for gift in part.gifts}
    assert certain <= {(gift.rule, gift.amount) for gift in whole.gifts}
    if part.status != "cannot say yet":
        assert (part.status, _kept(part)) == (whole.status, _kept(whole))
    told = {fact: value for fact, value in facts.items() if fact not in left_out or fact in part.missing}
    assert _ask(pack, told, version).status != "cannot say yet"


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=25)
def test_what_is_asked_in_parts_comes_to_the_whole(name: str, data: st.DataObject) -> None:
    """A pack that is asked about some of what it can owe, and about the rest, owes the same, and nothing twice."""
    pack = shipped(name)
    version = data.draw(_versions(pack))
    facts = data.draw(facts_for(pack))
    heads = sorted({rule.head for rule in version.rules})
    some = data.draw(st.sets(st.sampled_from(heads)))
    whole = answer(pack, facts, DAY, version=version.name, calendar=CALENDAR)
    parts = [
        answer(pack, facts, DAY, version=version.name, calendar=CALENDAR, heads=part)
        for part in (some, {*heads} - some) if part
    ]  # fmt: skip
    assert {each.digest for each in parts} == {whole.digest}
    assert sorted(gift.rule for part in parts for gift in part.gifts) == sorted(gift.rule for gift in whole.gifts)
    assert sorted(each.rule for part in parts for each in part.refused) == sorted(each.rule for each in whole.refused)
    assert {name for part in parts for name in part.missing} == {*whole.missing}


def _kept(answered: Answer) -> list[Gift]:
    """Return what is given, without the steps that led there."""
    return [gift.model_copy(update={"steps": ()}) for gift in answered.gifts]


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=25)
def test_each_fact_that_is_asked_for_can_matter(name: str, data: st.DataObject) -> None:
    """Whoever says one thing more of what is asked for is asked for no more than before, and not for that again."""
    pack = shipped(name)
    facts, version = data.draw(facts_for(pack)), data.draw(_versions(pack))
    known: dict[str, Value] = {}
    asked = _ask(pack, known, version).missing
    while asked:
        known[asked[0]] = facts[asked[0]]
        still = _ask(pack, known, version).missing
        assert set(still) < set(asked)
        asked = still
    assert _kept(_ask(pack, known, version)) == _without_raised(pack, facts, known, version)


def _without_raised(pack: Pack, facts: dict[str, Value], known: dict[str, Value], version: Version) -> list[Gift]:
    """Return what is given when all facts are known that nobody has to raise."""
    kept = {name: value for name, value in facts.items() if not pack.facts[name].optional and name not in RAISED}
    return _kept(_ask(pack, {**kept, **known}, version))


@given(
    law=st.integers(0, 10**6), contract=st.integers(0, 10**6), goodwill=st.integers(0, 10**6),
    head=st.sampled_from(["delay", "other"]),
)  # fmt: skip
def test_the_floor_is_never_undercut(law: int, contract: int, goodwill: int, head: str) -> None:
    """Whatever comes after the law, what is owed together is no less; for one thing it is the larger, never the sum."""
    one = _given("law", law, "delay")
    other = _given("contract", contract, head)
    for order in ([one, other], [other, one]):
        owed = settled(order)
        assert [share.kind for share in owed.shares] == ["law", "contract"]
        together = sum(each.minor for each in owed.owed("person"))
        assert together == (max(law, contract) if head == "delay" else law + contract)
    paid, floor = _proposed({"one": one, "other": other}, goodwill)
    assert (paid.minor, floor.minor if floor is not None else 0) == (max(together, goodwill), together)


def _proposed(answers: dict[str, Answer], goodwill: int) -> tuple[Money, Money | None]:
    """Return what a remedy of a case gives that settles these, with an amount of our own, and its floor."""
    steps = tuple(p.Entitle(id=name, pack=each.pack, title={"en": "x"}) for name, each in answers.items())
    gift = p.Remedy(
        id="gift", remedy="refund", entitled=tuple(answers), pay=(contract("pay", pays=True),),
        authority=p.Authority(above=(p.Rung(role="boss"),), within=HOUR),
    )  # fmt: skip
    entitled = {
        name: Entitled(each.pack, each.kind, "d", "v", "person", 1, each.gifts, each.per_unit, on=DAY)
        for name, each in answers.items()
    }
    amount, floor = amount_of(
        replace(named("ca_1"), entitled=entitled), Layout(plan(*steps, gift)), gift, "gift", Money("EUR", goodwill)
    )
    assert amount is not None
    return amount, floor


def _given(kind: str, minor: int, head: str) -> Answer:
    amount = Money("EUR", minor)
    gift = Gift(rule="r", head=head, words={"en": "x"}, clause="c", source="s", amount=amount)
    return Answer(
        pack=kind, digest="d", version="v", kind=kind, unit="person", on=DAY, status="due", gifts=(gift,),  # type: ignore[arg-type] # one of its words
        per_unit=(amount,),
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_pack_has_numbers_to_change(name: str) -> None:
    """Each change is a pack of its own, with another content; there are many of them, each at a place of its own."""
    pack = shipped(name)
    changes = list(perturbed(pack))
    assert len(changes) >= 5
    assert all(each.pack != pack for each in changes)
    assert len({(each.place, each.how) for each in changes}) == len(changes)
