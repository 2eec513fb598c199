"""What a person gives by hand is an entry like any other: typed, granted by another, held against budgets and signs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from activities.connectors.world.chances import decision
from domain.authority import AuthorityTable, Line
from domain.budgets import Budgets, Limit
from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around
from domain.case.evolve import fold, named
from domain.case.surveying.budgets import counted
from domain.case.surveying.closing import missing
from domain.case.surveying.unsettled import unsettled
from domain.entitlement.evaluate import digest_of
from domain.errors import CommandRejected, Forbidden
from domain.evidence.legal import illegal
from domain.money import Money
from domain.playbook import plan as p
from domain.remedies import Kind, Remedies
from domain.signs import Sign, Watched
from domain.values import Value, to_json
from domain.views.explain import explain
from domain.views.ledger import statement
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.by_hand import GRANTS, NAMES, do, give_by_hand, name_it, the_task
from tests.support.lively import lively
from tests.support.owing import LATE, late_pack
from tests.support.plans import HOUR, START, plan, usd
from tests.support.risky import SAM, Told, ask, told
from tests.unit.test_entitling import Life, remedy
from tests.unit.test_kept_owed import only

OLGA = c.Actor(person="olga", roles=("owner", "boss"), maturity=5, since=SAM.since)
HARMED = c.Actor(person="cu_1", roles=("customer",))
HOUSE = Remedies(name="house", kinds={
    "refund": Kind(loss="price", set_off=("chargeback",), evidence=(usd(20_000),)),
    "voucher": Kind(premium=125),
    "apology": Kind(in_kind=True), "goodwill": Kind(beside=("all",), loss="price"),
})  # fmt: skip
OFTEN = {"often": Sign(words={"en": "often"}, days=3, cases=1, role="desk", within=HOUR * 5)}
DESK = AuthorityTable(name="house", lines={
    "desk": Line(role="owner", up_to=(usd(5_000),), in_kind=True), "boss": Line(role="boss", up_to=(usd(50_000),)),
})  # fmt: skip


PLAIN = Around(remedies=HOUSE)


def upheld(around: Around = PLAIN) -> Told:
    """Return a case that gave nothing, was rejected, and in which somebody uninvolved found that they are right."""
    book = lively(plan(ask("look"), close=p.CloseNeeds(root_cause="optional")))
    one = told(book=replace(book, around=around))
    do(one, "ask", SAM)
    one.tick(timedelta(hours=1))
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="that is not so", text="sealed"))
    one.tick()
    do(one, "second-look", OLGA, finding="upheld", why="the till says so")
    return one


def after(one: Told, hours: int = 1) -> Told:
    """Let time pass."""
    one.tick(timedelta(hours=hours))
    one.applied()
    return one


# --- What it is ------------------------------------------------------------------------------------------------------
def test_it_is_proposed_granted_and_given_in_that_order() -> None:
    """Nothing is half written, everything stands in the ledger: what, by whom, on what, under which reference."""
    one = upheld()
    entry = give_by_hand(one, reference="till 7")
    kinds = [type(x).__name__ for x in one.events if isinstance(x, e.RemedyProposed | e.RemedyApproved | e.RemedyPaid)]
    assert kinds == ["RemedyProposed", "RemedyApproved", "RemedyPaid"]
    found = one.case.ledger[entry]
    assert (found.kind, found.amount, found.payee, found.status) == ("refund", usd(900), one.case.customer, "paid")
    [account] = statement(one.case.id, one.events)
    assert [(x.what, x.way, x.reference) for x in account.lines][-1] == ("paid", "by hand", "till 7")
    assert account.balance.paid == 900
    assert after(one).case.outcome == "solved"
    for language in LANGUAGES:
        assert "9" in "\n".join(explain(Telling(one.case, one.book, one.events, language)))
    case = fold(Told(one.book).case, ())
    for event in one.events:
        assert not illegal(case, event), event
        case = fold(case, (event,))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"gave": "9 dollars in cash", "reference": "till 7"}, "the answer lacks “kind”"),
        ({"kind": "candy", "gave": "some"}, "“kind” is not words"),
        ({"kind": "refund", "gave": "9 dollars"}, "“refund” is money"),
        ({"kind": "refund", "gave": "9 dollars", "amount": usd(0)}, "is nothing"),
        ({"kind": "refund", "gave": "9 dollars", "amount": usd(-900)}, "is negative"),
        ({"kind": "apology", "gave": "sorry", "amount": usd(900)}, "given in kind"),
        ({"kind": "refund", "amount": usd(900)}, "the answer lacks “gave”"),
        ({"kind": "refund", "gave": "cash", "amount": usd(900), "reference": "till"}, "before somebody else granted"),
        ({"kind": "refund", "gave": "cash", "amount": usd(900), "why": "no"}, "no field “why”"),
    ],
)
def test_what_is_no_remedy_is_refused_and_writes_nothing(answer: dict[str, Value], says: str) -> None:
    """A kind of the house, an amount where it is money, in words what it is; a reference only once it was granted."""
    one = upheld()
    before = len(one.events)
    with pytest.raises(CommandRejected, match=says):
        do(one, "redress", NAMES, **answer)
    assert len(one.events) == before


# --- Who grants it ---------------------------------------------------------------------------------------------------
def test_whoever_named_it_or_upheld_it_or_showed_it_does_not_grant_it() -> None:
    """Four eyes by persons: the owner who named it, whoever upheld the complaint, and whoever brought what shows it."""
    one = upheld()
    shows = c.Actor(person="pia", roles=("owner", "boss"), maturity=5, since=SAM.since)
    one.take(c.SubmitEvidence(now=one.now, actor=shows, text="sealed"))
    name_it(one)
    for who in (NAMES, replace(GRANTS, person="other", same_as=("sam",)), OLGA, shows):
        with pytest.raises(Forbidden, match="may not decide"):
            do(one, "approve", who, approve=True)
    do(one, "approve", GRANTS, approve=True)
    assert the_task(one, "give")


def test_the_table_says_who_may_grant_as_much() -> None:
    """Who may not is told what it takes; the ladder asks whoever may; where nobody may it is refused at once."""
    one = upheld(Around(remedies=HOUSE, authority=DESK, authority_digest="sha256:t"))
    before = len(one.events)
    with pytest.raises(CommandRejected, match="nobody may grant refund USD 600") as refused:
        name_it(one, cents=60_000)
    assert "owner up to USD 50.00, boss up to USD 500.00" in refused.value.remedy
    assert len(one.events) == before
    entry = name_it(one, cents=10_000)
    assert one.case.tasks[the_task(one, "approve")].roles == ("boss",)
    desk = replace(GRANTS, person="dan", roles=("owner",))
    with pytest.raises(Forbidden, match="may not do") as narrow:
        one.take(c.ApproveRemedy(now=one.now, actor=desk, entry=entry))
    assert "It takes the role boss" in narrow.value.remedy
    do(one, "approve", GRANTS, approve=True)
    [approved] = [x for x in one.events if isinstance(x, e.RemedyApproved)]
    assert (approved.role, approved.line, approved.limit) == ("boss", "boss", usd(50_000))
    assert {"sam", "olga"} <= {*approved.barred}


def test_what_has_no_amount_is_granted_by_whoever_names_it_where_the_table_lets_them() -> None:
    """An apology takes one person; with a reference it was given, without one they are asked for it."""
    one = upheld(Around(remedies=HOUSE, authority=DESK, authority_digest="sha256:t"))
    entry = name_it(one, "apology", None, reference="letter 3")
    assert (one.case.ledger[entry].status, one.case.ledger[entry].in_kind) == ("paid", {"what": "in cash"})
    assert after(one).case.outcome == "solved"
    two = upheld(Around(remedies=HOUSE, authority=DESK, authority_digest="sha256:t"))
    entry = name_it(two, "apology", None)
    assert two.case.ledger[entry].status == "approved"
    do(two, "give", NAMES, reference="letter 3")
    assert two.case.ledger[entry].status == "paid"


def test_where_the_table_does_not_let_them_somebody_else_is_asked() -> None:
    """With a reference it is refused, for it would have been given without anybody's leave."""
    table = AuthorityTable(name="house", lines={"boss": Line(role="boss", unlimited=True)})
    one = upheld(Around(remedies=HOUSE, authority=table, authority_digest="sha256:t"))
    with pytest.raises(Forbidden, match="may not grant apology") as refused:
        name_it(one, "apology", None, reference="letter 3")
    assert refused.value.remedy == "It takes the role boss."
    name_it(one, "apology", None)
    assert one.case.tasks[the_task(one, "approve")].roles == ("boss",)


