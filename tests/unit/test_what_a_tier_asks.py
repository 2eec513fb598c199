"""What a tier asks: who may work on its cases, what takes two persons, promises of the house, help at once, in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import commands as c
from domain.case import events as e
from domain.case.deciding.fitness import lacks, seasoned, years_of
from domain.case.due import due
from domain.case.surveying.mandatory import is_of_safety
from domain.clock.duration import Duration
from domain.errors import CommandRejected, Forbidden, NotFoundError, Unfit
from domain.house import fitness as record
from domain.house.directory import Directory, add_person, evolve, grant
from domain.house.events import HOUSE_EVENTS
from domain.playbook import parts
from domain.playbook import plan as p
from domain.record import Head, Stamp, open_record, seal
from domain.staffing import FourEyes, Staffing
from tests.support.lively import lively
from tests.support.plans import HOUR, START, contract, do, plan
from tests.support.risky import KIM, SAM, ask, told, with_policy

NEW = c.Actor(person="new", roles=("desk", "owner"), maturity=5)
END = START + timedelta(days=1)


# --- Who may work on it ----------------------------------------------------------------------------------------------
@given(st.timedeltas(timedelta(days=-2), timedelta(days=2)))
def test_a_certificate_counts_until_the_instant_it_expires(later: timedelta) -> None:
    """Before the instant its level counts, from it on none; one without an end always counts."""
    actor = c.Actor(person="a", skills={"first-aid": 3, "talks": 2}, expires={"first-aid": END})
    now = END + later
    assert actor.level("first-aid", now) == (3 if now < END else 0)
    assert actor.level("talks", now) == 2
    assert bool(list(lacks(Staffing(certificates=("first-aid",)), actor, now))) == (now >= END)


@pytest.mark.parametrize(
    ("since", "years"),
    [(None, 0), (date(2025, 3, 2), 1), (date(2025, 3, 3), 0), (date(2026, 3, 2), 0), (date(2027, 1, 1), 0)],
)
def test_years_are_whole_years(since: date | None, years: int) -> None:
    """A year is over on its day, not before; who is still to come has none."""
    assert years_of(c.Actor(person="a", since=since), START) == years


def test_each_thing_that_is_missing_is_said() -> None:
    """Years, maturity, levels, certificates (expired ones with their end) and trainings, each with what there is."""
    who = Staffing(years=2, maturity=4, skills={"talks": 3}, certificates=("first-aid", "law"), trainings=("calm",))
    actor = c.Actor(
        person="a", since=date(2025, 1, 1), skills={"talks": 2, "first-aid": 1}, expires={"first-aid": START}
    )
    assert list(lacks(who, actor, START)) == [
        "2 years of service, a has 1", "maturity 4 under pressure, a has none on record",
        "talks at level 3, a has 2", "the certificate first-aid, a’s expired on 2026-03-02 09:00 UTC",
        "the certificate law, a has 0", "the training calm, a has not had it",
    ]  # fmt: skip
    book = with_policy(lively(plan(ask())), "critical", who=who)
    assert list(lacks(who, seasoned(actor, book), START)) == []


def test_it_is_judged_when_a_task_is_taken_and_when_it_is_done() -> None:
    """Whoever lacks something neither takes nor does it; the refusal says what, and holds by the tier of the moment."""
    one = told(ask(), size=0)
    task = next(iter(one.case.tasks))
    one.take(c.ClaimTask(now=one.now, actor=NEW, task=task))
    one.change(size=8)
    with pytest.raises(Unfit, match="critical cases take 1 year of service, new has 0") as refused:
        one.do(task, NEW)
    assert refused.value.exit_code == 8
    other = told(ask(), size=8)
    with pytest.raises(Unfit):
        other.take(c.ClaimTask(now=other.now, actor=NEW, task=task))
    other.do(task, SAM)
    assert other.case.tasks[task].status == "done"


def test_whoever_approves_is_judged_as_well() -> None:
    """A remedy in a critical case is granted by somebody fit, however high their limit."""
    granted = p.Remedy(
        id="refund", remedy="refund", amount=p.Formula(source='money("9 USD")'), pay=(contract("pay", pays=True),),
        authority=p.Authority(above=(p.Rung(role="boss"),), within=HOUR),
    )  # fmt: skip
    one = told(granted, size=8)
    approve = c.ApproveRemedy(now=one.now, actor=replace(KIM, maturity=3), entry="refund")
    with pytest.raises(Unfit, match="maturity 4"):
        one.take(approve)
    one.take(replace(approve, actor=KIM))
    assert one.case.ledger["refund"].status == "approved"


def test_customers_and_partners_are_not_judged() -> None:
    """Nobody asks a customer for years of service, or the partner who was handed the work."""
    words = {"en": "w"}
    common = p.Common(id="help", line=1, when=(), unless=())
    handed = parts.delegate(common, "partner", parts.Question(words=words, due=HOUR), take_back=None, recharge=None)
    one = told(handed, ask("ours", role="customer"), size=8)
    task = next(name for name, found in one.case.tasks.items() if found.roles == ("partner",))
    one.do(task, c.Actor(person="them", roles=("partner",)))
    one.tick()
    ours = next(name for name, found in one.case.tasks.items() if found.roles == ("customer",))
    one.do(ours, c.Actor(person="cu_1", roles=("customer",)))


def test_where_nobody_fits_the_head_says_who_does_it() -> None:
    """It is recorded with what is missing; the head is asked, lets somebody by name and reason, and they may do it."""
    one = told(ask(), size=8)
    task = next(iter(one.case.tasks))
    report = c.ReportNobody(now=one.now, task=task, missing=("2 years",), asked_by="new", house=7)
    found, escalated, opened = one.take(report)
    assert isinstance(found, e.NobodyFits)
    assert (found.how, found.to, found.missing, found.house) == ("escalate", "boss", ("2 years",), 7)
    assert isinstance(escalated, e.Escalated)
    assert isinstance(opened, e.TaskOpened)
    assert one.take(report) == ()
    one.do(opened.task, KIM, person="new", why="I stand beside them")
    one.do(task, NEW)
    assert one.case.tasks[task].by == "new"


def test_where_the_tier_waits_nobody_is_asked() -> None:
    """It is recorded all the same, and the task rings as before."""
    book = with_policy(lively(plan(ask())), "critical", who=Staffing(years=9, nobody="wait"))
    one = told(size=8, book=book)
    task = next(iter(one.case.tasks))
    made = one.take(c.ReportNobody(now=one.now, task=task, missing=("9 years",), asked_by="new", house=7))
    assert [type(each).__name__ for each in made] == ["NobodyFits"]
    assert one.case.tasks[task].status == "open"


# --- What the house has on record ------------------------------------------------------------------------------------
def house() -> Directory:
    """Return a house with two at the desk."""
    directory = Directory()
    for person in ("ann", "bob"):
        for event in add_person(directory, person, name=person, now=START, by="hr"):
            directory = evolve(directory, event)
        for event in grant(directory, person, "desk", now=START, by="hr"):
            directory = evolve(directory, event)
    return directory


def test_what_is_recorded_is_what_an_actor_brings() -> None:
    """Certificates with their end, service, maturity and trainings; said again they are no news; bytes keep them."""
    directory, made = house(), []
    for event in (
        *record.certify(directory, "ann", "hygiene", 3, now=START, by="hr", until=END, evidence="no. 12"),
        *record.serve_since(directory, "ann", date(2020, 1, 1), now=START, by="hr"),
        *record.assess_maturity(directory, "ann", 4, now=START, by="hr", evidence="review"),
        *record.train(directory, "ann", "calm", now=START, by="hr"),
    ):
        directory = evolve(directory, event)
        made.append(event)
    actor = directory.actor("ann", START)
    assert (actor.expires, actor.since, actor.maturity) == ({"hygiene": END}, date(2020, 1, 1), 4)
    assert (actor.trainings, actor.house_position) == (("calm",), 8)
    assert not record.certify(directory, "ann", "hygiene", 3, now=START, by="hr", until=END)
    assert record.certify(directory, "ann", "hygiene", 3, now=START, by="hr")  # it does not expire any more
    assert not record.train(directory, "ann", "calm", now=START, by="hr")
    sealed = seal("house/directory", Head(), made, Stamp("cmd", "hr", (), START, "ev_"))
    assert [open_record(each.data, HOUSE_EVENTS).event for each in sealed] == made


def test_nonsense_is_refused() -> None:
    """Levels and days that cannot be, an end that lies behind us, somebody unknown."""
    directory = house()
    with pytest.raises(CommandRejected, match="no level of maturity"):
        record.assess_maturity(directory, "ann", 6, now=START, by="hr")
    with pytest.raises(CommandRejected, match="expired already"):
        record.certify(directory, "ann", "x", 1, now=START, by="hr", until=START)
    with pytest.raises(CommandRejected, match="nobody serves since"):
        record.serve_since(directory, "ann", date(2026, 3, 3), now=START, by="hr")
    with pytest.raises(NotFoundError):
        record.train(directory, "zoe", "x", now=START, by="hr")


def test_who_could_do_it() -> None:
    """Those in the role who have all that is asked for, as of now."""
    directory = house()
    for person, level in (("ann", 5), ("bob", 2)):
        for event in (
            *record.assess_maturity(directory, person, level, now=START, by="hr"),
            *record.serve_since(directory, person, date(2020, 1, 1), now=START, by="hr"),
        ):
            directory = evolve(directory, event)
    one = told(ask(), size=8)
    name, task = next(iter(one.case.tasks.items()))
    assert record.who_could(directory, one.case, name, task, one.book, START) == ["ann"]
    one = told(ask(), size=0)
    assert record.who_could(directory, one.case, name, task, one.book, START) == ["ann", "bob"]


# --- What takes two persons ------------------------------------------------------------------------------------------
HEAR = ask("hear", gives=("hearing",))


def test_what_must_be_done_is_not_skipped_by_one() -> None:
    """In a critical case the second person agrees before it is skipped; elsewhere one is enough."""
    skip = c.SkipStep(now=START, actor=SAM, step="hear", why="they hung up")
    one = told(HEAR, size=8)
    assert [type(each).__name__ for each in one.take(skip)] == ["SecondAsked", "TaskOpened"]
    assert one.case.status("hear") is None
    one.do("@second#1", KIM, approve=True)
    fact = next(each for each in one.events if isinstance(each, e.StepSkippedByHand))
    assert (fact.by, fact.second) == ("sam", "kim")
    calm = told(HEAR, size=0)
    calm.take(skip)
    assert calm.case.status("hear") == "skipped"


def test_nor_the_block_it_lies_in_nor_at_the_task_about_a_stuck_step() -> None:
    """Whoever skips the block skips what is in it; whoever answers “skip” at a stuck step asks a second, too."""
    measure = do("stop", undo=None, stays="people release it")
    block = p.Choose(id="way", ways=(p.Way(when=("failure.flag",), steps=(measure,)),), otherwise=())
    one = told(block, size=8)
    one.take(c.SkipStep(now=one.now, actor=SAM, step="way", why="w"))
    assert one.case.wanted["@second#1"].step == "way"
    stuck = told(measure, size=8)
    stuck.refused()
    task = next(name for name, found in stuck.case.tasks.items() if found.purpose == "stuck")
    stuck.do(task, SAM, decision="skip", why="it does not work")
    assert stuck.case.tasks[task].status == "open"
    stuck.do("@second#1", KIM, approve=True)
    assert stuck.case.status("stop") == "skipped"
    assert stuck.case.tasks[task].status == "taken back"


@pytest.mark.parametrize("act", ["undo", "cancel", "skip"])
def test_a_policy_may_ask_two_for_more(act: str) -> None:
    """What the policy names for a tier changes nothing until the second person agrees."""
    eyes = FourEyes(second="boss", acts=(act,))  # type: ignore[arg-type] # an act
    one = told(do("a"), ask(), book=with_policy(lively(plan(do("a"), ask())), "routine", four_eyes=eyes))
    one.applied()
    commands = {
        "undo": c.UndoStep(now=one.now, actor=SAM, step="a", why="w"),
        "cancel": c.CancelCase(now=one.now, actor=SAM, why="w"),
        "skip": c.SkipStep(now=one.now, actor=SAM, step="look", why="w"),
    }
    one.take(commands[act])
    assert one.case.wanted["@second#1"].act == act
    with pytest.raises(Forbidden):
        one.do("@second#1", replace(SAM, roles=("boss",)), approve=True)
    one.do("@second#1", KIM, approve=True)
    done = {"undo": "StepUndoneByHand", "cancel": "CaseCancelled", "skip": "StepSkippedByHand"}[act]
    assert [getattr(each, "second", "") for each in one.events if type(each).__name__ == done] == ["kim"]


def test_a_second_person_who_says_no_says_why() -> None:
    """Nothing changes, and the reason is kept."""
    one = told(HEAR, size=8)
    one.take(c.SkipStep(now=one.now, actor=SAM, step="hear", why="w"))
    with pytest.raises(CommandRejected, match="lacks “why”"):
        one.do("@second#1", KIM, approve=False)
    one.do("@second#1", KIM, approve=False, why="call them again")
    assert one.case.status("hear") is None


def test_a_tier_closes_only_when_somebody_has_listened() -> None:
    """What the tier names is asked of the owner before the case closes, whatever its playbook says."""
    one = told(ask(), size=8)
    one.do(next(iter(one.case.tasks)), SAM)
    one.tick()
    assert one.case.outcome is None
    (name,) = [name for name, task in one.case.tasks.items() if name.startswith("@close")]
    assert one.case.tasks[name].details["missing"] == ("hearing",)
    one.do(name, SAM, gives=("hearing",))
    one.tick()
    assert one.case.outcome == "solved"
    calm = told(ask(), size=0)
    calm.do(next(iter(calm.case.tasks)), SAM)
    calm.tick()
    assert calm.case.outcome == "solved"


# --- Promises of the house -------------------------------------------------------------------------------------------
def _kept(one: object) -> dict[str, str]:
    return {name: promise.status for name, promise in one.case.promises.items()}  # type: ignore[attr-defined] # a Told


def test_the_house_promises_where_the_playbook_does_not() -> None:
    """An answer, a first action and an end, from the report; kept by the first message, the first deed, the end."""
    told_by = p.Tell(id="sorry", message="sorry")
    one = told(told_by, ask(), size=0)
    assert {n: x.due - START for n, x in one.case.promises.items()} == {
        "acknowledge": timedelta(hours=4), "first_action": timedelta(hours=40), "decision": timedelta(hours=80),
        "resolve": timedelta(hours=120),
    }  # fmt: skip
    assert one.case.promises["resolve"].arithmetic.endswith("(every routine case)")
    one.applied()
    assert _kept(one) == {"acknowledge": "kept", "first_action": "open", "decision": "open", "resolve": "open"}
    one.do(next(iter(one.case.tasks)), SAM)
    one.tick()
    assert _kept(one)["first_action"] == "kept"


@pytest.mark.parametrize(("hours", "due"), [(2, 2), (300, 120)])
def test_the_better_of_two_promises_holds(hours: int, due: int) -> None:
    """A playbook may promise more than the house; where it promises less, the house's time is told."""
    promises = {"resolve": p.PromiseOf(within=HOUR * hours, kept_by="resolved")}
    one = told(ask(), size=0, promises=promises)
    assert one.case.promises["resolve"].due == START + timedelta(hours=due)


