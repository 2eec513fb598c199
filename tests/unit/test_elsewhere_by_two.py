"""Money that came from elsewhere lowers what is owed by the word of two persons, and goodwill by the word of one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.evolve import fold
from domain.errors import CommandRejected, Unfit
from domain.evidence.alone import alone, is_judged
from domain.evidence.legal import illegal
from domain.money import Money
from domain.playbook import plan as p
from domain.record import Envelope
from domain.views.briefing import fields
from domain.views.grounds import grounds_of, told
from domain.views.ledger import statement
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.lively import KINDS
from tests.support.plans import HOUR, START, book, do, plan, usd
from tests.unit.test_at_stake import ASKS, CLERK, question
from tests.unit.test_entitling import Life, asking, remedy
from tests.unit.test_ledger import OTHER, RUNGS, refund
from tests.unit.test_remedy_ledger import PAID, In, granted, learn

CAME = c.LearnRecovery(now=START, actor=CLERK, source="chargeback", amount=usd(1_000), evidence="a statement")


def owed(authority: p.Authority = ASKS) -> Life:
    """Return a case in which 45 dollars are owed."""
    line = asking(remedy(authority=authority))
    return Life(replace(line, around=replace(line.around, remedies=KINDS)), late_by=6, price=usd(9_000))


def left(life: Life) -> int:
    """Return what is left to give of the only entry, in cents."""
    [entry] = life.case.ledger.values()
    assert isinstance(entry.amount, Money)
    return entry.amount.minor


def learned(life: Life) -> e.OutsideRecoveryLearned:
    """Return what was written down of money from elsewhere."""
    [found] = [x for x in life.events if isinstance(x, e.OutsideRecoveryLearned)]
    return found


@pytest.mark.parametrize("answer", [True, False])
def test_what_is_owed_is_lowered_by_two(*, answer: bool) -> None:
    """A clerk writes it down, and nothing changes; somebody else agrees, or says no and nothing ever does."""
    life = owed()
    life.take(CAME)
    life.take(CAME)
    assert (left(life), list(life.case.wanted)) == (4_500, ["@second#1"])
    assert question(life) == (
        "Do you agree that USD 10.00 came from elsewhere for the same? fin wrote it down; it shows by: “a statement”. "
        "It lowers what is owed: refund USD 45.00, asked for"
    )
    assert all("10" in question(life, language=each) for each in LANGUAGES)
    agrees = c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": answer, "why": "w"})
    with pytest.raises(Unfit, match="fin asked for this"):
        life.take(replace(agrees, actor=CLERK))
    asked = life.case
    life.take(agrees)
    life.take(c.Tick(now=START))
    assert left(life) == (3_500 if answer else 4_500)
    if answer:
        assert (learned(life).by, learned(life).second, learned(life).alone) == ("fin", "olaf", False)
        assert illegal(asked, learned(life)) == "money from elsewhere is written down for two by one person"
    else:
        assert not life.case.recoveries


def test_two_things_that_came_are_asked_about_side_by_side() -> None:
    """Another amount, or another letter that shows it, is another question."""
    life = owed()
    life.take(CAME)
    life.take(replace(CAME, evidence="another statement"))
    assert [x.why for x in life.case.wanted.values()] == ["a statement", "another statement"]


def test_goodwill_is_lowered_by_one() -> None:
    """Nobody owes it: whoever writes down what came from elsewhere asks nobody."""
    line = book(plan(do("before", undo=None), refund(None, amount=p.Given(value=usd(4_500)), authority=ASKS)))
    life = Life(replace(line, around=replace(line.around, remedies=KINDS)))
    life.take(CAME)
    assert not life.case.wanted
    assert learned(life).alone


def test_what_a_system_passes_on_asks_nobody() -> None:
    """The bank's own feed has no will of its own."""
    life = owed()
    life.take(replace(CAME, actor=c.Actor(person="bank", roles=("service",))))
    life.take(c.Tick(now=START))
    assert (left(life), learned(life).alone) == (3_500, False)