def test_what_is_denied_is_asked_for_anew() -> None:
    """The complaint stays upheld: the owner names something else."""
    one = upheld()
    first = name_it(one)
    do(one, "approve", GRANTS, approve=False, why="too little")
    assert one.case.ledger[first].status == "denied"
    assert missing(one.case, one.book, "solved") == ("redress",)
    second = give_by_hand(one, cents=1_800)
    assert first != second
    assert after(one).case.outcome == "solved"


def test_an_auditor_finds_what_nobody_named_and_who_granted_their_own() -> None:
    """The rules of the record are written apart: an entry without its answer, and one granted by who named it."""
    one = upheld()
    before = one.case
    entry = name_it(one)
    [proposed] = [x for x in one.events if isinstance(x, e.RemedyProposed)]
    assert illegal(before, proposed) == "a remedy by hand is none that somebody named"
    done = e.TaskCompleted(at=one.now, task=entry, by="sam", answer={"kind": "refund", "amount": usd(800), "gave": "x"})
    assert illegal(fold(before, (done,)), proposed) == "a remedy by hand is none that somebody named"
    do(one, "approve", GRANTS, approve=True)
    [approved] = [x for x in one.events if isinstance(x, e.RemedyApproved)]
    granted_alone = approved.model_copy(update={"approver": "sam", "barred": ()})
    at = one.events.index(approved)
    then = fold(named(one.case.id), one.events[:at])
    assert not illegal(then, approved)
    assert illegal(then, granted_alone) == "a remedy is approved by one who may not"


