"""What was found to be owed keeps its case open until something settles it; nobody is no answer to “for how many”."""

from __future__ import annotations

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.entitlement.evaluate import answer, digest_of
from domain.entitlement.facts import FactsRefused
from domain.errors import CommandRejected
from domain.playbook import plan as p
from domain.values import Value
from tests.support.by_hand import give_by_hand
from tests.support.owing import LATE, WITH_MEALS, late_pack
from tests.support.packs import DAY
from tests.support.plans import book, plan, usd
from tests.unit.test_entitling import SAM, Life, remedy

PEOPLE = p.FactType(type="records", of={"id": p.FactType(type="text")}, optional=True)
FACTS = {
    "late_by": p.FactType(type="integer"), "price": p.FactType(type="money"), "passengers": PEOPLE,
    "away": p.FactType(type="yes_no", optional=True),
}  # fmt: skip
TWO: Value = ({"id": "p1"}, {"id": "p2"})


def counting(*steps: p.AnyStep, text: str = LATE) -> Book:
    """Return a book whose plan asks the pack for as many people as the failure lists, and goes on with these steps."""
    pack = late_pack(text)
    facts: dict[str, p.Term] = {name: p.Formula(source=f"failure.{name}") for name in ("late_by", "price")}
    asked = p.Entitle(id="owed", pack="late", facts={**facts, "people": p.Formula(source="size(failure.passengers)")})
    return book(plan(asked, *steps, facts=FACTS), packs={"late": pack}, pack_digests={"late": digest_of(pack)})


def to_each() -> p.Each:
    """Return the loop that gives each of those listed what is owed to one."""
    return p.Each(
        id="all", name="one", items="failure.passengers", by="one.id", at_most=9, steps=(remedy(),),
    )  # fmt: skip


def phase(life: Life) -> str:
    """Return how far the case is."""
    return life.case.phase


def owed_task(life: Life) -> str:
    """Return the open task by which the owner is asked for what is owed and nothing settles."""
    [name] = [n for n, t in life.case.tasks.items() if t.purpose == "redress" and t.status == "open"]
    return name


# --- For how many ----------------------------------------------------------------------------------------------------
def test_a_pack_refuses_nobody() -> None:
    """Owed to nobody is nothing that was found out: it is refused wherever a pack is asked."""
    with pytest.raises(FactsRefused, match="0 is nobody") as refused:
        answer(late_pack(), {"late_by": 5, "price": usd(100), "people": 0}, DAY)
    assert refused.value.remedy == "Write 1 or more."


def test_an_empty_list_is_asked_for_and_never_decided_by() -> None:
    """A list of nobody that counts units says nothing: somebody is asked for it, and the case waits."""
    life = Life(counting(to_each()), late_by=5, price=usd(8_000), passengers=())
    assert not life.of(e.EntitlementDecided)
    [postponed] = life.of(e.EntitlementPostponed)
    assert isinstance(postponed, e.EntitlementPostponed)
    assert postponed.needs == ("people",)
    [name] = [n for n, t in life.case.tasks.items() if t.purpose == "facts"]
    assert life.case.tasks[name].details["facts"] == ("passengers",)
    life.go_on(hours=500)
    assert phase(life) == "working"
    life.take(c.CompleteTask(now=life.now, actor=SAM, task=name, answer={"passengers": TWO}))
    life.go_on()
    assert life.case.entitled["owed"].units == 2
    assert [x.status for x in life.case.ledger.values()] == ["paid", "paid"]
    assert phase(life) == "closed"


def test_nobody_matters_not_where_nothing_is_owed() -> None:
    """Where the pack gives nothing to anybody, for how many needs no answer."""
    life = Life(counting(to_each()), late_by=1, price=usd(8_000), passengers=())
    assert life.case.entitled["owed"].decided
    assert phase(life) == "closed"


