"""The step `entitle`: asked with the facts of a case, decided once; it waits for what is missing; remedies' floor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around, Book
from domain.case.decide import decide
from domain.case.due import due
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.entitlement.evaluate import digest_of
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.evidence.verify import verify_stream
from domain.money import Money
from domain.playbook import plan as p
from domain.record import Head, Stamp, seal
from domain.values import Person, Value
from tests.support.owing import LATE, WITH_MEALS, late_pack
from tests.support.plans import HOUR, START, book, contract, plan, usd

ANN = c.Actor(person="ann", roles=("boss",))
SAM = c.Actor(person="sam", roles=("owner", "desk"))
CUSTOMER = Person("cu_1", "v_1", "c")
KNOWN = {
    "late_by": p.FactType(type="integer", optional=True), "price": p.FactType(type="money", optional=True),
    "flag": p.FactType(type="yes_no", optional=True),
}  # fmt: skip


def asking(*steps: p.AnyStep, text: str = LATE, people: int = 1) -> Book:
    """Return a book whose plan asks the pack, and goes on with these steps."""
    pack = late_pack(text)
    facts = {name: p.Formula(source=f"failure.{name}") for name in ("late_by", "price")}
    asked = p.Entitle(id="owed", pack="late", facts={**facts, "people": p.Given(value=people)})
    waits = p.Wait(id="waits", span=HOUR * 2_000, at_most=HOUR * 2_000)  # so that the case stays open
    the_plan = plan(asked, *steps, waits, facts=KNOWN)
    return book(the_plan, packs={"late": pack}, pack_digests={"late": digest_of(pack)})


def remedy(amount: Money | None = None, **more: object) -> p.Remedy:
    """Return a remedy that settles what is owed, of an amount of its own where one is given."""
    authority = p.Authority(auto_up_to=(usd(10_000),), above=(p.Rung(role="boss"),), within=HOUR * 24)
    term = p.Given(value=amount) if amount is not None else None
    base: dict[str, object] = {
        "id": "money", "remedy": "refund", "entitled": ("owed",), "amount": term, "authority": authority,
        "pay": (contract("bank", pays=True),),
    }  # fmt: skip
    return p.Remedy.model_validate({**base, **more})


class Life:
    """A case that is played by hand."""

    def __init__(self, its: Book, **facts: Value) -> None:
        """Open it."""
        self.book, self.now, self.case, self.events = its, START, named("ca_1"), list[Event]()
        self.take(
            c.OpenCase(
                now=START, failure="test", source="s", key="1", facts=facts, customer=CUSTOMER, market="us",
                language="en", reported_at=START,
            )
        )  # fmt: skip
        self.go_on()

    def take(self, command: c.Command) -> tuple[Event, ...]:
        """Decide and fold."""
        made = decide(self.case, c.at(command, self.now), self.book)
        self.case, self.events = fold(self.case, made), [*self.events, *made]
        return made

    def go_on(self, hours: int = 0) -> Case:
        """Do everything that is due, all of it with success, after some hours."""
        self.now += timedelta(hours=hours)
        self.take(c.Tick(now=self.now))
        for _ in range(20):
            for work in due(self.case, self.book, self.now).work:
                by = f"b{len(self.events)}"
                until = self.now + timedelta(seconds=5)
                self.take(c.Begin(now=self.now, step=work.step, attempt=work.attempt, by=by, until=until))
                self.take(c.ReportOutcome(
                    now=self.now, step=work.step, attempt=work.attempt, key=work.key, outcome=c.Applied()
                ))  # fmt: skip
            self.take(c.Tick(now=self.now))
        return self.case

    def of(self, kind: type[Event]) -> list[Event]:
        """Return the facts of a kind."""
        return [event for event in self.events if isinstance(event, kind)]


def test_what_is_owed_is_decided_with_its_clause() -> None:
    """Pack, digest, version, clause, inputs and amounts stand in the decision."""
    life = Life(asking(people=2), late_by=5, price=usd(8_001))
    [decided] = life.of(e.EntitlementDecided)
    assert isinstance(decided, e.EntitlementDecided)
    assert (decided.pack, decided.rules, decided.kind, decided.units) == ("late", "2026", "law", 2)
    assert decided.digest == life.book.pack_digests["late"] == decided.documents()[0]
    assert [(gift.clause, gift.amount) for gift in decided.owed] == [("§ 3", usd(4_001))]
    assert (decided.per_unit, decided.total) == ((usd(4_001),), (usd(8_002),))
    assert decided.inputs == {"late_by": 5, "price": usd(8_001), "people": 2}
    assert life.case.status("owed") == "done"


def test_nothing_owed_says_why() -> None:
    """A decision that nothing is owed keeps why not; a remedy that only settles it is left out."""
    life = Life(asking(remedy()), late_by=2, price=usd(8_000))
    [decided] = life.of(e.EntitlementDecided)
    assert isinstance(decided, e.EntitlementDecided)
    assert decided.owed == ()
    assert decided.why_not == ("late: “late_by > 2” does not hold (late_by: 2).",)
    assert life.case.status("money") == "skipped"


def test_what_is_missing_is_asked_for_by_name_and_never_guessed() -> None:
    """Nothing is decided without a fact that can change the answer; the owner is asked for exactly that."""
    life = Life(asking(remedy()), late_by=5)
    assert not life.of(e.EntitlementDecided)
    [postponed] = life.of(e.EntitlementPostponed)
    assert isinstance(postponed, e.EntitlementPostponed)
    assert postponed.needs == ("price",)
    [(name, task)] = [(n, t) for n, t in life.case.tasks.items() if t.purpose == "facts"]
    assert task.roles == ("owner",)
    assert "what it costs" in task.words["en"]
    assert not life.of(e.RemedyProposed)
    life.go_on(hours=1)
    assert len(life.of(e.EntitlementPostponed)) == 1
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"price": usd(100)}, why="the invoice came"))
    life.go_on()
    assert life.case.entitled["owed"].per_unit == (usd(50),)
    assert life.case.tasks[name].status == "taken back"
    [proposed] = life.of(e.RemedyProposed)
    assert isinstance(proposed, e.RemedyProposed)
    assert (proposed.amount, proposed.floor, proposed.entitled) == (usd(50), usd(50), ("owed",))
    assert proposed.basis == "§ 3 (late, version 2026); playbook test, step money"


def test_whoever_is_asked_may_answer_with_the_fact() -> None:
    """Doing the task brings the fact, as a change of the failure that says who told it."""
    life = Life(asking(remedy()), late_by=5)
    [name] = [n for n, t in life.case.tasks.items() if t.purpose == "facts"]
    with pytest.raises(CommandRejected, match="the answer lacks “price”"):
        life.take(c.CompleteTask(now=life.now, actor=SAM, task=name, answer={}))
    life.take(c.CompleteTask(now=life.now, actor=SAM, task=name, answer={"price": usd(100)}))
    life.go_on()
    assert life.case.told_by["price"] == ("sam",)
    assert life.case.entitled["owed"].decided


def test_a_fact_that_does_not_matter_is_not_asked_for() -> None:
    """What decides outweighs what is missing beside it."""
    life = Life(asking(), late_by=1)
    assert life.case.entitled["owed"].decided
    assert not life.of(e.EntitlementPostponed)


def test_a_decision_never_changes() -> None:
    """What becomes known later changes nothing that was decided."""
    life = Life(asking(), late_by=5, price=usd(100))
    before = life.case.entitled["owed"]
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"price": usd(9_000)}, why="it was dearer"))
    life.go_on(hours=5)
    assert replace(life.case.entitled["owed"], differs=None) == before
    assert len(life.of(e.EntitlementDecided)) == 1


@pytest.mark.parametrize(("asked", "given"), [(None, 4_000), (1_000, 4_000), (4_000, 4_000), (5_000, 5_000)])
def test_goodwill_may_exceed_what_is_owed_and_never_undercut_it(asked: int | None, given: int) -> None:
    """The amount of a remedy is its own or what is owed, whichever is more."""
    life = Life(asking(remedy(None if asked is None else usd(asked))), late_by=5, price=usd(8_000))
    [entry] = life.case.ledger.values()
    assert (entry.amount, entry.floor, entry.status) == (usd(given), usd(4_000), "paid")


def test_what_goes_beyond_can_be_denied_and_what_is_owed_cannot() -> None:
    """Denied goodwill leaves what is owed; that is nobody's to deny."""
    life = Life(asking(remedy(usd(50_000))), late_by=5, price=usd(40_000))
    life.take(c.DenyRemedy(now=life.now, actor=ANN, entry="money", why="too much"))
    life.go_on()
    assert [(x.amount, x.status) for x in life.case.ledger.values()] == [
        (usd(50_000), "denied"), (usd(20_000), "proposed"),
    ]  # fmt: skip
    with pytest.raises(
        CommandRejected, match=r"\$?200\.00.*is owed \(§ 3 \(late, version 2026\)\); nobody may deny it"
    ):
        life.take(c.DenyRemedy(now=life.now, actor=ANN, entry="money/2", why="still too much"))
    life.take(c.ApproveRemedy(now=life.now, actor=ANN, entry="money/2"))
    life.go_on()
    assert life.case.ledger["money/2"].status == "paid"
    assert life.case.status("money") == "done"