# --- Budgets, signs, set-off -----------------------------------------------------------------------------------------
def test_budgets_hold_what_is_given_by_hand_and_no_more() -> None:
    """It is taken when it is granted; where the budget does not reach, its keeper is asked."""
    limits = {"house": Limit("house", {"USD": 1_000}, "", "boss", 1, START, "ann", "drawn")}
    one = upheld(Around(remedies=HOUSE, budgets=Budgets(limits, {}, 1)))
    give_by_hand(one, cents=900)
    assert [x for name, x in counted(one.case, one.book).items() if "house" in name] == [900]
    two = upheld(Around(remedies=HOUSE, budgets=Budgets(limits, {}, 1)))
    name_it(two, cents=1_100)
    do(two, "approve", GRANTS, approve=True)
    assert not [x for x in two.events if isinstance(x, e.RemedyApproved)]
    assert the_task(two, "budget")


def test_evidence_and_signs_come_first() -> None:
    """Above the limit of the house something has to show it; under a sign somebody looks before anybody grants."""
    one = upheld()
    name_it(one, cents=30_000)
    assert the_task(one, "evidence")
    signs = Around(remedies=HOUSE.model_copy(update={"signs": OFTEN}), remedies_digest="sha256:k", stands={})
    two = upheld(signs)
    with_others = {watched.today: 5 for watched in _watched(two)}
    two.book = replace(two.book, around=replace(two.book.around, stands=with_others))
    name_it(two)
    assert the_task(two, "sign")
    assert not [x for x in two.case.tasks.values() if x.purpose == "approve"]


