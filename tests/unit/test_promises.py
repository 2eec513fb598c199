"""Promises: broken for all to see, replaced in time, stopped for the customer's sake, restated, opened by a bounce."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.evolve import fold
from domain.clock.span import WorkingDays, WorkingHours
from domain.errors import CommandRejected
from domain.evidence.verify import verify_stream
from domain.playbook import plan as p
from domain.record import Head, Stamp, seal
from tests.support.plans import HOUR, RULES, START, book, plan
from tests.support.timed import HARMED, SAM, Timed

HELLO = p.Tell(id="hello", message="hello", gives=("apology",))
LOOK = p.Ask(id="look", role="desk", words={"en": "Look"}, due=HOUR * 500)
ASKED = p.Ask(id="number", role="customer", words={"en": "Your number"}, due=WorkingHours(16 * 3_600_000))
RESOLVE = {"resolve": p.PromiseOf(within=WorkingDays(5), kept_by="resolved")}


def case_of(*steps: p.AnyStep, **more: object) -> Timed:
    """Open a case of these steps at nine on a Monday."""
    promises = more.pop("promises", RESOLVE)
    return Timed(book(plan(*steps, promises=promises, **more), contact=RULES)).open()


def phase(case: Timed) -> str:
    """Return where the case stands."""
    return case.case.phase


def became(case: Timed, promise: str) -> str:
    """Return what became of a promise."""
    return case.case.promises[promise].status


def audited(case: Timed) -> None:
    """Let an auditor look at what was recorded."""
    sealed = seal("case/ca_1", Head(), case.events, Stamp("cmd", "engine", (), case.now, "ev_"))
    assert not list(verify_stream("case/ca_1", sealed))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant in March 2026; the second is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


# --- Broken ----------------------------------------------------------------------------------------------------------
def test_a_broken_promise_is_recorded_escalated_and_asked_about() -> None:
    """At its instant it breaks; whom the ladder calls next is called, and has a task with a clock."""
    case = case_of(LOOK).until(at(6, 17))
    assert [(x.promise, x.at) for x in case.found(e.PromiseBroken)] == [("resolve", at(6, 17))]
    assert [(x.to, x.rung) for x in case.found(e.Escalated) if "“resolve”" in x.why] == [("boss", 0)]
    task = case.case.tasks["@promise#resolve"]
    assert (task.status, task.roles, task.purpose) == ("open", ("boss",), "promise")
    case.do(c.CompleteTask, task="@promise#resolve", answer={"note": "called"})
    assert case.case.promises["resolve"].status == "broken"
    audited(case)


def test_what_is_put_right_needs_no_answer_for_what_was_broken() -> None:
    """The task is taken back when the matter is put right; the promise stays broken."""
    case = case_of(LOOK).until(at(6, 18))
    case.do(c.CompleteTask, task="look#ask0", answer={})
    assert case.case.resolved_at == at(6, 18)
    assert case.case.tasks["@promise#resolve"].status == "taken back"
    assert case.case.promises["resolve"].status == "broken"


# --- Replaced --------------------------------------------------------------------------------------------------------
def test_a_new_time_counts_when_the_customer_was_told() -> None:
    """The message goes out, the old promise is replaced at that instant, and the new one can be kept."""
    case = case_of(LOOK).until(at(4, 10))
    case.do(c.ReplacePromise, promise="resolve", due=at(10, 12), why="the part is out of stock")
    replaced = case.found(e.PromiseReplaced)[0]
    assert (replaced.by_promise, replaced.was, replaced.due, replaced.late) == (
        "resolve~2",
        at(6, 17),
        at(10, 12),
        False,
    )
    assert replaced.told_by == "@new-time[1]"
    sent = next(x for x in case.found(e.StepStarted) if x.step == "@new-time[1]")
    assert (sent.request["message"], sent.request["why"]) == ("a-new-time", "the part is out of stock")
    case.until(at(9, 9)).do(c.CompleteTask, task="look#ask0", answer={})
    statuses = {name: promise.status for name, promise in case.case.promises.items()}
    assert statuses == {"resolve": "replaced", "resolve~2": "kept"}
    audited(case)


def test_a_new_time_told_too_late_un_breaks_nothing() -> None:
    """The broken one stays broken, the new one stands beside it; and it may be broken in its turn."""
    case = case_of(LOOK).until(at(7, 10))
    case.do(c.ReplacePromise, promise="resolve", due=at(10, 12), why="the part is out of stock", told="phone")
    assert case.found(e.PromiseReplaced)[0].late
    assert case.case.promises["resolve"].status == "broken"
    case.until(at(10, 13))
    assert [x.promise for x in case.found(e.PromiseBroken)] == ["resolve", "resolve~2"]
    audited(case)


@pytest.mark.parametrize(
    ("promises", "name", "due", "says"),
    [
        ({"resolve": p.PromiseOf(within=HOUR * 9, kept_by="resolved", source="14 CFR 260.10")}, "resolve", at(9, 9),
         "due by 14 CFR 260.10"),
        ({"informed": p.PromiseOf(within=HOUR * 9, kept_by="", tell="news")}, "informed", at(9, 9), "hearing from us"),
        (RESOLVE, "resolve", at(2, 8), "lies ahead"),
        (RESOLVE, "resolved", at(9, 9), "nothing called “resolved” was promised"),
    ],
)  # fmt: skip
def test_a_new_time_is_refused(promises: dict[str, p.PromiseOf], name: str, due: datetime, says: str) -> None:
    """What the law sets, what we can always keep, what lies behind, and what was never promised."""
    with pytest.raises(CommandRejected, match=says):
        case_of(LOOK, promises=promises).do(c.ReplacePromise, promise=name, due=due, why="later")


# --- Stopped ---------------------------------------------------------------------------------------------------------
def test_a_clock_stands_while_the_customer_is_asked() -> None:
    """It stops when they are asked, goes on with the answer, and moves by the working days in between."""
    case = case_of(ASKED, LOOK)
    stopped = case.found(e.ClockStopped)[0]
    assert (stopped.at, stopped.rest, stopped.evidence) == (at(2, 9), WorkingDays(5), "number#ask0")
    assert case.case.promises["resolve"].stopped
    case.until(at(3, 12)).do(c.CompleteTask, by=HARMED, task="number#ask0", answer={})
    resumed = case.found(e.ClockResumed)[0]
    assert (resumed.at, resumed.due) == (at(3, 12), at(9, 17))
    case.until(at(9, 17))
    assert [x.at for x in case.found(e.PromiseBroken)] == [at(9, 17)]
    audited(case)


def test_it_goes_on_when_the_time_to_answer_is_over() -> None:
    """A customer who says nothing does not stop our clock for ever: then it is our move again."""
    case = case_of(ASKED, LOOK).until(at(4, 9))
    assert [(x.at, x.due) for x in case.found(e.ClockResumed)] == [(at(3, 17), at(10, 17))]
    assert case.case.tasks["number#ask0"].status == "open"
    assert len(case.found(e.ClockStopped)) == 1


def test_what_was_asked_by_hand_stops_it_too() -> None:
    """A request that somebody made by phone stops the clock until it is answered; it counts as a word from us."""
    case = case_of(LOOK).until(at(3, 9))
    case.do(c.RequestInformation, what="sealed", channel="phone", until=at(5, 9))
    assert case.case.promises["resolve"].stopped
    assert case.case.told_at == at(3, 9)
    case.until(at(4, 9)).do(c.ReceiveInformation, by=HARMED)
    assert case.found(e.ClockResumed)[0].at == at(4, 9)
    assert not case.do(c.ReceiveInformation, by=HARMED)


def test_a_person_stops_a_clock_with_reason_and_evidence() -> None:
    """Who, why and what shows it is kept; it goes on by itself when the time for which it was stopped is over."""
    case = case_of(LOOK).until(at(3, 9))
    case.do(c.StopClock, promise="resolve", why="the customer is away", evidence="mail of today", until=at(5, 9))
    stopped = case.found(e.ClockStopped)[0]
    assert (stopped.by, stopped.reason, stopped.evidence) == ("sam", "the customer is away", "mail of today")
    case.until(at(5, 9))
    assert case.found(e.ClockResumed)[0].due == at(10, 17)
    case.do(c.StopClock, promise="resolve", why="away", evidence="mail", until=at(8, 9))
    case.do(c.ResumeClock, promise="resolve", why="back early")
    assert case.found(e.ClockResumed)[1].due == at(10, 17)
    audited(case)


@pytest.mark.parametrize(
    ("terms", "risk", "says"),
    [
        (p.PromiseOf(within=HOUR * 9, kept_by="resolved", source="14 CFR 260.10"), "none", "law has started never"),
        (p.PromiseOf(within=HOUR * 9, kept_by="resolved"), "minor", "safety is at stake"),
        (p.PromiseOf(within=HOUR * 9, kept_by="", tell="news"), "none", "hearing from us"),
    ],
)
def test_a_clock_that_never_stops(terms: p.PromiseOf, risk: str, says: str) -> None:
    """Neither by hand nor by itself: what the law started, anything where safety is at stake, what we always can."""
    judged = p.RiskOf(
        likelihood=p.Given(value="rare"), consequence={"safety": p.Given(value=risk), "money": p.Given(value="minor")}
    )
    case = case_of(ASKED, LOOK, promises={"resolve": terms}, risk=judged)
    assert not case.found(e.ClockStopped)
    with pytest.raises(CommandRejected, match=says):
        case.do(c.StopClock, promise="resolve", why="away", evidence="a letter")


def test_a_house_without_rules_stops_no_clock() -> None:
    """Only what the house's rules name stops; without them nothing does."""
    case = Timed(book(plan(ASKED, LOOK, promises=RESOLVE))).open()
    assert not case.found(e.ClockStopped)
    with pytest.raises(CommandRejected, match="let no clock of “resolve” stop"):
        case.do(c.StopClock, promise="resolve", why="away", evidence="a letter")


