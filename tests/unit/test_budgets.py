"""Budgets: whose they are, when they begin anew, who is asked when they do not reach; and what counts together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.authority import AuthorityTable, Line
from domain.budgets import Budgets, Draw, Granting, Limit, counter_of, day_of
from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around, Book
from domain.case.evolve import fold, named
from domain.case.state import Reserved
from domain.case.surveying.budgets import adds, counted
from domain.case.surveying.covered import receipt_path
from domain.clock.calendar import Calendar
from domain.clock.instant import parse_instant
from domain.clock.zone import Offset
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.evidence.legal import illegal
from domain.ids import ENGINE
from domain.money import Money
from domain.playbook import plan as p
from tests.support.plans import CALENDAR, HOUR, START, book, contract, do, plan, usd
from tests.unit.test_entitling import Life, asking, remedy
from tests.unit.test_ledger import refund
from tests.unit.test_remedy_ledger import HOUSE, PAID, In, granted, learn, take_back

DESK = c.Actor(person="dana", roles=("desk",))
BOSS = c.Actor(person="bea", roles=("boss",))
HEAD = c.Actor(person="hana", roles=("head",))
KEEPER = c.Actor(person="ratna", roles=("manager",))
RUNGS = (p.Rung(role="desk", up_to=(usd(100),)), p.Rung(role="boss", up_to=(usd(900),)), p.Rung(role="head"))
JAKARTA = Calendar(
    **{**{name: getattr(CALENDAR, name) for name in ("first", "last", "week", "holidays")}, "name": "id",
       "zone": "Asia/Jakarta", "offsets": (Offset(since=parse_instant("2025-12-31T00:00Z"), minutes=7 * 60),)}
)  # fmt: skip


def limit(budget: str, minor: int, number: int = 1, calendar: str = "") -> Limit:
    """Return a budget in dollars, kept by managers."""
    return Limit(budget, {"USD": minor}, calendar, "manager", number, START, "ratna", "w")


def budgets(*limits: Limit) -> Budgets:
    """Return the budgets of a house."""
    return Budgets({each.budget: each for each in limits}, {"jkt": JAKARTA}, len(limits))


def granting(approver: str = "bea", at: datetime = START) -> Granting:
    """Return a grant."""
    return Granting("ca_1", "late", "sha256:0123456789abcdef", approver, at)


def gift(minor: int, auto: int = 0, **more: object) -> p.Remedy:
    """Return a goodwill that the ladder grants, or the step by itself."""
    authority = p.Authority(auto_up_to=(usd(auto),) if auto else (), above=RUNGS, within=HOUR)
    base: dict[str, object] = {
        "id": "gift", "remedy": "goodwill", "amount": p.Given(value=usd(minor)), "authority": authority,
        "pay": (contract("pay", pays=True),),
    }  # fmt: skip
    return p.Remedy.model_validate({**base, **more})


class Played(Life):
    """A case that is played by hand: every fact is legal to an auditor, and what it takes is what its facts say."""

    def take(self, command: c.Command) -> tuple[Event, ...]:
        """Decide and fold, one fact after the other."""
        before, made = self.case, super().take(command)
        for event in made:
            assert illegal(before, event) == ""
            before = fold(before, (event,))
        return made

    def said(self) -> list[str]:
        """Return the names of the facts."""
        return [type(event).__name__ for event in self.events]

    def grant(self, who: c.Actor, entry: str = "gift") -> tuple[Event, ...]:
        """Say yes, and let happen what does."""
        made = self.take(c.ApproveRemedy(now=self.now, actor=who, entry=entry))
        self.go_on()
        return made

    def asked(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the open questions about remedies: of which purpose, to which roles."""
        return [
            (task.purpose, task.roles) for task in self.case.tasks.values()
            if task.status == "open" and task.purpose in {"approve", "budget"}
        ]  # fmt: skip


def with_budgets(its: Book, *limits: Limit, **stands: int) -> Book:
    """Return a book with budgets; `stands` is what others took from them, by scope, today."""
    known = budgets(*limits)
    taken = {draw.counter: minor for name, minor in stands.items() for draw in _draws(known, name)}
    return replace(its, around=Around(budgets=known, stands=taken))