def _watched(one: Told) -> tuple[Watched, ...]:
    """Return under which counters of signs a refund by hand counts."""
    answer: dict[str, Value] = {"kind": "refund", "amount": usd(900), "gave": "cash"}
    apart = replace(one)
    made = apart.take(c.CompleteTask(now=one.now, actor=NAMES, task=the_task(one, "redress"), answer=answer))
    return next(x.watched for x in made if isinstance(x, e.RemedyProposed))


def test_what_was_recovered_meanwhile_is_set_off_before_it_is_given() -> None:
    """Whoever was asked to give nine is asked to give the five that are left; what was asked before is refused."""
    one = upheld()
    entry = name_it(one)
    do(one, "approve", GRANTS, approve=True)
    asked = the_task(one, "give")
    learned = c.LearnRecovery(
        now=one.now, actor=SAM, source="chargeback", amount=Money("USD", 400), evidence="a statement"
    )
    one.take(learned)
    with pytest.raises(CommandRejected):
        one.take(c.Tick(now=one.now))
        one.take(c.CompleteTask(now=one.now, actor=NAMES, task=asked, answer={"reference": "till 7"}))
    one.tick()
    assert one.case.tasks[the_task(one, "give")].details["amount"] == usd(500)
    do(one, "give", NAMES, reference="till 7")
    assert (one.case.ledger[entry].status, one.case.ledger[entry].amount) == ("paid", usd(500))


# --- What is owed ----------------------------------------------------------------------------------------------------
def owing() -> Life:
    """Return a case in which 40 dollars are owed that no step gives."""
    its = only(remedy(when=("failure.away == true",)))
    its = replace(its, around=Around(remedies=HOUSE))
    life = Life(its, late_by=5, price=usd(8_000), away=False)
    assert unsettled(life.case, life.book.layout) == ("owed",)
    return life


def test_less_than_what_is_owed_leaves_the_rest_owed() -> None:
    """A part settles a part; what is given of what is owed nobody denies, and no budget is in its way."""
    life = owing()
    first = name_it(life, "refund", 1_500)
    assert life.case.ledger[first].floor == usd(1_500)
    with pytest.raises(CommandRejected, match="is owed"):
        do(life, "approve", GRANTS, approve=False, why="no")
    do(life, "approve", GRANTS, approve=True)
    do(life, "give", NAMES, reference="till 7")
    life.go_on()
    assert "USD 25.00" in life.case.tasks[the_task(life, "redress")].words["en"]
    give_by_hand(life, "refund", 2_500)
    assert life.case.promises["pay-owed.late"].status == "kept"
    assert (life.go_on().phase, life.case.outcome) == ("closed", "solved")


def test_a_voucher_by_hand_settles_the_cash_that_it_stands_for() -> None:
    """Of 40 dollars that are owed, a voucher of 40 leaves 8: it stands for 32."""
    life = owing()
    give_by_hand(life, "voucher", 4_000)
    life.go_on()
    assert "USD 8.00" in life.case.tasks[the_task(life, "redress")].words["en"]


def test_another_currency_settles_nothing() -> None:
    """What is owed in dollars is not given by any number of euros."""
    life = owing()
    task = the_task(life, "redress")
    euros: dict[str, Value] = {
        "kind": "refund", "amount": Money("EUR", 9_000), "gave": "cash", "other_currency": "they live in Rome"
    }  # fmt: skip
    life.take(c.CompleteTask(now=life.now, actor=NAMES, task=task, answer=euros))
    life.go_on()
    do(life, "approve", GRANTS, approve=True)
    do(life, "give", NAMES, reference="till 7")
    life.go_on()
    assert "USD 40.00" in life.case.tasks[the_task(life, "redress")].words["en"]