def test_a_stop_without_evidence_or_twice_or_backwards_is_refused() -> None:
    """Each with what to do."""
    case = case_of(LOOK)
    with pytest.raises(CommandRejected, match="evidence is missing"):
        case.do(c.StopClock, promise="resolve", why="away", evidence=" ")
    with pytest.raises(CommandRejected, match="lies ahead"):
        case.do(c.StopClock, promise="resolve", why="away", evidence="mail", until=START)
    case.do(c.StopClock, promise="resolve", why="away", evidence="mail")
    with pytest.raises(CommandRejected, match="stands still since"):
        case.do(c.StopClock, promise="resolve", why="away", evidence="mail")
    asked = case_of(ASKED, LOOK)
    with pytest.raises(CommandRejected, match="goes on with the answer"):
        asked.do(c.ResumeClock, promise="resolve", why="enough")


def test_a_promise_kept_while_its_clock_stands_is_kept() -> None:
    """Put right before the answer came: kept, and nothing goes on."""
    case = case_of(p.Tell(id="bye", message="bye"), LOOK).until(at(3, 9))
    case.do(c.StopClock, promise="resolve", why="away", evidence="mail", until=at(20, 9))
    case.until(at(12, 9)).do(c.CompleteTask, task="look#ask0", answer={})
    assert case.case.promises["resolve"].status == "kept"
    audited(case)