def _draws(known: Budgets, scope: str) -> list[Draw]:
    who = [Granting("ca_1", "test", "test", approver, START) for approver in (ENGINE, "dana", "bea", "hana")]
    return [draw for each in who for draw in known.draws(each, usd(1)) if draw.budget.partition("/")[0] == scope]


# --- Whose a budget is, and when it begins anew ----------------------------------------------------------------------
def test_every_budget_has_a_counter_of_its_own() -> None:
    """By month, day, version or case; the one for a person or a playbook takes the place of the general one."""
    known = budgets(limit("house", 1), limit("actor", 2), limit("playbook", 3), limit("case", 4))
    assert [(draw.budget, draw.counter, draw.limit) for draw in known.draws(granting(), usd(1))] == [
        ("house", "budget/house/2026-03/USD", 1), ("actor", "budget/actor/bea/2026-03-02/USD", 2),
        ("playbook", "budget/playbook/late@0123456789ab/2026-03-02/USD", 3), ("case", "budget/case/ca_1/USD", 4),
    ]  # fmt: skip
    own = budgets(limit("actor", 2), limit("actor/bea", 9), limit("playbook", 3), limit("playbook/late", 8))
    assert [draw.limit for draw in own.draws(granting(), usd(1))] == [9, 8]
    assert [draw.limit for draw in own.draws(granting("olaf"), usd(1))] == [2, 8]


def test_the_general_budget_of_actors_is_for_persons() -> None:
    """What steps grant by themselves has a budget of its own, or none."""
    assert budgets(limit("actor", 2)).draws(granting(ENGINE), usd(1)) == ()
    assert len(budgets(limit("actor", 2), limit("actor/engine", 3)).draws(granting(ENGINE), usd(1))) == 1


def test_a_currency_without_an_amount_is_not_limited() -> None:
    """A budget in dollars says nothing of dong."""
    assert budgets(limit("house", 1)).draws(granting(), Money("VND", 5)) == ()


@pytest.mark.parametrize(
    ("at", "utc", "there"),
    [("2026-03-31T16:59:59.999Z", "2026-03-31", "2026-03-31"), ("2026-03-31T17:00Z", "2026-03-31", "2026-04-01")],
)
def test_a_day_goes_by_the_calendar(at: str, utc: str, there: str) -> None:
    """At seven hours ahead the day, and the month, begin seven hours earlier."""
    moment = parse_instant(at)
    assert (day_of(moment, None).isoformat(), day_of(moment, JAKARTA).isoformat()) == (utc, there)
    known = budgets(limit("house", 1, calendar="jkt"), limit("actor", 1))
    assert [draw.counter.split("/")[-2] for draw in known.draws(granting(at=moment), usd(1))] == [there[:7], utc]


@pytest.mark.parametrize(
    ("budget", "calendar", "at", "ends"),
    [
        ("house", "", "2026-12-31T23:59Z", "2027-01-01T00:00Z"),
        ("house", "", "2026-01-31T00:00Z", "2026-02-01T00:00Z"),
        ("house", "jkt", "2026-03-31T17:00Z", "2026-04-30T17:00Z"),
        ("actor", "jkt", "2026-03-02T16:00Z", "2026-03-02T17:00Z"),
        ("playbook", "", "2026-02-28T12:00Z", "2026-03-01T00:00Z"), ("case", "", "2026-03-02T16:00Z", None),
    ],
)  # fmt: skip
def test_a_budget_begins_anew_when_its_day_or_month_does(budget: str, calendar: str, at: str, ends: str | None) -> None:
    """At the first instant of the next; that of a case never."""
    found = budgets(limit(budget, 1, calendar=calendar)).ends(budget, parse_instant(at))
    assert found == (parse_instant(ends) if ends else None)


