"""What is granted, by whom, and how it is paid: limits, rungs and their clocks, ways of paying, covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import NOTHING_AROUND, Around
from domain.case.decide import decide
from domain.case.due import due
from domain.case.evolve import fold, named
from domain.case.state import Case, Entry
from domain.case.survey import Work
from domain.case.surveying.authority import able, describe, instead, limit_for
from domain.case.surveying.covered import receipt_path
from domain.errors import MakegoodError
from domain.events import Event
from domain.evidence.legal import illegal
from domain.ids import ENGINE, keys_of, step_of, step_path
from domain.money import Money
from domain.playbook import plan as p
from domain.values import Person
from tests.support.plans import HOUR, START, book, contract, plan, usd

BOSS = c.Actor(person="bea", roles=("boss", "desk", "head", "owner"))
OTHER = c.Actor(person="olaf", roles=("boss", "desk", "head", "owner"))
EUR = Money("EUR", 500)
RUNGS = (p.Rung(role="desk", up_to=(usd(100), EUR)), p.Rung(role="boss", up_to=(usd(900),)), p.Rung(role="head"))
LADDER = p.Authority(auto_up_to=(usd(50),), above=RUNGS, within=HOUR)
_E = TypeVar("_E", bound=Event)
PAY = (contract("card", pays=True), contract("transfer", pays=True))


@dataclass
class Played:
    """A case in play, without a journal: every fact is legal to an auditor."""

    plan: p.Plan
    now: datetime = START
    case: Case = field(default_factory=lambda: named("ca_1"))
    events: list[Event] = field(default_factory=list)
    around: Around = NOTHING_AROUND
    under_way: Work | None = None
    """What was begun last."""

    def __post_init__(self) -> None:
        """Open it."""
        self.book = book(self.plan, around=self.around)
        self.give(
            c.OpenCase(
                now=START, actor=c.Actor(person="otto", roles=("desk",)), failure="test", source="test", key="1",
                facts={"size": 1}, customer=Person("cu_1", "v_1", ""), market="us", language="en", reported_at=START,
            )
        )  # fmt: skip

    def give(self, *commands: c.Command) -> None:
        """Give commands, and what happens by itself behind each."""
        for command in commands:
            self._keep(decide(self.case, command, self.book))
            self._keep(decide(self.case, c.Tick(now=self.now), self.book))

    def take(self, command: c.Command) -> tuple[Event, ...]:
        """Give one command, and return all that it made."""
        before = len(self.events)
        self.give(command)
        return tuple(self.events[before:])

    def later(self, by: timedelta) -> None:
        """Let time go by."""
        self.now += by
        self.give(c.Tick(now=self.now))

    def pay(self, outcome: c.Outcome) -> str:
        """Begin the one payout that is due, and report what became of it; returns by which connector."""
        work = self.begin_payout()
        self.land(outcome)
        return work.contract.name

    def begin_payout(self) -> Work:
        """Begin the one payout that is due."""
        (work,) = [each for each in due(self.case, self.book, self.now).work if each.effect == "pay"]
        self.begin(work)
        return work

    def work(self, step: str) -> Work:
        """Return the work of a step that is due."""
        (work,) = [each for each in due(self.case, self.book, self.now).work if each.step == step]
        return work

    def finish(self, work: Work, outcome: c.Outcome | None = None) -> None:
        """Begin a piece of work, and report what became of it: it is done, where nothing else is said."""
        self.begin(work)
        self.land(outcome if outcome is not None else c.Applied(receipt={"ok": True}))

    def begin(self, work: Work) -> None:
        """Begin a piece of work."""
        self.under_way, until = work, self.now + timedelta(seconds=5)
        self.give(c.Begin(now=self.now, step=work.step, attempt=work.attempt, by=f"b{self.now}", until=until))

    def land(self, outcome: c.Outcome) -> None:
        """Report what became of what was begun last."""
        work = self.under_way
        assert work is not None
        self.give(
            c.ReportOutcome(now=self.now, step=work.step, attempt=work.attempt, key=work.key, outcome=outcome)
        )  # fmt: skip

    def be_told(self) -> None:
        """Have every letter arrive that is due."""
        told = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}
        while letters := [x for x in due(self.case, self.book, self.now).work if x.effect == "tell"]:
            self.finish(letters[0], c.Applied(receipt={"ok": True}, message=told))

    def receipt(self, minor: int) -> None:
        """Send a receipt."""
        self.give(
            c.SubmitReceipt(now=self.now, actor=OTHER, step="meals", amount=usd(minor), number=f"r{len(self.events)}")
        )

    def said(self, kind: type[_E]) -> list[_E]:
        """Return the facts of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def _keep(self, made: Sequence[Event]) -> None:
        for event in made:
            assert illegal(self.case, event) == ""
            self.case = fold(self.case, (event,))
            self.events.append(event)


