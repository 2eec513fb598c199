"""What is owed stays owed until the customer got it: once, whole, at its worth in cash, whatever is called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around, Book
from domain.case.state import Case, Entry
from domain.case.surveying import unsettled
from domain.case.surveying.owing import settles
from domain.entitlement.evaluate import digest_of
from domain.errors import CommandRejected
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.layout import Layout
from domain.values import Value
from tests.support.breaking import LawBroken
from tests.support.by_hand import give_by_hand
from tests.support.owing import LATE, late_pack
from tests.support.owing_laws import what_is_owed_was_settled
from tests.support.plans import HOUR, book, contract, do, plan, usd
from tests.unit.test_budgets import limit, with_budgets
from tests.unit.test_entitling import ANN, KNOWN, SAM, Life, asking, differs_task, remedy
from tests.unit.test_remedy_ledger import HOUSE

NEVER_ASKS = p.Authority(auto_up_to=(usd(100_000),), above=(p.Rung(role="boss"),), within=HOUR * 24)
ASKS = p.Authority(above=(p.Rung(role="boss"),), within=HOUR * 24 * 30)
PAID_AFTER = "  paid_after: {type: integer, unit: days, optional: true, words: {en: days until it was paid}}\n"
BY_A_FACT = LATE.replace("  people: {", f"{PAID_AFTER}  people: {{").replace(
    "when: late_by > 100", "when: [known(paid_after), paid_after > 3]"
)
"""The pack, with a price of late payment that a fact brings about."""

HARMED = c.Actor(person="cu_1", roles=("customer",))


def only(*steps: p.AnyStep, text: str = LATE, **more: object) -> Book:
    """Return a book whose plan asks the pack and goes through these steps; then it is through."""
    pack = late_pack(text)
    known = {**KNOWN, "paid_after": p.FactType(type="integer", optional=True)}
    names = ("late_by", "price", *(("paid_after",) if "paid_after" in text else ()))
    facts: dict[str, p.Term] = {name: p.Formula(source=f"failure.{name}") for name in names}
    asked = p.Entitle(id="owed", pack="late", facts={**facts, "people": p.Given(value=1)})
    the_plan = plan(asked, *steps, facts=known, **more)
    return book(the_plan, packs={"late": pack}, pack_digests={"late": digest_of(pack)})


def vouchers(authority: p.Authority = NEVER_ASKS) -> Book:
    """Return a book that gives what is owed as a voucher, which is worth 125 % of the cash that it stands for."""
    its = asking(remedy(remedy="voucher", authority=authority))
    return replace(its, around=Around(remedies=HOUSE))


def ledger(life: Life) -> list[tuple[str, Value, str]]:
    """Return every entry: its name, amount and status."""
    return [(name, entry.amount, entry.status) for name, entry in life.case.ledger.items()]


def owed_tasks(life: Life) -> list[str]:
    """Return the open tasks by which the owner is asked for what is owed and nothing settles."""
    return [n for n, t in life.case.tasks.items() if t.purpose == "redress" and t.status == "open"]


def now_costs(life: Life, **facts: Value) -> None:
    """Change facts, and have the owner follow what the pack says of them."""
    till = c.Actor(person="till", roles=("service",))
    life.take(c.ChangeFailure(now=life.now, actor=till, facts=facts, why="a slip"))
    life.go_on()
    follow: dict[str, Value] = {"decision": "follow", "why": "it is so"}
    life.take(c.CompleteTask(now=life.now, actor=SAM, task=differs_task(life), answer=follow))
    life.go_on()


# --- Called off ------------------------------------------------------------------------------------------------------
def in_a_try() -> p.Try:
    """Return a try whose first plan takes too long; what it was to give is called off with it."""
    money = remedy(authority=ASKS)
    both = p.Together(id="both", branches={"m": (money,), "x": (do("fix"),)}, at_most=HOUR * 2, late="stop")
    return p.Try(id="tries", plans=((both,),), otherwise=(do("other", undo=None),))


def enough() -> p.Together:
    """Return branches of which one is enough."""
    return p.Together(
        id="both", branches={"m": (remedy(authority=ASKS),), "x": (do("fix", undo=None),)}, wait_for=1
    )  # fmt: skip


@pytest.mark.parametrize("step", [in_a_try(), enough()], ids=["late", "enough"])
def test_what_is_owed_outlives_the_block_that_was_to_give_it(step: p.AnyStep) -> None:
    """A remedy is called off with its block, what it was to settle is not: the owner is asked for it."""
    life = Life(only(step), late_by=5, price=usd(8_000))
    life.go_on(hours=3)
    assert [entry.status for entry in life.case.ledger.values()] == ["denied"]
    assert life.go_on(hours=500).phase == "working"
    [name] = owed_tasks(life)
    assert "USD 40.00" in life.case.tasks[name].words["en"]
    give_by_hand(life, cents=4_000)
    assert (life.go_on().phase, life.case.outcome) == ("closed", "solved")


def test_what_is_owed_outlives_the_rest_of_a_plan_that_is_left() -> None:
    """What holds and leaves the plan gives up its steps, and not what the customer is owed."""
    gone = p.Whenever(id="gone", when=("failure.flag == true",), steps=(do("x", undo=None),), then="leave")
    life = Life(only(remedy(authority=ASKS), whenever=(gone,)), late_by=5, price=usd(8_000), flag=False)
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"flag": True}, why="it is"))
    assert life.go_on().phase == "working"
    assert len(owed_tasks(life)) == 1


def test_another_way_that_gives_it_settles_what_was_called_off() -> None:
    """Where the way that comes instead pays what is owed, nobody is asked for it, and it is paid once."""
    tries = in_a_try().model_copy(update={"otherwise": (remedy(id="instead"),)})
    life = Life(only(tries), late_by=5, price=usd(8_000))
    life.go_on(hours=3)
    assert [(x[0], x[2]) for x in ledger(life)] == [("money", "denied"), ("instead", "paid")]
    assert (life.case.phase, owed_tasks(life)) == ("closed", [])


@pytest.mark.parametrize("step", [in_a_try(), enough()], ids=["late", "enough"])
def test_the_law_catches_a_case_that_closes_over_what_was_called_off(
    step: p.AnyStep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were a remedy that is called off taken for settled, a law would say so."""

    def settled(case: Case, layout: Layout, entry: Entry) -> Money | None:
        return entry.in_full if entry.status == "denied" else settles(entry)

    monkeypatch.setattr(unsettled, "_settled_by", settled)
    life = Life(only(step), late_by=5, price=usd(8_000))
    life.go_on(hours=3)
    assert life.case.phase == "closed"
    with pytest.raises(LawBroken, match="what is owed was settled: owed"):
        what_is_owed_was_settled(life)  # type: ignore[arg-type] # played by hand, and the law looks at no more of it