# --- When it does not reach ------------------------------------------------------------------------------------------
def test_the_next_rung_is_asked_when_one_persons_budget_does_not_reach() -> None:
    """The desk's own budget is spent: the boss decides, at once and with the reason."""
    life = Played(with_budgets(book(plan(gift(100))), limit("actor/dana", 150), actor=60))
    assert life.asked() == [("approve", ("desk",))]
    assert [type(event).__name__ for event in life.grant(DESK)] == ["BudgetExceeded"]
    assert life.asked() == [("approve", ("boss",))]
    [passed] = life.of(e.Escalated)
    assert isinstance(passed, e.Escalated)
    assert "budget" in passed.why
    life.grant(BOSS)
    assert life.case.ledger["gift"].status == "paid"
    assert life.case.reserved == {}  # the boss has no budget of their own


def test_the_keeper_is_asked_at_the_last_rung() -> None:
    """Nobody is above the head, so whoever sets budgets is asked; then the head again."""
    life = Played(with_budgets(book(plan(gift(1_000))), limit("actor/hana", 1_500), actor=600))
    assert [type(event).__name__ for event in life.grant(HEAD)] == ["BudgetExceeded"]
    assert life.asked() == [("budget", ("manager",))]
    life.book = with_budgets(life.book, limit("actor/hana", 5_000, number=2), actor=600)
    life.go_on()
    assert life.asked() == [("approve", ("head",))]
    life.grant(HEAD)
    assert life.case.ledger["gift"].status == "paid"


def test_of_several_that_do_not_reach_that_of_the_house_is_asked_about_first() -> None:
    """Of one actor another may have more left; whoever keeps the budget of the house is asked whoever grants."""
    actor, house = limit("actor/dana", 150), replace(limit("house", 100), keeper="treasurer")
    for both in ((actor, house), (house, actor)):
        life = Played(with_budgets(book(plan(gift(100))), *both, actor=60, house=10))
        [over] = life.grant(DESK)
        assert isinstance(over, e.BudgetExceeded)
        assert (over.budget, over.keeper, [each.budget for each in over.beside]) == (
            "house",
            "treasurer",
            ["actor/dana"],
        )


def test_what_a_step_grants_by_itself_goes_to_the_ladder_when_the_engines_budget_is_spent() -> None:
    """A person may have some left where the engine has none."""
    life = Played(with_budgets(book(plan(gift(80, auto=90))), limit("actor/engine", 100), actor=21))
    assert life.said().count("BudgetExceeded") == 1
    assert life.asked() == [("approve", ("desk",))]
    life.grant(DESK)
    assert life.case.ledger["gift"].status == "paid"


def test_the_question_ends_when_the_budget_begins_anew() -> None:
    """The house has nothing left this month; on the first of the next it is granted without anybody."""
    life = Played(with_budgets(book(plan(gift(80, auto=90))), limit("house", 100), house=21))
    assert life.asked() == [("budget", ("manager",))]
    life.now = datetime.fromisoformat("2026-03-31T23:59:00+00:00")
    life.go_on()
    assert not life.of(e.RemedyPaid)
    life.now += timedelta(minutes=1)
    life.go_on()
    assert life.case.ledger["gift"].status == "paid"
    assert counted(life.case, life.book)["budget/house/2026-04/USD"] == 80


def test_the_keeper_goes_on_or_says_no() -> None:
    """Yes: it is decided anew, with whatever there is; no takes a reason, and is a denial."""
    life = Played(with_budgets(book(plan(gift(80, auto=90))), limit("house", 100), house=21))
    task = "gift#budget1"
    yes = c.CompleteTask(now=life.now, actor=KEEPER, task=task, answer={"approve": True})
    life.take(yes)
    life.go_on()
    assert life.asked() == [("budget", ("manager",))]  # nothing was set anew: asked once more
    again = "gift#budget2"
    for answer in ({"approve": False}, {}):
        with pytest.raises(CommandRejected, match="lacks"):
            life.take(c.CompleteTask(now=life.now, actor=KEEPER, task=again, answer=answer))
    with pytest.raises(Forbidden):
        life.take(c.CompleteTask(now=life.now, actor=DESK, task=again, answer={"approve": True}))
    life.take(c.CompleteTask(now=life.now, actor=KEEPER, task=again, answer={"approve": False, "why": "no"}))
    assert life.case.ledger["gift"].status == "denied"
    assert life.case.status("gift") == "refused"