def test_an_amount_in_another_currency_is_put_to_a_person() -> None:
    """There are no exchange rates: what cannot be compared is decided by somebody."""
    life = Life(asking(remedy(Money("EUR", 9_000))), late_by=5, price=usd(8_000))
    assert not life.case.ledger
    assert "cannot be compared" in life.case.faults["money"]


def test_what_has_to_be_paid_within_a_time_is_promised_and_kept_by_paying() -> None:
    """The promise has the clause as its source, so that its clock never stops."""
    life = Life(asking(remedy()), late_by=5, price=usd(8_000))
    promise = life.case.promises["pay-owed.late"]
    assert promise.source == "§ 3 (Late Act)"
    assert promise.status == "kept"
    assert promise.due.isoformat() == "2026-03-06T00:00:00+00:00"  # the end of the third day behind the decision
    with pytest.raises(CommandRejected):
        life.take(c.StopClock(now=life.now, actor=SAM, promise="pay-owed.late", why="x", evidence="y"))


def stands(life: Life, promise: str) -> str:
    """Return what became of a promise."""
    return life.case.promises[promise].status


def came_back(life: Life, entry: str = "money") -> None:
    """Have what was paid come back, and a person try it by the same way once more."""
    life.take(c.ReturnPayout(now=life.now, actor=ANN, entry=entry, reference="r-1", why="no such account"))
    life.take(c.Tick(now=life.now))