# --- Restated --------------------------------------------------------------------------------------------------------
def test_a_corrected_start_restates_the_clock() -> None:
    """Before, after and why are kept; stops on the way are laid in again."""
    case = case_of(LOOK).until(at(3, 9))
    case.do(c.StopClock, promise="resolve", why="away", evidence="mail", until=at(4, 9))
    case.until(at(4, 10))
    assert case.case.promises["resolve"].due == at(9, 17)
    case.do(
        c.RestateClock, promise="resolve", start=START - timedelta(days=3), why="it was told to the driver on Friday"
    )
    restated = case.found(e.ClockRestated)[0]
    assert (restated.before, restated.after, restated.by) == (at(9, 17), at(6, 17), "sam")
    assert "5 working days" in restated.arithmetic
    assert not case.do(c.RestateClock, promise="resolve", start=START - timedelta(days=3), why="again")
    audited(case)


# --- Bounced ---------------------------------------------------------------------------------------------------------
ACKNOWLEDGE = {"acknowledge": p.PromiseOf(within=HOUR * 4, kept_by="hello"), **RESOLVE}


def test_a_message_that_bounced_kept_nothing() -> None:
    """What it kept is open again, what it gave was not given; reached by phone in time, it is kept after all."""
    case = case_of(HELLO, LOOK, promises=ACKNOWLEDGE)
    assert became(case, "acknowledge") == "kept"
    case.after(hours=1).do(c.ReportBounce, step="hello", why="no such address")
    assert became(case, "acknowledge") == "open"
    assert not case.case.given
    assert case.case.told_at is None
    case.after(hours=1).do(c.CompleteTask, task="hello#bounced0", answer={"decision": "reached", "why": "by phone"})
    assert (case.case.promises["acknowledge"].status, case.case.promises["acknowledge"].at) == ("kept", at(2, 11))
    assert case.case.given == {"apology"}
    case.after(hours=1).do(c.ReportBounce, step="hello", why="no such address")
    assert became(case, "acknowledge") == "kept"  # told once more: it was not sent anew, and its reader was reached
    audited(case)