def refund(of: Money | None = None, **more: object) -> p.Remedy:
    """Return a refund."""
    base: dict[str, object] = {
        "id": "refund", "remedy": "refund", "amount": p.Given(value=of or usd(500)), "pay": PAY,
        "authority": LADDER,
    }  # fmt: skip
    return p.Remedy.model_validate({**base, **more})


def cover(**more: object) -> p.Cover:
    """Return a cover of meals, up to nine dollars, for a day, which the engine may grant."""
    base: dict[str, object] = {
        "id": "meals", "remedy": "expenses", "words": {"en": "meals"}, "up_to": p.Given(value=usd(900)),
        "within": HOUR * 24, "most": 5, "pay": PAY[:1],
        "authority": p.Authority(auto_up_to=(usd(900),), above=RUNGS[1:], within=HOUR),
    }  # fmt: skip
    return p.Cover.model_validate({**base, **more})


def entry(status: str = "proposed", amount: Money | None = EUR) -> Entry:
    """Return an entry of the ledger."""
    made = Entry("refund", "refund", Person("cu_1"), amount, {}, "playbook", START)
    return Entry(**{**made.__dict__, "status": status})


# --- Limits and rungs ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("amount", "limit"),
    [(usd(0), 50), (usd(49), 50), (usd(50), 50), (usd(51), None), (Money("EUR", 1), None), (None, None), (7, None)],
)
def test_a_limit_reaches_to_its_last_cent(amount: Money | int | None, limit: int | None) -> None:
    """In its own currency alone; what is no money is covered by none."""
    assert limit_for((usd(50),), amount) == (None if limit is None else usd(limit))


def test_the_limit_of_the_currency_counts() -> None:
    """Of several limits that of the amount's currency, wherever it stands."""
    assert limit_for((usd(50), EUR), Money("EUR", 500)) == EUR
    assert limit_for((), usd(1)) is None


@pytest.mark.parametrize(
    ("amount", "roles"),
    [
        (usd(100), ["desk", "boss", "head"]), (usd(101), ["boss", "head"]), (usd(900), ["boss", "head"]),
        (usd(901), ["head"]), (EUR, ["desk", "head"]), (Money("EUR", 501), ["head"]), (None, ["head"]),
    ],
)  # fmt: skip
def test_who_may_grant_an_amount(amount: Money | None, roles: list[str]) -> None:
    """Every rung that reaches so far, the lowest first; one without limits reaches everywhere."""
    assert [rung.role for rung in able(LADDER, amount)] == roles


def test_the_last_rung_grants_what_none_reaches() -> None:
    """Somebody always may."""
    short = p.Authority(above=RUNGS[:2], within=HOUR)
    assert [rung.role for rung in able(short, usd(9_000))] == ["boss"]


@pytest.mark.parametrize(
    ("amount", "status"), [(usd(50), "approved"), (usd(51), "proposed"), (Money("EUR", 50), "proposed")]
)
def test_the_step_grants_up_to_its_own_limit(amount: Money, status: str) -> None:
    """At the limit the engine grants, and says how far it may; above it, or in other money, somebody is asked."""
    played = Played(plan(refund(amount)))
    assert played.case.ledger["refund"].status == status
    granted = [(each.approver, each.rung, each.limit) for each in played.said(e.RemedyApproved)]
    assert granted == ([(ENGINE, 0, usd(50))] if status == "approved" else [])


