"""Signs of abuse: noticed across cases, looked at by a person, never a judgement by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around, Book
from domain.case.decide import decide
from domain.case.deciding.reversing import taken_back
from domain.case.due import due
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.case.surveying import signs
from domain.case.surveying.budgets import adds, counted
from domain.case.surveying.signs import ABUSE, NO_ABUSE
from domain.clock.duration import Duration
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.evidence.legal import illegal
from domain.ids import ENGINE
from domain.money import Money
from domain.playbook import plan as p
from domain.remedies import Kind, Remedies
from domain.signs import Sign
from domain.values import Person, Value
from domain.views.explain import explain
from domain.views.signs import shown
from domain.views.telling import Telling
from tests.support.plans import HOUR, START, book, contract, plan, usd
from tests.support.posted import posted
from tests.unit.test_entitling import remedy as owed

CLERK = c.Actor(person="dana", roles=("desk",))
MANAGER = c.Actor(person="mira", roles=("manager", "desk"))
OTHER = c.Actor(person="ravi", roles=("manager",))
Facts = Mapping[str, Value]
NOTHING: Facts = {}
WORDS = {"en": "many claims in a short time"}
OFTEN = Sign(words=WORDS, days=30, cases=2, role="manager")


def sign(**more: object) -> Sign:
    """Return a sign with something else in it."""
    return OFTEN.model_copy(update=more)


@dataclass
class House:
    """Counters as the journal keeps them, for several cases."""

    signs: dict[str, Sign]
    stands: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)

    def most(self, begins: str) -> int:
        """Return how far the counters of a kind stand at most."""
        return max(value for name, value in self.stands.items() if name.startswith(begins))

    def case(self, *steps: p.AnyStep, customer: str = "cu_1", number: int = 1, facts: Facts = NOTHING) -> Played:
        """Open a case of a customer."""
        around = Around(remedies=Remedies(name="house", kinds=self.kinds, signs=self.signs), remedies_digest="sha256:k")
        found = Played(self, replace(book(plan(*steps)), around=around), named(f"ca_{number}"))
        found.take(
            c.OpenCase(
                now=START, failure="test", source="test", key=str(number), facts=facts, customer=Person(customer),
                market="us", language="en", reported_at=START,
            )
        )  # fmt: skip
        found.tick()
        return found


@dataclass
class Played:
    """A case that is played by hand: a counter that refuses has the command decided anew, as the journal does."""

    house: House
    book: Book
    case: Case
    events: list[Event] = field(default_factory=list)

    def take(self, command: c.Command) -> tuple[Event, ...]:
        """Decide, commit to the counters, fold."""
        the_book = self.book
        for _ in range(9):
            events = decide(self.case, command, the_book)
            after, new, others = fold(self.case, events), dict(self.house.stands), {}
            for add in adds(self.case, after, the_book):
                value = new.get(add.counter, 0)
                if add.limit is not None and value + add.minor > add.limit:
                    mine = counted(self.case, the_book).get(add.counter, 0)
                    others = {add.counter: value - mine}
                    break
                new[add.counter] = value + add.minor
            if not others:
                return self._committed(events, after, new)
            around = the_book.around
            the_book = replace(the_book, around=replace(around, stands={**around.stands, **others}))
        raise AssertionError("decided anew without end")

    def _committed(self, events: tuple[Event, ...], after: Case, stands: dict[str, int]) -> tuple[Event, ...]:
        before = self.case
        for event in events:
            assert illegal(before, event) == ""
            before = fold(before, (event,))
        self.case, self.house.stands = after, stands
        self.events += events
        return events

    def tick(self, **later: float) -> tuple[Event, ...]:
        """Let time pass."""
        return self.take(c.Tick(now=START + timedelta(**later)))

    def look(self, decision: str, who: c.Actor = MANAGER, task: str = "@sign/often#1") -> tuple[Event, ...]:
        """Answer for a sign."""
        answer: dict[str, Value] = {"decision": decision, "why": "I called the shop"}
        return self.take(c.CompleteTask(now=self.case.last_at or START, actor=who, task=task, answer=answer))

    def stands(self) -> dict[str, str]:
        """Return how the entries stand."""
        return {name: entry.status for name, entry in self.case.ledger.items()}

    def open(self) -> set[str]:
        """Return the purposes of the open tasks."""
        return {task.purpose for task in self.case.tasks.values() if task.status == "open"}

    def says(self, language: str = "en") -> str:
        """Return the story that could be read to the customer."""
        return "\n".join(explain(Telling(self.case, self.book, self.events, language)))


def gift(minor: int = 1_000, **more: object) -> p.Remedy:
    """Return a goodwill that the step grants by itself up to 500 dollars."""
    authority = p.Authority(auto_up_to=(usd(50_000),), above=(p.Rung(role="desk"),), within=HOUR)
    base: dict[str, object] = {
        "id": "gift", "remedy": "goodwill", "amount": p.Given(value=usd(minor)), "authority": authority,
        "pay": (contract("pay", pays=True),),
    }  # fmt: skip
    return p.Remedy.model_validate({**base, **more})


def third(house: House, *steps: p.AnyStep, customer: str = "cu_1", facts: Facts = NOTHING) -> Played:
    """Return the third case of a customer, after two with a gift of 10 dollars."""
    for number in (1, 2):
        assert house.case(gift(), number=number).stands() == {"gift": "approved"}
    return house.case(*(steps or (gift(),)), customer=customer, number=3, facts=facts)


# --- Noticed ---------------------------------------------------------------------------------------------------------
def test_the_third_case_in_a_month_is_looked_at() -> None:
    """Two cases are nothing to look at; at the third a person is asked, and the fact keeps the figures."""
    played = third(House({"often": OFTEN}))
    assert (played.stands(), played.open()) == ({"gift": "proposed"}, {"sign"})
    (noticed,) = [event for event in played.events if isinstance(event, e.SignNoticed)]
    assert (noticed.others, noticed.own, noticed.limit, noticed.days) == (2, 1, 2, 30)
    assert noticed.documents() == ("sha256:k",)
    assert noticed.counter == "sign/often/30/cu_1/2026-03-02"


def test_another_customer_is_another_matter() -> None:
    """What others got counts for them."""
    assert third(House({"often": OFTEN}), customer="cu_2").stands() == {"gift": "approved"}


def test_several_remedies_of_one_case_are_one_case() -> None:
    """A plan that gives in three steps is no sign of anything."""
    played = House({"often": OFTEN}).case(*(gift(id=f"gift{number}") for number in range(3)))
    assert "sign" not in played.open()


@pytest.mark.parametrize(("days", "noticed"), [(29, True), (30, False)])
def test_a_window_ends_on_the_day_of_the_remedy(days: int, *, noticed: bool) -> None:
    """Thirty days are that day and the 29 before it."""
    wait = p.Wait(id="wait", span=Duration(days * 86_400_000), at_most=HOUR * 2_000)
    played = third(House({"often": OFTEN}), wait, gift())
    played.tick(days=days)
    assert ("sign" in played.open()) is noticed


def test_what_is_not_given_counts_no_more() -> None:
    """Withdrawn, the second case is taken from every window that it counted in."""
    house = House({"often": OFTEN})
    house.case(gift(), number=1)
    second = house.case(gift(60_000), number=2)
    assert house.most("sign/") == 2
    second.take(c.WithdrawCase(now=START, actor=c.Actor(person="cu_1", roles=("customer",)), why="never mind"))
    second.tick()
    assert house.most("sign/") == 1
    assert house.case(gift(), number=3).stands() == {"gift": "approved"}


@pytest.mark.parametrize("reference", ["", "till 7/12"])
@pytest.mark.parametrize("rule", [OFTEN, sign(cases=None, amounts=(usd(2_000),))])
def test_what_somebody_writes_down_as_taken_back_counts_on(rule: Sign, reference: str) -> None:
    """It was given; else a word of whoever pays would empty the windows."""
    house = House({"often": rule})
    for number in (1, 2):
        played = house.case(gift(), number=number)
        pay(played)
        played.take(
            c.ReverseRemedy(now=START, actor=CLERK, entry="gift", amount=None, why="I say so", reference=reference)
        )
        assert played.stands() == {"gift": "reversed"}
    assert house.case(gift(), number=3).open() == {"sign"}


@pytest.mark.parametrize("amount", [usd(1_000), None])
def test_what_an_undo_took_back_counts_no_more(amount: Money | None) -> None:
    """It is back by the word of whoever takes it back, money and things alike."""
    played = House({"often": OFTEN}).case(gift())
    pay(played)
    (name, entry), *_ = played.case.ledger.items()
    case = replace(played.case, ledger={name: replace(entry, amount=amount)})
    assert signs.counted(case)
    assert not signs.counted(fold(case, taken_back(case, f"{case.id}/gift~undo/1", START)))


def test_money_is_added_up_by_currency() -> None:
    """Above 25 dollars in all, whatever the number of cases; what has no limit in its currency is not watched."""
    house = House({"much": sign(cases=None, amounts=(usd(2_500),))})
    played = third(house)
    (noticed,) = [event for event in played.events if isinstance(event, e.SignNoticed)]
    assert (noticed.others, noticed.own, noticed.currency) == (2_000, 1_000, "USD")
    other = house.case(gift(amount=p.Given(value=Money("EUR", 99_000_00))), number=4)
    assert "sign" not in other.open()


def test_what_comes_just_under_the_line_of_evidence_counts_alone() -> None:
    """Within ten per cent under the amount above which something has to show it; well below or above is nothing."""
    line = {"goodwill": Kind(evidence=(usd(10_000),))}
    for minor, noticed in ((9_000, True), (10_000, True), (8_999, False), (10_001, False)):
        house = House({"near": sign(just_under=10, cases=1)}, kinds=line)
        house.case(gift(9_500), number=1)
        assert ("sign" in house.case(gift(minor), number=2).open()) is noticed


def test_a_payee_in_the_cases_of_others() -> None:
    """The same payee who is not the customer; customers who are paid themselves are nothing to look at."""
    to = p.Formula(source="failure.friend")
    house = House({"shared": sign(same="payee", cases=1)})
    first = house.case(gift(to=to), customer="cu_1", number=1, facts={"friend": Person("cu_9")})
    second = house.case(gift(to=to), customer="cu_2", number=2, facts={"friend": Person("cu_9")})
    assert ("sign" in first.open(), "sign" in second.open()) == (False, True)
    assert "sign" not in house.case(gift(), customer="cu_9", number=3).open()


def test_one_failure_under_two_keys() -> None:
    """The same booking in two cases, however it is written; the counter does not name it."""
    house = House({"twice": sign(same="booking", cases=1)})
    first = house.case(gift(), customer="cu_1", number=1, facts={"booking": "KLM 77Z"})
    second = house.case(gift(), customer="cu_2", number=2, facts={"booking": " klm  77z"})
    assert ("sign" in first.open(), "sign" in second.open()) == (False, True)
    assert not any("klm" in name.casefold() for name in house.stands)
    assert "sign" not in house.case(gift(), number=3).open()  # nobody told a booking


# --- Looked at -------------------------------------------------------------------------------------------------------
def test_no_abuse_goes_on_as_without_a_sign() -> None:
    """The step grants by itself, and this sign is not asked about again in this case."""
    played = third(House({"often": OFTEN}), gift(), gift(id="more"))
    played.look(NO_ABUSE)
    played.tick()
    assert played.stands()["gift"] == "approved"
    assert "sign" not in played.open()


def test_abuse_is_an_ordinary_denial_that_calls_nobody_anything() -> None:
    """Denied by whoever looked; the customer reads a reason, and nothing of a sign, in every language."""
    played = third(House({"often": OFTEN}))
    (_, denied) = played.look(ABUSE)[:2]
    assert isinstance(denied, e.RemedyDenied)
    assert denied.approver == "mira"
    for language in ("en", "id", "vi"):
        told = played.says(language).casefold()
        assert not any(word in told for word in ("abuse", "sign", "many claims", "shop", "penyalahgunaan", "lạm dụng"))
    assert "goes beyond what we give here" in played.says()


def test_before_and_after_the_answer_the_customer_reads_nothing_of_it() -> None:
    """An open question about a sign is a matter among ourselves."""
    played = third(House({"often": OFTEN}))
    played.tick(days=5)
    assert any(isinstance(event, e.Escalated) for event in played.events)
    told = played.says().casefold()
    assert not any(word in told for word in ("look at this", "many claims", "abuse"))


def test_staff_read_the_sign_with_its_figures_and_what_was_said_of_it() -> None:
    """In the case, and on the grounds of the remedy."""
    played = third(House({"often": OFTEN}))
    [(name, told)] = shown(played.case)
    assert name == "often"
    assert told == (
        "many claims in a short time: 3 cases in 30 days, more than 2 (2 beside this one; document sha256:k)."
        " Nobody has answered for it yet; manager is asked."
    )
    played.look(ABUSE)
    [(_, told)] = shown(played.case)
    assert told.endswith("mira found abuse: I called the shop.")
    assert [*shown(played.case, "id")] != [*shown(played.case, "vi")]


def test_it_takes_a_decision_and_a_reason_and_the_role() -> None:
    """Nothing else is an answer."""
    played = third(House({"often": OFTEN}))
    for answer in ({"decision": "maybe", "why": "w"}, {"decision": ABUSE}, {"approve": True}):
        with pytest.raises(CommandRejected):
            played.take(c.CompleteTask(now=START, actor=MANAGER, task="@sign/often#1", answer=answer))
    with pytest.raises(Forbidden, match="takes the role manager"):
        played.look(ABUSE, CLERK)
    with pytest.raises(Forbidden, match="that they asked for"):
        played.look(NO_ABUSE, replace(MANAGER, person="cu_1"))


def test_whoever_looks_does_not_grant() -> None:
    """The manager who found no abuse is no granter of it, under whatever account; a clerk is."""
    played = third(House({"often": OFTEN}), gift(60_000))
    played.look(NO_ABUSE)
    played.tick()
    granted = c.ApproveRemedy(now=START, actor=MANAGER, entry="gift")
    for who in (
        MANAGER,
        replace(MANAGER, person="m2", same_as=("mira",)),
        replace(MANAGER, person="m3", one_with=("mira",)),
    ):
        with pytest.raises(Forbidden, match="looked at a sign"):
            played.take(replace(granted, actor=who))
    played.take(replace(granted, actor=CLERK))
    assert played.stands() == {"gift": "approved"}


def test_found_abuse_once_it_is_looked_at_again_when_it_is_tried_again() -> None:
    """A person decides about each; no sign denies by what was said before."""
    played = third(House({"often": OFTEN}), gift(refused=()))
    played.look(ABUSE)
    played.take(c.RetryStep(now=START, actor=c.Actor(person="olga", roles=("owner",)), step="gift", why="she called"))
    played.tick()
    assert played.stands() == {"gift": "denied", "gift/2": "proposed"}
    played.look(NO_ABUSE, OTHER, "@sign/often#2")
    played.tick()
    assert played.stands() == {"gift": "denied", "gift/2": "approved"}


# --- What is owed ----------------------------------------------------------------------------------------------------
def law(people: int = 1, **more: object) -> tuple[p.AnyStep, ...]:
    """Return a step that asks the law, which owes half the price, and what settles it."""
    facts = {name: p.Formula(source=f"failure.{name}") for name in ("late_by", "price")}
    asked = p.Entitle(id="owed", pack="late", facts={**facts, "people": p.Given(value=people)})
    return (asked, owed(**more))  # type: ignore[arg-type] # as the tests name them


LATE: dict[str, Value] = {"price": usd(10_000), "late_by": 5}


def test_what_is_owed_is_paid_while_somebody_looks() -> None:
    """The sign is noticed, the manager is asked beside the payment, and nothing waits."""
    played = third(House({"often": OFTEN}), *law(), facts=LATE)
    assert (played.stands(), played.open()) == ({"money": "approved"}, {"sign"})


def test_whoever_granted_what_is_owed_does_not_look_at_the_sign() -> None:
    """Four eyes, also where the payment came first."""
    asks = p.Authority(auto_up_to=(), above=(p.Rung(role="desk"),), within=HOUR * 24)
    played = third(House({"often": OFTEN}), *law(authority=asks), facts=LATE)
    assert played.open() == {"sign", "approve"}
    played.take(c.ApproveRemedy(now=START, actor=MANAGER, entry="money"))
    with pytest.raises(Forbidden, match="granted what counts under this sign"):
        played.look(NO_ABUSE)
    played.look(ABUSE, OTHER)
    assert played.stands() == {"money": "approved"}


def test_a_task_is_taken_from_whoever_may_not_do_it_any_more() -> None:
    """She claimed the approval and looked at the sign, or the other way round: the engine gives it to somebody else."""
    asks = p.Authority(auto_up_to=(), above=(p.Rung(role="desk"),), within=HOUR * 24)
    for claims, does, why in (
        ("approve", "look", "mira looked at a sign under which this remedy counts"),
        ("sign", "grant", "mira granted what counts under this sign"),
    ):
        played = third(House({"often": OFTEN}), *law(authority=asks), facts=LATE)
        [name] = [name for name, task in played.case.tasks.items() if task.purpose == claims]
        played.take(c.ClaimTask(now=START, actor=MANAGER, task=name))
        if does == "look":
            played.look(NO_ABUSE)
        else:
            played.take(c.ApproveRemedy(now=START, actor=MANAGER, entry="money"))
        assert played.case.tasks[name].claimed_by == "mira"
        [released] = [event for event in played.tick() if isinstance(event, e.TaskReleased)]
        assert (released.task, released.by, released.why) == (name, ENGINE, why)
        with pytest.raises(Forbidden, match=r"mira .*under"):
            played.take(c.ClaimTask(now=START, actor=MANAGER, task=name))
        assert played.tick() == ()


def test_what_is_owed_in_part_waits_for_one_answer_and_no_longer() -> None:
    """A sign holds up what goes beyond what is owed as long as an answer may take; then it is as without a sign."""
    beyond = law(amount=usd(9_000))
    played = third(House({"often": sign(within=Duration(3_600_000))}), *beyond, facts=LATE)
    assert (played.stands(), played.open()) == ({"money": "proposed"}, {"sign"})
    played.tick(minutes=59)
    assert played.stands() == {"money": "proposed"}
    played.tick(hours=1)
    assert (played.stands(), played.open()) == ({"money": "approved"}, {"sign"})


def test_what_is_owed_in_part_waits_for_nobody_where_it_would_be_paid_late_by_it() -> None:
    """The law pays within three days; an answer may take four."""
    played = third(House({"often": sign(within=Duration(4 * 86_400_000))}), *law(amount=usd(9_000)), facts=LATE)
    assert (played.stands(), played.open()) == ({"money": "approved"}, {"sign"})


def test_abuse_leaves_what_is_owed() -> None:
    """What goes beyond is denied; what is owed is proposed anew and granted."""
    played = third(House({"often": OFTEN}), *law(amount=usd(9_000)), facts=LATE)
    played.look(ABUSE)
    played.tick()
    assert played.stands() == {"money": "denied", "money/2": "approved"}
    assert played.case.ledger["money/2"].amount == usd(5_000)


@pytest.mark.parametrize("careless", [False, True])
def test_what_is_owed_whole_is_not_denied_for_a_sign(monkeypatch: pytest.MonkeyPatch, *, careless: bool) -> None:
    """Whatever is found of the sign, whoever grants it is asked on; without that rule it would be denied, too."""
    if careless:
        monkeypatch.setattr(signs, "leaves_nothing_beyond", lambda case, layout, entry: False)
    asks = p.Authority(auto_up_to=(), above=(p.Rung(role="desk"),), within=HOUR * 24)
    played = third(House({"often": OFTEN}), *law(authority=asks), facts=LATE)
    played.look(ABUSE)
    assert (played.case.ledger["money"].status == "denied") is careless


def test_a_case_closes_when_its_signs_are_answered_for() -> None:
    """What was told to a person beside a payment is not left lying."""
    played = third(House({"often": OFTEN}), *law(), facts=LATE)
    pay(played)
    assert (played.stands(), played.case.phase) == ({"money": "paid"}, "resolved")
    played.look(NO_ABUSE)
    played.tick()
    assert played.case.phase == "closed"


@pytest.mark.parametrize("how", ["withdrawn", "cancelled"])
def test_a_case_that_is_called_off_closes_when_its_signs_are_answered_for(how: str) -> None:
    """What was given under a sign stays given: somebody looks at it all the same, and the case closes behind them."""
    played = third(House({"often": OFTEN}), *law(), p.Wait(id="w", span=HOUR, at_most=HOUR * 2), facts=LATE)
    pay(played)
    if how == "withdrawn":
        customer = c.Actor(person="cu_1", roles=("customer",))
        played.take(c.WithdrawCase(now=START, actor=customer, why="never mind"))
    else:
        played.take(c.CancelCase(now=START, actor=CLERK, why="not a failure"))
    played.tick()
    assert (played.open(), played.case.phase) == ({"sign"}, "working")
    played.look(NO_ABUSE)
    played.tick()
    be_told(played)
    assert played.case.phase == "closed"
    assert [task for task in played.case.tasks if task.startswith("@sign")] == ["@sign/often#1"]


def test_a_case_that_is_called_off_before_anything_was_given_asks_nobody() -> None:
    """What only waited is denied, and its sign is nobody's to look at any more."""
    played = third(House({"often": OFTEN}), gift())
    played.take(c.WithdrawCase(now=START, actor=c.Actor(person="cu_1", roles=("customer",)), why="never mind"))
    played.tick()
    be_told(played)
    assert (played.stands(), played.open(), played.case.phase) == ({"gift": "denied"}, set(), "closed")


def be_told(played: Played) -> None:
    """Have the letter arrive that is due, if one is."""
    for command in posted(played.case, played.book, START):
        played.take(command)
    played.tick()


def pay(played: Played) -> None:
    """Pay what was approved."""
    (work,) = due(played.case, played.book, START).work
    until = START + timedelta(seconds=5)
    played.take(c.Begin(now=START, step=work.step, attempt=work.attempt, by="b", until=until))
    played.take(c.ReportOutcome(now=START, step=work.step, attempt=work.attempt, key=work.key, outcome=c.Applied()))
    played.tick()