def test_a_bounce_that_comes_late_breaks_its_promise() -> None:
    """Its instant has passed: it is broken, and somebody is asked to reach the customer; sending it again is a way."""
    case = case_of(HELLO, LOOK, promises=ACKNOWLEDGE).after(hours=9)
    case.do(c.ReportBounce, step="hello", why="mailbox full")
    assert case.case.promises["acknowledge"].status == "broken"
    assert case.found(e.PromiseBroken)[0].at == at(2, 13)
    case.do(c.CompleteTask, task="hello#bounced0", answer={"decision": "resend", "why": "a new address"})
    assert len(case.found(e.MessageSent)) == 2
    assert case.case.given == {"apology"}
    audited(case)


def test_what_never_left_cannot_bounce() -> None:
    """A step that sent nothing is refused, with what was sent."""
    with pytest.raises(CommandRejected, match="no message “look” was sent"):
        case_of(HELLO, LOOK).do(c.ReportBounce, step="look", why="?")
    case = case_of(HELLO, LOOK)
    case.do(c.ReportBounce, step="hello", why="gone")
    assert not case.do(c.ReportBounce, step="hello", why="gone")


def test_an_offer_nobody_saw_lapses_for_nobody() -> None:
    """Its clock begins anew when the customer was reached, and silence before that says nothing."""
    offer = p.Offer(
        id="ways", message="ways", choices={"a": {"en": "A"}, "b": {"en": "B"}}, reply_within=HOUR * 5, otherwise="a"
    )
    case = case_of(offer)
    case.do(c.ReportBounce, step="ways", why="no such address")
    case.after(hours=8)
    assert not case.found(e.OfferLapsed)
    case.do(c.CompleteTask, task="ways#bounced0", answer={"decision": "reached", "why": "by phone"})
    assert case.case.offers["ways"].lapses_at == at(2, 22)


def test_an_offer_that_was_answered_is_not_made_again() -> None:
    """They were reached, whatever came back: what they chose stands, and what follows from it goes on."""
    ways = {"a": {"en": "A"}, "b": {"en": "B"}}
    offer = p.Offer(id="ways", message="ways", choices=ways, reply_within=HOUR * 5, otherwise="a", declined=(LOOK,))
    case = case_of(offer)
    case.do(c.DeclineOffer, by=HARMED, step="ways")
    case.do(c.ReportBounce, step="ways", why="no such address")
    with pytest.raises(CommandRejected, match="has answered “ways”"):
        case.do(c.CompleteTask, task="ways#bounced0", answer={"decision": "resend", "why": "once more"})
    case.do(c.CompleteTask, task="ways#bounced0", answer={"decision": "reached", "why": "they answered"})
    assert case.case.offers["ways"].how == "declined"
    audited(case)