OUTCOMES: tuple[e.Outcome, ...] = ("refused", "no failure found", "referred", "unreachable")


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_nobody_ends_a_case_past_what_is_only_proposed(outcome: e.Outcome) -> None:
    """Proposed is not given: whoever ends a case is told what is owed, until it is granted or not wanted."""
    life = Life(asking(remedy(authority=ASKS)), late_by=5, price=usd(8_000))
    life.take(c.MakeFinding(now=life.now, actor=SAM, finding="not upheld", why="nothing of ours"))
    word = c.RecordContact(
        now=life.now, actor=SAM, direction="out", channel="mail", text="no", gives=("decision", "route")
    )  # fmt: skip
    life.take(word)
    life.take(c.ReferCase(now=life.now, actor=SAM, to="other", accepted="o-1", why="theirs"))
    for _ in range(3):
        life.take(c.TryContact(now=life.now, actor=SAM, channel="phone", why="nobody answers"))
        life.go_on(hours=13)
    life.take(word)
    with pytest.raises(CommandRejected, match="needs what was found to be owed and nothing settles"):
        life.take(c.EndCase(now=life.now, actor=SAM, outcome=outcome, why="no"))


@pytest.mark.parametrize("declined", [True, False])
def test_a_case_may_be_refused_once_what_is_owed_is_granted_or_not_wanted(declined: bool) -> None:
    """What was approved is paid also in a case that is refused; what the customer does not want keeps nothing open."""
    life = Life(asking(remedy(authority=ASKS)), late_by=5, price=usd(8_000))
    if declined:
        life.take(c.DeclineRemedy(now=life.now, actor=HARMED, entry="money", why="keep it"))
    else:
        life.take(c.ApproveRemedy(now=life.now, actor=ANN, entry="money"))
    life.take(c.MakeFinding(now=life.now, actor=SAM, finding="not upheld", why="nothing else of ours"))
    word = c.RecordContact(
        now=life.now, actor=SAM, direction="out", channel="mail", text="no", gives=("decision", "route")
    )  # fmt: skip
    life.take(word)
    life.take(c.EndCase(now=life.now, actor=SAM, outcome="refused", why="no"))
    life.go_on()
    assert (life.case.phase, life.case.outcome) == ("closed", "refused")
    assert [entry.status for entry in life.case.ledger.values()] == ["declined" if declined else "paid"]


