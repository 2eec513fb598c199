"""Four eyes: who asked, said what it rests on, or answered before does not decide; persons count, not accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import NOTHING_AROUND, Around
from domain.case.decide import decide
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.clock import parse_instant
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.evidence.legal import illegal
from domain.house import directory as house
from domain.house.directory import Directory
from domain.playbook import plan as p
from domain.values import Person, Value
from domain.views.briefing import to_settle
from tests.support.plans import HOUR, START, book, contract, do, plan, usd
from tests.support.posted import posted

ROLES = ("desk", "boss", "owner")


def person(name: str, *, same_as: tuple[str, ...] = (), reports_to: tuple[str, ...] = ()) -> c.Actor:
    """Return somebody who may do everything here."""
    return c.Actor(person=name, roles=ROLES, same_as=same_as, reports_to=reports_to)


OPENER, ONE, TWO, THREE, FOUR, FIVE = (person(name) for name in ("otto", "one", "two", "three", "four", "five"))
FORM = {"fine": p.FactType(type="yes_no")}
ASK = p.Ask(id="look", role="desk", words={"en": "Look"}, form=FORM, due=HOUR, second="boss")


def refund(**more: object) -> p.Remedy:
    """Return a refund that a person grants."""
    base: dict[str, object] = {
        "id": "refund", "remedy": "refund", "amount": p.Given(value=usd(500)), "pay": (contract("pay", pays=True),),
        "authority": p.Authority(above=(p.Rung(role="boss"),), within=HOUR),
    }  # fmt: skip
    return p.Remedy.model_validate({**base, **more})


@dataclass
class Played:
    """A case in play, without a journal."""

    plan: p.Plan
    opener: c.Actor = OPENER
    around: Around = NOTHING_AROUND
    case: Case = field(default_factory=lambda: named("ca_1"))
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open it."""
        self.book = book(self.plan, around=self.around)
        self.give(
            c.OpenCase(
                now=START, actor=self.opener, failure="test", source="test", key="1", facts={"size": 1},
                customer=Person("cu_1", "v_1", ""), market="us", language="en", reported_at=START,
            )
        )  # fmt: skip

    def give(self, *commands: c.Command) -> None:
        """Give commands, each followed by what happens by itself; every fact is legal to an auditor."""
        for command in commands:
            for made in (decide(self.case, command, self.book),):
                self._keep(made)
            self._keep(decide(self.case, c.Tick(now=START), self.book))

    def _keep(self, made: Sequence[Event]) -> None:
        for event in made:
            assert illegal(self.case, event) == ""
            self.case = fold(self.case, (event,))
            self.events.append(event)

    def answer(self, task: str, by: c.Actor, answer: Mapping[str, Value]) -> None:
        """Do a task."""
        self.give(c.CompleteTask(now=START, actor=by, task=task, answer=answer))

    def approve(self, by: c.Actor) -> None:
        """Grant the refund."""
        self.give(c.ApproveRemedy(now=START, actor=by, entry="refund"))


def asked_twice(*more: p.AnyStep) -> Played:
    """Return a case in which two answered differently, and a third person settled it."""
    played = Played(plan(ASK, *more))
    played.answer("look#ask0", ONE, {"fine": True})
    played.answer("look#second0", TWO, {"fine": False})
    return played


def test_a_second_answer_and_what_settles_them_come_from_others() -> None:
    """Neither who gave the first answer gives the second, nor either of them settles it, under whatever account."""
    played = Played(plan(ASK))
    played.answer("look#ask0", ONE, {"fine": True})
    for same in (ONE, person("uno", same_as=("one",)), replace(FOUR, one_with=("one",))):
        with pytest.raises(Forbidden, match="first answer"):
            played.answer("look#second0", same, {"fine": False})
    assert to_settle(played.case, played.case.tasks["look#second0"]) == []  # it would be no answer of their own
    played.answer("look#second0", TWO, {"fine": False})
    asked = played.case.tasks["look#settle0"]
    assert to_settle(played.case, asked) == [("one", {"fine": True}), ("two", {"fine": False})]
    for same in (ONE, TWO, person("os:root", same_as=("two",))):
        with pytest.raises(Forbidden, match="one of the two answers"):
            played.answer("look#settle0", same, {"fine": True})
        with pytest.raises(Forbidden, match="one of the two answers"):  # nor does it wait for them
            played.give(c.ClaimTask(now=START, actor=same, task="look#settle0"))
    played.answer("look#settle0", THREE, {"fine": True})
    assert played.case.status("look") == "done"


