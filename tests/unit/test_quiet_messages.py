"""Quiet hours and silences: what waits for the morning, what goes out before the night, and what goes out in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.evolve import fold
from domain.clock.duration import Duration
from domain.playbook import plan as p
from domain.risk import TIERS, TierPolicy
from tests.support.plans import CLOCKS, HOUR, RULES, book, do, plan
from tests.support.timed import HARMED, Timed

HELLO = p.Tell(id="hello", message="hello")
LOOK = p.Ask(id="look", role="desk", words={"en": "Look"}, due=HOUR * 900)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant in March 2026; the second is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def opened(now: datetime, *steps: p.AnyStep, by: str = "firm", **more: object) -> Timed:
    """Open a case of these steps at an instant."""
    return Timed(book(plan(*steps, **more), contact=RULES), now, by).open()


def sent(case: Timed) -> list[tuple[str, datetime]]:
    """Return what was sent, and when."""
    return [(x.step, x.at) for x in case.found(e.MessageSent)]


def phase(case: Timed) -> str:
    """Return where the case stands."""
    return case.case.phase


def became(case: Timed, promise: str) -> str:
    """Return what became of a promise."""
    return case.case.promises[promise].status


def test_a_question_waits_for_the_message_that_puts_it() -> None:
    """The customer is not asked at night what they read in the morning: their time begins when they were asked."""
    asked = p.Ask(id="what", role="customer", words={"en": "What does it say?"}, due=HOUR * 24)
    puts = p.Tell(id="puts", message="hello", asks="what")
    both = p.Together(
        id="both", branches={"a": (do("repair"),), "b": (p.Try(id="t", plans=((asked,),), otherwise=()),)}
    )
    case = opened(at(2, 23), puts, both, LOOK)
    assert case.case.status("repair") == "done"
    assert not case.case.tasks
    case.until(at(3, 8))
    assert case.case.tasks["what#ask0"].due == at(4, 8)
    request = case.case.effects["puts"].request
    assert (request["words"], request["due"]) == (asked.words, asked.due)


def test_a_message_waits_for_the_morning_and_the_work_goes_on() -> None:
    """It is said until when and why; what comes after it in the plan is done meanwhile."""
    case = opened(at(2, 23), HELLO, do("repair"), LOOK)
    waits = case.found(e.MessageWaits)[0]
    assert (waits.step, waits.until) == ("hello", at(3, 8))
    assert waits.arithmetic == (
        "Monday 2 March 2026 23:00 lies in quiet hours from Monday 2 March 2026 21:00 to Tuesday 3 March 2026 08:00"
    )
    assert case.case.status("repair") == "done"
    assert "look#ask0" in case.case.tasks
    case.do(c.CompleteTask, task="look#ask0", answer={})
    assert phase(case) == "working"
    case.until(at(3, 8))
    assert sent(case) == [("hello", at(3, 8))]
    assert phase(case) == "closed"


def test_whoever_writes_at_night_is_answered_at_night() -> None:
    """They are awake and asked; another night is another matter."""
    assert sent(opened(at(2, 23), HELLO, by="customer")) == [("hello", at(2, 23))]
    case = opened(at(2, 23), HELLO)
    case.after(minutes=30).do(c.RecordContact, by=HARMED, direction="in", channel="phone", text="sealed")
    assert sent(case) == [("hello", at(2, 23, 30))]
    late = opened(at(2, 20), p.Wait(id="wait", span=HOUR * 2, at_most=HOUR * 2), HELLO, by="customer").until(at(3, 9))
    assert sent(late) == [("hello", at(3, 8))]


def test_safety_never_waits() -> None:
    """Where somebody's safety is at stake the message goes out whatever the hour."""
    judged = p.RiskOf(likelihood=p.Given(value="rare"), consequence={"safety": p.Given(value="minor")})
    assert sent(opened(at(2, 23), HELLO, risk=judged)) == [("hello", at(2, 23))]


@pytest.mark.parametrize(("within", "when"), [(HOUR * 4, at(2, 23)), (HOUR * 9, at(2, 23)), (HOUR * 10, at(3, 8))])
def test_deadlines_take_no_notice_of_the_night(within: Duration, when: datetime) -> None:
    """What would be broken before the night is over is kept in it; what can wait till then waits."""
    promises = {"acknowledge": p.PromiseOf(within=within, kept_by="hello", source="a law")}
    case = opened(at(2, 23), HELLO, promises=promises)
    case.until(at(3, 9))
    assert sent(case) == [("hello", when)]
    assert case.case.promises["acknowledge"].status == "kept"


def test_playbooks_whose_customers_are_up_know_no_night() -> None:
    """The house names them."""
    rules = RULES.model_copy(update={"awake": ("test",)})
    assert sent(Timed(book(plan(HELLO), contact=rules), at(2, 23)).open()) == [("hello", at(2, 23))]


