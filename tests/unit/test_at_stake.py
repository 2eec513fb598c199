"""What an act would drop is told with its amounts, and asked of a second person as the case stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.surveying.at_stake import drops
from domain.errors import CommandRejected, Forbidden, Unfit
from domain.evidence.legal import illegal
from domain.playbook import plan as p
from domain.values import Person, Value
from tests.support.plans import HOUR, START, book, plan, usd
from tests.unit.test_entitling import Life, asking, remedy
from tests.unit.test_ledger import OTHER, RUNGS, Played, refund
from tests.unit.test_remedy_ledger import PAID, granted

CLERK = c.Actor(person="fin", roles=("desk", "owner"))
ASKS = p.Authority(auto_up_to=(usd(0),), above=RUNGS, within=HOUR * 24)
WORDS = {"en": "This"}
CHOOSES = p.Offer(
    id="offer", message="choices", choices={"a": WORDS, "b": WORDS}, reply_within=HOUR * 24, otherwise="b",
    declined=(), retry=p.Retry(wait=HOUR, tries=2),
)  # fmt: skip
CANCEL = c.CancelCase(now=START, actor=CLERK, why="no failure of ours")


def question(played: Played | Life, number: int = 1, language: str = "en") -> str:
    """Return what a second person is asked."""
    return played.case.tasks[f"@second#{number}"].words[language]


def chosen() -> Played:
    """Play until the customer chose a refund that nobody has granted."""
    gift = refund(None, amount=p.Given(value=usd(4_200)), authority=ASKS, when=('chosen("offer") == "a"',))
    played = Played(plan(CHOOSES, gift))
    told = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}
    played.finish(played.work("offer"), c.Applied(receipt={"ok": True}, message=told))
    played.give(c.ChooseAlternative(now=START, actor=c.Actor(person="cu_1"), step="offer", choice="a"))
    return played


def test_what_the_customer_chose_is_dropped_by_two_and_told() -> None:
    """They were offered it and said yes: it is theirs, though nobody has granted it yet."""
    played = chosen()
    assert played.case.ledger["refund"].status == "proposed"
    played.give(CANCEL)
    assert not played.said(e.CaseCancelled)
    assert question(played).endswith("It drops what is owed: refund USD 42.00, which the customer chose")
    assert "refund USD 42,00, yang dipilih pelanggan" in question(played, language="id")


def test_what_nobody_chose_is_called_off_by_two_and_denied_by_one() -> None:
    """Goodwill that was only asked for goes with the case by two; one person decides about it alone."""
    goodwill = plan(refund(None, amount=p.Given(value=usd(4_200)), authority=ASKS))
    played = Played(goodwill)
    played.give(CANCEL)
    assert question(played).endswith("The plan may still give: refund USD 42.00")
    played.give(c.SkipStep(now=START, actor=CLERK, step="refund", why="no need"))
    assert played.said(e.StepSkippedByHand)


@pytest.mark.parametrize(
    ("step", "said"), [("money", "USD 45.00 (late)"), ("owed", "what nobody has found out yet (late)")]
)
def test_going_on_without_what_the_law_owes_tells_what_that_is(step: str, said: str) -> None:
    """The second person reads an amount and by what it is owed, or that nobody knows it."""
    known: dict[str, Value] = {"late_by": 6, "price": usd(9_000)} if step == "money" else {}
    life = Life(asking(remedy(authority=ASKS)), **known)
    life.take(c.SkipStep(now=START, actor=CLERK, step=step, why="no need"))
    assert said in question(life)


def test_a_question_is_put_anew_where_something_else_is_at_stake() -> None:
    """A refund was paid while somebody was asked to agree to drop it: nobody agrees to yesterday's question."""
    played = Played(plan(granted(9_000), refund(None, id="more", amount=p.Given(value=usd(700)), authority=ASKS)))
    played.give(CANCEL)
    assert "USD 90.00, granted" in question(played)
    played.pay(PAID)
    assert played.case.tasks["@second#1"].status == "taken back"
    assert "drops" not in question(played, 2)
    played.give(c.CompleteTask(now=START, actor=OTHER, task="@second#2", answer={"approve": True}))
    assert played.said(e.CaseCancelled)


