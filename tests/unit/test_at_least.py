"""What is certain although facts are missing: the least that is owed whatever they turn out to be, and said as such."""

from __future__ import annotations

from datetime import UTC

import pytest

from domain.case import events as e
from domain.entitlement.answer import Answer
from domain.entitlement.least import bounded
from domain.money import Money
from domain.values import Value
from domain.views.entitlement.letter import letter
from domain.views.explain import explain
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.owing import LATE
from tests.support.packs import ask, minutes, shipped
from tests.support.plans import usd
from tests.unit.test_entitling import Life, asking, remedy

DELAY: dict[str, Value] = {"event": "delay", "wants_refund": False, "waits": minutes(300), "overnight": False}
STEPS = LATE.replace(
    "        amount: 50% of price\n        round: {to: 0.01 USD, how: up}\n",
    "        amount: {over: price, bands: [{up_to: 100 USD, is: 25 USD}, {over: 100 USD, is: 40 USD}]}\n",
)


def at_least(pack: str, **facts: Value) -> Answer:
    """Ask a pack that ships, and what is owed at least."""
    return bounded(shipped(pack), ask(shipped(pack), **facts), facts)


def told(answered: Answer, language: str = "en") -> str:
    """Return the first part of the letter: what is owed."""
    return "\n".join(line.text for passage in letter(shipped(answered.pack), answered, language)[1:2]
                     for line in passage.lines)  # fmt: skip


@pytest.mark.parametrize(
    ("known", "least"),
    [
        ({"late_by": minutes(240)}, 250),
        ({"late_by": minutes(200)}, 250),
        ({"late_by": minutes(240), "distance": 3_600}, 400),
        ({"late_by": minutes(200), "distance": 3_600}, 300),
        ({"late_by": minutes(240), "within_eu": False}, 250),
        ({"late_by": minutes(100)}, 0),
        ({"late_by": minutes(240), "extraordinary": True}, 250),
        ({"late_by": minutes(240), "extraordinary": True, "proven": True}, 0),
        ({}, 0),
    ],
)
def test_the_least_of_all_that_can_be_is_certain(known: dict[str, Value], least: int) -> None:
    """However far the flight went it falls into a band; what no fact decides yet is not certain."""
    found = at_least("eu-261", **DELAY, passengers=2, **known)
    owed = found.at_least or found.per_unit
    assert [each for each in owed if each.minor] == ([Money("EUR", least * 100)] if least else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_says_what_is_certain_and_never_that_no_money_is_owed(language: str) -> None:
    """At least so much, for so many; and where nothing can be said of money, nothing is."""
    some = at_least("eu-261", **DELAY, passengers=2, late_by=minutes(240))
    assert {"en": "At least EUR 250.00 is owed to each person.", "id": "Sekurang-kurangnya EUR 250,00 menjadi hak",
            "vi": "Được hưởng ít nhất EUR 250,00"}[language] in told(some, language)  # fmt: skip
    assert told(some, language).count("500") == 1
    none = at_least("eu-261", **DELAY, passengers=2)
    for found in (some, none):
        assert {"en": "No money", "id": "Tidak ada uang", "vi": "Không có khoản"}[language] not in told(found, language)


def test_a_case_that_waits_tells_what_is_certain() -> None:
    """The fact keeps it, and the customer hears it in their language while somebody finds out the rest."""
    life = Life(asking(remedy(), text=STEPS), late_by=5)
    [postponed] = life.of(e.EntitlementPostponed)
    assert isinstance(postponed, e.EntitlementPostponed)
    assert (postponed.needs, postponed.at_least) == (("price",), (usd(2_500),))
    for language, words in (("en", "at least USD 25.00 is owed"), ("id", "sekurang-kurangnya USD 25,00"),
                            ("vi", "ít nhất USD 25,00")):  # fmt: skip
        assert words in "\n".join(explain(Telling(life.case, life.book, life.events, language, UTC)))