def test_what_is_owed_by_hand_is_not_taken_back_and_whoever_told_its_facts_does_not_grant_it() -> None:
    """The rules of what is owed hold for it, and of four eyes: who told what it rests on does not decide."""
    life = owing()
    changes = replace(GRANTS, person="cho")
    life.take(c.ChangeFailure(now=life.now, actor=changes, facts={"late_by": 6}, why="a slip"))
    life.go_on()
    name_it(life, "refund", 4_000)
    with pytest.raises(Forbidden, match="may not decide"):
        do(life, "approve", changes, approve=True)
    do(life, "approve", GRANTS, approve=True)
    do(life, "give", NAMES, reference="till 7")
    [entry] = life.case.ledger
    back = c.ReverseRemedy(now=life.now, actor=GRANTS, entry=entry, why="a mistake", reference="x")
    with pytest.raises(CommandRejected, match="nobody may take it back"):
        life.take(back)


# --- Otherwise -------------------------------------------------------------------------------------------------------
def test_what_was_granted_by_hand_is_given_also_when_the_customer_withdraws() -> None:
    """What they earned is theirs; what was only proposed is not proposed any more."""
    one = upheld()
    entry = name_it(one)
    do(one, "approve", GRANTS, approve=True)
    one.take(c.WithdrawCase(now=one.now, actor=HARMED, why="never mind"))
    one.tick()
    assert one.case.phase != "closed"
    do(one, "give", NAMES, reference="till 7")
    assert (after(one).case.phase, one.case.ledger[entry].status) == ("closed", "paid")
    two = upheld()
    entry = name_it(two)
    two.take(c.WithdrawCase(now=two.now, actor=HARMED, why="never mind"))
    assert (after(two).case.phase, two.case.ledger[entry].status) == ("closed", "denied")


def test_what_was_given_by_hand_is_taken_back_by_hand() -> None:
    """By somebody who may grant as much; the case is taken up again, for nothing makes good what was upheld."""
    one = upheld()
    entry = give_by_hand(one)
    back = c.ReverseRemedy(now=one.now, actor=GRANTS, entry=entry, why="paid by mistake", reference="x")
    with pytest.raises(Forbidden):
        one.take(replace(back, actor=NAMES))
    assert after(one).case.outcome == "solved"
    one.take(replace(back, now=one.now))
    one.tick()
    assert one.case.ledger[entry].status == "reversed"
    do(one, "review", NAMES)
    assert the_task(one, "redress")


def test_what_the_customer_does_not_want_makes_it_good() -> None:
    """As with any remedy: they may say so before it is given."""
    one = upheld()
    entry = name_it(one)
    one.take(c.DeclineRemedy(now=one.now, actor=HARMED, entry=entry, text="sealed"))
    assert (after(one).case.outcome, one.case.ledger[entry].status) == ("solved", "declined")


def test_journals_in_which_it_was_said_in_words_mean_what_they_meant() -> None:
    """An answer of an earlier release says what was given, and nothing more is asked for."""
    one = upheld()
    said: dict[str, Value] = {"gave": "nine dollars in cash", "reference": "till 7/12"}
    done = e.TaskCompleted(at=one.now, task=the_task(one, "redress"), by="sam", answer=said)
    one.case, one.events = fold(one.case, (done,)), [*one.events, done]
    assert after(one).case.outcome == "solved"
    closed = [x for x in one.events if isinstance(x, e.CaseClosed)][-1]
    assert closed.evidence["outcome"] == ("@redress#1",)
    life = owing()
    done = e.TaskCompleted(at=life.now, task=the_task(life, "redress"), by="sam", answer=said)
    life.case = fold(life.case, (done,))
    assert life.go_on().phase == "closed"


def test_the_customer_is_told_what_was_given_before_the_case_is_put_right() -> None:
    """A letter goes out by itself; where it does not go, a person sees to it, and the case waits."""
    one = upheld()
    entry = name_it(one)
    do(one, "approve", GRANTS, approve=True)
    assert not [x for x in one.events if isinstance(x, e.StepStarted)]
    do(one, "give", NAMES, reference="till 7")
    one.tick(timedelta(hours=1))
    assert one.case.phase == "working"
    one.refused()
    [asked] = [x for x in one.events if isinstance(x, e.StepStarted)]
    assert (asked.request["message"], asked.step) == ("what-we-gave", f"@given[{entry}]")
    assert one.case.phase == "working"
    do(one, "stuck", NAMES, decision="skip", why="told by phone")
    assert after(one).case.outcome == "solved"