def test_what_is_owed_is_not_dropped_by_writing_that_they_withdrew() -> None:
    """The customer withdraws alone; who writes it down for them does not, where something that is owed goes with it."""
    life = Life(asking(remedy(authority=ASKS)), late_by=6, price=usd(9_000))
    life.take(c.WithdrawCase(now=START, actor=CLERK, why="they said never mind", text="sealed"))
    assert question(life) == (
        "Do you agree that the customer withdrew? fin wrote down what they said: whoever claims this reads it. "
        "It drops what is owed: USD 45.00 (late)"
    )
    agrees = c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": True})
    with pytest.raises(CommandRejected, match="whoever agrees reads first what the customer said"):
        life.take(agrees)
    life.take(c.ClaimTask(now=START, actor=OTHER, task="@second#1"))
    asked = life.case
    life.take(agrees)
    [gone] = [x for x in life.events if isinstance(x, e.CaseWithdrawn)]
    assert (gone.by, gone.written_by, gone.second, gone.text) == ("cu_1", "fin", "olaf", "sealed")
    assert illegal(asked, gone) == "it is written down for two by one person that the customer withdrew"
    own = Life(asking(remedy(authority=ASKS)), late_by=6, price=usd(9_000))
    own.take(c.WithdrawCase(now=START, actor=c.Actor(person="cu_1", roles=("customer",)), why="never mind"))
    assert own.case.winding_up == "withdrawn" or own.case.phase == "closed"


def test_what_is_owed_is_not_dropped_by_writing_that_they_do_not_want_it() -> None:
    """They say so themselves; who writes it down for them asks another one, who reads what they said."""
    life = Life(asking(remedy(authority=ASKS)), late_by=6, price=usd(9_000))
    [name] = life.case.ledger
    says = c.DeclineRemedy(now=START, actor=CLERK, entry=name, text="sealed")
    life.take(says)
    life.take(says)
    assert life.case.ledger[name].status == "proposed"
    assert list(life.case.wanted) == ["@second#1"]
    assert question(life).startswith(f"Do you agree that the customer does not want “{name}”? fin wrote down what they")
    assert question(life).endswith("It drops what is owed: refund USD 45.00, asked for")
    agrees = c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": True})
    with pytest.raises(CommandRejected, match="whoever agrees reads first what the customer said"):
        life.take(agrees)
    with pytest.raises(Unfit, match="fin asked for this"):
        life.take(replace(agrees, actor=CLERK))
    life.take(c.ClaimTask(now=START, actor=OTHER, task="@second#1"))
    asked = life.case
    life.take(agrees)
    [gone] = [x for x in life.events if isinstance(x, e.RemedyDeclined)]
    assert (gone.by, gone.written_by, gone.second, gone.text) == ("cu_1", "fin", "olaf", "sealed")
    assert "does not want something" in illegal(asked, gone)
    own = Life(asking(remedy(authority=ASKS)), late_by=6, price=usd(9_000))
    own.take(replace(says, actor=c.Actor(person="cu_1", roles=("customer",))))
    assert own.case.ledger[name].status == "declined"