def test_an_end_that_came_in_time_keeps_both() -> None:
    """What was promised and what the higher tier promised are kept by the same thing."""
    one = told(ask(), size=0)
    one.change(size=8)
    one.do(next(iter(one.case.tasks)), SAM)
    one.tick()
    assert {s for n, s in _kept(one).items() if n.startswith(("resolve", "first"))} == {"kept"}


def test_promises_of_safety_are_known() -> None:
    """What a measure keeps that stays is a promise of safety."""
    promises = {
        "off": p.PromiseOf(within=HOUR, kept_by="stop"), "end": p.PromiseOf(within=HOUR, kept_by="resolved")
    }  # fmt: skip
    book = lively(plan(do("stop", undo=None, stays="people release it"), promises=promises))
    assert is_of_safety(book, "off")
    assert not is_of_safety(book, "end")


def test_silence_counts_anew_when_a_case_is_taken_up_again() -> None:
    """Nobody was owed a word while the case was resolved: the tier's clock of silence runs from the reopening."""
    book = with_policy(lively(plan(p.Tell(id="sorry", message="sorry"), ask())), "routine", contact_every=HOUR * 10)
    book = with_policy(book, "elevated", contact_every=HOUR * 5)
    one = told(size=0, book=book)
    one.applied()
    one.do(next(iter(one.case.tasks)), SAM)
    one.tick()
    one.tick(timedelta(days=9))
    one.take(c.ReopenCase(now=one.now, actor=SAM, why="it broke again"))
    one.tick()
    found = {name: promise for name, promise in one.case.promises.items() if name.startswith("no_silence")}
    assert [promise.due for promise in found.values() if promise.status == "open"] == [one.now + timedelta(hours=5)]
    assert "broken" not in {promise.status for promise in found.values()}