def test_a_house_without_kinds_names_them_as_it_likes() -> None:
    """Money where an amount is said, else in kind."""
    one = upheld(Around())
    with pytest.raises(CommandRejected, match="no name of a kind"):
        name_it(one, "some flowers / cake", None)
    entry = name_it(one, "flowers", None, reference="by courier")
    assert (one.case.ledger[entry].status, one.case.ledger[entry].amount) == ("paid", None)


# --- The law, asked anew ---------------------------------------------------------------------------------------------
def paid_and_rejected() -> Life:
    """Return a case that paid the 40 dollars that are owed, was closed, rejected, and found to be right anew."""
    its = replace(only(remedy()), around=Around(remedies=HOUSE))
    life = Life(its, late_by=5, price=usd(8_000))
    assert (life.case.phase, life.case.outcome) == ("closed", "solved")
    life.go_on(hours=1)
    life.take(c.RejectResolution(now=life.now, actor=HARMED, why="the price was more", text="sealed"))
    life.go_on()
    do(life, "second-look", OLGA, finding="upheld", why="the receipt says so")
    return life


def test_what_a_second_look_finds_of_the_facts_is_asked_of_the_law_anew() -> None:
    """The fact is put right, the law says more, a person follows it: the rest is paid, and that makes it good."""
    life = paid_and_rejected()
    life.go_on(hours=1)
    till = c.Actor(person="till", roles=("service",))
    life.take(c.ChangeFailure(now=life.now, actor=till, facts={"price": usd(12_000)}, why="the receipt says so"))
    life.go_on()
    [differs] = life.of(e.EntitlementDiffers)
    assert isinstance(differs, e.EntitlementDiffers)
    assert (differs.was, differs.per_unit) == ((usd(4_000),), (usd(6_000),))
    do(life, "differs", GRANTS, decision="follow", why="it is so")
    life.go_on(hours=1)
    assert [(x.amount, x.status) for x in life.case.ledger.values()] == [(usd(4_000), "paid"), (usd(2_000), "paid")]
    assert (life.case.phase, life.case.outcome) == ("closed", "solved")
    assert {x.status for x in life.case.tasks.values() if x.purpose == "redress"} == {"taken back"}


def test_a_pack_that_was_published_while_the_case_was_closed_is_asked_when_it_is_taken_up_again() -> None:
    """A closed case is not looked at; taken up again, what the newest version says of it is put to a person."""
    its = replace(only(remedy()), around=Around(remedies=HOUSE))
    life = Life(its, late_by=5, price=usd(8_000))
    newer = late_pack(LATE.replace("50%", "75%"))
    around = Around(remedies=HOUSE, newer_packs={"late": newer}, newer_digests={"late": digest_of(newer)})
    life.book = replace(life.book, around=around)
    life.go_on(hours=1)
    assert not life.of(e.EntitlementDiffers)
    life.take(c.RejectResolution(now=life.now, actor=HARMED, why="it is too little", text="sealed"))
    life.go_on()
    assert life.of(e.EntitlementDiffers)
    assert the_task(life, "differs")


def test_simulated_staff_names_a_kind_of_the_house() -> None:
    """Money where money is left, at the amount that is told over the wire; else in kind, or why nothing is given."""
    kinds = ("refund", "goodwill", "apology")

    def said(**details: object) -> dict[str, str]:
        return decision(1, "ca", "t", "redress", applied=False, details=details, kinds=kinds)

    left = to_json((usd(4_000), {"en": "a meal"}))
    assert said(left=left) == {"kind": "goodwill", "amount": "40.00 USD", "gave": "what they were owed"}
    assert said(left=(usd(4_000),))["amount"] == "40.00 USD"
    assert said(left=to_json(({"en": "a meal"},)))["kind"] == "apology"
    assert said()["kind"] == "apology"
    assert list(said(made_good="refund")) == ["why"]
