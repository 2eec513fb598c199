"""How something that is owed comes about: every fact that its rule compared, with what it was compared with."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.entitlement.answer import Answer
from domain.entitlement.evaluate import answer, late_rule
from domain.entitlement.model import Pack
from domain.expression import parse
from domain.expression.tree import Logic, Name, Negated, Node, Operation
from domain.money import Money
from domain.values import Value
from domain.views.entitlement.compared import comes_about
from domain.views.entitlement.telling import Teller
from domain.vocabulary import LANGUAGES
from tests.laws.test_entitlements import CALENDAR
from tests.support.packs import DAY, NAMES, facts_for, minutes, shipped


def lines(pack: Pack, facts: Mapping[str, Value], came: Answer, language: str) -> list[str]:
    """Return how all that is owed comes about."""
    read = {each.rule: each.read for each in came.tried}
    return [
        line for gift in came.gifts
        for line in comes_about(
            Teller(pack, language), pack.version(came.version), gift, {**facts, **read.get(gift.rule, {})}
        )
    ]  # fmt: skip


def compared(node: Node) -> set[str]:
    """Return the names that a condition compares for certain: what stands behind an “or” may not have been."""
    match node:
        case Logic(parts=parts, mark="&&"):
            return set[str]().union(*map(compared, parts))
        case Logic():
            return set()
        case Negated(of=of):
            return compared(of)
        case Name(name=name) | Operation(left=Name(name=name)):
            return {name}
        case _:
            return set()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@settings(max_examples=15)
def test_every_fact_that_decided_is_told_with_its_value(name: str, language: str, data: st.DataObject) -> None:
    """Whatever the facts: no number decides in silence, and no name is told as it is written."""
    pack = shipped(name)
    facts = data.draw(facts_for(pack))
    came = answer(pack, facts, DAY, calendar=CALENDAR)
    told, teller = "\n".join(lines(pack, facts, came, language)), Teller(pack, language)
    assert not re.search(r"[a-z]_[a-z]|[{}]|\bNone\b", told), told
    version = pack.version(came.version)
    assert version is not None
    for gift in came.gifts:
        rules = {each.id: each.when for each in version.rules}
        rules |= {late_rule(each.id): each.late.when for each in version.rules if each.late is not None}
        for fact in {fact for source in rules[gift.rule] for fact in compared(parse(source).tree)} & {*pack.facts}:
            assert f"“{teller.name(fact)}”" in told, (gift.rule, fact)
            assert teller.value(facts[fact], fact) in told, (gift.rule, fact)


def test_how_late_it_was_is_told_with_the_hours_from_which_it_counts() -> None:
    """Six hours and ten minutes, of which three were enough; where the amount is cut, why."""
    pack = shipped("eu-261")
    facts: dict[str, Value] = {
        "event": "delay", "distance": 6200, "within_eu": False, "late_by": minutes(370), "passengers": 1,
        "extraordinary": False,
    }  # fmt: skip
    came = answer(pack, facts, DAY, heads=["compensation"])
    assert came.per_unit == (Money("EUR", 60_000),)
    assert "is 6 hours 10 minutes: 3 hours or more" in "; ".join(lines(pack, facts, came, "en"))
    facts |= {"late_by": minutes(230)}
    came = answer(pack, facts, DAY, heads=["compensation"])
    said = lines(pack, facts, came, "en")
    assert came.per_unit == (Money("EUR", 30_000),)
    assert "is 3 hours 50 minutes: less than 4 hours" in "; ".join(said)
    assert said[-1].startswith("less 50% of EUR 600.00")


def test_what_was_worked_out_is_told_by_what_it_was_worked_out_of() -> None:
    """“A refund is due” says nothing: that it is six hours late does, also where three or six may be asked for."""
    pack = shipped("us-refunds")
    facts: dict[str, Value] = {
        "event": "flight_changed", "accepted": False, "late_by": minutes(370), "early_by": minutes(0),
        "price": Money("USD", 20_000), "paid_by_card": True,
        **dict.fromkeys(("other_airport", "more_connections", "downgraded", "less_accessible"), False),
    }  # fmt: skip
    came = answer(pack, facts, DAY, heads=["refund"])
    assert "is 6 hours 10 minutes: 6 hours or more" in "; ".join(lines(pack, facts, came, "en"))