# --- Help at once, and in time ---------------------------------------------------------------------------------------
def _self_service() -> p.SelfService:
    common = p.Common(id="help", line=1, when=(), unless=())
    question = parts.Question(words={"en": "help"}, due=Duration(36_000_000))
    return parts.self_service(common, "how", question, via="link", otherwise=(ask("person"),))


def test_self_service_where_the_tier_has_a_person_first() -> None:
    """In a high case a person is asked at once, and the record says why; a routine one begins with the customer."""
    one = told(_self_service(), size=6)
    assert [found.step for found in one.case.tasks.values()] == ["person"]
    assert one.case.branches["help:alone!0"] == "person"
    calm = told(_self_service(), size=0)
    calm.applied()
    assert [found.step for found in calm.case.tasks.values()] == ["help"]
    calm.change(size=6)
    calm.tick()
    calm.applied()
    assert {found.step for found in calm.case.tasks.values() if found.status == "open"} == {"person"}


def test_a_customer_who_helped_themselves_is_not_asked_again() -> None:
    """What is done stays done when the case becomes worse."""
    one = told(_self_service(), ask("after"), size=0)
    one.applied()
    one.do(next(iter(one.case.tasks)), c.Actor(person="cu_1", roles=("customer",)))
    one.change(size=6)
    one.tick()
    assert one.case.status("help") == "done"
    assert {found.step for found in one.case.tasks.values() if found.status == "open"} == {"after"}