@pytest.mark.parametrize("answer", [True, False])
def test_a_gift_is_unwanted_by_a_word_until_it_is_granted(answer: bool) -> None:
    """Nobody owes it: one writes down that they do not want it. Once it is granted, two do; no, and it is given."""
    played = Played(plan(refund(usd(30))))
    says = c.DeclineRemedy(now=START, actor=CLERK, entry="refund", text="sealed")
    asked = Played(plan(refund(usd(30), authority=ASKS)))
    asked.give(says)
    assert asked.case.ledger["refund"].status == "declined"
    played.give(says)
    assert (played.case.ledger["refund"].status, question(played)[-9:]) == ("approved", ", granted")
    played.give(c.ClaimTask(now=START, actor=OTHER, task="@second#1"))
    played.give(c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": answer, "why": "w"}))
    assert played.case.ledger["refund"].status == ("declined" if answer else "approved")


# --- What might be owed ----------------------------------------------------------------------------------------------
def test_a_case_is_called_off_by_two_while_a_pack_is_still_to_be_asked() -> None:
    """Nobody knows yet what the law gives: whoever says that nothing failed drops it all the same."""
    asks = p.Ask(id="look", role="owner", due=HOUR, words={"en": "Look"}, form={})
    line = asking(remedy(authority=ASKS))
    life = Life(book(plan(asks, *line.plan.steps, facts=line.plan.facts), packs=line.packs), price=usd(9_000))
    life.take(CANCEL)
    assert not life.of(e.CaseCancelled)
    assert question(life).endswith("It drops what is owed: what nobody has found out yet (late)")
    ends = c.EndCase(now=START, actor=CLERK, outcome="merged", into="ca_2", why="told twice")
    with pytest.raises(CommandRejected, match="fin asked for that already"):
        life.take(ends)


def test_what_a_way_not_taken_would_ask_is_no_stake() -> None:
    """Nor what the plan has passed: one person calls it off."""
    line = asking(remedy(authority=ASKS))
    way = p.Choose(id="way", ways=(p.Way(when=("false",), steps=line.plan.steps),), otherwise=())
    asks = p.Ask(id="look", role="owner", due=HOUR, words={"en": "Look"}, form={})
    life = Life(book(plan(way, asks, facts=line.plan.facts), packs=line.packs), price=usd(9_000))
    life.take(CANCEL)
    assert life.of(e.CaseCancelled)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (c.RecordExpectation(now=START, actor=CLERK, kind="refund", amount=usd(2_000)),
         "refund USD 20.00, which the customer hopes for"),
        (c.MakeFinding(now=START, actor=CLERK, finding="partly", why="it was late"),
         "a complaint that was found to be right"),
        (c.SubmitEvidence(now=START, actor=CLERK, step="", text="sealed"),
         "refund USD 42.00, for which something was shown"),
    ],
)  # fmt: skip
def test_a_claim_that_stands_is_dropped_by_two(told: c.Command, said: str) -> None:
    """What they hope for, what was found to be right, what they showed something for."""
    played = Played(plan(refund(None, amount=p.Given(value=usd(4_200)), authority=ASKS)))
    played.give(told)
    before = played.case
    played.give(CANCEL)
    assert not played.said(e.CaseCancelled)
    assert said in question(played)
    gone = e.CaseCancelled(at=START, by="fin", why="w")
    assert illegal(before, gone) == "what might be owed, or is claimed, is dropped by one person alone"
    assert not illegal(before, gone, version=2)


# --- Where nobody is left to agree -----------------------------------------------------------------------------------
def test_where_nobody_is_left_to_agree_a_head_says_who_does() -> None:
    """As for a second look: neither whoever wants it nor the head themselves, and somebody who reports to them may."""
    life = Life(asking(remedy(authority=ASKS)), late_by=6, price=usd(9_000))
    life.take(CANCEL)
    below = c.Actor(person="bo", roles=(), reports_to=("fin",))
    able = c.Actor(person="bo", roles=("owner", "desk"), reports_to=("fin",))
    with pytest.raises(Unfit, match="bo reports to fin") as unfit:
        life.take(c.ClaimTask(now=START, actor=able, task="@second#1"))
    report = c.ReportNobody(now=START, task="@second#1", missing=unfit.value.missing, asked_by="bo", house=1)
    life.take(report)
    [staff] = [name for name, task in life.case.tasks.items() if task.purpose == "staffing"]
    role = life.case.tasks[staff].roles[0]
    named = c.CompleteTask(now=START, actor=c.Actor(person="hugo", roles=(role,)), task=staff, answer={})
    with pytest.raises(Unfit, match="fin may not say who does"):
        own = c.Actor(person="fin", roles=(role, "owner"))
        life.take(replace(named, actor=own, answer={"person": "bo", "why": "he knows it"}))
    life.take(c.NameComplainedAbout(now=START, actor=CLERK, person="rude", why="he was"))
    with pytest.raises(Unfit, match="whom the complaint is about"):
        life.take(c.ClaimTask(now=START, actor=c.Actor(person="rude", roles=("owner", "boss")), task="@second#1"))
    for person in ("fin", "hugo", "rude"):
        with pytest.raises(Forbidden):
            life.take(replace(named, answer={"person": person, "why": "w"}))
    life.take(replace(named, answer={"person": "bo", "why": "nobody else is here"}))
    life.take(c.CompleteTask(now=START, actor=below, task="@second#1", answer={"approve": True}))
    [gone] = [x for x in life.events if isinstance(x, e.CaseCancelled)]
    assert (gone.by, gone.second) == ("fin", "bo")