def test_whoever_changed_a_fact_gives_no_second_answer() -> None:
    """The first answer was given to what was known before: somebody else reads what is known now."""
    played = Played(plan(ASK))
    played.answer("look#ask0", ONE, {"fine": True})
    played.give(c.ChangeFailure(now=START, actor=TWO, facts={"size": 9}, why="a slip"))
    for same in (TWO, person("os:root", same_as=("two",))):
        with pytest.raises(Forbidden, match="changed a fact"):
            played.answer("look#second0", same, {"fine": True})
    played.answer("look#second0", THREE, {"fine": True})
    assert played.case.status("look") == "done"


def withdrawn_and_taken_up_again(played: Played) -> None:
    """Have the customer withdraw, told so, and take it up again."""
    played.give(c.WithdrawCase(now=START, actor=person("cu_1"), why="never mind"))
    played.give(*posted(played.case, played.book, START))
    played.give(c.ReopenCase(now=START, actor=person("boss"), why="they want it after all"))


def test_questions_that_are_put_anew_are_answered_by_two_as_well() -> None:
    """Withdrawn and taken up again, a case asks anew; what agrees with what was said then ends the question."""
    played = Played(plan(ASK))
    withdrawn_and_taken_up_again(played)
    played.answer("look#ask0+", ONE, {"fine": True})
    with pytest.raises(Forbidden, match="first answer"):
        played.answer("look#second0", ONE, {"fine": True})
    withdrawn_and_taken_up_again(played)
    with pytest.raises(Forbidden, match="first answer"):
        played.answer("look#second0+", ONE, {"fine": True})
    twice = e.TaskCompleted(at=START, task="look#second0+", by="one", answer={"fine": True})
    assert illegal(played.case, twice) == "a second answer comes from one who answered before"
    played.answer("look#second0+", TWO, {"fine": True})
    assert played.case.status("look") == "done"


def test_an_auditor_sees_who_answered_twice() -> None:
    """The legal table knows of it, apart from the decision."""
    played = Played(plan(ASK))
    played.answer("look#ask0", ONE, {"fine": True})
    twice = e.TaskCompleted(at=START, task="look#second0", by="one", answer={"fine": False})
    assert illegal(played.case, twice) == "a second answer comes from one who answered before"
    played.answer("look#second0", TWO, {"fine": False})
    settled = replace_task(twice, "look#settle0", "two")
    assert illegal(played.case, settled) == "a second answer comes from one who answered before"


def test_an_answer_is_void_once_what_it_pays_rests_on_other_facts() -> None:
    """Both answer anew, whoever gave the void one too; a fact on which nothing rests changes nothing."""
    known = {name: p.FactType(type="integer", optional=True) for name in ("size", "flag")}
    dear = refund(when=('answer("look").fine', "failure.size > 3"))
    played = Played(plan(ASK, dear).model_copy(update={"facts": known}))
    played.answer("look#ask0", ONE, {"fine": True})
    played.give(c.ChangeFailure(now=START, actor=THREE, facts={"flag": 1}, why="a slip"))
    assert played.case.tasks["look#ask0"].status == "done"
    played.give(c.ChangeFailure(now=START, actor=THREE, facts={"size": 9}, why="it is dearer"))
    assert [x.facts for x in played.events if isinstance(x, e.AnswerVoided)] == [("size",)]
    with pytest.raises(CommandRejected):
        played.answer("look#second0", TWO, {"fine": True})
    played.answer("look#ask0+", TWO, {"fine": True})
    played.answer("look#second0+", ONE, {"fine": False})
    played.give(c.ChangeFailure(now=START, actor=THREE, facts={"size": 10}, why="dearer still"))
    assert [n for n, x in played.case.tasks.items() if x.status == "open"] == ["look#ask0++"]
    assert sum(isinstance(x, e.AnswerVoided) for x in played.events) == 3
    stale = e.AnswerVoided(at=START, task="look#ask0", facts=("size",), by="three")
    assert illegal(played.case, stale) == "an answer is made void that does not stand"


def replace_task(event: e.TaskCompleted, task: str, by: str) -> e.TaskCompleted:
    """Return the same done for another task by another person."""
    return event.model_copy(update={"task": task, "by": by})


READS = refund(when=('answer("look").fine',))
INSIDE = p.Choose(id="which", ways=(p.Way(when=('answer("look").fine',), steps=(refund(),)),), otherwise=())
FINE = {"fine": p.Formula(source='answer("look").fine')}
THROUGH = (do("check", undo=None, given=FINE), refund(when=('outcome("check") == "skipped"',)))


