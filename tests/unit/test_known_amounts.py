"""What is known of how much a remedy by hand should be: another currency is asked about, what is far off is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around
from domain.case.surveying.known import beside_it, currencies, kept_back, known
from domain.errors import CommandRejected
from domain.money import Money
from domain.playbook import plan as p
from domain.remedies import Kind, Remedies
from domain.values import Value
from domain.vocabulary import LANGUAGES
from tests.support.by_hand import GRANTS, NAMES, do, the_task
from tests.support.plans import usd
from tests.support.risky import SAM
from tests.unit.test_entitling import Life
from tests.unit.test_redress import HARMED, OLGA, owing, upheld
from tests.unit.test_refused import ALL_BUT_A_MEAL, NOTHING, refusing

HOUSE = Around(remedies=Remedies(name="house", kinds={"goodwill": Kind(beside=("all",)), "voucher": Kind(premium=200)}))


def kept(*steps: p.AnyStep, text: str = NOTHING) -> Life:
    """Return a case in which a storm keeps 40 dollars back, that was refused, and that a second look upheld."""
    its = replace(refusing(*steps, text=text), around=HOUSE)
    life = Life(its, late_by=5, price=usd(8_000), storm=True, proven=True)
    gives = ("decision", "route")
    life.take(c.RecordContact(now=life.now, actor=SAM, direction="out", channel="mail", text="no", gives=gives))
    life.go_on()
    life.take(c.RejectResolution(now=life.now, actor=HARMED, why="that is not so", text="sealed"))
    life.go_on()
    do(life, "second-look", OLGA, finding="upheld", why="there was no storm")
    life.go_on()
    return life


def name_it(life: Life, amount: Money, **more: Value) -> None:
    """Name what is given."""
    do(life, "redress", NAMES, kind="goodwill", amount=amount, gave="for the evening", **more)
    life.go_on()


def question(life: Life, language: str = "en") -> str:
    """Return what whoever grants it is asked."""
    return life.case.tasks[the_task(life, "approve")].words[language]


def test_whoever_answers_hears_what_is_kept_back_still_and_by_what() -> None:
    """The fact that keeps money back still stands: what it would be, why, by which clause, and what to do about it."""
    words = kept().case.tasks["@redress#1"].words
    assert words["en"].endswith(
        "somebody else grants it. Still kept back: part of the price back USD 40.00 (a storm, § 7). If that is wrong,"
        " put the fact right first, and it is owed by itself"
    )
    assert "badai, § 7" in words["id"]
    assert "một cơn bão, § 7" in words["vi"]


def test_what_is_upheld_where_nothing_is_kept_back_is_asked_for_as_ever() -> None:
    """No sentence about nothing."""
    one = upheld()
    assert one.case.tasks[the_task(one, "redress")].words["en"].endswith("somebody else grants it")


def test_another_currency_is_refused_unless_it_is_said_why() -> None:
    """Yen for a matter of dollars: by mistake it is refused, on purpose whoever grants it reads why."""
    life = kept()
    before = len(life.events)
    with pytest.raises(CommandRejected, match=r"JPY 80 is in another currency than what it is for \(USD\)") as refused:
        name_it(life, Money("JPY", 80))
    assert refused.value.remedy == "Write it in USD; is it meant so, say why: other_currency=…."
    assert len(life.events) == before
    name_it(life, Money("JPY", 9_000), other_currency="they moved to Osaka")
    [proposed] = [x for x in life.of(e.RemedyProposed) if isinstance(x, e.RemedyProposed)]
    assert proposed.inputs["other_currency"] == "they moved to Osaka"
    assert question(life).endswith(
        ": what is known of it comes to USD 40.00, and this is another currency (they moved to Osaka)"
    )


@pytest.mark.parametrize(
    ("cents", "far"), [(1_999, True), (2_000, False), (4_000, False), (8_000, False), (8_001, True)]
)
def test_what_is_far_off_is_said_to_whoever_grants_it(cents: int, far: bool) -> None:
    """Less than half, or more than twice, of what is known: whoever grants it reads so, in their language."""
    life = kept()
    name_it(life, usd(cents))
    assert question(life).endswith("what is known of it comes to USD 40.00, and this is far off") == far
    assert all(("40" in question(life, language)) == (far or cents == 4_000) for language in LANGUAGES)


def test_a_voucher_is_held_against_the_cash_it_stands_for() -> None:
    """Worth twice its cash, a voucher of 80 dollars is not far off 40; one of 161 is."""
    for cents, far in ((8_000, False), (16_100, True), (3_900, True)):
        life = kept()
        do(life, "redress", NAMES, kind="voucher", amount=usd(cents), gave="a voucher")
        life.go_on()
        assert ("far off" in question(life)) == far


def test_what_is_owed_and_left_and_what_is_hoped_for_are_known_too() -> None:
    """Of what is owed it is what is left; of what was upheld and nothing is kept back, what the customer hopes for."""
    life = owing()
    task = life.case.tasks[the_task(life, "redress")]
    assert known(life.case, life.book, task) == (usd(4_000),)
    one = upheld()
    asked = one.case.tasks[the_task(one, "redress")]
    assert (known(one.case, one.book, asked), currencies(one.case, one.book, asked)) == ((), ())
    one.take(c.RecordExpectation(now=one.now, actor=HARMED, kind="refund", amount=usd(900)))
    assert known(one.case, one.book, asked) == (usd(900),)
    do(one, "redress", NAMES, kind="goodwill", amount=usd(100), gave="a start")
    [entry] = one.case.ledger.values()
    assert "USD 9.00" in beside_it(one.case, one.book, entry)["en"]


def test_a_decision_by_another_pack_says_no_amount() -> None:
    """What the pack of a decision would come to is said by that pack alone."""
    life = kept()
    other = replace(life.book, pack_digests={"late": "sha256:other"})
    assert [each.amounts for each in kept_back(life.case, other)] == [()]
    assert [each.amounts for each in kept_back(life.case, life.book)] == [(usd(4_000),)]


def test_two_decisions_that_come_to_the_same_are_two() -> None:
    """For the way there and the way back a storm keeps 40 dollars each: 80 are known."""
    there = next(step for step in refusing(text=NOTHING).plan.steps if isinstance(step, p.Entitle))
    life = kept(there.model_copy(update={"id": "owed-back"}))
    assert [each.amounts for each in kept_back(life.case, life.book)] == [(usd(4_000),)] * 2
    assert known(life.case, life.book, life.case.tasks[the_task(life, "redress")]) == (usd(8_000),)
    name_it(life, usd(3_999))
    assert "what is known of it comes to USD 80.00" in question(life)


def test_what_two_rules_of_one_decision_are_kept_from_is_counted_once() -> None:
    """A storm keeps the price and a meal back: the decision would come to 40 dollars, and not to them twice."""
    life = kept(text=ALL_BUT_A_MEAL.replace("bars: late", "bars: [late, meals]"))
    assert [len(each.refused) for each in kept_back(life.case, life.book)] == [2]
    assert known(life.case, life.book, life.case.tasks[the_task(life, "redress")]) == (usd(4_000),)


def test_what_is_granted_is_as_it_was_named() -> None:
    """It binds nobody: what is far off is granted by whoever may."""
    life = kept()
    name_it(life, usd(100))
    do(life, "approve", GRANTS, approve=True)
    assert the_task(life, "give")


def test_what_is_more_than_a_kind_can_be_is_refused_but_what_is_owed() -> None:
    """Sixty billion of goodwill is a slip; forty dollars that are owed are given, whatever the house thinks can be."""
    bound = Around(remedies=Remedies(name="house", kinds={"goodwill": Kind(most=(usd(3_000),))}))
    life = kept()
    life.book = replace(life.book, around=bound)
    with pytest.raises(CommandRejected, match="more than “goodwill” can be in this house") as refused:
        name_it(life, usd(6_000_000_000_000))
    assert "house/remedies (at_most)" in refused.value.remedy
    name_it(life, usd(3_000))
    other = owing()
    other.book = replace(other.book, around=bound)
    with pytest.raises(CommandRejected, match="more than “goodwill” can be"):
        name_it(other, usd(4_001))
    name_it(other, usd(4_000))
    [entry] = other.case.ledger.values()
    assert (entry.amount, entry.floor) == (usd(4_000), usd(4_000))