def test_nothing_is_limited_without_budgets() -> None:
    """No fact, no draw; what counts together is no fact either."""
    life = Played(book(plan(gift(80, auto=90))))
    assert not {"BudgetReserved", "BudgetExceeded", "SplittingNoticed"} & set(life.said())
    assert life.case.ledger["gift"].status == "paid"


# --- What is owed ----------------------------------------------------------------------------------------------------
def test_what_is_owed_is_paid_above_a_budget_and_that_is_shown() -> None:
    """Half of 80 dollars by law: a budget of nothing does not stand in the way, and the fact says so."""
    life = Played(with_budgets(asking(remedy()), limit("house", 0), limit("case", 9_000)), late_by=5, price=usd(8_000))
    [reserved] = life.of(e.BudgetReserved)
    assert isinstance(reserved, e.BudgetReserved)
    assert (reserved.amount, reserved.above) == (usd(4_000), ("house",))
    assert life.case.ledger["money"].status == "paid"
    assert not life.of(e.BudgetExceeded)


def test_what_is_owed_does_not_wait_longer_than_for_one_answer() -> None:
    """Owed are 40 of 60 dollars; nobody answers about the budget in time, so the 40 are given and the rest is not."""
    its = with_budgets(asking(remedy(usd(6_000))), limit("house", 5_000))
    life = Played(its, late_by=5, price=usd(8_000))
    assert life.asked() == [("budget", ("manager",))]
    life.go_on(hours=23)
    assert not life.of(e.RemedyPaid)
    life.go_on(hours=1)
    [denied] = life.of(e.RemedyDenied)
    assert isinstance(denied, e.RemedyDenied)
    assert denied.beyond
    assert [entry.status for entry in life.case.ledger.values()] == ["denied", "paid"]
    assert life.case.ledger["money/2"].amount == usd(4_000)
    assert life.case.status("money") == "done"


# --- Giving back -----------------------------------------------------------------------------------------------------
def test_what_is_skipped_is_given_back() -> None:
    """Granted and taken; two skip the step by hand before it is paid: denied, and free again."""
    life = Played(with_budgets(book(plan(gift(80))), limit("house", 100)))
    life.take(c.ApproveRemedy(now=life.now, actor=DESK, entry="gift"))
    assert counted(life.case, life.book)["budget/house/2026-03/USD"] == 80
    before = life.case
    one, other = (c.Actor(person=name, roles=("owner",)) for name in "op")
    life.take(c.SkipStep(now=life.now, actor=one, step="gift", why="withdrawn"))
    asked, yes = life.case, c.CompleteTask(now=life.now, actor=other, task="@second#1", answer={"approve": True})
    made = life.take(yes)
    [skipped] = life.of(e.StepSkippedByHand)
    alone, then = skipped.model_copy(update={"second": ""}), fold(asked, made[: made.index(skipped)])
    assert illegal(then, alone) == "what was granted is dropped by one person alone"
    assert not illegal(then, alone, version=1)
    assert not illegal(then, skipped)
    life.go_on()
    [released] = life.of(e.BudgetReleased)
    assert isinstance(released, e.BudgetReleased)
    assert released.amount == usd(80)
    assert counted(life.case, life.book) == {}
    taken = {add.counter: (add.minor, add.limit) for add in adds(before, life.case, life.book)}
    assert taken["budget/house/2026-03/USD"] == (-80, None)


def test_what_is_given_back_makes_room_in_the_same_commit() -> None:
    """A commit that gives 80 back and takes 90 adds 10, and is held against the limit by that."""
    known = with_budgets(book(plan(gift(80))), limit("house", 100))
    draws = known.around.budgets.draws(granting(), usd(1))
    entry = Played(known).case.ledger["gift"]
    ledger = {"a": replace(entry, status="denied"), "b": replace(entry, status="approved")}
    before = replace(Played(known).case, ledger={}, reserved={"a": _taken(80, draws)})
    after = replace(before, ledger=ledger, reserved={"b": _taken(90, draws)})
    assert [(add.minor, add.limit) for add in adds(before, after, known)] == [(10, 100)]


def _taken(minor: int, draws: tuple[Draw, ...]) -> Reserved:
    return Reserved(draws, {draw.counter: minor for draw in draws})