def test_what_is_owed_again_while_a_case_ends_is_asked_for_before_it_closes() -> None:
    """What was paid is being taken back with its plan when somebody ends the case: then it is owed, and asked for."""
    slow = p.Wait(id="slow", span=HOUR * 100, at_most=HOUR * 100)
    both = p.Together(id="both", branches={"w": (slow,), "x": (do("fix"),)}, at_most=HOUR * 2, late="stop")
    tries = p.Try(id="tries", plans=((remedy(undo=contract("back")), both),), otherwise=(do("other", undo=None),))
    life = Life(only(tries), late_by=5, price=usd(8_000))
    life.now += timedelta(hours=3)
    life.take(c.Tick(now=life.now))
    assert life.of(e.UndoBegan)
    assert ledger(life) == [("money", usd(4_000), "paid")]
    life.take(c.MakeFinding(now=life.now, actor=SAM, finding="not upheld", why="nothing else of ours"))
    gives = ("decision", "route")
    life.take(c.RecordContact(now=life.now, actor=SAM, direction="out", channel="mail", text="no", gives=gives))
    life.take(c.EndCase(now=life.now, actor=SAM, outcome="refused", why="no"))
    life.go_on()
    assert ledger(life) == [("money", usd(4_000), "reversed")]
    assert life.go_on(hours=500).phase == "working"
    [name] = owed_tasks(life)
    assert "USD 40.00" in life.case.tasks[name].words["en"]
    give_by_hand(life, cents=4_000)
    assert (life.go_on().phase, life.case.outcome) == ("closed", "refused")


# --- Worth more than it says -----------------------------------------------------------------------------------------
def test_a_voucher_that_is_worth_what_is_owed_waits_for_no_budget() -> None:
    """All of it is owed, at what it is worth: no budget stands in its way, and it is proposed once."""
    its = with_budgets(vouchers(), limit("house", 4_100))
    life = Life(replace(its, around=replace(its.around, remedies=HOUSE)), late_by=5, price=usd(8_000))
    assert ledger(life) == [("money", usd(5_000), "paid")]
    assert life.case.promises["pay-owed.late"].status == "kept"


def test_nobody_denies_a_voucher_that_is_worth_what_is_owed() -> None:
    """It says more than is owed, and is worth no more."""
    life = Life(vouchers(ASKS), late_by=5, price=usd(8_000))
    with pytest.raises(CommandRejected, match="is owed"):
        life.take(c.DenyRemedy(now=life.now, actor=ANN, entry="money", why="no"))


def test_what_a_voucher_goes_beyond_what_is_owed_can_be_denied() -> None:
    """Then what is owed is proposed at its worth, and nobody denies that."""
    its = asking(remedy(usd(9_000), remedy="voucher", authority=ASKS))
    life = Life(replace(its, around=Around(remedies=HOUSE)), late_by=5, price=usd(8_000))
    life.take(c.DenyRemedy(now=life.now, actor=ANN, entry="money", why="too much"))
    life.go_on()
    assert ledger(life) == [("money", usd(9_000), "denied"), ("money/2", usd(5_000), "proposed")]


@pytest.mark.parametrize(("price", "more"), [(8_001, 0), (10_000, 1_250), (12_000, 2_500)])
def test_a_voucher_settles_the_cash_that_it_stands_for(price: int, more: int) -> None:
    """When more turns out to be owed, the 50 dollars that stood for 40 settle 40 of it, and no more."""
    life = Life(vouchers(), late_by=5, price=usd(8_000))
    if more:
        now_costs(life, price=usd(price))
    assert [x[1] for x in ledger(life)] == [usd(5_000), *([usd(more)] if more else [])]
    assert {x[2] for x in ledger(life)} == {"paid"}
    assert life.case.promises["pay-owed.late"].status == "kept"


@pytest.mark.parametrize("price", range(8_000, 8_020))
def test_a_voucher_of_any_amount_settles_all_that_is_owed(price: int) -> None:
    """No cent is left over by rounding, and none is given too much."""
    life = Life(vouchers(), late_by=5, price=usd(price))
    assert len(ledger(life)) == 1
    assert life.case.promises["pay-owed.late"].status == "kept"


# --- Once ------------------------------------------------------------------------------------------------------------
def test_the_price_of_late_payment_is_owed_once() -> None:
    """A broken promise brings it about; a fact that says the same later adds nothing to it."""
    waits = p.Wait(id="waits", span=HOUR * 2_000, at_most=HOUR * 2_000)
    life = Life(only(remedy(authority=ASKS), waits, text=BY_A_FACT), late_by=5, price=usd(8_000))
    life.go_on(hours=120)
    for name in ("money", "money[owed1]"):
        life.take(c.ApproveRemedy(now=life.now, actor=ANN, entry=name))
        life.go_on()
    paid = [("money", usd(4_000), "paid"), ("money[owed1]", usd(500), "paid")]
    assert ledger(life) == paid
    now_costs(life, paid_after=5)
    assert life.case.entitled["owed"].per_unit == (usd(4_500),)
    life.go_on(hours=500)
    assert ledger(life) == paid
