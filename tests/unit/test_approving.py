"""What somebody reads before they grant a remedy: who gets what, why they are asked, and who said what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.evolve import fold, named
from domain.entitlement.evaluate import digest_of
from domain.events import Event
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.parts import prefixed
from domain.record import Head, Stamp, open_record, seal
from domain.values import Value
from domain.views.approving import Fact, Sought, rests_on, sought
from domain.views.grounds import grounds_of
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.letters import Played as Example
from tests.support.letters import examples
from tests.support.owing import LATE, late_pack
from tests.support.plans import HOUR, START, book, plan, usd
from tests.unit.test_budgets import DESK, JAKARTA, Played, gift
from tests.unit.test_care import life as with_care
from tests.unit.test_care import meals
from tests.unit.test_entitling import ANN, LATER, SAM, Life, asking, differs_task, published, remedy

ASKED = p.Authority(auto_up_to=(usd(100),), above=(p.Rung(role="boss"),), within=HOUR * 24)


class Read(NamedTuple):
    """What was read of a task when it was opened."""

    where: str
    event: e.TaskOpened
    payee: str
    told: Sought


@cache
def of_examples(language: str) -> tuple[Read, ...]:
    """Return all that anybody is asked to grant in the examples of the playbooks that ship."""
    return tuple(each for played in examples() for each in _of(played, language))


def _of(played: Example, language: str) -> Iterator[Read]:
    for number, event in enumerate(played.events, start=1):
        if isinstance(event, e.TaskOpened) and event.purpose in {"approve", "budget"}:
            before = played.events[:number]
            case = fold(named("ca_x"), before)
            found = sought(Telling(case, played.book, before, language, inward=True), case.tasks[event.task])
            assert found is not None
            payee = case.ledger[str(event.details["entry"])].payee.id
            assert payee
            yield Read(played.name, event, payee, found)


def sought_in(life: Life, language: str = "en") -> Sought:
    """Return what is read of the last task of a case to grant something."""
    task = [each for each in life.case.tasks.values() if each.purpose == "approve"][-1]
    found = sought(Telling(life.case, life.book, life.events, language, inward=True), task)
    assert found is not None
    return found


def split() -> Played:
    """Play two gifts of one person to another on one day, which together are more than the desk may grant."""
    gifts = (gift(70), gift(50, id="gift2"))
    life = Played(book(plan(*gifts)))
    life.grant(DESK)
    life.grant(DESK, "gift2")
    return life


# --- In every example ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_grants_reads_who_gets_what_why_they_are_asked_and_who_said_so(language: str) -> None:
    """In everything that anybody is asked to grant: nothing is missing, and nothing is told as a program writes it."""
    assert len(of_examples(language)) > 20
    for where, event, payee, told in of_examples(language):
        amount = event.details["amount"]
        assert payee[:12] in told.payee, where
        assert told.way, (where, event.task)
        assert told.owed, where
        assert told.why, (where, event.task)
        assert bool(told.things) != isinstance(amount, Money), (where, event.task)
        assert told.facts or not isinstance(amount, Money) or "step goodwill" in str(event.details["basis"]), where
        assert all(fact.said_by for fact in told.facts), (where, told.facts)
        texts = [told.remedy, *told.things, told.way, *told.owed, *told.why, *told.law, *(x.name for x in told.facts)]
        assert [text for text in texts if re.search(r"[a-z]_[a-z]|[{}]|\bNone\b", text)] == [], where


def test_what_is_owed_is_told_with_its_clause_and_what_was_compared() -> None:
    """By which law, as it held on which day, and the lateness with the hours from which it counts."""
    owed = [told for _, event, _, told in of_examples("en") if event.details["remedy"] == "compensation"]
    assert owed
    for told in owed:
        assert "as it held on" in told.law[0]
        assert any("How it comes about" in line and "hour" in line for line in told.law)
        assert any("hour" in fact.value for fact in told.facts)


# --- Why -------------------------------------------------------------------------------------------------------------
def test_an_amount_above_what_the_plan_grants_is_told_with_both_numbers() -> None:
    """The amount, and the limit that it is above."""
    life = Life(asking(remedy(authority=ASKED)), late_by=5, price=usd(80_000))
    assert sought_in(life).why[0] == "It comes to USD 400.00, and the plan grants at most USD 1.00 of it by itself."
    assert sought_in(life).owed == ["all of it is owed: nobody may deny it"]


def test_what_counts_together_is_told_amount_by_amount() -> None:
    """Whoever is next reads what the desk granted the same person that day, what it comes to, and the limit."""
    why = sought_in(split()).why
    assert why[0] == (
        "dana was about to grant it: with USD 0.70 (gift), granted to the same person that day, it comes to "
        "USD 1.20, more than USD 1.00."
    )


def test_what_one_person_alone_put_right_is_named_with_that_person() -> None:
    """It is granted by another however little it is, and the fact says whose word alone it is."""
    ladder = p.Authority(auto_up_to=(usd(90_000),), above=ASKED.above, within=HOUR * 24)
    life = Life(asking(remedy(authority=ladder)), price=usd(8_000))
    life.take(c.ChangeFailure(now=life.now, actor=ANN, facts={"price": usd(9_000)}, why="a slip"))
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"late_by": 5}, why="the log of the day"))
    life.go_on()
    told = sought_in(life)
    assert "It rests on something that one person alone put right (price: by ann)" in told.why[0]
    (price,) = [fact for fact in told.facts if fact.name == "price"]
    assert price.value == "USD 90.00"
    assert price.said_by[0].startswith("ann put it right on")
    assert price.said_by[0].endswith("(a slip); nobody else says so")
    (late,) = [fact for fact in told.facts if fact.name == "late by"]
    assert late.said_by[0].startswith("sam told it on")
    assert late.said_by[0].endswith("(the log of the day)")
    assert any(each.startswith("ann (said what it rests on") for each in told.may_not)


def test_only_what_is_to_be_granted_is_told_so() -> None:
    """No other task has a payee."""
    life = split()
    task = next(iter(life.case.tasks.values()))
    events: list[Event] = life.events
    other = Telling(life.case, life.book, events)
    assert sought(other, task) is not None
    assert sought(other, replace(task, purpose="ask")) is None


EUROS = Money("EUR", 60)


def test_what_counts_together_is_what_the_counter_has_counted() -> None:
    """Another currency, what is owed of each, and what is another day where the house is, count elsewhere."""
    rungs = (p.Rung(role="desk", up_to=(usd(100), Money("EUR", 100))), p.Rung(role="boss"))
    asks = p.Authority(above=rungs, within=HOUR)
    third = gift(50, id="gift3", authority=asks)
    gifts = (gift(70, authority=asks), gift(0, id="gift2", authority=asks, amount=p.Given(value=EUROS)), third)
    life = Played(book(plan(*gifts)))
    for entry in ("gift", "gift2", "gift3"):
        life.grant(DESK, entry)
    assert "with USD 0.70 (gift), granted" in sought_in(life).why[0]


def test_of_what_counts_together_the_part_that_is_owed_is_left_out() -> None:
    """What the law gives is no splinter of anything: the sums that are told add up."""
    asks = p.Authority(above=(p.Rung(role="desk", up_to=(usd(5_000),)), p.Rung(role="boss")), within=HOUR)
    owed = remedy(usd(4_500), remedy="goodwill", authority=asks)
    more = gift(4_800, authority=asks)
    life = Life(asking(owed, more), late_by=5, price=usd(8_000))
    for entry in ("money", "gift"):
        life.take(c.ApproveRemedy(now=life.now, actor=DESK, entry=entry))
        life.go_on()
    why = sought_in(life).why[0]
    assert "with USD 5.00 (money), granted to the same person that day, it comes to USD 53.00" in why


def test_what_counts_together_goes_by_the_day_of_the_house() -> None:
    """At seven hours ahead the day begins at 17:00 by the clock of the world."""
    asks = p.Authority(above=(p.Rung(role="desk", up_to=(usd(100),)), p.Rung(role="boss")), within=HOUR * 24)
    gifts = [gift(minor, id=name, authority=asks) for name, minor in (("gift", 70), ("gift2", 50), ("gift3", 60))]
    life = Played(replace(book(plan(*gifts)), calendar=JAKARTA))
    life.grant(DESK)
    life.now = START.replace(hour=18)
    life.grant(DESK, "gift2")
    life.grant(DESK, "gift3")
    assert "with USD 0.50 (gift2), granted" in sought_in(life).why[0]


# --- What it rests on ------------------------------------------------------------------------------------------------
def facts_of(life: Life, entry: str) -> dict[str, Fact]:
    """Return what a remedy is said to rest on, by what that is called."""
    found = rests_on(Telling(life.case, life.book, life.events, inward=True), entry, life.case.ledger[entry])
    return {fact.name: fact for fact in found}


def test_what_was_granted_rests_on_what_was_known_when_it_was_proposed() -> None:
    """What is owed is decided anew by what came later: that is told of the difference, and never of what was paid."""
    life = Life(asking(remedy()), late_by=5, price=usd(8_000))
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"late_by": 9, "price": usd(9_000)}, why="the log"))
    life.go_on(1)
    (task,) = [name for name, each in life.case.tasks.items() if each.purpose == "differs"]
    owner = c.Actor(person="olga", roles=life.case.tasks[task].roles)
    life.take(c.CompleteTask(now=life.now, actor=owner, task=task, answer={"decision": "follow", "why": "so it is"}))
    life.go_on()
    first, later = (facts_of(life, entry) for entry in life.case.ledger)
    assert (first["late by"].value, first["price"].value) == ("5 days", "USD 80.00")
    assert first["late by"].said_by[0].startswith("s told it with the failure")
    assert first["late by"].said_by[1].startswith("since then sam told it anew")
    assert (later["late by"].value, later["price"].value) == ("9 days", "USD 90.00")
    assert later["late by"].said_by[0].startswith("sam put it right")


def test_the_pack_among_the_grounds_is_the_one_by_which_it_was_proposed() -> None:
    """A later version of it is a ground of what is given beyond, and of that alone."""
    life = Life(asking(remedy()), late_by=5, price=usd(8_000))
    published(life)
    life.go_on(hours=1)
    answer: dict[str, Value] = {"decision": "follow", "why": "the correction holds for that day, too"}
    life.take(c.CompleteTask(now=life.now, actor=SAM, task=differs_task(life), answer=answer))
    life.go_on()
    sealed = seal("case/ca_1", Head(), life.events, Stamp("cmd", "engine", (), life.now, "ev_"))
    records = [open_record(each, e.EVENT_TYPES) for each in sealed]
    found = grounds_of(Telling(life.case, life.book, life.events), records)
    versions = [digest_of(late_pack(text)) for text in (LATE, LATER)]
    assert [ground.documents["pack late"] for ground in found] == versions


def test_care_of_a_plan_that_names_it_in_its_own_words_rests_on_all_that_is_owed_in_kind() -> None:
    """Of an older plan nobody knows which of it is meant; where it is named as the pack names it, that is meant."""
    own = sought_in(with_care(meals()))
    assert [fact.name for fact in own.facts] == ["late by"]
    assert any("§ 9" in line for line in own.law)
    named = sought_in(with_care(meals(in_kind={"meals": p.Given(value="soup")}, named_care=True)))
    assert (named.facts, named.law) == (own.facts, own.law)


def test_money_in_another_currency_than_the_law_gives_rests_on_what_the_law_gives() -> None:
    """What is paid in euros where dollars were owed and given says by which law, and on what facts."""
    asks = p.Authority(above=(p.Rung(role="boss"),), within=HOUR)
    more = remedy(EUROS, id="more", authority=asks)
    told = sought_in(Life(asking(remedy(), more), late_by=5, price=usd(8_000)))
    assert [fact.name for fact in told.facts] == ["late by", "price"]
    assert any("§ 3" in line for line in told.law)


# --- Who said it -----------------------------------------------------------------------------------------------------
NONE_BY_ITSELF = p.Authority(above=(p.Rung(role="boss"),), within=HOUR * 24)
PRICED = {"price": p.FactType(type="money"), "missed": p.FactType(type="money"), "flag": p.FactType(type="yes_no")}
PEOPLE = {"people": p.FactType(type="records", of={"id": p.FactType(type="text"), "fare": p.FactType(type="money")})}
FARES: dict[str, Value] = {"people": ({"id": "anna", "fare": usd(100)}, {"id": "bert", "fare": usd(900)})}


def counting(minutes: int = 60) -> p.Ask:
    """Return a question about an amount."""
    form = {"much": p.FactType(type="money")}
    return p.Ask(id="count", role="desk", due=HOUR * minutes, words={"en": "How much"}, form=form)


def paying(source: str) -> p.Remedy:
    """Return money that a person grants, of an amount that is worked out."""
    return gift(0, amount=p.Formula(source=source), authority=NONE_BY_ITSELF)


def answered(life: Life, step: str, who: str, minor: int) -> None:
    """Have somebody answer the question of a step."""
    (task,) = [name for name, each in life.case.tasks.items() if each.step == step and each.status == "open"]
    by = c.Actor(person=who, roles=("desk",))
    life.take(c.CompleteTask(now=life.now, actor=by, task=task, answer={"much": usd(minor)}))
    life.go_on()


def put_right(life: Life, who: str, **facts: Value) -> None:
    """Have somebody change what is known."""
    by = c.Actor(person=who, roles=("desk",))
    life.take(c.ChangeFailure(now=life.now, actor=by, facts=facts, why="the receipt"))
    life.go_on()


def names_in(said: Sequence[str]) -> list[str]:
    """Return the first word of each that is said."""
    return [each.partition(" ")[0] for each in said]


def test_in_a_loop_an_amount_comes_from_the_answer_of_its_own_round() -> None:
    """Whoever said what another one gets said nothing of this."""
    each = p.Each(
        id="all", name="x", items="failure.people", by="x.id", at_most=5, at_once=2,
        steps=(counting(), paying('answer("count").much')),
    )  # fmt: skip
    life = Life(book(plan(each)), **FARES)
    answered(life, "count[anna]", "dora", 100)
    answered(life, "count[bert]", "emil", 900)
    assert {name: names_in(facts_of(life, name)["much"].said_by) for name in life.case.ledger} == {
        "gift[anna]": ["dora"], "gift[bert]": ["emil"],
    }  # fmt: skip


def test_in_a_part_a_name_means_a_step_of_the_part_first() -> None:
    """What the part asks is called as in the plan round it."""
    inner = prefixed((counting(), paying('answer("count").much')), "walk")
    run = p.Run(id="walk", playbook="walk", title={"en": "Walk"}, steps=inner)
    life = Life(book(plan(counting(), run)))
    answered(life, "count", "dora", 100)
    answered(life, "walk:count", "emil", 900)
    assert names_in(facts_of(life, "walk:gift")["much"].said_by) == ["emil"]


def test_a_part_has_facts_of_its_own() -> None:
    """They come from what it was given when it began, and from whoever said that; what came later is told so."""
    inner = prefixed((counting(), paying("failure.twice")), "walk")
    given: dict[str, p.Term] = {"price": p.Formula(source="failure.missed")}
    run = p.Run(
        id="walk", playbook="walk", title={"en": "Walk"}, given=given, derived={"twice": "failure.price * 2"},
        steps=inner,
    )  # fmt: skip
    life = Life(book(plan(counting(), run, facts=PRICED)), price=usd(90_000), missed=usd(10))
    put_right(life, "zoe", missed=usd(30))
    answered(life, "count", "dora", 100)
    put_right(life, "olga", price=usd(1))
    put_right(life, "yann", missed=usd(40))
    answered(life, "walk:count", "emil", 900)
    twice = facts_of(life, "walk:gift")["twice"]
    assert twice.value == "USD 0.60"
    assert names_in(twice.said_by[:1]) == ["zoe"]
    assert [each.partition(",")[0] for each in twice.said_by[1:]] == ["since then yann told it anew"]


def test_what_a_loop_goes_through_was_said_before_it_began() -> None:
    """Its list is frozen then: who changes it later says nothing of what its rounds give."""
    each = p.Each(
        id="all", name="x", items="failure.people", by="x.id", at_most=5, steps=(counting(), paying("x.fare")),
    )  # fmt: skip
    life = Life(book(plan(each, facts=PEOPLE)), **FARES)
    put_right(life, "zoe", people=({"id": "anna", "fare": usd(5)},))
    answered(life, "count[anna]", "dora", 100)
    said = facts_of(life, "gift[anna]")["fare"].said_by
    assert said[0].startswith("s told it with the failure")
    assert said[1].startswith("since then zoe told it anew")


@pytest.mark.parametrize(("flag", "names"), [(True, ["s", "zoe"]), (False, ["s", "the"])])
def test_of_a_value_by_cases_the_line_that_held_is_told(flag: bool, names: list[str]) -> None:
    """With what it compared, and what its value is made of: a fact that somebody put right, or the plan."""
    price = p.Formula(source="failure.price")
    cases = p.ByCases(cases=(p.Line(when=("failure.flag",), then=price),), otherwise=p.Given(value=usd(9_000)))
    facts: dict[str, p.Term] = {
        "late_by": p.Given(value=5), "people": p.Given(value=1), "price": cases,
    }  # fmt: skip
    owed = p.Entitle(id="owed", pack="late", facts=facts)
    its = asking()
    its = replace(its, plan=plan(counting(), owed, remedy(authority=NONE_BY_ITSELF), facts=PRICED))
    its = book(its.plan, packs=its.packs, pack_digests=its.pack_digests)
    life = Life(its, flag=flag, price=usd(100))
    put_right(life, "zoe", price=usd(8_000))
    answered(life, "count", "dora", 100)
    assert names_in(facts_of(life, "money")["price"].said_by) == names


def test_of_a_part_in_a_loop_each_round_tells_its_own() -> None:
    """The part gets what its round goes through; the line that held there, and the answer of that round, are told."""
    much = p.Line(when=('failure.fare > money("2 USD")',), then=p.Formula(source='answer("count").much'))
    price = p.ByCases(cases=(much,), otherwise=p.Formula(source="failure.fare"))
    facts: dict[str, p.Term] = {"late_by": p.Given(value=5), "people": p.Given(value=1), "price": price}
    owed = p.Entitle(id="owed", pack="late", facts=facts)
    inner = prefixed((counting(), owed, remedy(authority=NONE_BY_ITSELF)), "walk")
    given: dict[str, p.Term] = {"fare": p.Formula(source="x.fare")}
    run = p.Run(id="walk", playbook="walk", title={"en": "Walk"}, given=given, steps=inner)
    each = p.Each(id="all", name="x", items="failure.people", by="x.id", at_most=5, at_once=2, steps=(run,))
    its = asking()
    life = Life(book(plan(each, facts=PEOPLE), packs=its.packs, pack_digests=its.pack_digests), **FARES)
    answered(life, "walk:count[anna]", "dora", 100)
    answered(life, "walk:count[bert]", "emil", 5_000)
    told = {name: facts_of(life, name)["price"] for name in life.case.ledger}
    assert {name: (fact.value, names_in(fact.said_by)) for name, fact in told.items()} == {
        "walk:money[anna]": ("USD 1.00", ["s"]), "walk:money[bert]": ("USD 50.00", ["s", "emil"]),
    }  # fmt: skip