# --- What counts together --------------------------------------------------------------------------------------------
def test_one_person_in_a_day_takes_the_authority_for_all_of_it() -> None:
    """The desk may grant 100: 60 and 60 to the same customer are 120, so the boss decides about the second."""
    life = Played(book(plan(gift(60), gift(60, id="gift2"))))
    life.grant(DESK)
    assert life.case.ledger["gift"].status == "paid"
    assert [type(event).__name__ for event in life.grant(DESK, "gift2")] == ["SplittingNoticed"]
    assert life.asked() == [("approve", ("boss",))]
    [noticed] = life.of(e.SplittingNoticed)
    assert isinstance(noticed, e.SplittingNoticed)
    assert (noticed.together, noticed.limit) == (usd(120), usd(100))
    life.grant(BOSS, "gift2")
    assert life.case.ledger["gift2"].status == "paid"


@pytest.mark.parametrize(("second", "noticed"), [(40, 0), (41, 1)])
def test_exactly_the_limit_is_within_it(second: int, noticed: int) -> None:
    """Sixty and forty are one hundred, which the desk may grant; a cent more is too much."""
    life = Played(book(plan(gift(60), gift(second, id="gift2"))))
    life.grant(DESK)
    life.grant(DESK, "gift2")
    assert len(life.of(e.SplittingNoticed)) == noticed


def test_on_another_day_it_is_another_payout() -> None:
    """What was granted yesterday does not count today."""
    waits = p.Wait(id="waits", span=HOUR * 24, at_most=HOUR * 24)
    life = Played(book(plan(gift(60), waits, gift(60, id="gift2"))))
    life.grant(DESK)
    life.go_on(hours=24)
    life.grant(DESK, "gift2")
    assert life.case.ledger["gift2"].status == "paid"


def test_who_holds_a_higher_rung_as_well_decides_by_that() -> None:
    """A boss who is of the desk, too, is not stopped by the smaller of their limits."""
    both = c.Actor(person="bo", roles=("desk", "boss"))
    life = Played(book(plan(gift(60), gift(60, id="gift2"))))
    life.grant(both)
    life.grant(both, "gift2")
    assert life.case.ledger["gift2"].status == "paid"
    assert not life.of(e.SplittingNoticed)


def by_lines(**lines: int) -> Around:
    """Return a house whose table lets each role grant so much."""
    table = AuthorityTable(name="t", lines={role: Line(role=role, up_to=(usd(most),)) for role, most in lines.items()})
    return Around(authority=table, authority_digest="sha256:t")


def test_the_line_of_the_table_is_a_limit_as_well_as_the_rung() -> None:
    """Any rung has no limit here, the desk's line has 100: 60 and 60 are 120, and the boss is asked at once."""
    ladder = p.Authority(above=(p.Rung(role="desk"), p.Rung(role="boss")), within=HOUR)
    steps = (gift(60, authority=ladder), gift(60, authority=ladder, id="gift2"))
    life = Played(replace(book(plan(*steps)), around=by_lines(desk=100, boss=900)))
    life.grant(DESK)
    assert [type(event).__name__ for event in life.grant(DESK, "gift2")] == ["SplittingNoticed"]
    [noticed] = life.of(e.SplittingNoticed)
    assert isinstance(noticed, e.SplittingNoticed)
    assert (noticed.together, noticed.limit) == (usd(120), usd(100))
    assert life.asked() == [("approve", ("boss",))]
    life.grant(BOSS, "gift2")
    assert life.case.ledger["gift2"].status == "paid"


def test_where_no_rung_has_a_line_that_reaches_the_last_one_is_asked() -> None:
    """Who could by the table stands on no rung: whoever is highest on the ladder sees to it."""
    ladder = p.Authority(above=(p.Rung(role="desk"), p.Rung(role="boss"), p.Rung(role="head")), within=HOUR)
    steps = (gift(60, authority=ladder), gift(60, authority=ladder, id="gift2"))
    life = Played(replace(book(plan(*steps)), around=by_lines(desk=100, director=900)))
    life.grant(DESK)
    assert [type(event).__name__ for event in life.grant(DESK, "gift2")] == ["SplittingNoticed"]
    assert life.asked() == [("approve", ("head",))]


