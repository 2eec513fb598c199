"""Who the customer is and where what they get goes: with a reason, and by two where something is on its way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.due import due
from domain.case.evolve import fold
from domain.case.surveying.hands import asked_for
from domain.errors import CommandRejected, Forbidden
from domain.evidence.legal import illegal
from domain.playbook import plan as p
from domain.values import Person
from domain.views.assessment import shown
from tests.support.plans import HOUR, START, plan, usd
from tests.unit.test_entitling import Life, asking, remedy
from tests.unit.test_ledger import BOSS, OTHER, RUNGS, Played, cover, refund
from tests.unit.test_remedy_ledger import PAID, In, granted

CLERK = c.Actor(person="fin", roles=("desk", "owner"))
HEAD = c.Actor(person="hedda", roles=("head",))
THIRD = c.Actor(person="tia", roles=("owner",))
NEW = Person("cu_1", "v_2", "sha256:v_2")
ASKS = p.Authority(auto_up_to=(usd(0),), above=RUNGS, within=HOUR * 24)
WAITS = p.Wait(id="waits", span=HOUR * 24, at_most=HOUR * 24)
GRANTED = refund(None, amount=p.Given(value=usd(90)), authority=ASKS)


def known(to: Person = NEW, *, elsewhere: bool = True, **more: object) -> c.RecogniseCustomer:
    """Return the command that says who the customer is."""
    told: dict[str, object] = {"now": START, "actor": CLERK, "customer": to, "language": "en", "why": "they rang"}
    return c.RecogniseCustomer(**{**told, "elsewhere": elsewhere, **more})  # type: ignore[arg-type] # of the command


def agree(actor: c.Actor, how: str = "yes") -> c.CompleteTask:
    """Return the answer of a second person."""
    answer = {"approve": how == "yes"} | ({} if how == "yes" else {"why": "nobody rang"})
    return c.CompleteTask(now=START, actor=actor, task="@second#1", answer=answer)


def read(actor: c.Actor, task: str = "@second#1") -> c.ClaimTask:
    """Return how the second person takes the task, and so reads where it goes."""
    return c.ClaimTask(now=START, actor=actor, task=task)


def test_it_takes_a_reason_that_is_kept() -> None:
    """While nothing is on its way one person says so."""
    case = Played(plan(WAITS))
    with pytest.raises(CommandRejected, match="reason is missing"):
        case.give(known(why=" "))
    case.give(known())
    [said] = case.said(e.CustomerRecognised)
    assert (said.by, said.why, said.second, case.case.customer) == ("fin", "they rang", "", NEW)


def test_what_is_on_its_way_goes_elsewhere_only_when_a_second_person_agrees() -> None:
    """Until then it goes where it went; only a language, which sends nothing elsewhere, one person says."""
    case = Played(plan(GRANTED))
    before = case.case.customer
    case.give(known())
    assert not case.said(e.CustomerRecognised)
    with pytest.raises(Forbidden, match="asked for this"):
        case.give(agree(CLERK))
    with pytest.raises(CommandRejected, match="reads first where it goes"):
        case.give(agree(OTHER))
    assert case.case.customer == before
    question = case.case.tasks["@second#1"].words
    assert all(("0.90" if language == "en" else "0,90") in text for language, text in question.items())
    case.give(read(OTHER), agree(OTHER))
    [said] = case.said(e.CustomerRecognised)
    assert (said.by, said.why, said.second) == ("fin", "they rang", "olaf")
    assert (case.case.customer, case.case.tasks["@second#1"].status) == (NEW, "done")
    spoken = Person("cu_1", "v_3", "sha256:v_3")
    case.give(known(spoken, elsewhere=False))
    assert case.case.customer == spoken


def test_a_second_person_may_say_no() -> None:
    """Then it goes where it went."""
    case = Played(plan(GRANTED))
    before = case.case.customer
    case.give(known(), agree(OTHER, "no"))
    assert (case.case.customer, case.said(e.CustomerRecognised)) == (before, [])


def paid_then_known(second: c.Actor | None = None) -> In:
    """Play a refund that was paid, whose customer one person then knows otherwise, and that comes back."""
    case = In(plan(granted(), WAITS))
    case.pay(PAID)
    case.give(known())
    assert case.case.customer == NEW  # nothing was on its way
    case.give(c.ReturnPayout(now=case.now, actor=HEAD, entry="refund", reference="r1", why="account closed"))
    if second is not None:
        case.give(agree(second))
    return case


def payouts(case: In) -> list[object]:
    """Return whom payouts go to that may be begun."""
    return [work.request["payee"] for work in due(case.case, case.book, case.now).work if work.effect == "pay"]


def test_what_comes_back_is_not_paid_elsewhere_on_the_word_of_one() -> None:
    """Changed first and sent back then, it waits for a second person, as it does the other way round."""
    case = paid_then_known()
    assert payouts(case) == []
    with pytest.raises(Forbidden, match="asked for this"):
        case.give(agree(CLERK))
    case.give(read(OTHER), agree(OTHER))
    assert payouts(case) == [NEW]
    assert [x.second for x in case.said(e.CustomerRecognised)] == ["", "olaf"]
    case.pay(PAID)
    assert case.case.ledger["refund"].status == "paid"


def test_where_nobody_agrees_it_goes_nowhere_until_two_say_where() -> None:
    """The owner is asked about it; another address, agreed to by a second person, lets it go."""
    case = paid_then_known()
    case.give(agree(OTHER, "no"))
    assert payouts(case) == []
    assert [x.purpose for x in case.case.tasks.values() if x.status == "open"] == ["stuck"]
    third = Person("cu_1", "v_7", "sha256:v_7")
    case.give(known(third))
    answer = {"approve": True}
    case.give(read(OTHER, "@second#2"), c.CompleteTask(now=case.now, actor=OTHER, task="@second#2", answer=answer))
    assert payouts(case) == [third]


def test_a_language_alone_holds_nothing_back() -> None:
    """It sends nothing elsewhere; nor does what earlier releases wrote down."""
    spoken = Person("cu_1", "v_3", "sha256:v_3")
    case = In(plan(granted(), WAITS))
    case.pay(PAID)
    case.give(known(spoken, elsewhere=False))
    case.give(c.ReturnPayout(now=case.now, actor=HEAD, entry="refund", reference="r1", why="account closed"))
    assert payouts(case) == [spoken]
    old = e.CustomerRecognised(at=START, customer=NEW, language="en", by="bea")
    assert not fold(case.case, (old,)).ledger["refund"].sent_by


def test_an_auditor_finds_what_came_back_and_went_where_one_person_said() -> None:
    """Also where the case is asked in another way."""
    case = paid_then_known()
    begun = e.StepStarted(
        at=START, step="refund", effect="pay", key="ca_1/refund/2", occurrence=2, attempt=2, connector="transfer",
        request={}, by="b", until=START + HOUR.span,
    )  # fmt: skip
    assert "one person alone" in illegal(case.case, begun)


def test_a_first_address_one_person_tells() -> None:
    """Nothing is turned away from anybody; who told it grants nothing that goes there, and a second one takes two."""
    case = Played(plan(GRANTED))
    case.give(known(first=True, actor=BOSS))
    [said] = case.said(e.CustomerRecognised)
    assert (said.by, said.first, said.second, case.case.customer) == ("bea", True, "", NEW)
    with pytest.raises(Forbidden, match="asked for"):
        case.give(c.ApproveRemedy(now=case.now, actor=BOSS, entry="refund"))
    case.give(known(Person("cu_1", "v_7", "sha256:v_7")))
    assert case.case.customer == NEW


def test_a_first_address_takes_two_once_a_payout_was_begun() -> None:
    """It went where nobody has looked; and what was paid and comes back waits for a second person, as ever."""
    case = In(plan(granted(), WAITS))
    case.begin_payout()
    case.give(known(first=True))
    assert not case.said(e.CustomerRecognised)
    case.give(agree(OTHER, "no"))
    case.land(PAID)
    case.give(known(first=True))
    assert case.case.customer == NEW
    case.give(c.ReturnPayout(now=case.now, actor=HEAD, entry="refund", reference="r1", why="account closed"))
    assert payouts(case) == []


def test_what_is_owed_and_not_proposed_yet_is_on_its_way() -> None:
    """Decided is decided: where it goes takes two already."""
    ask = p.Ask(id="q", role="desk", due=HOUR * 900, words={"en": "q"}, form={})
    life = Life(asking(ask, remedy()), late_by=5, price=usd(8000))
    assert life.case.entitled["owed"].per_unit
    assert not life.case.ledger
    life.take(known())
    assert (life.case.customer.ref, life.case.tasks["@second#1"].purpose) == ("v_1", "countersign")


def test_a_receipt_of_a_cover_may_come_any_time() -> None:
    """What it is paid by is granted: where it goes takes two."""
    case = Played(plan(cover(), WAITS))
    case.give(known())
    assert not case.said(e.CustomerRecognised)


def test_nobody_agrees_to_what_was_asked_before_more_was_known() -> None:
    """What came in since would be lost: they say no, and it is asked anew."""
    case = Played(plan(GRANTED))
    case.give(known())
    spoken = Person("cu_1", "v_3", "sha256:v_3")
    case.give(known(spoken, elsewhere=False))
    with pytest.raises(CommandRejected, match="more is known of the customer"):
        case.give(read(OTHER), agree(OTHER))
    assert case.case.customer == spoken
    case.give(agree(OTHER, "no"))
    case.give(known())
    answer = {"approve": True}
    case.give(read(OTHER, "@second#2"), c.CompleteTask(now=case.now, actor=OTHER, task="@second#2", answer=answer))
    assert case.case.customer == NEW


def test_whoever_says_where_it_goes_does_not_grant_it() -> None:
    """Nor does it count against somebody in whose journal no reason was asked for."""
    case = Played(plan(WAITS, GRANTED))
    case.give(known(actor=BOSS))
    case.later(HOUR.span * 25)
    [entry] = case.case.ledger.values()
    assert "bea" in asked_for(case.case, entry, case.book)
    with pytest.raises(Forbidden, match="asked for"):
        case.give(c.ApproveRemedy(now=case.now, actor=BOSS, entry="refund"))
    old = Played(plan(GRANTED))
    event = e.CustomerRecognised(at=START, customer=NEW, language="en", by="bea")
    assert not illegal(old.case, event)
    assert "bea" not in asked_for(fold(old.case, (event,)), old.case.ledger["refund"], old.book)


def test_an_auditor_finds_one_person_who_agrees_with_themselves() -> None:
    """And one who was never asked."""
    case = Played(plan(GRANTED))
    for second in ("fin", "olaf"):
        event = e.CustomerRecognised(at=START, customer=NEW, language="en", by="fin", why="w", second=second)
        assert "for two" in illegal(case.case, event)


def test_a_newer_request_takes_the_place_of_an_older_one() -> None:
    """The newer one alone is answered, by two as ever; whoever asked first is named in it, and sees it in the case."""
    case = Played(plan(GRANTED))
    newer = Person("cu_1", "v_3", "sha256:v_3")
    case.give(known(), read(OTHER), known(newer, actor=THIRD, why="they wrote"))
    assert [case.case.tasks[name].status for name in case.case.wanted] == ["taken back", "open"]
    assert case.case.wanted["@second#2"].replaces == "@second#1"
    question = case.case.tasks["@second#2"].words
    assert "It takes the place of what fin asked for: “they rang”." in question["en"]
    assert all("fin" in text for text in question.values())
    [gone] = [x for x in case.said(e.TaskTakenBack) if x.task == "@second#1"]
    assert gone.why == "tia asked for something newer"
    told = dict(shown(case.case, case.book, str))
    assert told["replaced"] == "what fin wanted: they rang (@second#1 is over)"
    with pytest.raises(CommandRejected, match="is taken back"):
        case.give(agree(OTHER))
    with pytest.raises(Forbidden, match="asked for this"):
        case.give(replace(agree(THIRD), task="@second#2"))
    case.give(read(OTHER, "@second#2"), replace(agree(OTHER), task="@second#2"))
    assert case.case.customer == newer


def test_whoever_says_that_it_goes_where_it_went_takes_a_request_back() -> None:
    """Nothing goes elsewhere by that, so it takes nobody else."""
    case = Played(plan(GRANTED))
    before = case.case.customer
    case.give(known(), known(before, actor=HEAD))
    assert (case.case.customer, case.case.tasks["@second#1"].status) == (before, "taken back")
    assert list(case.case.wanted) == ["@second#1"]
