"""What becomes of a remedy: set off, declined, come back, taken back; made good once, shown or trusted, added up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around
from domain.case.decide import decide
from domain.case.due import due
from domain.case.evolve import fold
from domain.case.ledger import balances
from domain.case.survey import Work
from domain.case.surveying.got_twice import is_seen_to
from domain.errors import CommandRejected, Forbidden
from domain.ids import ENGINE
from domain.money import Money
from domain.playbook import plan as p
from domain.remedies import Kind, Remedies
from domain.values import Person
from domain.views.explain import explain
from domain.views.ledger import statement
from domain.views.letter import said
from domain.views.recovered import what_changes
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.plans import HOUR, START, contract, do, plan, usd
from tests.unit.test_ledger import BOSS, OTHER, RUNGS, Played, cover, refund

CLERK = c.Actor(person="fin", roles=("desk",))
HEAD = c.Actor(person="hedda", roles=("head",))
HARMED = c.Actor(person="cu_1", roles=("customer",))
LARGE = p.Authority(auto_up_to=(usd(100_000),), above=RUNGS[1:], within=HOUR)
HOUSE = Remedies(name="house", kinds={
    "refund": Kind(loss="price", set_off=("chargeback", "agent"), evidence=(usd(20_000),)),
    "voucher": Kind(loss="price", premium=125),
    "replacement": Kind(loss="price", in_kind=True),
    "goodwill": Kind(beside=("all",), loss="price"),
    "compensation": Kind(loss="delay"),
})  # fmt: skip
PAID = c.Applied(receipt={"reference": "tr-1"})
LETTER = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}


@dataclass
class In(Played):
    """A case in play in a house with kinds of remedies."""

    around: Around = field(default=Around(remedies=HOUSE))

    def says(self, language: str = "en") -> str:
        """Return the story of the case."""
        return "\n".join(explain(Telling(self.case, self.book, self.events, language)))

    def at_once(self, entry: str) -> tuple[str, int]:
        """Return how an entry stands, and what it gives in cents."""
        found = self.case.ledger[entry]
        return found.status, getattr(found.amount, "minor", 0)


def granted(of: int = 10_000, **more: object) -> p.Remedy:
    """Return a refund that the step grants by itself."""
    return refund(None, **{"amount": p.Given(value=usd(of)), "authority": LARGE, **more})


def in_kind(name: str = "refund", **more: object) -> p.Remedy:
    """Return a kettle, which a person grants."""
    thing = {"item": p.Given(value="kettle")}
    return refund(None, **{"id": name, "remedy": "replacement", "amount": None, "in_kind": thing, "pay": (), **more})


def learn(amount: int, source: str = "chargeback", payee: str = "") -> c.LearnRecovery:
    """Say that money came from elsewhere."""
    told = {"source": source, "amount": usd(amount), "payee": payee, "evidence": "a statement"}
    return c.LearnRecovery(now=START, actor=CLERK, **told)  # type: ignore[arg-type] # as the tests name them


# --- Set off ---------------------------------------------------------------------------------------------------------
def test_what_was_recovered_elsewhere_is_set_off_before_it_is_paid() -> None:
    """Of 100 dollars of which the bank gave 30 back, 70 are paid; the ledger holds all three."""
    played = In(plan(do("before", undo=None), granted()))
    played.give(learn(3_000))
    work = played.work("before")
    played.finish(work)
    assert played.at_once("refund") == ("approved", 7_000)
    assert played.pay(PAID) == "card"
    (line,) = balances(played.case).values()
    assert (line.proposed, line.set_off, line.approved, line.paid) == (10_000, 3_000, 7_000, 7_000)
    assert "you got USD 30.00 for this elsewhere (your bank)" in played.says()


def test_what_was_recovered_whole_is_not_paid_at_all() -> None:
    """The step is left out, the case goes on, and nothing of the recovery is used twice."""
    played = In(plan(do("before", undo=None), granted(), granted(id="more", loss="bag")))
    played.give(learn(12_000))
    played.finish(played.work("before"))
    assert played.at_once("refund") == ("set off", 0)
    assert played.case.status("refund") == "skipped"
    assert played.at_once("more") == ("approved", 8_000)
    assert played.case.recoveries["recovery1"].left.minor == 0


def test_a_single_cent_is_set_off_too() -> None:
    """What makes one cent good leaves one cent less to give."""
    played = In(plan(granted(1, id="voucher", remedy="voucher"), granted(10_000)))
    played.pay(PAID)
    assert played.at_once("refund") == ("approved", 9_999)


@pytest.mark.parametrize("currency", ["EUR", "ZAR"])
def test_what_is_made_good_in_another_currency_is_made_good_whole(currency: str) -> None:
    """Amounts of two currencies are never taken from each other."""
    itself = p.Authority(auto_up_to=(Money(currency, 100_000),), above=RUNGS[1:], within=HOUR)
    first = granted(id="first", amount=p.Given(value=Money(currency, 3_000)), authority=itself)
    played = In(plan(first, granted(10_000)))
    played.pay(PAID)
    assert played.at_once("refund") == ("set off", 0)


@pytest.mark.parametrize(
    ("source", "payee", "currency"), [("insurer", "", "USD"), ("chargeback", "cu_2", "USD"), ("chargeback", "", "EUR")]
)
def test_what_is_not_the_same_money_is_not_set_off(source: str, payee: str, currency: str) -> None:
    """Another source than the house names, another person, another currency: the refund is paid in full."""
    played = In(plan(do("before", undo=None), granted()))
    told = replace(learn(3_000, source), amount=replace(usd(3_000), currency=currency))
    if payee:
        with pytest.raises(CommandRejected, match="nobody here is"):
            played.give(replace(told, payee=payee))
        return
    played.give(told)
    played.finish(played.work("before"))
    assert played.at_once("refund") == ("approved", 10_000)


def for_two(**more: object) -> In:
    """Play a case in which what one person booked is given to two passengers, behind a step."""
    one, two = (p.Given(value=Person(f"cu_{n}", f"v_{n}", "c")) for n in (8, 9))
    return In(
        plan(
            do("before", undo=None),
            granted(10_000, id="first", to=one, **more),
            granted(10_000, id="second", to=two, **more),
        )
    )


def test_what_who_booked_it_got_elsewhere_is_set_off_against_the_passengers() -> None:
    """One booking, one loss: of 200 dollars for two of which the bank gave 130 back to who booked, 70 are paid."""
    played = for_two()
    played.give(learn(13_000))
    played.finish(played.work("before"))
    assert played.at_once("first") == ("set off", 0)
    assert played.at_once("second") == ("approved", 7_000)
    assert played.case.recoveries["recovery1"].left.minor == 0


def test_what_a_passenger_got_elsewhere_is_set_off_against_their_own_alone() -> None:
    """Nobody else has less for it."""
    played = for_two(authority=p.Authority(auto_up_to=(usd(1),), above=RUNGS[1:], within=HOUR))
    played.finish(played.work("before"))
    played.give(learn(4_000, payee="cu_8"))
    assert played.at_once("first") == ("proposed", 6_000)
    played.give(c.ApproveRemedy(now=played.now, actor=BOSS, entry="first"))
    played.pay(PAID)
    assert played.at_once("second") == ("proposed", 10_000)
    more = for_two(authority=p.Authority(auto_up_to=(usd(1),), above=RUNGS[1:], within=HOUR))
    more.finish(more.work("before"))
    more.give(learn(14_000, payee="cu_8"))
    assert more.at_once("first") == ("set off", 0)
    assert more.at_once("second") == ("proposed", 10_000)


def test_what_is_a_passengers_own_meets_nothing_of_who_booked_it() -> None:
    """Where a kind makes no loss of the booking good, money of another stands for nothing of it."""
    own = Remedies(name="house", kinds={"refund": Kind(set_off=("chargeback",))})
    played = In(for_two().plan, around=Around(remedies=own))
    played.give(learn(13_000))
    played.finish(played.work("before"))
    assert played.at_once("first") == ("approved", 10_000)


def test_a_recovery_that_is_learned_once_more_counts_once() -> None:
    """The same source, person and amount is the same recovery; nonsense is refused."""
    played = In(plan(do("before", undo=None), granted()))
    played.give(learn(3_000), learn(3_000))
    assert len(played.case.recoveries) == 1
    for wrong in (learn(0), learn(-5), replace(learn(1), evidence=" ")):
        with pytest.raises(CommandRejected):
            played.give(wrong)


def test_once_a_payout_was_begun_nothing_is_set_off() -> None:
    """What is on its way is on its way; what was learned too late stays to be seen."""
    played = In(plan(granted()))
    played.begin_payout()
    played.give(learn(3_000))
    played.land(PAID)
    assert played.at_once("refund") == ("paid", 10_000)
    assert played.case.recoveries["recovery1"].left == usd(3_000)


# --- Got elsewhere after it was paid ---------------------------------------------------------------------------------
TWICE = "recovery1#twice"


@pytest.mark.parametrize(("decision", "back"), [("keeps", False), ("taken-back", True)])
def test_what_comes_elsewhere_after_it_was_paid_is_put_to_a_person(decision: str, *, back: bool) -> None:
    """The owner says whether both are kept; nothing is taken back by itself, and the case stays open until they do."""
    played = In(plan(granted()))
    played.begin_payout()
    played.give(learn(3_000))
    assert TWICE not in played.case.tasks  # it is not known yet what becomes of the payout
    played.land(PAID)
    (asked,) = (task for name, task in played.case.tasks.items() if name == TWICE)
    assert (
        asked.words["en"] == "USD 30.00 came elsewhere (their bank) after we paid refund USD 100.00: do they keep both?"
    )
    phases = [played.case.phase]
    for wrong in ("maybe", "taken-back"):
        with pytest.raises(CommandRejected, match=r"no decision|was taken back yet"):
            played.give(done(TWICE, decision=wrong, why="x"))
    with pytest.raises(CommandRejected, match="lacks “why”"):
        played.give(done(TWICE, decision="keeps"))
    if back:
        played.give(take_back(3_000, reference="b-1"))
    played.give(done(TWICE, decision=decision, why="looked at"))
    assert [*phases, played.case.phase] == ["resolved", "closed"]
    assert len(played.said(e.RemedyReversed)) == back


def called_off(how: str) -> c.Command:
    """Call a case off: the customer withdraws, or the house cancels it."""
    if how == "withdrawn":
        return c.WithdrawCase(now=START, actor=HARMED, why="never mind")
    return c.CancelCase(now=START, actor=CLERK, why="not a failure")


@pytest.mark.parametrize("how", ["withdrawn", "cancelled"])
def test_a_case_that_is_called_off_closes_once_it_is_said_what_they_keep(how: str) -> None:
    """Money was given twice whatever becomes of the case: the question stands, and nothing else is waited for."""
    played = In(plan(granted(), do("after", undo=None)))
    played.pay(PAID)
    played.give(learn(3_000), called_off(how))
    assert (played.case.phase, played.case.tasks[TWICE].status) == ("working", "open")
    played.give(done(TWICE, decision="keeps", why="a regular"))
    for work in due(played.case, played.book, played.now).work:  # the last letter
        played.finish(work, c.Applied(receipt={"ok": True}, message=LETTER))
    assert (played.case.phase, len(played.said(e.TaskOpened))) == ("closed", 1)


def test_a_closed_case_is_taken_up_again_for_what_came_elsewhere() -> None:
    """A chargeback comes weeks later; where the house sets nothing off for it, nobody is asked."""
    played = In(plan(granted()))
    played.pay(PAID)
    phases = [played.case.phase]
    for source in ("insurer", "chargeback"):
        played.give(learn(3_000, source))
        phases.append(played.case.phase)
    assert phases == ["closed", "closed", "working"]
    assert played.case.tasks["recovery2#twice"].status == "open"


def test_what_a_recovery_changes_is_said() -> None:
    """Set off before it is paid, put to a person after, decided by them; and nothing where there is nothing."""
    before = In(plan(do("before", undo=None), granted()))
    before.give(learn(3_000))
    assert list(what_changes(before.case, HOUSE, "recovery1")) == [
        "Nothing is there to set it off against; it is set off against what is proposed from now on."
    ]
    before.finish(before.work("before"))
    assert list(what_changes(before.case, HOUSE, "recovery1")) == ["USD 30.00 of it was set off."]
    ahead = In(plan(refund(usd(500))))
    ahead.case = fold(ahead.case, decide(ahead.case, learn(300), ahead.book))
    assert list(what_changes(ahead.case, HOUSE, "recovery1")) == [
        "It is set off against refund USD 5.00, not paid yet."
    ]
    after = In(plan(granted()))
    after.pay(PAID)
    after.give(learn(3_000))
    (asked,) = what_changes(after.case, HOUSE, "recovery1")
    assert asked.startswith("refund USD 100.00 was paid already: the owner is asked whether they keep USD 30.00")
    after.give(done(TWICE, decision="keeps", why="a regular"))
    (told,) = what_changes(after.case, HOUSE, "recovery1")
    assert told.endswith("bea decided that they keep both (a regular).")


def test_nobody_is_asked_any_more_when_all_of_it_was_taken_back() -> None:
    """Then the customer has it from elsewhere alone."""
    played = In(plan(granted(), do("after", undo=None)))
    played.pay(PAID)
    played.give(learn(3_000), take_back())
    assert played.case.tasks[TWICE].status == "taken back"


# --- One loss is made good once --------------------------------------------------------------------------------------
def voucher(**more: object) -> p.Remedy:
    """Return a voucher that the step grants by itself."""
    return granted(10_000, **{"id": "voucher", "remedy": "voucher", **more})


def test_two_remedies_for_one_loss_are_not_both_given() -> None:
    """The second waits until the first is settled; what the first gave is set off, and the customer is told."""
    played = In(plan(granted(6_000), voucher()))
    played.pay(PAID)
    assert played.at_once("voucher") == ("approved", 4_000)
    set_off = played.said(e.RemedySetOff)
    assert [(each.made_good_by, each.amount) for each in set_off] == [("refund", usd(6_000))]
    assert "made the same good" in played.says()


def test_side_by_side_the_second_waits_for_the_first() -> None:
    """Proposed at the same time, the first in the ledger is settled first; denied, it makes nothing good."""
    both = p.Together(id="both", branches={"a": (refund(usd(500)),), "b": (voucher(),)})
    played = In(plan(both))
    assert {name: entry.status for name, entry in played.case.ledger.items()} == {
        "refund": "proposed", "voucher": "proposed",
    }  # fmt: skip
    played.give(c.DenyRemedy(now=START, actor=BOSS, entry="refund", why="not ours"))
    assert played.at_once("voucher") == ("approved", 10_000)


def test_what_goes_together_is_given_together() -> None:
    """Goodwill stands beside a refund for the same loss; another loss is another matter."""
    played = In(plan(granted(), voucher(id="kind", remedy="goodwill"), voucher(id="delay", remedy="compensation")))
    for _ in range(3):
        played.pay(PAID)
    assert [played.at_once(name)[0] for name in ("refund", "kind", "delay")] == ["paid", "paid", "paid"]
    assert not played.said(e.RemedySetOff)


def test_a_thing_in_kind_is_given_whole_or_not() -> None:
    """After a refund of the price there is no replacement as well."""
    played = In(plan(granted(), in_kind("again")))
    played.pay(PAID)
    assert played.at_once("again")[0] == "set off"


# --- What it is worth, and what shows it -----------------------------------------------------------------------------
def test_a_voucher_is_worth_more_than_the_cash_it_stands_for() -> None:
    """By the premium of the house, worked out from the cash and kept with it."""
    played = In(plan(voucher(amount=None, cash=p.Given(value=usd(10_000)))))
    assert played.at_once("voucher") == ("approved", 12_500)
    (proposed,) = played.said(e.RemedyProposed)
    assert (proposed.inputs["in_place_of"], proposed.inputs["premium"]) == (usd(10_000), 125)


@pytest.mark.parametrize(("amount", "asked"), [(20_000, False), (20_001, True)])
def test_up_to_a_limit_a_claim_is_trusted(amount: int, *, asked: bool) -> None:
    """Above it somebody is asked for evidence before it is granted, even what the step grants by itself."""
    played = In(plan(granted(amount)))
    assert [t.purpose for t in played.case.tasks.values()] == (["evidence"] if asked else [])
    assert played.at_once("refund")[0] == ("proposed" if asked else "approved")


@pytest.mark.parametrize(
    ("parts", "asked"),
    [
        ({"value": 20_000}, False), ({"value": 20_001}, True), ({"cost": 20_001}, True), ({"cost": 20_000}, False),
        ({"value": 20_000, "cost": 90_000}, False), ({}, False),
    ],
)  # fmt: skip
def test_a_thing_in_kind_is_trusted_up_to_what_it_is_worth(parts: dict[str, int], *, asked: bool) -> None:
    """A kettle is held against its value, else against its cost; of what is said of neither nothing is asked."""
    thing = {"item": p.Given(value="kettle")} | {name: p.Given(value=usd(cents)) for name, cents in parts.items()}
    wanted = Around(remedies=Remedies(name="h", kinds={"replacement": Kind(in_kind=True, evidence=(usd(20_000),))}))
    played = In(plan(refund(None, remedy="replacement", amount=None, in_kind=thing, pay=())), around=wanted)
    assert [t.purpose for t in played.case.tasks.values()] == (["evidence"] if asked else ["approve"])


# --- Beyond what can be ----------------------------------------------------------------------------------------------
BOUND = Around(remedies=Remedies(name="h", kinds={
    "refund": Kind(most=(usd(20_000),)), "expenses": Kind(most=(usd(20_000),)),
}))  # fmt: skip


@pytest.mark.parametrize(("amount", "slip"), [(usd(20_000), False), (usd(20_001), True), (Money("EUR", 20_001), False)])
def test_what_is_more_than_a_kind_can_be_is_a_slip_and_a_person_decides(amount: Money, *, slip: bool) -> None:
    """It is not proposed, whoever could grant it; a currency of which the house says nothing has no bound."""
    played = In(plan(granted(amount=p.Given(value=amount))), around=BOUND)
    assert bool(played.said(e.RemedyProposed)) != slip
    failed = [x.why for x in played.said(e.EvaluationFailed) if isinstance(x, e.EvaluationFailed)]
    assert failed == (["USD 200.01 is more than “refund” can be in this house (USD 200.00)"] if slip else [])
    assert [t.purpose for t in played.case.tasks.values() if t.purpose == "stuck"] == (["stuck"] if slip else [])


def test_a_cover_cannot_come_to_more_either() -> None:
    """Nor can what is paid against receipts, all together."""
    played = In(plan(cover(up_to=p.Given(value=usd(20_001)))), around=BOUND)
    assert not played.said(e.CoverGranted)
    assert In(plan(cover(up_to=p.Given(value=usd(20_000)))), around=BOUND).said(e.CoverGranted)


def test_evidence_that_comes_in_ends_the_question() -> None:
    """For the step or for all of the case; for a step without a remedy there is none."""
    for step in ("refund", ""):
        played = In(plan(granted(30_000)))
        with pytest.raises(CommandRejected, match="no remedy was proposed"):
            played.give(c.SubmitEvidence(now=START, actor=HARMED, step="nonsense", text="sealed"))
        played.give(c.SubmitEvidence(now=START, actor=HARMED, step=step, text="sealed"))
        assert played.at_once("refund")[0] == "approved"
        assert [task.status for task in played.case.tasks.values()] == ["taken back"]


def test_whoever_goes_without_evidence_does_not_grant_it() -> None:
    """They say why, and somebody else decides: what they say is what it rests on."""
    played = In(plan(refund(usd(30_000))))
    with pytest.raises(CommandRejected, match="no decision"):
        played.give(done("refund#evidence", decision="maybe", why="x"))
    with pytest.raises(CommandRejected, match="lacks “why”"):
        played.give(done("refund#evidence", decision="trusted"))
    head = c.Actor(person="hedda", roles=("head", "boss"))
    played.give(replace(done("refund#evidence", decision="trusted", why="a regular"), actor=head))
    with pytest.raises(Forbidden, match="asked for"):
        played.give(c.ApproveRemedy(now=START, actor=head, entry="refund"))
    played.give(c.ApproveRemedy(now=START, actor=BOSS, entry="refund"))
    assert played.at_once("refund")[0] == "approved"


def done(task: str, **answer: str) -> c.CompleteTask:
    """Return a done task."""
    return c.CompleteTask(now=START, actor=BOSS, task=task, answer=answer)


# --- Declined --------------------------------------------------------------------------------------------------------
def test_what_the_customer_does_not_want_is_not_given() -> None:
    """Nobody is asked about it any more, and the case goes on; once it is paid it is too late for that."""
    played = In(plan(refund(usd(500)), do("after", undo=None)))
    played.give(c.DeclineRemedy(now=START, actor=HARMED, entry="refund"))
    assert played.at_once("refund")[0] == "declined"
    assert {task.status for task in played.case.tasks.values()} == {"taken back"}
    assert played.case.status("refund") == "skipped"
    assert played.work("after")
    assert "you do not want this" in played.says()
    before = list(played.events)
    played.give(c.DeclineRemedy(now=START, actor=HARMED, entry="refund"))
    assert played.events == before
    paid = In(plan(granted()))
    paid.pay(PAID)
    with pytest.raises(CommandRejected) as refused:
        paid.give(c.DeclineRemedy(now=START, actor=HARMED, entry="refund"))
    assert "makegood remedy reverse" in refused.value.remedy


def test_who_declined_and_who_wrote_it_down_are_told_apart() -> None:
    """The customer declines; somebody of ours may write down that they said so."""
    for who, written in ((HARMED, ""), (OTHER, OTHER.person)):
        played = In(plan(refund(usd(500)), do("after", undo=None)))
        played.give(c.DeclineRemedy(now=START, actor=who, entry="refund"))
        [fact] = [event for event in played.events if isinstance(event, e.RemedyDeclined)]
        assert (fact.by, fact.written_by) == ("cu_1", written)


def test_what_is_on_its_way_cannot_be_declined() -> None:
    """First it is found out what became of it."""
    played = In(plan(granted()))
    played.begin_payout()
    with pytest.raises(CommandRejected, match="not known yet"):
        played.give(c.DeclineRemedy(now=START, actor=HARMED, entry="refund"))
    with pytest.raises(CommandRejected, match="no remedy “x”") as refused:
        played.give(c.DeclineRemedy(now=START, actor=HARMED, entry="x"))
    assert refused.value.remedy == "There are: refund."


def test_nobody_reads_that_they_got_what_another_got() -> None:
    """What is given to others of a case is told as given to others."""
    played = for_two()
    played.finish(played.work("before"))
    played.pay(PAID)
    played.pay(PAID)
    for language, you in (("en", "you got a refund"), ("id", "Anda telah menerima"), ("vi", "quý khách đã nhận")):
        assert you not in played.says(language)
    assert played.says().count("we gave a refund of USD 100.00 for somebody else of this case") == 2


# --- Come back -------------------------------------------------------------------------------------------------------
def came_back(reference: str = "r-1") -> c.ReturnPayout:
    """Return word of a payout that came back."""
    return c.ReturnPayout(now=START, actor=HEAD, entry="refund", reference=reference, why="account closed")


def test_only_who_may_grant_as_much_has_it_paid_again() -> None:
    """By a word of theirs alone nobody has money sent a second time, and nobody at all without a reference."""
    played = In(plan(granted()))
    played.pay(PAID)
    clerk = replace(came_back(), actor=CLERK)
    with pytest.raises(Forbidden, match="may not have paid again"):
        played.give(clerk)
    with pytest.raises(CommandRejected, match="under which reference"):
        played.give(came_back(reference=" "))
    assert played.at_once("refund")[0] == "paid"


def test_only_what_was_paid_comes_back() -> None:
    """Whatever else became of it, before and after: the refusal says what is so, and what was taken back stays so."""
    played = In(plan(refund(usd(500))))
    for how in ("proposed", "approved"):
        assert played.at_once("refund")[0] == how
        with pytest.raises(CommandRejected, match=f"is {how}; only what was paid"):
            played.give(came_back())
        if how == "proposed":
            played.give(c.ApproveRemedy(now=START, actor=BOSS, entry="refund"))
    played.pay(PAID)
    played.give(take_back(500))
    with pytest.raises(CommandRejected, match="is reversed; only what was paid"):
        played.give(came_back())


def test_what_came_back_is_paid_by_the_next_way() -> None:
    """The debt lives again; the step stays done, nothing behind it is done anew; the same word again counts once."""
    played = In(plan(granted(), do("after", undo=None)))
    assert played.pay(PAID) == "card"
    played.give(came_back(), came_back())
    assert played.at_once("refund")[0] == "approved"
    assert played.case.status("refund") == "done"
    assert [each.method for each in played.said(e.PayoutReturned)] == ["card"]
    assert played.pay(PAID) == "transfer"
    played.give(came_back())
    assert played.at_once("refund")[0] == "paid"
    assert "what we paid came back to us;" in played.says()


def test_where_no_way_is_left_a_person_sees_to_it() -> None:
    """The owner is asked, has it paid anew from the first way on, and it is paid."""
    played = In(plan(granted(pay=(contract("card", pays=True),)), do("after", undo=None)))
    played.pay(PAID)
    played.give(came_back())
    (name,) = [name for name, task in played.case.tasks.items() if task.status == "open"]
    assert name.startswith("refund#stuck")
    played.give(c.CompleteTask(now=START, actor=BOSS, task=name, answer={"decision": "retry", "why": "new account"}))
    assert played.pay(PAID) == "card"
    assert played.at_once("refund")[0] == "paid"


def test_what_came_back_and_cannot_be_paid_again_is_asked_about_once() -> None:
    """By the plan, which is at its step again, and by what came back; and it is said once that it came back."""
    played = In(plan(granted(pay=(contract("card", pays=True),))))
    played.pay(PAID)
    played.give(came_back())
    again = {"decision": "retry", "why": "new account"}
    played.give(c.CompleteTask(now=START, actor=BOSS, task="refund#stuck0", answer=again))
    played.pay(c.NotApplied(why="no such account", refused=True))
    (asked,) = [task for task in played.case.tasks.values() if task.status == "open" and task.purpose == "stuck"]
    assert asked.details["why"] == "USD 100.00 came back: no such account"


def test_a_closed_case_is_taken_up_again_for_what_came_back() -> None:
    """Something is owed, so it is not over."""
    played = In(plan(granted()))
    played.pay(PAID)
    phases = [played.case.phase]
    played.give(came_back())
    assert [*phases, played.case.phase] == ["closed", "working"]
    assert played.pay(PAID) == "transfer"


def letters(played: Played) -> list[Work]:
    """Return the letters about what came back that are due."""
    return [work for work in due(played.case, played.book, played.now).work if work.step.startswith("@returned")]


@pytest.mark.parametrize("phase", ["resolved", "closed"])
def test_what_counted_as_put_right_is_not_once_it_came_back(phase: str) -> None:
    """The promise is open again with the time it had, and the case is taken up again."""
    terms = p.PromiseOf(within=HOUR * 100, kept_by="resolved")
    asked = (p.FollowUp(after=HOUR * 20, survey="s", reply_within=HOUR, silent="accept"),)
    follow_up = asked if phase == "resolved" else ()
    played = In(plan(granted(), promises={"resolve": terms}, follow_up=follow_up))
    played.pay(PAID)
    assert (played.case.phase, played.case.promises["resolve"].status) == (phase, "kept")
    played.give(came_back())
    [fact] = played.said(e.PayoutReturned)
    assert (fact.promises, played.case.phase) == (("resolve",), "working")
    assert played.case.promises["resolve"].status == "open"
    assert [each for each in played.case.promises if each.startswith("resolve+")] == []


def test_where_the_time_to_put_it_right_has_passed_it_is_broken_and_a_new_one_is_promised() -> None:
    """What was so for a while is not so in the end; the customer has a time again."""
    played = In(plan(granted(), promises={"resolve": p.PromiseOf(within=HOUR * 10, kept_by="resolved")}))
    played.pay(PAID)
    played.later(timedelta(hours=24))
    played.give(replace(came_back(), now=played.now))
    assert played.case.promises["resolve"].status == "broken"
    assert played.case.promises["resolve+reopened1"].status == "open"


def test_the_customer_is_told_what_came_back_and_how_it_goes_on() -> None:
    """By which way it is paid again, or who sees to it; what was typed for ourselves stays with us."""
    ways = (contract("card", pays=True), contract("transfer", pays=True))
    for pay, next_ in ((ways, "we pay it again"), (ways[:1], "one of us looks after it now")):
        played = In(plan(granted(pay=pay), do("after", undo=None)))
        played.pay(PAID)
        played.give(came_back())
        [work] = letters(played)
        assert work.request["message"] == "it-came-back"
        for language in LANGUAGES:
            told = said(Telling(played.case, played.book, played.events, language), work.request, work.step)
            assert "USD" in told["came_back"] or language != "en"
            assert told["next"]
            assert next_ in told["next"] or language != "en"
            assert "account closed" not in "".join(told.values())
        played.finish(work, c.Applied(receipt={"ok": True}, message=LETTER))
        assert letters(played) == []


def test_what_was_not_paid_does_not_come_back() -> None:
    """Nor what was given in kind, nor what was taken back in part."""
    played = In(plan(refund(usd(500))))
    with pytest.raises(CommandRejected, match="only what was paid can come back"):
        played.give(came_back())
    kind = In(plan(in_kind()))
    kind.give(c.ApproveRemedy(now=START, actor=BOSS, entry="refund"))
    with pytest.raises(CommandRejected, match="paid by nothing"):
        kind.give(came_back())


# --- Taken back ------------------------------------------------------------------------------------------------------
def take_back(amount: int | None = None, **more: object) -> c.ReverseRemedy:
    """Return word that something was taken back."""
    asked = None if amount is None else usd(amount)
    base: dict[str, object] = {"actor": BOSS, "entry": "refund", "amount": asked, "why": "paid by mistake", **more}
    return c.ReverseRemedy(now=START, **base)  # type: ignore[arg-type] # as the tests name them


def test_what_was_given_is_taken_back_in_parts_by_who_may_grant_as_much() -> None:
    """A part, then the rest; never more than was paid; the same reference once; the story and the sums say so."""
    played = In(plan(granted()))
    played.pay(PAID)
    played.give(take_back(4_000, reference="b-1"), take_back(4_000, reference="b-1"))
    assert played.case.ledger["refund"].kept == usd(6_000)
    for wrong in (6_001, 0, -1):
        with pytest.raises(CommandRejected, match="cannot be taken back"):
            played.give(take_back(wrong))
    played.give(take_back())
    assert played.at_once("refund")[0] == "reversed"
    (line,) = balances(played.case).values()
    assert (line.paid, line.reversed, line.even) == (10_000, 10_000, True)
    with pytest.raises(CommandRejected, match="only what was paid is taken back"):
        played.give(take_back())
    (first, _) = played.said(e.RemedyReversed)
    assert (first.how, first.role, first.by) == ("hand", "boss", "bea") or first.role == "head"


def test_one_reference_is_for_one_taking_back() -> None:
    """Told once more it counts once, with its amount or without; for another amount it is refused, and why."""
    played = In(plan(granted()))
    played.pay(PAID)
    played.give(take_back(4_000, reference="b-1"), take_back(reference="b-1"), take_back(4_000, reference="b-1"))
    assert len(played.said(e.RemedyReversed)) == 1
    with pytest.raises(CommandRejected, match=r"“b-1” USD 40[.]00 of “refund” was") as refused:
        played.give(take_back(5_000, reference="b-1"))
    assert refused.value.where == "case ca_1"
    assert "case ledger" in refused.value.remedy


def test_taking_back_takes_authority_and_a_reason_and_other_hands() -> None:
    """Not who opened the case, not who has no such role, not without a reason."""
    played = In(plan(granted()))
    played.pay(PAID)
    with pytest.raises(CommandRejected, match="reason is missing"):
        played.give(take_back(why=" "))
    with pytest.raises(Forbidden, match="asked for"):
        played.give(take_back(actor=c.Actor(person="otto", roles=("boss", "head"))))
    with pytest.raises(Forbidden, match="may not take back"):
        played.give(take_back(actor=c.Actor(person="nina", roles=("cleaner",))))


def test_what_is_known_of_the_customer_by_now_is_where_it_is_paid_and_taken_back() -> None:
    """What was proposed before an address was corrected goes to the new one; what others get is theirs."""
    others = Person("cu_9", "v_9")
    beside: dict[str, object] = {"copies": p.Given(value=(others, Person("cu_1", "v_1")))}
    pays = granted(undo=contract("card.cancel", undoes=True), pay=PAY, given=beside)
    played = In(plan(p.Try(id="try", plans=((pays, do("fails")),), otherwise=())))
    for ref, step in (("v_2", "refund"), ("v_3", "refund~undo")):
        now = Person("cu_1", ref, f"sha256:{ref}")
        played.give(c.RecogniseCustomer(now=START, actor=CLERK, customer=now, language="en", why="they rang"))
        if step == "refund":  # it is on its way, so that two say where it goes
            agreed = c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": True})
            played.give(c.ClaimTask(now=START, actor=OTHER, task="@second#1"), agreed)
        work = played.work(step)
        assert (work.request["payee"], work.request["copies"]) == (now, (others, now))
        played.finish(work, PAID)
        if step == "refund":
            played.finish(played.work("fails"), c.NotApplied(why="no", refused=True))


def test_an_undo_takes_a_remedy_back_only_where_the_playbook_says_so() -> None:
    """With an undo of its own, as an entry of its own; without one what was paid stays whatever is undone."""
    for undo, ends in ((contract("card.cancel", undoes=True), "reversed"), (None, "paid")):
        tries = p.Try(id="try", plans=((granted(undo=undo, pay=PAY), do("fails")),), otherwise=())
        played = In(plan(tries))
        played.pay(PAID)
        played.finish(played.work("fails"), c.NotApplied(why="no", refused=True))
        if undo is not None:
            back = played.work("refund~undo")
            assert back.contract.name == "card.cancel"
            assert back.request["reference"] == "tr-1"
            played.finish(back)
        assert played.at_once("refund")[0] == ends
        taken = [(each.how, each.by, each.amount) for each in played.said(e.RemedyReversed)]
        assert taken == ([("undo", ENGINE, usd(10_000))] if undo is not None else [])


PAY = (contract("card", pays=True),)


def test_what_cannot_be_undone_any_more_is_made_good() -> None:
    """The undo is refused: the customer gets what the playbook says for it, and the story says for what."""
    gift = granted(5_000, id="sorry", remedy="goodwill")
    says = {"en": "book a room"}
    undo = contract("book.undo", undoes=True, says=says)
    half = do("book", connector=contract("book", says=says), undo=undo, instead=(gift,))
    played = In(plan(p.Try(id="try", plans=((half, do("fails")),), otherwise=())))
    played.finish(played.work("book"))
    played.finish(played.work("fails"), c.NotApplied(why="no", refused=True))
    played.finish(played.work("book~undo"), c.NotApplied(why="too late", refused=True))
    assert not [task for task in played.case.tasks.values() if task.purpose == "stuck"]
    played.pay(PAID)
    (finished,) = played.said(e.UndoFinished)
    assert (finished.undone, finished.instead) == ((), ("book",))
    assert "could not be taken back any more" in played.says()
    assert "goodwill (USD 50.00)" in played.says()


def test_whoever_decides_about_what_makes_good_holds_nothing_up() -> None:
    """While a manager is asked about the gift, the room goes back and the next plan begins; both end on their own."""
    gift = refund(usd(500), id="sorry", remedy="goodwill")
    plans = ((do("room"), do("ride", undo=None, instead=(gift,)), do("fails")),)
    played = In(plan(p.Try(id="try", plans=plans, otherwise=(do("bed", undo=None),))))
    played.finish(played.work("room"))
    played.finish(played.work("ride"))
    played.finish(played.work("fails"), c.NotApplied(why="no", refused=True))
    assert played.at_once("sorry")[0] == "proposed"
    played.finish(played.work("room~undo"))
    played.finish(played.work("bed"))
    assert played.case.phase == "working"
    assert not played.said(e.UndoFinished)
    [task] = [name for name, each in played.case.tasks.items() if each.purpose == "approve"]
    played.give(c.CompleteTask(now=START, actor=BOSS, task=task, answer={"approve": True}))
    played.pay(PAID)
    (finished,) = played.said(e.UndoFinished)
    assert (finished.undone, finished.instead) == (("room",), ("ride",))


# --- Told ------------------------------------------------------------------------------------------------------------
def test_a_statement_adds_up_line_by_line() -> None:
    """Every fact is a line with what is owed and given behind it; the last line is the balance."""
    played = In(plan(granted(), cover()))
    played.pay(PAID)
    played.give(take_back(4_000))
    (account,) = statement(played.case.id, played.events)
    told = [(line.what, line.amount, line.by, line.way, line.to_pay, line.given) for line in account.lines]
    assert told == [
        ("proposed", usd(10_000), "", "", 0, 0), ("approved", usd(10_000), ENGINE, "", 10_000, 0),
        ("paid", usd(10_000), "", "card", 0, 10_000), ("taken back", usd(4_000), "bea", "", 0, 6_000),
    ]  # fmt: skip
    assert account.lines[2].reference == "tr-1"
    assert account.basis["refund"] == "playbook test, step refund"
    assert (account.balance.paid, account.balance.reversed) == (10_000, 4_000)


@pytest.mark.parametrize("language", ["en", "id", "vi"])
def test_every_fact_is_told_in_every_language(language: str) -> None:
    """Set off, declined, come back, taken back: in none is a word missing."""
    played = In(plan(do("before", undo=None), granted(6_000), voucher(), refund(usd(500), id="no", loss="bag")))
    played.give(learn(1_000))
    played.finish(played.work("before"))
    played.pay(PAID)
    played.pay(PAID)
    played.give(came_back())
    played.pay(PAID)
    played.give(take_back(100), c.DeclineRemedy(now=START, actor=OTHER, entry="no"))
    kinds = {type(event).__name__ for event in played.events}
    assert {"RemedySetOff", "PayoutReturned", "RemedyReversed", "RemedyDeclined", "OutsideRecoveryLearned"} <= kinds
    assert "{" not in played.says(language)


def test_what_came_back_and_was_not_begun_anew_is_set_off() -> None:
    """Money that came elsewhere meanwhile stands for what was to be paid again; once that is begun it does not."""
    for begun in (False, True):
        played = In(plan(granted()))
        played.pay(PAID)
        played.give(came_back())
        if begun:
            played.begin_payout()
        played.give(learn(3_000))
        assert [x.amount for x in played.said(e.RemedySetOff)] == ([] if begun else [usd(3_000)])


def test_a_question_stays_open_until_it_is_answered_though_all_was_taken_back_for_it() -> None:
    """A reversal of as much does not answer for the owner; the case waits for them."""
    played = In(plan(granted()))
    played.pay(PAID)
    played.give(learn(3_000), take_back(3_000, reference="b-1"))
    assert (played.case.tasks[TWICE].status, played.case.phase) == ("open", "working")
    assert not is_seen_to(played.case, "recovery1")
    played.give(done(TWICE, decision="taken-back", why="looked at"))
    assert is_seen_to(played.case, "recovery1")
