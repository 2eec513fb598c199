"""What a plan would still give, and what is half done, goes by the word of two, or of the customer themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.surveying.at_stake import drops
from domain.playbook import plan as p
from domain.values import Person, Value
from domain.views.letter import said
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.pictures import shipped
from tests.support.plans import HOUR, START, book, contract, plan, usd
from tests.unit.test_at_stake import CANCEL, CLERK, question
from tests.unit.test_ledger import OTHER, Played, cover, refund

LOOK = p.Ask(id="look", role="desk", due=HOUR, words={"en": "Look"}, form={})
NIGHT = refund(usd(30))
WITHDRAWS = c.WithdrawCase(now=START, actor=CLERK, why="they said never mind", text="sealed")
CUSTOMER = c.Actor(person="cu_1", roles=("customer",))
ROOM = p.Do(
    id="room", connector=contract("rooms").model_copy(update={"says": {"en": "reserve a room"}}),
    undo=contract("rooms.cancel"),
)  # fmt: skip
WALK = p.Try(id="walk", plans=((ROOM, LOOK),), otherwise=())


def gone(played: Played) -> list[e.CaseWithdrawn]:
    """Return the withdrawals of a case."""
    return played.said(e.CaseWithdrawn)


@pytest.mark.parametrize("act", [WITHDRAWS, CANCEL])
def test_what_the_plan_would_still_give_is_dropped_by_two(act: c.Command) -> None:
    """The night is refunded by itself once the plan comes there: no clerk alone writes it away."""
    played = Played(plan(LOOK, NIGHT))
    played.give(act)
    assert not gone(played)
    assert not played.said(e.CaseCancelled)
    assert question(played).endswith("The plan may still give: refund USD 0.30")
    assert "refund USD 0,30" in question(played, language="id")
    agrees = c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": True})
    played.give(c.ClaimTask(now=START, actor=OTHER, task="@second#1"), agrees)
    seconds = [x.second for x in gone(played)] + [x.second for x in played.said(e.CaseCancelled)]
    assert seconds == ["olaf"]


def test_the_customer_withdraws_alone() -> None:
    """It is theirs to give up, whatever the plan would still have given."""
    played = Played(plan(LOOK, NIGHT))
    played.give(c.WithdrawCase(now=START, actor=CUSTOMER, why="never mind"))
    assert [x.written_by for x in gone(played)] == [""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_withdraws_reads_that_it_is_so_and_what_is_not_given_any_more(language: str) -> None:
    """Before the case closes; it answers nothing, and names what receipts could still have been sent for."""
    played = Played(plan(cover(), LOOK))
    played.give(c.WithdrawCase(now=START, actor=CUSTOMER, why="never mind"))
    work = played.work("@cancelled[0]")
    assert (work.request["message"], work.request["gives"], played.case.phase) == ("you-withdrew", (), "working")
    told = said(Telling(played.case, played.book, played.events, language), work.request, work.step)
    assert told["ending"]
    assert "USD" in told["not_given"]
    letter = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}
    played.finish(work, c.Applied(receipt={"ok": True}, message=letter))
    assert [x.outcome for x in played.said(e.CaseClosed)] == ["withdrawn"]


def test_one_person_writes_down_a_withdrawal_that_drops_nothing() -> None:
    """Neither law nor plan has anything left to give."""
    played = Played(plan(LOOK))
    played.give(WITHDRAWS)
    assert [(x.written_by, x.second) for x in gone(played)] == [("fin", "")]


def test_what_is_half_done_is_taken_back_by_two() -> None:
    """A room stands reserved for somebody: one word does not take it from them."""
    played = Played(plan(WALK))
    played.finish(played.work("room"))
    played.give(WITHDRAWS)
    assert not gone(played)
    assert question(played).endswith("It takes back: reserve a room")


def test_what_stands_for_good_is_not_at_stake() -> None:
    """The guest is in the room: withdrawing leaves it to them."""
    last = p.Ask(id="last", role="desk", due=HOUR, words={"en": "Last"}, form={})
    played = Played(plan(WALK, last))
    played.finish(played.work("room"))
    [name] = [name for name, task in played.case.tasks.items() if task.step == "look"]
    played.give(c.CompleteTask(now=START, actor=OTHER, task=name, answer={}))
    played.give(WITHDRAWS)
    assert [x.second for x in gone(played)] == [""]


def test_what_is_done_for_the_customer_later_is_at_stake() -> None:
    """Whatever a plan says how it is taken back, it does for somebody; a test of the line it does for nobody."""
    test = p.Do(id="test", connector=contract("lines.test"))
    for step, is_theirs in ((ROOM, True), (test, False)):
        played = Played(plan(LOOK, p.Try(id="walk", plans=((step,),), otherwise=())))
        played.give(WITHDRAWS)
        assert bool(gone(played)) is not is_theirs


def test_what_the_facts_do_not_call_for_is_not_at_stake() -> None:
    """By what is known by now the plan gives nothing there; once that is another fact, it does."""
    played = Played(plan(LOOK, refund(usd(30), when=("failure.size > 5",)), facts={"size": p.FactType(type="integer")}))
    grown = c.ChangeFailure(now=START, actor=OTHER, facts={"size": 7}, why="it grew")
    played.give(grown, WITHDRAWS)
    assert not gone(played)
    played.give(c.ChangeFailure(now=START, actor=OTHER, facts={"size": 1}, why="it did not"))
    assert played.case.tasks["@second#1"].status == "taken back"
    assert "may still give" not in question(played, 2)


def test_going_on_without_what_the_plan_would_give_takes_two() -> None:
    """By its step or by what holds it; a service step that gives nothing itself its owner goes on without."""
    played = Played(plan(LOOK, p.Choose(id="way", ways=(p.Way(when=("true",), steps=(NIGHT,)),), otherwise=())))
    for number, step in enumerate(("refund", "way"), start=1):
        played.give(c.SkipStep(now=START, actor=CLERK, step=step, why="no need"))
        assert question(played, number).endswith("The plan may still give: refund USD 0.30")
    played.give(c.SkipStep(now=START, actor=CLERK, step="look", why="no need"))
    assert [x.step for x in played.said(e.StepSkippedByHand)] == ["look"]


@pytest.mark.parametrize(("outcome", "asks"), [("unreachable", True), ("merged", True), ("refused", False)])
def test_an_ending_that_tells_no_decision_drops_what_the_plan_would_give_by_two(outcome: e.Outcome, asks: bool) -> None:
    """Whoever refuses tells why, and the customer may have it looked at again; silence drops nothing alone."""
    played = Played(plan(LOOK, NIGHT))
    assert (drops(played.case, played.book, "cancel", outcome=outcome) is not None) is asks


def test_what_was_found_and_what_a_law_asks_is_not_written_away_by_one() -> None:
    """Somebody found that they are right; what they only hope for, or wrote, they answer themselves."""
    hopes = c.RecordExpectation(now=START, actor=CLERK, kind="refund", amount=usd(2_000))
    wrote = c.RecordContact(now=START, actor=CLERK, channel="mail", text="sealed")
    found = c.MakeFinding(now=START, actor=CLERK, finding="upheld", why="it was late")
    one, two = Played(plan(LOOK)), Played(plan(LOOK))
    one.give(hopes, wrote, WITHDRAWS)
    two.give(found, WITHDRAWS)
    assert (len(gone(one)), len(gone(two))) == (1, 0)
    assert question(two).endswith("It drops what is owed: a complaint that was found to be right")


LETTER = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}


class Lobby(Played):
    """A case of the shipped hotel that is overbooked: a guest stands in the lobby."""

    def __post_init__(self) -> None:
        """Open it."""
        self.book = book(self.plan)
        guest = Person("cu_1", "v_1", "")
        facts: dict[str, Value] = {
            "hotel": "Harbour Hotel", "partner": "Bayview Inn", "other_partner": "The Lantern", "nights": 1,
            "guest": guest, "rate": usd(18_000), "with_children": False,
        }  # fmt: skip
        self.give(
            c.OpenCase(
                now=START, actor=CLERK, failure="overbooked", source="test", key="1", facts=facts, customer=guest,
                market="us", language="en", reported_at=START,
            )
        )  # fmt: skip


def test_in_the_shipped_hotel_neither_night_nor_ride_goes_by_one_word() -> None:
    """Who waits for the car to their room is asked for by two before a clerk writes that they want nothing."""
    played = Lobby(shipped("hotel-overbooking").plan)
    played.finish(played.work("apology"), c.Applied(receipt={"ok": True}, message=LETTER))
    played.finish(played.work("room"))
    played.finish(played.work("ride"))
    played.give(replace(WITHDRAWS, now=played.now))
    assert not gone(played)
    asked = question(played)
    for told in ("refund USD 180.00", "voucher USD 180.00", "It takes back: book the ride"):
        assert told in asked