def test_two_questions_of_one_look_have_names_of_their_own() -> None:
    """What is asked anew, and where it goes that came back, are two tasks: who agrees to one agrees to that."""
    ours = refund(None, id="more", amount=p.Given(value=usd(700)), authority=by_itself_up_to(700))
    played = Played(plan(granted(9_000), ours, p.Wait(id="w", span=HOUR * 30, at_most=HOUR * 30)))
    played.pay(PAID)
    alone = c.RecogniseCustomer(
        now=START, actor=CLERK, customer=Person("cu_1", "v_2", "c"), language="en", why="they rang", elsewhere=True,
        first=True,
    )  # fmt: skip
    played.give(alone, CANCEL)
    [entry] = [name for name, each in played.case.ledger.items() if each.status == "paid"]
    played.give(c.ReturnPayout(now=START, actor=OTHER, entry=entry, why="no such account", reference="R1"))
    wanted = {played.case.wanted[name].act: name for name in played.case.wanted if is_open(played, name)}
    assert set(wanted) == {"cancel", "redirect"}
    assert "call the case off" in played.case.tasks[wanted["cancel"]].words["en"]
    assert "call the case off" not in played.case.tasks[wanted["redirect"]].words["en"]


def by_itself_up_to(cents: int) -> p.Authority:
    """Return who grants so much by itself."""
    return p.Authority(auto_up_to=(usd(cents),), above=RUNGS, within=HOUR * 24)


def is_open(played: Played, name: str) -> bool:
    """Say whether a question still waits for its answer."""
    return played.case.tasks[name].status == "open"


def test_a_law_of_another_market_is_never_at_stake() -> None:
    """Whether its step says so, or a way of a choice round it; what the law of this market asks is."""
    for when, told in (('case.market == "us"', True), ('case.market == "gb"', False)):
        law = p.Entitle(id="owed", pack="late", facts={}, when=(when,))
        way = p.Choose(id="by-market", ways=(p.Way(when=(when,), steps=(law.model_copy(update={"when": ()}),)),),
                       otherwise=())  # fmt: skip
        for step in (law, way):
            played = Played(plan(p.Wait(id="w", event="go", at_most=HOUR * 30), step))
            played.give(CANCEL)
            assert any("late" in each.words["en"] for each in played.case.tasks.values()) is told


def test_what_the_customer_wrote_and_nobody_looked_into_is_at_stake() -> None:
    """One person alone does not call off what a customer told us of in writing."""
    played = Played(plan(p.Wait(id="w", event="go", at_most=HOUR * 30)))
    played.give(c.RecordContact(now=START, actor=CLERK, channel="mail", text="sealed"), CANCEL)
    assert "what the customer wrote" in question(played)
    assert not played.case.winding_up


def test_a_duplicate_is_not_called_off() -> None:
    """It goes into the other case, which is named: else the customer is told of one that is not there."""
    played = Played(plan(p.Wait(id="w", event="go", at_most=HOUR * 30)))
    with pytest.raises(CommandRejected, match="goes into that") as refused:
        played.give(replace(CANCEL, because="duplicate"))
    assert "merged --into" in refused.value.remedy


# --- What the plan comes to ------------------------------------------------------------------------------------------
LOOK = p.Ask(id="look", role="desk", due=HOUR, words={"en": "Look"}, form={})


def opened(steps: p.Plan, **facts: Value) -> Played:
    """Return a case with facts of its own."""

    class Opened(Played):
        def __post_init__(self) -> None:
            self.book = book(self.plan)
            self.give(
                c.OpenCase(
                    now=START, actor=c.Actor(person="otto", roles=("desk",)), failure="test", source="test", key="1",
                    facts=facts, customer=Person("cu_1", "v_1", ""), market="us", language="en", reported_at=START,
                )
            )  # fmt: skip

    return Opened(steps)