def test_what_came_back_keeps_no_promise_to_pay() -> None:
    """The promise is open again; paid again in time it is kept, and an auditor finds nothing."""
    ways = (contract("bank", pays=True), contract("cash", pays=True))
    life = Life(asking(remedy(pay=ways)), late_by=5, price=usd(8_000))
    assert stands(life, "pay-owed.late") == "kept"
    came_back(life)
    [back] = life.of(e.PayoutReturned)
    assert isinstance(back, e.PayoutReturned)
    assert back.promises == ("pay-owed.late",)
    assert stands(life, "pay-owed.late") == "open"
    life.go_on(hours=1)
    assert stands(life, "pay-owed.late") == "kept"
    sealed = seal("case/ca_1", Head(), life.events, Stamp("cmd", "engine", (), life.now, "ev_"))
    assert not list(verify_stream("case/ca_1", sealed))


def test_what_came_back_and_is_not_paid_again_in_time_breaks_its_promise() -> None:
    """Also where its time had passed already when it came back: it was not paid."""
    for wait in (0, 200):
        life = Life(asking(remedy()), late_by=5, price=usd(8_000))
        life.go_on(hours=wait)
        came_back(life)
        life.go_on(hours=200)
        assert stands(life, "pay-owed.late") == "broken"


def test_going_on_without_what_came_back_takes_two() -> None:
    """Where no way of paying is left, whoever sees to it is told what came back and why, and does not drop it alone."""
    life = Life(asking(remedy()), late_by=5, price=usd(8_000))
    came_back(life)
    [name] = [name for name, task in life.case.tasks.items() if task.purpose == "stuck"]
    assert "USD 40.00 came back: no such account" in life.case.tasks[name].words["en"]
    answer: dict[str, Value] = {"decision": "skip", "why": "cannot reach them"}
    life.take(c.CompleteTask(now=life.now, actor=SAM, task=name, answer=answer))
    assert [task.purpose for task in life.case.tasks.values() if task.status == "open"].count("countersign") == 1
    assert life.case.ledger["money"].status == "approved"