def test_the_first_rung_that_may_is_asked_with_what_it_is_about() -> None:
    """Once, within the time of the ladder, in three languages, with the amount and its basis."""
    played = Played(plan(refund(usd(500))))
    (task,) = played.case.tasks.values()
    assert list(played.case.tasks) == ["refund#approve0"]
    assert (task.roles, task.purpose, task.step) == (("boss",), "approve", "refund")
    assert task.due == START + timedelta(hours=1)
    assert dict(task.details) == {
        "entry": "refund", "amount": usd(500), "remedy": "refund", "basis": "playbook test, step refund",
    }  # fmt: skip
    assert task.words["en"] == "Decide about refund: USD 5.00"
    assert task.words["id"] == "Putuskan tentang refund: USD 5,00"
    assert task.words["vi"] == "Quyết định về refund: USD 5,00"


def test_each_rung_has_its_time_and_then_the_next_is_asked() -> None:
    """What nobody decided in time is taken back and passed on, a rung at a time; with the last it stays and rings."""
    played = Played(plan(refund(usd(100))))
    asked = []
    for _ in range(4):
        open_now = [(name, task.roles[0]) for name, task in played.case.tasks.items() if task.status == "open"]
        asked.append(open_now)
        played.later(timedelta(hours=1))
    assert asked[:3] == [[("refund#approve0", "desk")], [("refund#approve1", "boss")], [("refund#approve2", "head")]]
    assert asked[3] == [("refund#approve2", "head")]
    assert [played.case.tasks[f"refund#approve{n}"].status for n in (0, 1)] == ["taken back", "taken back"]
    raised = [(each.to, each.direction, each.why) for each in played.said(e.Escalated)][:2]
    why = "nobody decided about refund USD 1.00 in time"
    assert raised == [("boss", "up", why), ("head", "up", why)]
    assert {each.why for each in played.said(e.TaskTakenBack)} == {"passed on"}
    assert played.case.tasks["refund#approve1"].due == START + timedelta(hours=2)


def test_before_its_time_is_over_nobody_else_is_asked() -> None:
    """Up to the last minute."""
    played = Played(plan(refund(usd(100))))
    played.later(timedelta(minutes=59))
    assert list(played.case.tasks) == ["refund#approve0"]


# --- Deciding --------------------------------------------------------------------------------------------------------
def test_a_decision_is_taken_once_and_repeated_without_harm() -> None:
    """The same person again: nothing more. Somebody else: refused, with what can be done."""
    played = Played(plan(refund()))
    played.give(c.ApproveRemedy(now=START, actor=BOSS, entry="refund"))
    before = list(played.events)
    played.give(c.ApproveRemedy(now=START, actor=BOSS, entry="refund"))
    assert played.events == before
    with pytest.raises(MakegoodError, match="is approved; nobody is asked about it"):
        played.give(c.DenyRemedy(now=START, actor=BOSS, entry="refund", why="no"))
    with pytest.raises(MakegoodError, match="is approved; nobody is asked about it"):
        played.give(c.ApproveRemedy(now=START, actor=OTHER, entry="refund"))
    played.pay(c.Applied(receipt={"ok": True}))
    before = list(played.events)
    played.give(c.ApproveRemedy(now=START, actor=BOSS, entry="refund"))
    assert played.events == before


def test_a_refusal_says_who_and_why() -> None:
    """Denied: the step is refused, nothing is paid; the same again changes nothing, the opposite is refused."""
    played = Played(plan(refund()))
    played.give(c.DenyRemedy(now=START, actor=BOSS, entry="refund", why="too much"))
    found = played.case.ledger["refund"]
    assert (found.status, found.approver, found.why) == ("denied", "bea", "too much")
    assert (found.payee, found.amount, found.basis) == (
        Person("cu_1", "v_1", ""), usd(500), "playbook test, step refund",
    )  # fmt: skip
    assert played.case.status("refund") == "refused"
    before = list(played.events)
    played.give(c.DenyRemedy(now=START, actor=BOSS, entry="refund", why="too much"))
    assert played.events == before
    with pytest.raises(MakegoodError, match="is denied"):
        played.give(c.ApproveRemedy(now=START, actor=BOSS, entry="refund"))


def test_a_remedy_that_is_none_is_refused_with_those_there_are() -> None:
    """By name."""
    played = Played(plan(refund()))
    with pytest.raises(MakegoodError) as refused:
        played.give(c.ApproveRemedy(now=START, actor=BOSS, entry="nonsense"))
    assert "no remedy “nonsense”" in str(refused.value)
    assert "refund" in refused.value.remedy


