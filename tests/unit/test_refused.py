"""What a pack refuses is told to the customer: what, why, by which clause, and where else they can turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around, Book
from domain.entitlement.evaluate import answer, digest_of
from domain.evidence.entitled import recompute
from domain.playbook import plan as p
from domain.routes import Route, Routes
from domain.values import Value
from domain.views.ending import decided
from domain.views.explain import explain
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from makegood.cli.case import _parts
from makegood.cli.output import Output
from tests.support.owing import LATE, WITH_MEALS, late_pack
from tests.support.packs import DAY
from tests.support.plans import HOUR, book, plan, usd
from tests.unit.test_entitling import SAM, Life, remedy

STORM = """    exclusions:
      - exclusion: storm
        bars: late
        words: {en: a storm, id: badai, vi: một cơn bão}
        clause: § 7
        verified: true
        when: storm
        proven: proven
        burden: {en: the carrier, id: pengangkut, vi: hãng vận chuyển}
        while_unproven: due
"""
FLAGS = """  storm: {type: yes_no, words: {en: whether a storm was the cause}}
  proven: {type: yes_no, words: {en: whether that was shown}}
"""
NOTHING = LATE.replace("\nversions:", f"{FLAGS}\nversions:") + STORM
ALL_BUT_A_MEAL = WITH_MEALS.replace("\nversions:", f"{FLAGS}\nversions:") + STORM
KNOWN = {
    "late_by": p.FactType(type="integer"), "price": p.FactType(type="money"),
    "storm": p.FactType(type="yes_no"), "proven": p.FactType(type="yes_no"),
}  # fmt: skip
BODY = Route(called={"en": "the ombudsman"}, address={"en": "ombudsman.example"}, source="an act", verified=True)
MEAL = remedy(
    id="meal", remedy="care", in_kind={"what": p.Given(value="a meal")}, pay=(),
    authority=p.Authority(above=(p.Rung(role="boss"),), within=remedy().authority.within),
)  # fmt: skip


def refusing(*steps: p.AnyStep, text: str) -> Book:
    """Return a book whose plan asks the pack and goes on with these steps; there is a body to turn to."""
    facts: dict[str, p.Term] = {name: p.Formula(source=f"failure.{name}") for name in KNOWN}
    asked = p.Entitle(id="owed", pack="late", facts={**facts, "people": p.Given(value=1)})
    pack = late_pack(text)
    around = Around(routes=Routes(name="r", markets={"us": {"any": BODY}}))
    return book(
        plan(asked, *steps, facts=KNOWN), packs={"late": pack}, pack_digests={"late": digest_of(pack)}, around=around
    )


def live(*steps: p.AnyStep, text: str = NOTHING, proven: bool = True) -> Life:
    """Play a case of a storm."""
    return Life(refusing(*steps, text=text), late_by=5, price=usd(8_000), storm=True, proven=proven)


def told(life: Life, language: str) -> str:
    """Return the story as the customer is told it."""
    return "\n".join(explain(Telling(life.case, life.book, life.events, language, UTC)))


def phase(life: Life) -> str:
    """Return how far the case is."""
    return life.case.phase


@pytest.mark.parametrize("text", [NOTHING, ALL_BUT_A_MEAL])
def test_an_answer_names_what_it_refuses_and_why(text: str) -> None:
    """Also where something else is owed beside it: what was kept back, by what, its clause, and who proved it."""
    facts: dict[str, Value] = {"late_by": 5, "price": usd(100), "people": 1, "storm": True, "proven": True}
    [refused] = answer(late_pack(text), facts, DAY).refused
    assert (refused.rule, refused.by, refused.clause, refused.source) == ("late", "storm", "§ 7", "Late Act")
    assert (refused.proof, refused.burden["en"]) == ("proven", "the carrier")
    assert not answer(late_pack(text), {**facts, "proven": False}, DAY).refused


@pytest.mark.parametrize("text", [NOTHING, ALL_BUT_A_MEAL])
def test_a_refusal_is_kept_and_told_in_every_language(text: str) -> None:
    """The decision keeps it; the story says what is not owed, why, by which clause, in the customer's words."""
    life = live(MEAL, text=text)
    [event] = life.of(e.EntitlementDecided)
    assert isinstance(event, e.EntitlementDecided)
    assert [each.by for each in event.refused] == ["storm"]
    for language, why in (("en", "a storm"), ("id", "badai"), ("vi", "một cơn bão")):
        assert why in told(life, language)
        assert "§ 7 (Late Act)" in told(life, language)
    again = recompute(1, event, life.book.packs["late"], life.book.calendar)
    assert again.same
    before = event.model_copy(update={"refused": ()})  # as earlier releases kept it
    assert recompute(1, before, life.book.packs["late"], life.book.calendar).same