def test_what_came_back_keeps_no_promise_of_the_house() -> None:
    """A promise that the remedy's step keeps is open again, too, until it is given by another way."""
    ways = (contract("bank", pays=True), contract("cash", pays=True))
    its = asking(remedy(pay=ways))
    terms = p.PromiseOf(within=HOUR * 48, kept_by="money", words={"en": "pay"})
    its = replace(its, plan=its.plan.model_copy(update={"promises": {"paid": terms}}))
    life = Life(its, late_by=5, price=usd(8_000))
    assert stands(life, "paid") == "kept"
    came_back(life)
    assert stands(life, "paid") == "open"
    life.go_on(hours=1)
    assert stands(life, "paid") == "kept"


def test_late_payment_has_a_price_of_its_own() -> None:
    """When the time to pay passes, what that costs is owed on top, and proposed by itself."""
    life = Life(asking(remedy(), people=2), late_by=5, price=usd(40_000))
    life.go_on(hours=100)
    assert life.case.promises["pay-owed.late"].status == "broken"
    life.take(c.ApproveRemedy(now=life.now, actor=ANN, entry="money"))
    life.go_on()
    assert [(x.step, x.amount, x.status) for x in life.case.ledger.values()] == [
        ("money", usd(40_000), "paid"), ("money[owed1]", usd(1_000), "paid"),
    ]  # fmt: skip
    assert life.case.ledger["money[owed1]"].basis.startswith("§ 3; § 4 (late, version 2026)")
    assert len(life.go_on(hours=200).ledger) == 2


def test_two_remedies_never_pay_what_is_owed_twice() -> None:
    """What one remedy gave is set off against the floor of the next."""
    second = remedy(usd(500), id="more")
    life = Life(asking(remedy(), second), late_by=5, price=usd(8_000))
    assert [(x.amount, x.floor) for x in life.case.ledger.values()] == [(usd(4_000), usd(4_000)), (usd(500), None)]


def test_expressions_see_what_is_owed() -> None:
    """entitled(id) tells whether anything is owed, how much for one, and in all."""
    authority = p.Authority(auto_up_to=(usd(90_000),), above=(p.Rung(role="boss"),), within=HOUR)
    more = p.Remedy(
        id="goodwill", remedy="goodwill", amount=p.Formula(source='entitled("owed").total + entitled("owed").amount'),
        when=('entitled("owed").due and not entitled("owed").care',), authority=authority,
        pay=(contract("bank", pays=True),),
    )  # fmt: skip
    life = Life(asking(more, people=3), late_by=5, price=usd(200))
    assert life.case.ledger["goodwill"].amount == usd(400)


def test_a_pack_without_a_version_for_the_day_is_put_to_a_person() -> None:
    """A day that no version covers is no reason to guess."""
    life = Life(asking(text=LATE.replace("2026-01-01", "2026-12-01")), late_by=5, price=usd(200))
    assert "no version on 2026-03-02" in life.case.faults["owed"]


# --- What would be decided otherwise ----------------------------------------------------------------------------------
LATER = LATE.replace("50% of price", "80% of price")


def published(life: Life, text: str = LATER) -> None:
    """Have a later version of the pack published while the case is open."""
    pack = late_pack(text)
    around = Around(newer_packs={"late": pack}, newer_digests={"late": digest_of(pack)})
    life.book = replace(life.book, around=around)


def differs_task(life: Life) -> str:
    """Return the open task about a difference."""
    [name] = [n for n, t in life.case.tasks.items() if t.purpose == "differs" and t.status == "open"]
    return name


def test_a_later_version_changes_nothing_and_is_put_to_a_person() -> None:
    """What was decided stays; was, would be and why are kept, once, and the owner is asked whether it stands."""
    life = Life(asking(remedy()), late_by=5, price=usd(8_000))
    before = life.case.entitled["owed"]
    published(life)
    life.go_on(hours=1)
    [differs] = life.of(e.EntitlementDiffers)
    assert isinstance(differs, e.EntitlementDiffers)
    assert (differs.was, differs.per_unit, differs.why) == ((usd(4_000),), (usd(6_400),), "a later version of the pack")
    assert life.case.entitled["owed"].gifts == before.gifts
    assert len(life.case.ledger) == 1
    life.take(c.CompleteTask(
        now=life.now, actor=SAM, task=differs_task(life), answer={"decision": "stands", "why": "the law of that day"}
    ))  # fmt: skip
    life.go_on(hours=10)
    assert len(life.of(e.EntitlementDiffers)) == 1
    assert len(life.of(e.EntitlementDecided)) == 1
    assert len(life.case.ledger) == 1