def _tries(*plans: tuple[p.AnyStep, ...]) -> p.Try:
    return p.Try(id="walk", plans=plans, otherwise=(ask("bed"),), in_time=True)


def test_what_is_half_done_when_the_time_comes_is_taken_back() -> None:
    """The plan that runs is undone, the next is not begun, and what comes otherwise is done at once."""
    one = told(_tries((do("a"), ask("wait", due={"$duration": "999999999ms"})), (do("b"),)), size=0)
    one.applied()
    one.tick(timedelta(hours=29))
    assert one.case.status("a") == "done"
    one.tick(timedelta(hours=1))
    one.applied()
    assert one.case.status("a") == "undone"
    assert "b" not in one.case.effects
    assert "bed" in {found.step for found in one.case.tasks.values() if found.status == "open"}
    assert one.case.undos["walk#0"].why == "the remedy would come too late to be of use"


def test_what_comes_instead_waits_for_nothing() -> None:
    """While nobody knows what became of the last request, the manager is asked already; known, it is taken back."""
    one = told(_tries((do("a"),)), size=0)
    work = due(one.case, one.book, one.now).work[0]
    begin = c.Begin(now=one.now, step="a", attempt=work.attempt, by="b", until=one.now + timedelta(hours=50))
    one.take(begin)
    one.tick(timedelta(hours=30))
    assert [found.step for found in one.case.tasks.values()] == ["bed"]
    late = c.ReportOutcome(now=one.now, step="a", attempt=work.attempt, key=work.key, outcome=c.Applied(receipt={}))
    one.take(late)
    one.tick()
    one.applied()
    assert one.case.status("a") == "undone"