@pytest.mark.parametrize(
    ("status", "told"),
    [("paid", "remedy reverse"), ("approved", "step skip"), ("denied", "step retry"), ("proposed", "as soon as")],
)
def test_what_can_be_done_about_a_remedy_nobody_is_asked_about(status: str, told: str) -> None:
    """Each state has its own way; the case is named as briefly as can be."""
    said = instead(named("ca_1234567890abcdef"), entry(status))
    assert told in said
    assert ("ca_123456789 refund" in said) == ("makegood step" in said)


def test_a_remedy_in_words() -> None:
    """With its amount, where it has one."""
    assert describe(entry()) == "refund EUR 5.00"
    assert describe(entry(), "vi") == "refund EUR 5,00"
    assert describe(entry(amount=None)) == "refund"


# --- Paying ----------------------------------------------------------------------------------------------------------
def test_what_was_granted_is_paid_once_by_the_first_way_that_does_not_refuse() -> None:
    """The next way when one refuses; paid, the step is done and nothing more is due."""
    played = Played(plan(refund(usd(50))))
    assert played.pay(c.NotApplied(why="expired", refused=True)) == "card"
    assert (played.case.ledger["refund"].method, played.case.ledger["refund"].why) == (1, "expired")
    assert played.pay(c.Applied(receipt={"ok": True})) == "transfer"
    assert played.case.ledger["refund"].status == "paid"
    assert played.case.status("refund") == "done"
    (paid,) = played.said(e.RemedyPaid)
    assert (paid.entry, paid.step, paid.method) == ("refund", "refund", "transfer")
    assert not due(played.case, played.book, played.now).work


def test_an_auditor_sees_what_is_paid_by_the_key_of_another_entry() -> None:
    """A remedy that was tried again is an entry of its own: what its first key gave does not pay the second."""
    played = Played(plan(refund(usd(50))))
    first = played.begin_payout()
    paid = e.RemedyPaid(
        at=played.now, entry="refund", step="refund", attempt=first.attempt, method="card", receipt={"ok": True}
    )
    assert illegal(played.case, paid) == ""
    own = dict(played.case.ledger)
    other = replace(played.case, ledger={**own, "refund/2": own["refund"]})
    assert illegal(other, paid.model_copy(update={"entry": "refund/2"})) == "a remedy is paid by the key of another"


def test_where_no_way_is_left_it_stays_owed_and_somebody_is_asked() -> None:
    """Approved, not denied; the owner is asked, with why."""
    played = Played(plan(refund(usd(50))))
    for _ in PAY:
        played.pay(c.NotApplied(why="closed", refused=True))
    assert played.case.ledger["refund"].status == "approved"
    assert played.case.status("refund") == "refused"
    (task,) = [each for each in played.case.tasks.values() if each.purpose == "stuck"]
    assert "closed" in task.words["en"]


def test_where_no_way_is_left_the_playbooks_steps_for_it_go_on() -> None:
    """With steps for a refusal the entry is denied by the engine, and these steps are taken."""
    other = p.Wait(id="rest", span=HOUR, at_most=HOUR)
    played = Played(plan(refund(usd(50), refused=(other,))))
    for _ in PAY:
        played.pay(c.NotApplied(why="closed", refused=True))
    found = played.case.ledger["refund"]
    assert (found.status, found.approver, found.why) == ("denied", ENGINE, "closed")
    assert played.case.status("rest") is not None or played.said(e.WaitBegan)


def test_what_is_in_kind_is_given_as_soon_as_it_is_granted() -> None:
    """No way of paying: given by its approval, and the receipt says so."""
    gift = refund(amount=None, pay=(), in_kind={"nights": p.Given(value=1)})
    played = Played(plan(gift.model_copy(update={"amount": None})))
    assert played.case.ledger["refund"].status == "proposed"
    assert dict(played.case.ledger["refund"].in_kind) == {"nights": 1}
    played.give(c.ApproveRemedy(now=START, actor=BOSS, entry="refund"))
    (paid,) = played.said(e.RemedyPaid)
    assert (paid.attempt, paid.method, dict(paid.receipt)) == (0, "in kind", {"in_kind": True})
    assert played.case.status("refund") == "done"