# --- Until something settles it --------------------------------------------------------------------------------------
def test_what_no_way_of_the_plan_gives_keeps_the_case_open() -> None:
    """A plan that passes the remedy by does not resolve; the owner is asked for what is owed, with the amount."""
    passed_by = p.Choose(
        id="which", ways=(p.Way(when=("failure.away == true",), steps=(remedy(),)),), otherwise=(),
    )  # fmt: skip
    life = Life(counting(passed_by), late_by=5, price=usd(8_000), passengers=TWO, away=False)
    assert phase(life) == "working"
    assert "USD 80.00" in life.case.tasks[owed_task(life)].words["en"]
    life.go_on(hours=500)
    assert phase(life) == "working"
    with pytest.raises(CommandRejected, match="the answer lacks “kind”"):
        life.take(c.CompleteTask(now=life.now, actor=SAM, task=owed_task(life), answer={"gave": "80 USD"}))
    give_by_hand(life, cents=8_000)
    life.go_on()
    assert phase(life) == "closed"


def test_a_list_that_is_shorter_than_who_it_is_owed_to_keeps_the_case_open() -> None:
    """Two were told of and one was paid: what the other is owed is open."""
    the_book = counting(to_each())
    life = Life(the_book, late_by=5, price=usd(8_000), passengers=TWO[:1])  # type: ignore[index]
    assert phase(life) == "closed"
    both = Life(counting(p.Each(
        id="all", name="one", items='failure.passengers.filter(x, x.id == "p1")', by="one.id", at_most=9,
        steps=(remedy(),),
    )), late_by=5, price=usd(8_000), passengers=TWO)  # fmt: skip
    assert phase(both) == "working"
    assert "USD 40.00" in both.case.tasks[owed_task(both)].words["en"]


def test_two_persons_may_let_it_be() -> None:
    """Who goes on without the remedy of what is owed takes a second; then nothing of it keeps the case open."""
    never = remedy(when=("failure.away == true",))
    life = Life(counting(never), late_by=5, price=usd(8_000), passengers=TWO, away=False)
    assert phase(life) == "working"
    life.take(c.SkipStep(now=life.now, actor=SAM, step="money", why="they gave it up in writing"))
    assert phase(life) == "working"
    [asked] = [name for name, task in life.case.tasks.items() if task.purpose == "countersign"]
    lee = c.Actor(person="lee", roles=("owner",))
    life.take(c.CompleteTask(now=life.now, actor=lee, task=asked, answer={"approve": True}))
    life.go_on()
    assert phase(life) == "closed"
    assert [t.status for t in life.case.tasks.values() if t.purpose == "redress"] == ["taken back"]


def test_care_that_nothing_gave_keeps_the_case_open() -> None:
    """What is owed in kind is owed like money: where no step gives it, its owner is asked for it."""
    life = Life(counting(to_each(), text=WITH_MEALS), late_by=5, price=usd(8_000), passengers=TWO)
    assert phase(life) == "working"
    assert "a warm meal" in life.case.tasks[owed_task(life)].words["en"]


def test_nobody_ends_a_case_as_refused_while_something_is_owed() -> None:
    """The closure rule names it like anything else that an outcome needs."""
    never = remedy(when=("failure.away == true",))
    life = Life(counting(never), late_by=5, price=usd(8_000), passengers=TWO, away=False)
    life.take(c.MakeFinding(now=life.now, actor=SAM, finding="not upheld", why="nothing of ours"))
    with pytest.raises(CommandRejected, match="what was found to be owed and nothing settles"):
        life.take(c.EndCase(now=life.now, actor=SAM, outcome="refused", why="nothing of ours"))


def test_one_person_does_not_let_it_be_by_having_its_step_tried_anew() -> None:
    """What a condition leaves out then was waived by nobody: it is owed as before."""
    never = remedy(when=("failure.away == true",))
    life = Life(counting(never), late_by=5, price=usd(8_000), passengers=TWO, away=False)
    life.take(c.RetryStep(now=life.now, actor=SAM, step="money", why="look again"))
    life.go_on()
    assert life.case.status("money") == "skipped"
    assert phase(life) == "working"
    assert "USD 80.00" in life.case.tasks[owed_task(life)].words["en"]