def test_a_point_of_no_return_on_its_way_is_waited_for() -> None:
    """If it succeeds, the plan has worked after all; only if it does not, something else is done."""
    for outcome, status in ((c.Applied(receipt={}), "done"), (c.NotApplied(why="no", refused=True), "refused")):
        one = told(
            _tries(
                (do("a"), do("b", undo=None, pivot=True)),
            ),
            size=0,
        )
        first = due(one.case, one.book, one.now).work[0]
        for work in (first, None):
            found = work or due(one.case, one.book, one.now).work[0]
            until = one.now + timedelta(hours=50)
            one.take(c.Begin(now=one.now, step=found.step, attempt=found.attempt, by=found.step, until=until))
            if work is not None:
                done = c.Applied(receipt={})
                one.take(c.ReportOutcome(now=one.now, step="a", attempt=1, key=found.key, outcome=done))
        one.tick(timedelta(hours=31))
        assert not one.case.tasks
        one.take(c.ReportOutcome(now=one.now, step="b", attempt=found.attempt, key=found.key, outcome=outcome))
        one.tick()
        assert one.case.status("b") == status
        one.applied()
        assert one.case.status("a") == ("done" if status == "done" else "undone")


def test_what_cannot_end_in_time_is_not_begun() -> None:
    """A plan whose waits alone last longer than there is time is passed over at once; the next one fits."""
    long = (do("a"), p.Wait(id="w", span=HOUR * 31, at_most=HOUR * 31), do("b"))
    one = told(_tries(long, (do("c"),)), size=0)
    one.applied()
    assert "a" not in one.case.effects
    assert one.case.status("c") == "done"
    assert one.case.branches == {"walk!0": "useless"}