def test_whoever_follows_it_makes_a_new_decision_and_the_rest_is_paid() -> None:
    """The new decision names its pack and who made it; what was given already is set off."""
    life = Life(asking(remedy()), late_by=5, price=usd(8_000))
    published(life)
    life.go_on(hours=1)
    with pytest.raises(CommandRejected, match="no decision"):
        life.take(c.CompleteTask(now=life.now, actor=SAM, task=differs_task(life), answer={"decision": "perhaps"}))
    answer = {"decision": "follow", "why": "the correction holds for that day, too"}
    life.take(c.CompleteTask(now=life.now, actor=SAM, task=differs_task(life), answer=answer))
    life.go_on()
    decided = life.of(e.EntitlementDecided)[-1]
    assert isinstance(decided, e.EntitlementDecided)
    assert (decided.by, decided.digest, decided.per_unit) == ("sam", digest_of(late_pack(LATER)), (usd(6_400),))
    assert life.case.packs == {"late": digest_of(late_pack(LATER))}
    assert [(x.amount, x.status) for x in life.case.ledger.values()] == [(usd(4_000), "paid"), (usd(2_400), "paid")]
    assert not [t for t in life.case.tasks.values() if t.purpose == "differs" and t.status == "open"]


def different(its: Book) -> Life:
    """Play a case in which it has come out that what is owed would be decided otherwise, and nobody has said so yet."""
    life = Life(its, late_by=5, price=usd(8_000))
    told = {"price": usd(9_000)}
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts=told, why="it was dearer"))
    life.go_on()
    return life


def test_nobody_ends_a_case_over_what_would_be_owed_otherwise() -> None:
    """By hand it is refused with what is open; called off, it takes two, and says so; by itself the case waits."""
    life = different(asking(remedy()))
    name = differs_task(life)
    life.now += timedelta(days=3)
    for days in range(3):
        life.now += timedelta(days=days)
        life.take(c.TryContact(now=life.now, actor=SAM, channel="phone", why="nobody answers"))
    end = c.EndCase(now=life.now, actor=SAM, outcome="unreachable", why="nobody answers")
    with pytest.raises(CommandRejected, match="needs a decision about what would be owed otherwise") as refused:
        life.take(end)
    assert "makegood task do" in refused.value.remedy
    life.take(c.CancelCase(now=life.now, actor=SAM, why="no failure"))
    assert "a decision about what would be owed otherwise today (late)" in life.case.tasks["@second#1"].words["en"]
    assert life.case.tasks[name].status == "open"
    answer = {"decision": "stands", "why": "the price of that day"}
    life.take(c.CompleteTask(now=life.now, actor=SAM, task=name, answer=answer))
    life.take(end)
    assert life.case.winding_up == "ended"


@pytest.mark.parametrize(("price", "barred"), [(2_000, True), (9_000, False)], ids=["less", "more"])
def test_who_says_that_it_stands_though_less_would_be_owed_does_not_grant_it(price: int, *, barred: bool) -> None:
    """Their word is what the remedy rests on; where more would be owed, it does not rest on their saying no."""
    asks = p.Authority(auto_up_to=(usd(1),), above=(p.Rung(role="boss"),), within=HOUR * 24)
    life = Life(asking(remedy(authority=asks)), late_by=5, price=usd(8_000))
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"price": usd(price)}, why="the receipt says so"))
    life.go_on()
    boss, other = (c.Actor(person=name, roles=("boss", "owner")) for name in ("bea", "olaf"))
    answer = {"decision": "stands", "why": "the price of that day"}
    life.take(c.CompleteTask(now=life.now, actor=boss, task=differs_task(life), answer=answer))
    if barred:
        with pytest.raises(Forbidden, match="asked for"):
            life.take(c.ApproveRemedy(now=life.now, actor=boss, entry="money"))
    life.take(c.ApproveRemedy(now=life.now, actor=other if barred else boss, entry="money"))
    assert life.case.ledger["money"].granted


def test_a_case_does_not_close_over_what_would_be_owed_otherwise() -> None:
    """Its plan is through, and it waits for whoever is asked."""
    its = asking(remedy())
    steps = (*its.plan.steps[:-1], p.Wait(id="waits", span=HOUR * 5, at_most=HOUR * 5))
    life = different(replace(its, plan=its.plan.model_copy(update={"steps": steps})))
    life.go_on(hours=9)
    assert not life.of(e.CaseClosed)
    answer = {"decision": "stands", "why": "the price of that day"}
    life.take(c.CompleteTask(now=life.now, actor=SAM, task=differs_task(life), answer=answer))
    life.go_on()
    assert life.case.phase == "closed"