def test_a_remedy_that_was_denied_and_tried_again_is_an_entry_of_its_own() -> None:
    """The first stays denied; the second has a name, a decision and a key of its own."""
    played = Played(plan(refund()))
    played.give(c.DenyRemedy(now=START, actor=BOSS, entry="refund", why="no"))
    if played.case.status("refund") == "refused":
        played.give(c.RetryStep(now=START, actor=OTHER, step="refund", why="after all"))
    assert {name: each.status for name, each in played.case.ledger.items()} == {
        "refund": "denied", "refund/2": "proposed",
    }  # fmt: skip


# --- Covers ----------------------------------------------------------------------------------------------------------
def test_a_cover_says_up_to_what_and_until_when() -> None:
    """Its step is done with it; receipts come later."""
    played = Played(plan(cover()))
    (granted,) = played.said(e.CoverGranted)
    assert (granted.up_to, granted.until) == (usd(900), START + timedelta(hours=24))
    assert played.case.status("meals") == "done"
    assert played.case.covers["meals"].payee == Person("cu_1", "v_1", "")


def test_a_receipt_is_a_round_of_its_cover() -> None:
    """Behind the rounds in which the cover stands, whatever these are called."""
    assert receipt_path("meals", 1) == "meals[r1]"
    inside = step_path("meals", ("a/b", "c,d"))
    assert (step_of(receipt_path(inside, 2)), keys_of(receipt_path(inside, 2))) == ("meals", (*keys_of(inside), "r2"))


@pytest.mark.parametrize(
    ("sent", "worth"),
    [((100, 200), (100, 200)), ((900,), (900,)), ((901,), (900,)), ((500, 401), (500, 400)), ((899, 5), (899, 1))],
)
def test_receipts_are_paid_up_to_what_is_left(sent: tuple[int, ...], worth: tuple[int, ...]) -> None:
    """Each its amount, the last one what is left."""
    played = Played(plan(cover()))
    for minor in sent:
        played.receipt(minor)
        played.pay(c.Applied(receipt={"ok": True}))
    assert tuple(each.amount for each in played.case.ledger.values()) == tuple(map(usd, worth))
    assert {each.status for each in played.case.ledger.values()} == {"paid"}
    ended = [each.why for each in played.said(e.CoverEnded)]
    assert ended == (["used up"] if sum(worth) == 900 else [])


def test_what_comes_when_a_cover_is_used_up_is_left_out() -> None:
    """Two receipts, the first of which takes it all: once that is paid the second is skipped with the reason."""
    played = Played(plan(cover(authority=p.Authority(above=RUNGS[1:], within=HOUR))))
    played.receipt(900)
    played.receipt(100)
    assert (played.said(e.StepSkipped), played.said(e.CoverEnded)) == ([], [])
    played.give(c.ApproveRemedy(now=START, actor=BOSS, entry="meals[r1]"))
    assert (played.said(e.StepSkipped), played.said(e.CoverEnded)) == ([], [])
    played.pay(c.Applied(receipt={"ok": True}))
    skipped = [(each.step, each.why) for each in played.said(e.StepSkipped)]
    assert skipped == [("meals[r2]", "the cover is used up")]


def test_what_was_denied_leaves_the_cover_as_it_was() -> None:
    """The next receipt finds it whole; nothing is cut for what is only proposed."""
    played = Played(plan(cover(authority=p.Authority(above=RUNGS[1:], within=HOUR))))
    played.receipt(600)
    played.receipt(600)
    assert [each.amount for each in played.case.ledger.values()] == [usd(600)]
    played.give(c.DenyRemedy(now=START, actor=BOSS, entry="meals[r1]", why="no meal"))
    assert [each.amount for each in played.case.ledger.values()] == [usd(600), usd(600)]
    assert played.said(e.CoverEnded) == []


def test_a_cover_ends_with_its_time() -> None:
    """At its instant, not before; what came in time is still settled."""
    played = Played(plan(cover()))
    played.later(timedelta(hours=23, minutes=59))
    assert played.said(e.CoverEnded) == []
    played.later(timedelta(minutes=1))
    assert [(each.at, each.why) for each in played.said(e.CoverEnded)] == [(START + timedelta(hours=24), "time")]