def test_what_is_too_much_for_one_line_of_theirs_may_be_within_the_next() -> None:
    """Somebody with two roles decides by the line that reaches, and the fact names that one."""
    ladder = p.Authority(above=(p.Rung(role="desk"),), within=HOUR)
    steps = (gift(60, authority=ladder), gift(60, authority=ladder, id="gift2"))
    life = Played(replace(book(plan(*steps)), around=by_lines(desk=100, boss=900)))
    both = c.Actor(person="bo", roles=("desk", "boss"))
    life.grant(both)
    life.grant(both, "gift2")
    assert [event.line for event in life.of(e.RemedyApproved) if isinstance(event, e.RemedyApproved)] == [
        "desk",
        "boss",
    ]


@pytest.mark.parametrize(("kind", "noticed"), [("goodwill", 1), ("refund", 0)])
def test_only_the_same_kind_of_remedy_counts(kind: str, noticed: int) -> None:
    """A refund is no part of a goodwill."""
    life = Played(book(plan(gift(60), gift(60, id="gift2", remedy=kind))))
    life.grant(DESK)
    life.grant(DESK, "gift2")
    assert len(life.of(e.SplittingNoticed)) == noticed


def test_what_the_engine_gave_of_another_kind_widens_no_limit() -> None:
    """It may grant 100 by itself: 60 of goodwill are too much beside 60 of another case, whatever refund was paid."""
    steps = (gift(90, auto=100, remedy="refund"), gift(60, auto=100, id="gift2"))
    alone = Played(book(plan(*steps)))
    [counter] = [name for name in counted(alone.case, alone.book) if "/goodwill/" in name]
    life = Played(replace(book(plan(*steps)), around=Around(stands={counter: 60})))
    assert (len(alone.of(e.SplittingNoticed)), len(life.of(e.SplittingNoticed))) == (0, 1)


def test_receipts_of_a_cover_count_together() -> None:
    """The step grants 50 by itself; the third receipt of 20 is asked about."""
    cover = p.Cover(
        id="meals", remedy="expenses", words={"en": "meals"}, up_to=p.Given(value=usd(900)), within=HOUR * 24, most=5,
        pay=(contract("pay", pays=True),), authority=p.Authority(auto_up_to=(usd(50),), above=RUNGS[1:], within=HOUR),
    )  # fmt: skip
    life = Played(book(plan(cover)))
    for _ in range(3):
        life.take(c.SubmitReceipt(now=life.now, actor=BOSS, step="meals", amount=usd(20), number=f"{len(life.events)}"))
        life.go_on()
    paid = [life.case.ledger[receipt_path("meals", number)].status for number in (1, 2, 3)]
    assert paid == ["paid", "paid", "proposed"]
    assert len(life.of(e.SplittingNoticed)) == 1


def test_what_a_plan_gives_to_each_of_several_is_not_in_pieces() -> None:
    """Three rounds and two steps of one plan, each within its own limit, all to the customer: nothing is noticed."""
    each = p.Each(id="each", name="x", items="failure.list", by="x.id", at_most=3, steps=(gift(40, auto=50),))
    life = Played(book(plan(each, gift(40, auto=50, id="gift2"))), list=tuple({"id": name} for name in "abc"))
    assert [entry.status for entry in life.case.ledger.values()] == ["paid"] * 4
    assert len(life.case.ledger) == 4


def test_rounds_of_loops_in_loops_are_no_pieces_whatever_their_keys() -> None:
    """Two times two rounds, with keys that hold what separates keys: each within its own limit."""
    inner = p.Each(id="inner", name="y", items="failure.list", by="y.id", at_most=3, steps=(gift(40, auto=50),))
    outer = p.Each(id="outer", name="x", items="failure.list", by="x.id", at_most=3, steps=(inner,))
    life = Played(book(plan(outer)), list=tuple({"id": name} for name in ("a,b", "c]d")))
    assert [entry.status for entry in life.case.ledger.values()] == ["paid"] * 4
    assert not life.of(e.SplittingNoticed)