def test_a_later_version_that_says_the_same_is_no_difference() -> None:
    """Where nothing would be decided otherwise, nobody is asked."""
    life = Life(asking(remedy()), late_by=5, price=usd(8_000))
    published(life, LATE.replace("Late Act", "Late Act, corrected"))
    life.go_on(hours=1)
    assert not life.of(e.EntitlementDiffers)


def test_other_facts_are_a_difference_too() -> None:
    """What becomes known later changes nothing by itself, and is noted; what is taken back again, is settled."""
    life = Life(asking(remedy()), late_by=5, price=usd(8_000))
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"price": usd(9_000)}, why="it was dearer"))
    life.go_on()
    [differs] = life.of(e.EntitlementDiffers)
    assert isinstance(differs, e.EntitlementDiffers)
    assert (differs.per_unit, differs.why) == ((usd(4_500),), "other facts")
    name = differs_task(life)
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"price": usd(8_000)}, why="it was not"))
    life.go_on()
    assert life.case.tasks[name].status == "taken back"
    assert len(life.of(e.EntitlementDecided)) == 1


def test_a_remedy_names_the_decisions_that_were_made() -> None:
    """Of several laws only those that were asked are what a remedy rests on, and an auditor finds nothing."""
    other = p.Entitle(id="elsewhere", pack="late", when=("failure.late_by > 100",))
    life = Life(asking(other, remedy(entitled=("elsewhere", "owed"))), late_by=5, price=usd(8_000))
    [proposed] = life.of(e.RemedyProposed)
    assert isinstance(proposed, e.RemedyProposed)
    assert (proposed.entitled, proposed.floor) == (("owed",), usd(4_000))
    sealed = seal("case/ca_1", Head(), life.events, Stamp("cmd", "engine", (), life.now, "ev_"))
    assert not list(verify_stream("case/ca_1", sealed))


def test_what_is_owed_is_not_left_open_by_one_person() -> None:
    """Going on without asking the law, or without what it says, takes two; what nobody asked is not called nothing."""
    life = Life(asking(remedy()), late_by=6)  # the price is missing, so that it waits
    lee = c.Actor(person="lee", roles=("owner",))
    life.take(c.SkipStep(now=life.now, actor=SAM, step="owed", why="too complicated"))
    assert life.case.status("owed") != "skipped"
    (asked,) = [name for name, task in life.case.tasks.items() if task.purpose == "countersign"]
    life.take(c.CompleteTask(now=life.now, actor=lee, task=asked, answer={"approve": True}))
    life.go_on()
    assert life.case.status("owed") == "skipped"
    assert "nobody found out" in life.case.steps["money"].why


def test_whoever_is_asked_whether_it_stands_reads_what_it_was_and_who_said_what() -> None:
    """How many, the clause, what is owed in kind, and the fact that is another one now, with who said it."""
    life = Life(asking(remedy(), people=2), late_by=5, price=usd(8_000))
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"late_by": 2}, why="the log says so"))
    life.go_on()
    task = life.case.tasks[differs_task(life)]
    assert task.words["en"] == (
        "What is owed would be decided otherwise today (late): it was USD 40.00 × 2 (§ 3), it would be nothing. "
        "Other now: how many days late it was: 2 instead of 5 (said by sam). Does it stand?"
    )
    assert "semula USD 40,00 × 2 (§ 3), kini tidak ada" in task.words["id"]
    assert all("sam" in text for text in task.words.values())
    later = Life(asking(remedy()), late_by=5, price=usd(8_000))
    published(later)
    later.go_on(hours=1)
    assert "A later version of the pack says so. Does it" in later.case.tasks[differs_task(later)].words["en"]


def test_care_is_not_called_nothing() -> None:
    """No money is owed any more, and a meal still is: whoever is asked reads of it."""
    life = Life(asking(remedy(), text=WITH_MEALS), late_by=5, price=usd(8_000))
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"late_by": 2}, why="the log says so"))
    life.go_on()
    words = life.case.tasks[differs_task(life)].words["en"]
    assert "it would be a warm meal (§ 9). Other now" in words
    assert "write to them (§ 10)" in words