def test_what_was_done_in_time_stays() -> None:
    """A plan that worked is not taken back when the time comes."""
    one = told(_tries((do("a"),)), ask("after"), size=0)
    one.applied()
    one.tick(timedelta(hours=40))
    assert one.case.status("a") == "done"
    assert not one.case.undos


def test_an_offer_lapses_when_an_answer_is_of_no_use() -> None:
    """Not after its own time but after the case's; come to too late, it is not made, and `otherwise` holds at once."""
    offer = p.Offer(
        id="way", message="m", choices={"a": {"en": "A"}, "b": {"en": "B"}}, reply_within=HOUR * 90, otherwise="b",
        in_time=True,
    )  # fmt: skip
    one = told(offer, size=0)
    one.applied()
    assert one.case.offers["way"].lapses_at == START + timedelta(hours=30)
    late = told(p.Wait(id="w", span=HOUR * 31, at_most=HOUR * 31), offer, size=0)
    late.tick(timedelta(hours=32))
    assert (late.case.offers["way"].chosen, late.case.effects) == ("b", {})


def test_more_time_is_more_time() -> None:
    """Later facts may say that a remedy is of use for longer; the plan that runs goes on."""
    risk = p.RiskOf(
        likelihood=p.Given(value="rare"), consequence={"money": p.Given(value="none")},
        useless_after=p.ByCases(
            cases=(p.Line(when=("failure.size > 3",), then=p.Given(value=datetime(2026, 3, 9, tzinfo=UTC))),),
            otherwise=p.Given(value=START + timedelta(hours=2)),
        ),
    )  # fmt: skip
    book = lively(plan(_tries((do("a"), ask("wait", due={"$duration": "999999999ms"})))))
    book = replace(book, plan=book.plan.model_copy(update={"risk": risk}))
    one = told(book=book, size=0)
    one.applied()
    one.tick(timedelta(hours=1))
    one.change(size=4)
    one.tick(timedelta(hours=20))
    assert (one.case.status("a"), one.case.undos) == ("done", {})