# --- Silence ---------------------------------------------------------------------------------------------------------
def informed(hours: int) -> dict[str, p.PromiseOf]:
    """Promise news at least so often."""
    return {"informed": p.PromiseOf(within=HOUR * hours, kept_by="", tell="news")}


def test_anything_we_tell_the_customer_resets_the_silence() -> None:
    """A message of the plan, or a call that somebody wrote down, counts as well as one of its own."""
    wait = p.Wait(id="wait", span=HOUR * 2, at_most=HOUR * 2)
    case = opened(at(2, 9), wait, HELLO, LOOK, promises=informed(24)).until(at(2, 12))
    rounds = {name: (x.status, x.due) for name, x in case.case.promises.items()}
    assert rounds == {"informed": ("kept", at(3, 9)), "informed/2": ("open", at(3, 11))}
    case.after(hours=2).do(c.RecordContact, direction="out", channel="phone", text="sealed")
    assert case.case.promises["informed/3"].due == at(3, 14)
    case.until(at(3, 13))
    assert sent(case)[-1] == ("@informed[informed,3]", at(3, 13))


def test_before_the_night_it_speaks_early() -> None:
    """A round that would be over in quiet hours is told right before they begin; one that ends later, behind them."""
    early = opened(at(2, 13), LOOK, promises=informed(12)).until(at(3, 9))
    assert sent(early) == [("@informed[informed,1]", at(2, 20, 55)), ("@informed[informed,2]", at(3, 8))]
    later = opened(at(2, 13), LOOK, promises=informed(20)).until(at(3, 10))
    assert sent(later) == [("@informed[informed,1]", at(3, 8))]


def test_what_was_promised_for_the_night_is_kept_in_the_night() -> None:
    """Every two hours means every two hours, also at three in the morning; no round is broken."""
    case = opened(at(2, 22), LOOK, promises=informed(2)).until(at(3, 9))
    assert len(sent(case)) >= 5
    assert not case.found(e.PromiseBroken)


def test_a_tier_has_a_silence_of_its_own() -> None:
    """Where the tier says how often, it is promised for every playbook, and sooner when the case is judged worse."""
    clocks = CLOCKS.model_copy(update={"contact_every": HOUR * 24})
    high = CLOCKS.model_copy(update={"contact_every": HOUR * 6})
    policy = TierPolicy.model_construct(
        name="t", tiers={tier: high if tier == "elevated" else clocks for tier in TIERS}
    )
    the_book = book(plan(LOOK), contact=RULES)
    object.__setattr__(the_book, "policy", policy)
    case = Timed(the_book, at(2, 9)).open()
    assert case.case.promises["no_silence"].due == at(3, 9)
    case.until(at(3, 8))
    assert sent(case) == [("@informed[no_silence,1]", at(3, 8))]
    assert case.case.promises["no_silence/2"].due == at(4, 8)
    case.events.append(e.RiskReassessed(at=case.now, tier="elevated", was="routine", why="worse", assessor="sam"))
    case.case = fold(case.case, case.events[-1:])
    case.work()
    restated = case.found(e.ClockRestated)[0]
    assert (restated.before, restated.after, restated.why) == (at(4, 8), at(3, 14), "the case is now elevated")


def test_a_bounced_message_broke_the_silence_for_nobody() -> None:
    """The clock on our last word goes back to the word before it."""
    case = opened(at(2, 9), LOOK, promises=informed(24)).until(at(3, 8))
    assert became(case, "informed") == "kept"
    case.do(c.ReportBounce, step="@informed[informed,1]", why="mailbox full")
    assert became(case, "informed") == "open"
    case.until(at(3, 10))
    assert [x.promise for x in case.found(e.PromiseBroken)] == ["informed"]


def test_a_letter_gives_the_days_it_is_on_its_way() -> None:
    """The customer has three days of post and then the time to answer; for us it was given when it was posted."""
    ways = {"message": "ways", "choices": {"a": {"en": "A"}, "b": {"en": "B"}}, "reply_within": HOUR * 48}
    by_mail = p.Offer.model_validate({"id": "ways", "otherwise": "a", **ways})
    by_post = by_mail.model_copy(update={"channel": "letter"})
    promised = {"acknowledge": p.PromiseOf(within=HOUR, kept_by="ways")}
    assert opened(at(2, 9), by_mail, promises=promised).case.offers["ways"].lapses_at == at(4, 9)
    posted = opened(at(2, 9), by_post, promises=promised)
    assert posted.case.offers["ways"].lapses_at == at(8, 0)
    assert posted.case.promises["acknowledge"].at == at(2, 9)
    assert next(x for x in posted.found(e.StepStarted)).request["channel"] == "letter"
