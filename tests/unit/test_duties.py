"""What law says has to be written to the customer: a promise that a message of the case keeps, and no remedy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.entitlement.evaluate import digest_of
from domain.playbook import plan as p
from domain.values import Person
from domain.views.explain import explain
from domain.views.telling import Telling
from tests.support.owing import LATE, late_pack
from tests.support.plans import HOUR, book, plan
from tests.support.risky import SAM, Told, told

WORD = "pay-owed.word"
TEXT = (
    LATE
    + """      - rule: word
        words: {en: a word in writing}
        clause: § 10
        verified: true
        duty: {words: {en: write to them}, within: 2 days, kept_by: message}
      - rule: answer
        words: {en: an answer}
        clause: § 11
        verified: true
        duty: {words: {en: answer them}, within: 5 days}
"""
)


def owing(*first: p.AnyStep, text: str = TEXT) -> Told:
    """Return a case in which only words are owed; it waits for long behind that."""
    pack = late_pack(text)
    facts = {name: p.Given(value=value) for name, value in (("late_by", 1), ("people", 1))}
    asked = p.Entitle(id="owed", pack="late", facts=facts)
    waits = p.Wait(id="waits", span=HOUR * 24 * 10, at_most=HOUR * 24 * 10)
    return told(book=book(plan(*first, asked, waits), packs={"late": pack}, pack_digests={"late": digest_of(pack)}))


def tells(**more: object) -> p.Tell:
    """Return a letter that gives nothing but word of us."""
    return p.Tell.model_validate({"id": "hello", "message": "news", **more})


def test_a_letter_that_went_out_before_it_was_asked_keeps_it_and_nobody_is_asked_to_give() -> None:
    """It is kept by that message, in the instant it went out; the case ends without a task to make anything good."""
    one = owing(tells())
    one.applied()
    promise = one.case.promises[WORD]
    assert (promise.status, promise.by_step, promise.source) == ("kept", "hello", "§ 10 (Late Act)")
    assert [name for name, x in one.case.promises.items() if x.status == "open"] == ["pay-owed.answer"]
    one.take(c.RecordContact(
        now=one.now, actor=SAM, direction="out", channel="mail", text="sealed", gives=("decision",)
    ))  # fmt: skip
    for _ in range(12):
        one.tick(timedelta(days=1))
        one.applied()
    assert one.case.promises["pay-owed.answer"].status == "kept"
    assert one.case.phase == "closed"
    assert not [x for x in one.case.tasks.values() if x.purpose == "redress"]
    assert "a word in writing" in "\n".join(explain(Telling(one.case, one.book, one.events, "en")))


def test_nothing_written_breaks_it_and_a_letter_to_somebody_else_keeps_nothing() -> None:
    """Silence breaks it when its time is over, and a person answers for it; it is no remedy that is missing."""
    one = owing(tells(to=p.Given(value=Person("cu_9", "v_9", "c9"))))
    one.applied()
    assert one.case.promises[WORD].status == "open"
    one.tick(timedelta(days=3))
    assert one.case.promises[WORD].status == "broken"
    assert [x for x in one.events if isinstance(x, e.PromiseBroken) and x.promise == WORD]
    assert not [x for x in one.case.tasks.values() if x.purpose == "redress"]


@pytest.mark.parametrize(
    ("channel", "kept"), [("phone", False), ("in-person", False), ("", False), ("mail", True), ("letter", True)]
)
def test_a_call_keeps_no_duty_to_write(channel: str, kept: bool) -> None:
    """What has to be in writing is kept by what was written; of what nobody says how it went nobody knows."""
    one = owing(text=TEXT.replace("kept_by: message}", "kept_by: message, in_writing: true}"))
    one.take(c.RecordContact(now=one.now, actor=SAM, direction="out", channel=channel, text="sealed"))
    one.tick()
    assert (one.case.promises[WORD].status == "kept") == kept
    one.take(c.RecordContact(now=one.now, actor=SAM, direction="out", channel="mail", text="sealed"))
    one.tick()
    assert one.case.promises[WORD].status == "kept"


@pytest.mark.parametrize("by", ["phone", "mail"])
def test_a_message_of_ours_is_written_unless_it_is_read_out(by: str) -> None:
    """A letter of a step has a text; one that goes by phone is heard."""
    one = owing(tells(), text=TEXT.replace("kept_by: message}", "kept_by: message, in_writing: true}"))
    one.applied(by)
    assert (one.case.promises[WORD].status == "kept") == (by == "mail")


ANSWER = "pay-owed.answer"


def test_an_answer_names_who_else_can_decide_where_its_pack_says_so() -> None:
    """A decision alone does not keep it, nor the way outside alone: one letter says both, in writing."""
    one = owing(text=TEXT.replace("within: 5 days}", "within: 5 days, in_writing: true, gives: route}"))
    for channel, gives in (("mail", ("decision",)), ("mail", ("route",)), ("phone", ("decision", "route"))):
        one.take(c.RecordContact(
            now=one.now, actor=SAM, direction="out", channel=channel, text="sealed", gives=gives
        ))  # fmt: skip
        one.tick()
        assert one.case.promises[ANSWER].status == "open", (channel, gives)
    one.take(c.RecordContact(
        now=one.now, actor=SAM, direction="out", channel="mail", text="sealed", gives=("decision", "route")
    ))  # fmt: skip
    one.tick()
    assert one.case.promises[ANSWER].status == "kept"


def test_an_answer_that_came_back_answered_nothing() -> None:
    """Word of the decision that bounced keeps the duty to answer no more than any other promise."""
    one = owing(tells(gives=("decision",)))
    one.applied()
    assert (one.case.promises[ANSWER].status, one.case.promises[ANSWER].by_step) == ("kept", "hello")
    one.take(c.ReportBounce(now=one.now, actor=SAM, step="hello", why="no such address"))
    assert one.case.promises[ANSWER].status == "open"


def test_a_letter_that_came_back_kept_nothing() -> None:
    """It is owed again when the only message bounced, and kept by the next."""
    one = owing(tells())
    one.applied()
    one.take(c.ReportBounce(now=one.now, actor=SAM, step="hello", why="no such address"))
    assert one.case.promises[WORD].status == "open"
    one.take(c.RecordContact(now=one.now, actor=SAM, direction="out", channel="mail", text="sealed"))
    one.tick()
    assert (one.case.promises[WORD].status, one.case.promises[WORD].by_step) == ("kept", "@contact#1")


KAI = c.Actor(person="kai", roles=("owner",))


def called_off(*before: c.Command) -> Told:
    """Return a case that was called off by two behind a letter that keeps nothing, as mistaken, and its last letter."""
    one = owing(tells(to=p.Given(value=Person("cu_2", "v_2", "c"))))
    one.applied()
    for each in before:
        one.take(each)
    one.take(c.CancelCase(now=one.now, actor=SAM, why="typed in by mistake", because="mistake"))
    [asked] = [name for name, task in one.case.tasks.items() if task.purpose == "countersign" and task.status == "open"]
    one.take(c.CompleteTask(now=one.now, actor=KAI, task=asked, answer={"approve": True}))
    one.tick()
    one.applied()
    return one


def test_a_case_that_is_called_off_without_a_finding_has_answered_nothing() -> None:
    """Its last letter says that it is called off: what was promised ends with the case, and is shown with why."""
    one = called_off()
    assert (one.case.phase, [x.startswith("@cancelled") for x in one.case.told]) == ("closed", [False, True])
    promises = one.case.promises
    assert {promises[name].status for name in (WORD, "pay-owed.answer")} == {"ended"}
    assert {(promises[name].ended_as, promises[name].because) for name in (WORD, "pay-owed.answer")} == {
        ("cancelled", "mistake")
    }
    assert "; we called the case off before that, without an answer." in "\n".join(
        explain(Telling(one.case, one.book, one.events, "en"))
    )


def test_a_case_that_is_called_off_behind_a_finding_tells_the_decision() -> None:
    """Somebody looked into it, and the letter says what they found: that is the answer."""
    now = owing().now
    one = called_off(c.MakeFinding(now=now, actor=SAM, finding="not upheld", why="it was on time"))
    assert {one.case.promises[name].status for name in (WORD, "pay-owed.answer")} == {"kept"}