def test_a_cover_ends_with_its_last_receipt() -> None:
    """No more receipts than the playbook says."""
    played = Played(plan(cover(most=2)))
    played.receipt(100)
    assert played.said(e.CoverEnded) == []
    played.receipt(100)
    assert [each.why for each in played.said(e.CoverEnded)] == ["used up"]


def test_a_receipt_that_nobody_would_pay_is_still_owed() -> None:
    """Approved, and every way refused: the cover is not over, and somebody is asked."""
    played = Played(plan(cover()))
    played.receipt(900)
    played.pay(c.NotApplied(why="closed", refused=True))
    assert played.case.ledger["meals[r1]"].status == "approved"
    assert played.said(e.CoverEnded) == []
    assert [task.step for task in played.case.tasks.values() if task.purpose == "stuck"] == ["meals[r1]"]


def test_each_way_of_paying_has_its_own_tries() -> None:
    """What failed by the first way does not count against the second; it is tried at once."""
    played = Played(plan(refund(usd(50))))
    played.pay(c.NotApplied(why="expired", refused=True))
    effect = played.case.effects["refund"]
    assert (effect.status, effect.failures, effect.again_at) == ("retry", 0, START)


def test_entries_are_named_by_their_own_step() -> None:
    """What another step paid before makes no second entry of this one, whichever name comes first."""
    for names in (("a", "b"), ("b", "a")):
        played = Played(plan(*(refund(usd(50), id=name) for name in names)))
        for _ in names:
            played.pay(c.Applied(receipt={"ok": True}))
        assert tuple(played.case.ledger) == names


def test_a_case_that_is_called_off_pays_no_more_receipts() -> None:
    """What was asked about is denied, what was paid stays paid, and the cover is over, though not for its time."""
    played = Played(plan(cover(authority=p.Authority(auto_up_to=(usd(100),), above=RUNGS[1:], within=HOUR))))
    played.receipt(100)
    played.pay(c.Applied(receipt={"ok": True}))
    played.receipt(200)
    played.give(c.CancelCase(now=START, actor=BOSS, why="no failure"))
    assert played.case.tasks["@second#1"].words["en"].endswith("It drops what is owed: expenses up to USD 9.00")
    played.give(c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": True}))
    assert [each.status for each in played.case.ledger.values()] == ["paid", "denied"]
    assert [each.why for each in played.said(e.CoverEnded)] == ["called off"]
    played.be_told()
    assert played.case.phase == "closed"


def test_calling_off_denies_what_nobody_would_pay() -> None:
    """A receipt that was granted, and refused by every way of paying, is denied with the rest, once two agree."""
    played = Played(plan(cover()))
    played.receipt(900)
    played.pay(c.NotApplied(why="closed", refused=True))
    played.give(c.CancelCase(now=START, actor=BOSS, why="no failure"))
    assert played.case.winding_up == ""
    played.give(c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": True}))
    assert played.case.ledger["meals[r1]"].status == "denied"
    assert played.case.tasks["meals[r1]#stuck0"].status == "taken back"
    assert [each.why for each in played.said(e.CoverEnded)] == ["called off"]
    played.be_told()
    assert played.case.phase == "closed"


# --- Below zero ------------------------------------------------------------------------------------------------------
BELOW = p.Given(value=usd(-4_000))
RECHARGE = p.Recharge(id="refund", to="partner", amount=BELOW)


@pytest.mark.parametrize(
    "step", [refund(None, amount=BELOW), cover(id="refund", up_to=BELOW), RECHARGE], ids=["remedy", "cover", "recharge"]
)
def test_nothing_is_given_below_zero(step: p.AnyStep) -> None:
    """What a formula makes of the facts may come out below zero: that gives nothing, and a person decides."""
    played = Played(plan(step))
    assert not played.said(e.RemedyProposed)
    assert not played.said(e.CoverGranted)
    assert not played.said(e.RechargeClaimed)
    [task] = played.case.tasks.values()
    assert task.purpose in {"stuck", "evaluate"}
    assert "below zero" in str(task.details["why"])


def test_zero_is_an_amount() -> None:
    """What comes out at nothing is proposed as nothing, and nobody is asked."""
    played = Played(plan(refund(None, amount=p.Given(value=usd(0)))))
    assert [x.amount for x in played.said(e.RemedyProposed)] == [usd(0)]