def test_a_closed_case_is_taken_up_again_when_its_last_word_did_not_arrive() -> None:
    """Closing rested on an apology that nobody got."""
    case = case_of(HELLO, close=p.CloseNeeds(needs=("apology",), root_cause="optional"))
    assert phase(case) == "closed"
    case.do(c.ReportBounce, step="hello", why="returned to sender")
    assert phase(case) == "working"
    assert case.found(e.CaseReopened)


# --- Estimates -------------------------------------------------------------------------------------------------------
def test_an_estimate_that_slips_is_a_fact() -> None:
    """It is told with its interval and basis; when its end passes without it, that is recorded once."""
    case = case_of(LOOK)
    case.do(c.GiveEstimate, earliest=at(3, 9), latest=at(4, 9), basis="ten like it")
    assert not case.do(c.GiveEstimate, earliest=at(3, 9), latest=at(4, 9), basis="ten like it")
    case.until(at(5, 9))
    assert [x.latest for x in case.found(e.EstimateMissed)] == [at(4, 9)]
    with pytest.raises(CommandRejected, match="goes from an instant to a later one"):
        case.do(c.GiveEstimate, earliest=at(9, 9), latest=at(8, 9), basis="x")
    with pytest.raises(CommandRejected, match="neither a step nor"):
        case.do(c.GiveEstimate, what="moon", earliest=at(8, 9), latest=at(9, 9), basis="x")


# --- Hands -----------------------------------------------------------------------------------------------------------
def test_a_case_is_handed_over_with_its_clocks() -> None:
    """The note says what was promised; tasks that one had are free; nothing is due at another time."""
    case = case_of(LOOK)
    case.do(c.ClaimTask, task="look#ask0")
    before = dict(case.case.promises)
    case.do(c.HandOver, to="ann", done="sealed", left="sealed")
    note = case.found(e.HandoverWritten)[0]
    assert (note.by, note.to, note.promises, note.tasks) == ("sam", "ann", {"resolve": at(6, 17)}, ("look#ask0",))
    assert (case.case.owner, case.case.tasks["look#ask0"].claimed_by) == ("ann", "")
    assert case.case.promises == before
    assert not case.do(c.HandOver, to="ann", done="sealed", left="sealed")
    with pytest.raises(CommandRejected, match="to themselves"):
        case.do(c.HandOver, to="sam", done="sealed", left="sealed")


def test_the_next_rung_is_called_only_while_nobody_took_the_last_one_up() -> None:
    """Taken up, the case is theirs and no further rung rings; left alone, the next is called."""
    left = case_of(LOOK, promises={}).until(at(6, 10))
    assert [x.to for x in left.found(e.Escalated) if x.rung] == ["boss", "legal"]
    taken = case_of(LOOK, promises={}).until(at(5, 10))
    taken.do(c.CompleteTask, by=c.Actor(person="ann", roles=("boss",)), task="@escalation#1", answer={})
    taken.until(at(9, 10))
    assert [x.to for x in taken.found(e.Escalated) if x.rung] == ["boss"]
    assert (taken.case.owner, [x.was for x in taken.found(e.OwnerChanged)]) == ("ann", ["owner"])


def test_whoever_only_helps_does_not_own_the_case() -> None:
    """An escalation answered with take_over=no leaves the owner who they were."""
    case = case_of(LOOK, promises={}).until(at(5, 10))
    case.do(c.CompleteTask, by=SAM, task="@escalation#1", answer={"take_over": False})
    assert (case.case.owner, case.case.taken_up) == ("owner", 1)
    assert not case.found(e.OwnerChanged)


def test_a_clock_goes_on_at_once_when_safety_comes_to_be_at_stake() -> None:
    """What stood still for the customer's answer runs again from the instant the case is judged critical."""
    case = case_of(ASKED, LOOK).until(at(3, 9))
    assert case.case.promises["resolve"].stopped
    judged = e.RiskReassessed(at=case.now, tier="critical", was="routine", why="somebody fell ill", assessor="sam")
    case.events.append(judged)
    case.case = fold(case.case, (judged,))
    case.work()
    assert [(x.at, x.why) for x in case.found(e.ClockResumed)] == [(at(3, 9), "somebody's safety is at stake")]