def ahead(played: Played) -> str:
    """Return what is said to be dropped where the case is called off; "" where that takes one."""
    stake = drops(played.case, played.book, "cancel")
    return stake.words["en"] if stake is not None else ""


def each(*steps: p.AnyStep) -> p.Each:
    """Return a loop over whom it concerns."""
    return p.Each(id="all", name="x", items="failure.people", by="x.id", at_most=5, steps=steps)


def test_what_was_given_in_every_round_is_not_to_come() -> None:
    """Each round is asked for itself: the second one waits until somebody has looked in the first."""
    played = opened(plan(each(refund(usd(30)), LOOK)), people=({"id": "a b"}, {"id": "b"}))
    played.pay(PAID)
    assert ahead(played) == "The plan may still give: refund USD 0.30"
    played.give(c.CompleteTask(now=START, actor=OTHER, task="look[a b]#ask0", answer={}))
    played.pay(PAID)
    assert {name: entry.status for name, entry in played.case.ledger.items()} == {
        "refund[a b]": "paid", "refund[b]": "paid"
    }  # fmt: skip
    assert (played.case.phase, ahead(played)) == ("working", "")


def test_what_is_told_as_a_claim_is_not_told_again_whatever_its_round_is_called() -> None:
    """The key of a round may have a space in it."""
    proof = c.SubmitEvidence(now=START, actor=CLERK, step="", text="sealed")
    for key in ("a", "a b"):
        played = opened(plan(each(refund(usd(30), authority=ASKS))), people=({"id": key},))
        played.give(proof)
        assert ahead(played) == "It drops what is owed: refund USD 0.30, for which something was shown"
    stake = drops(played.case, played.book, "cancel")
    assert stake is not None
    assert stake.marks == ("shown refund[a b] refund 30 USD",)


def test_what_was_left_out_in_every_round_is_not_to_come() -> None:
    """Nor is what lies in a way that no round took."""
    people: tuple[Value, ...] = ({"id": "a", "old": False},)
    for step in (
        refund(usd(30), when=("x.old",)),
        p.Choose(id="way", ways=(p.Way(when=("x.old",), steps=(refund(usd(30)),)),), otherwise=()),
    ):
        assert ahead(opened(plan(each(step, LOOK)), people=people)) == ""
        assert "refund" in ahead(opened(plan(LOOK, each(step)), people=people))


@pytest.mark.parametrize(
    ("condition", "comes"),
    [
        ("failure.size > 5", True),
        ("known(failure.size)", True),
        ("known(failure.size) and failure.size > 5", True),
        ("failure.size > 5 or case.market == 'us'", True),
        ("failure.size > 5 and case.market == 'gb'", False),
        ("failure.price > money('2 USD')", False),
        ("known(failure.size) and failure.price > money('2 USD')", False),
        ("not (failure.price < money('2 USD') or failure.size > 5)", False),
        ("case.owed", True),
        ("case.second_look == 'upheld'", True),
        ("case.tier == 'critical'", True),
        ("known(answer('look').yes) and answer('look').yes", True),
    ],
)
def test_what_is_not_known_or_changes_by_itself_is_no_no(condition: str, comes: bool) -> None:
    """Asked politely whether it is known, a fact is no more a “no” than asked bluntly; nor is what may turn."""
    condition = condition.replace("'", '"')
    played = opened(plan(LOOK, refund(usd(30), when=(condition,))), price=usd(100))
    assert bool(ahead(played)) is comes
    unless = opened(plan(LOOK, refund(usd(30), unless=(f"!({condition})",))), price=usd(100))
    assert bool(ahead(unless)) is comes


def test_a_part_has_facts_of_its_own() -> None:
    """Its amount is not told from those of the plan round it."""
    of = p.Formula(source="failure.price")
    outer, inner = refund(None, id="mine", amount=of), refund(None, id="walk:theirs", amount=of)
    fixed = refund(usd(30), id="walk:fixed")
    part = p.Run(id="walk", playbook="walk", title=WORDS, steps=(inner, fixed))
    played = opened(plan(LOOK, outer, part), price=usd(100))
    assert ahead(played) == "The plan may still give: refund USD 1.00; refund; refund USD 0.30"