@pytest.mark.parametrize(
    "rests_on", [(READS,), (INSIDE,), THROUGH], ids=["itself", "by its branch", "through another step"]
)
def test_nobody_who_answered_what_a_remedy_rests_on_grants_it(rests_on: tuple[p.AnyStep, ...]) -> None:
    """First, second and settling answers count alike; somebody else may."""
    played = asked_twice(*rests_on)
    played.answer("look#settle0", THREE, {"fine": True})
    if "check" in played.book.layout.steps:
        played.give(c.SkipStep(now=START, actor=FOUR, step="check", why="no need"))
    for one in (ONE, TWO, THREE, person("drei", same_as=("three",))):
        with pytest.raises(Forbidden, match="that they asked for"):
            played.approve(one)
    with pytest.raises(Forbidden, match="reports to two"):
        played.approve(person("six", reports_to=("two",)))
    played.approve(FIVE)
    assert played.case.ledger["refund"].approver == "five"


def test_an_answer_that_a_remedy_does_not_rest_on_bars_nobody() -> None:
    """Four eyes is about what was asked for, not about everybody who ever touched the case."""
    played = asked_twice(refund())
    played.answer("look#settle0", THREE, {"fine": True})
    played.approve(ONE)
    assert played.case.ledger["refund"].approver == "one"


def test_nobody_grants_what_they_told_of() -> None:
    """Who opened the case asked for what comes of it."""
    played = Played(plan(refund()))
    with pytest.raises(Forbidden, match="that they asked for"):
        played.approve(OPENER)
    approved = e.RemedyApproved(at=START, entry="refund", approver="otto", rung=1)
    assert illegal(played.case, approved) == "a remedy is approved by one who may not"
    played.approve(ONE)


def test_nobody_grants_what_they_made_larger() -> None:
    """Who changed a fact that the remedy rests on asked for it; another fact bars nobody."""
    reading = refund(when=("failure.size > 2",))
    facts = {"size": p.FactType(type="integer"), "colour": p.FactType(type="text", optional=True)}
    played = Played(plan(do("wait", undo=None), reading, facts=facts))
    played.give(
        c.ChangeFailure(now=START, actor=ONE, facts={"size": 3}, why="it grew"),
        c.ChangeFailure(now=START, actor=TWO, facts={"colour": "red"}, why="seen"),
    )
    played.give(c.SkipStep(now=START, actor=THREE, step="wait", why="no need"))
    with pytest.raises(Forbidden, match="that they asked for"):
        played.approve(ONE)
    played.approve(TWO)


def test_nobody_grants_a_receipt_they_took_in() -> None:
    """Each receipt by whoever did not bring it; another receipt of the same cover bars nobody."""
    cover = p.Cover(
        id="meals", remedy="expenses", words={"en": "meals"}, up_to=p.Given(value=usd(900)), within=HOUR * 24, most=5,
        pay=(contract("pay", pays=True),), authority=p.Authority(above=(p.Rung(role="boss"),), within=HOUR),
    )  # fmt: skip
    played = Played(plan(cover))
    played.give(
        c.SubmitReceipt(now=START, actor=ONE, step="meals", amount=usd(100), number="1"),
        c.SubmitReceipt(now=START, actor=TWO, step="meals", amount=usd(200), number="2"),
    )
    with pytest.raises(Forbidden, match="that they asked for"):
        played.give(c.ApproveRemedy(now=START, actor=ONE, entry="meals[r1]"))
    played.give(c.ApproveRemedy(now=START, actor=TWO, entry="meals[r1]"))
    assert played.case.ledger["meals[r1]"].approver == "two"


def test_an_approval_says_by_which_authority() -> None:
    """The role and how far it reaches stand in the fact, whatever the number of the rung."""
    rungs = (p.Rung(role="small", up_to=(usd(100),)), p.Rung(role="boss", up_to=(usd(900),)), p.Rung(role="head"))
    played = Played(plan(refund(authority=p.Authority(above=rungs, within=HOUR))))
    played.approve(ONE)
    granted = next(event for event in played.events if isinstance(event, e.RemedyApproved))
    assert (granted.role, granted.limit, granted.rung) == ("boss", usd(900), 1)


def test_a_user_of_the_system_is_the_person_whose_account_it_is() -> None:
    """An operator who is registered under an account is that person, and so is the person under that account."""
    at = parse_instant("2026-03-02T09:00:00Z")
    known = Directory()
    for name, accounts, boss in (("ratna", ("root",), ""), ("budi", ("os:budi", "b.b"), "ratna")):
        for event in house.add_person(known, name, accounts=accounts, reports_to=boss, now=at, by="test"):
            known = house.evolve(known, event)
    root, ratna, budi = known.operator("root", at), known.actor("ratna", at), known.operator("budi", at)
    assert (root.person, root.roles) == ("os:root", ("operator",))
    assert "ratna" in root.same_as
    assert "os:root" in ratna.same_as
    assert {"budi", "b.b"} <= set(budi.same_as)
    assert {"ratna", "root", "os:root"} == set(budi.reports_to)
    assert known.operator("nobody", at) == c.Actor(
        person="os:nobody", roles=("operator",), house_position=known.position
    )