def test_what_one_alone_wrote_down_before_anything_was_owed_lowers_none_of_it() -> None:
    """Whatever comes to be owed later, and however: it is not set off, and an auditor would see it."""
    life = owed()
    said = e.OutsideRecoveryLearned(
        at=START, recovery="r1", source="chargeback", payee=life.case.customer, amount=usd(1_000), evidence="x",
        by="fin", alone=True,
    )  # fmt: skip
    life.case = fold(life.case, (said,))
    life.take(c.Tick(now=START))
    assert left(life) == 4_500
    [name] = life.case.ledger
    gone = e.RemedySetOff(at=START, entry=name, amount=usd(1_000), whole=False, recovery="r1", why="w")
    assert illegal(life.case, gone) == "what is owed is set off by the word of one person alone"


@pytest.mark.parametrize(("said", "wrong"), [(True, ""), (False, "it is not told that one person alone")])
def test_an_auditor_sees_who_wrote_it_down_alone(*, said: bool, wrong: str) -> None:
    """A person of the house did, and asked nobody: the fact says so."""
    life = owed()
    fact = e.OutsideRecoveryLearned(
        at=START, recovery="r1", source="chargeback", payee=life.case.customer, amount=usd(1_000), evidence="x",
        by="fin", alone=said,
    )  # fmt: skip
    record = Envelope(
        "case/x", 9, "ev", "OutsideRecoveryLearned", 2, START, START, "fin", ("desk",), "", "c", "", (), "", fact
    )
    assert is_judged(record)
    assert bool(alone(life.case, record, (), life.book)) == bool(wrong)


def test_what_is_set_off_in_the_same_look_is_not_asked_about() -> None:
    """Twenty dollars came back of which ten are set off of what is still to be paid: the question is about ten."""
    first, second = granted(1_000, id="first", loss="ride"), granted(1_000, id="second", loss="meal")
    played = In(plan(first, do("between", undo=None), second))
    played.pay(PAID)
    played.give(learn(2_000))
    played.finish(played.work("between"))
    asked = [x for x in played.case.tasks.values() if x.purpose == "twice"]
    assert asked[-1].details["amount"] == usd(1_000)
    assert asked[-1].words["en"].startswith("USD 10.00 came elsewhere")
    assert [x.status for x in asked] == ["taken back", "open"]


def test_where_all_is_owed_nobody_is_offered_to_take_it_back() -> None:
    """It was paid before anybody knew: the question says that it is owed, and has one answer."""
    life = owed(authority=p.Authority(auto_up_to=(usd(90_000),), above=RUNGS, within=HOUR))
    life.go_on()
    life.take(CAME)
    life.take(c.Tick(now=life.now))
    [name] = [n for n, x in life.case.tasks.items() if x.purpose == "twice"]
    task = life.case.tasks[name]
    assert task.words["en"].startswith("All that we paid is owed, so nobody takes it back. USD 10.00 came elsewhere")
    assert fields(life.case, life.book, task)["decision"].words == ("keeps",)
    back = c.CompleteTask(now=life.now, actor=CLERK, task=name, answer={"decision": "taken-back", "why": "w"})
    with pytest.raises(CommandRejected, match="is owed; nobody may take it back"):
        life.take(back)
    life.take(replace(back, answer={"decision": "keeps", "why": "w"}))


def test_whoever_said_that_it_came_from_elsewhere_is_named() -> None:
    """In the ledger and in the grounds: who said so, who agreed, what shows it; where all is set off, it is decided."""
    life = owed()
    life.take(replace(CAME, amount=usd(9_000)))
    life.take(c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": True}))
    life.take(c.Tick(now=START))
    (account,) = statement(life.case.id, life.events)
    line = next(x for x in account.lines if x.what == "set off")
    assert (line.by, line.reference) == ("fin, olaf", "recovery1")
    assert line.why.endswith(": a statement")
    records = [
        Envelope("case/x", n, f"ev{n}", type(x).__name__, x.version, x.at, x.at, "a", (), "", "c", "", (), "", x)
        for n, x in enumerate(life.events, start=1)
    ]
    for language in LANGUAGES:
        telling = Telling(life.case, life.book, life.events, language)
        [ground] = grounds_of(telling, records)
        first, second, *_ = told(telling, ground)
        assert all(each in second for each in ("fin, olaf", "a statement", "45"))
        assert first != telling.say("ground.open", entry=ground.entry, remedy=ground.remedy)