def test_counters_are_named_by_what_they_count() -> None:
    """Nothing empty stands between the slashes."""
    assert counter_of("house", "", "2026-03", "USD") == "budget/house/2026-03/USD"
    assert counter_of("actor/bea", "bea", "2026-03-02", "USD") == "budget/actor/bea/2026-03-02/USD"


# --- What becomes of a remedy ----------------------------------------------------------------------------------------
def _held(played: In, counter: str = "budget/house/2026-03/USD") -> int:
    return counted(played.case, played.book).get(counter, 0)


def _purse(**more: int) -> Around:
    return Around(remedies=HOUSE, budgets=budgets(limit("house", 20_000), *(limit(*each) for each in more.items())))


def test_what_is_known_to_be_back_is_free_again_for_the_house() -> None:
    """A part that was taken back under a reference is given back to the budget of the house; without one none is."""
    played = In(plan(granted()), around=_purse())
    played.pay(PAID)
    assert _held(played) == 10_000
    played.give(take_back(4_000, reference="b-1"))
    assert _held(played) == 6_000
    played.give(take_back(1_000))
    assert _held(played) == 6_000
    played.give(take_back(reference="b-2"))
    assert _held(played) == 1_000
    _is_legal(played)


def test_who_grants_gets_nothing_back_by_what_they_write_down() -> None:
    """The desk may give 150 a day: taken back by hand, with a reference or not, the second 100 do not fit."""
    of_bea = "budget/actor/bea/2026-03-02/USD"
    second = refund(usd(10_000), id="second", authority=LADDER_OF_ALL, loss="bag")
    played = In(plan(refund(usd(10_000), authority=LADDER_OF_ALL), second), around=_purse(actor=15_000))
    played.give(c.ApproveRemedy(now=START, actor=BEA, entry="refund"))
    played.pay(PAID)
    played.give(take_back(4_000, reference="b-1"), take_back())
    assert (_held(played, of_bea), _held(played)) == (10_000, 6_000)
    played.give(c.ApproveRemedy(now=START, actor=BEA, entry="second"))
    assert [event.budget for event in played.said(e.BudgetExceeded)] == ["actor"]
    _is_legal(played)


def test_what_was_written_down_as_taken_back_still_counts_together() -> None:
    """Granted, taken back by hand, granted again: the limit for one customer in a day is not begun anew."""
    played = In(plan(gift(60), gift(60, id="gift2")))
    played.give(c.ApproveRemedy(now=START, actor=DESK, entry="gift"))
    played.pay(PAID)
    played.give(take_back(actor=HEAD, entry="gift", reference="b-1"))
    played.give(c.ApproveRemedy(now=START, actor=DESK, entry="gift2"))
    assert len(played.said(e.SplittingNoticed)) == 1


def test_what_an_undo_took_back_is_free_again_everywhere() -> None:
    """Whoever undid it says that it is back, so it is for the engine, too."""
    known = _purse(**{"actor/engine": 15_000})
    back = granted(undo=contract("card.cancel", undoes=True), pay=(contract("card", pays=True),))
    played = In(plan(p.Try(id="try", plans=((back, do("fails")),), otherwise=())), around=known)
    played.pay(PAID)
    assert sum(counted(played.case, played.book).values()) == 30_000  # two budgets, and what counts together
    played.finish(played.work("fails"), c.NotApplied(why="no", refused=True))
    played.finish(played.work("refund~undo"))
    assert counted(played.case, played.book) == {}
    _is_legal(played)


BEA = c.Actor(person="bea", roles=("boss", "desk", "head", "owner"))
LADDER_OF_ALL = p.Authority(above=(p.Rung(role="desk"), p.Rung(role="boss"), p.Rung(role="head")), within=HOUR)


def _is_legal(played: In) -> None:
    each = played
    assert not any(illegal(fold(named(each.case.id), each.events[:n]), it) for n, it in enumerate(each.events))


def test_what_is_set_off_is_free_again() -> None:
    """What was set off before it was paid is given back to the budget; the rest is held."""
    purse = _purse()
    ahead = In(plan(granted()), around=purse)
    ahead.give(learn(3_000))
    ahead.pay(PAID)
    assert (ahead.at_once("refund"), _held(ahead)) == (("paid", 7_000), 7_000)
    _is_legal(ahead)