@pytest.mark.parametrize("text", [NOTHING, ALL_BUT_A_MEAL])
def test_a_refusal_reaches_the_customer_before_the_case_closes(text: str) -> None:
    """Word of the decision and of where else to turn are needed as behind any refusal, and asked of the owner."""
    life = live(text=text, proven=True) if text == NOTHING else live(MEAL, text=text)
    if text == ALL_BUT_A_MEAL:
        life.take(c.ApproveRemedy(now=life.now, actor=c.Actor(person="ann", roles=("boss",)), entry="meal"))
        life.go_on()
    assert phase(life) == "resolved"
    [task] = [t for t in life.case.tasks.values() if t.purpose == "review" and t.status == "open"]
    assert task.details["missing"] == ("decision", "route")
    life.take(c.RecordContact(
        now=life.now, actor=SAM, direction="out", channel="mail", text="no, and why", gives=("decision", "route")
    ))  # fmt: skip
    life.go_on()
    assert phase(life) == "closed"


def test_word_from_before_the_decision_is_no_word_of_it() -> None:
    """What was told before it was decided told nothing of it."""
    its = refusing(text=NOTHING)
    waits = p.Wait(id="waits", span=HOUR * 5, at_most=HOUR * 5)
    its = replace(its, plan=its.plan.model_copy(update={"steps": (waits, *its.plan.steps)}))
    life = Life(its, late_by=5, price=usd(100), storm=True, proven=True)
    written = c.RecordContact(
        now=life.now, actor=SAM, direction="out", channel="mail", text="no, and why", gives=("decision", "route")
    )
    life.take(written)
    life.go_on(hours=6)
    assert phase(life) == "resolved"
    life.take(written)
    life.go_on()
    assert phase(life) == "closed"


def test_where_nothing_is_refused_nobody_needs_to_be_told() -> None:
    """Unproven, it is due; paid, the case closes as before."""
    life = live(remedy(), proven=False)
    assert phase(life) == "closed"


def test_a_letter_says_what_is_refused() -> None:
    """The letter of a decision has it as a part of its own; there is none where nothing was refused."""
    life = live(text=NOTHING)
    for language in LANGUAGES:
        parts = decided(Telling(life.case, life.book, life.events, language, UTC))
        assert "§ 7 (Late Act)" in parts["refusal"]
        assert "ombudsman.example" in parts["route"]
    fine = live(remedy(), proven=False)
    assert not decided(Telling(fine.case, fine.book, fine.events, "en", UTC))["refusal"]


def test_a_route_that_nobody_verified_is_told_as_such() -> None:
    """Neither a letter nor the story tells as a fact where to turn when nobody of the house looked it up."""
    for verified, said in ((True, False), (False, True)):
        its = refusing(text=NOTHING)
        body = BODY.model_copy(update={"verified": verified})
        its = replace(its, around=Around(routes=Routes(name="r", markets={"us": {"any": body}})))
        life = Life(its, late_by=5, price=usd(8_000), storm=True, proven=True)
        life.take(c.RecordContact(
            now=life.now, actor=SAM, direction="out", channel="mail", text="no", gives=("decision", "route")
        ))  # fmt: skip
        for language, words in (("en", "not verified"), ("id", "belum kami verifikasi"), ("vi", "chưa xác minh")):
            telling = Telling(life.case, life.book, life.events, language, UTC)
            assert (words in decided(telling)["route"]) is said
            assert (words in "\n".join(explain(telling))) is said


def test_whoever_looks_at_a_case_sees_what_is_refused() -> None:
    """Beside what is owed, with the clause that keeps it back."""
    lines = _parts(live(text=NOTHING).case, Output())
    assert "  refused   owed: part of the price back, by § 7: a storm" in lines


def test_a_playbook_reads_whether_something_is_refused() -> None:
    """entitled(id).refused lets a playbook write the letter where it is needed."""
    letter = p.Tell(
        id="letter", message="our-decision", gives=("decision", "route"), when=('entitled("owed").refused',)
    )
    assert live(letter, text=NOTHING).case.status("letter") == "done"
    assert live(letter, remedy(), proven=False).case.status("letter") == "skipped"
