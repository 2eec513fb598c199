"""A message that cannot be sent holds up nothing but what its reader has to answer, and keeps nothing."""

from __future__ import annotations

from domain.case import commands as c
from domain.case import events as e
from domain.evidence.legal import illegal
from domain.playbook import plan as p
from domain.vocabulary import LANGUAGES
from tests.support.plans import HOUR, START, do, plan
from tests.unit.test_ledger import Played
from tests.unit.test_remedy_ledger import PAID, In, granted

OWNER = c.Actor(person="olga", roles=("owner",))
NOWHERE = c.NotApplied(why="no_address", refused=True)
SORRY = p.Tell(id="apology", message="apology", gives=("apology",))
SENT = c.Applied(message={"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"})
PROMISES = {"acknowledge": p.PromiseOf(within=HOUR * 2, kept_by="apology")}
CHOICES = p.Offer(
    id="offer", message="choices", choices={"a": {"en": "A"}, "b": {"en": "B"}}, reply_within=HOUR * 24, otherwise="b",
    declined=(),
)  # fmt: skip


def answer(task: str, decision: str) -> c.CompleteTask:
    """Return what the owner says of a message that did not arrive."""
    return c.CompleteTask(now=START, actor=OWNER, task=task, answer={"decision": decision, "why": "by phone"})


def unwritten() -> In:
    """Play until the apology was refused, for there is no address, and the money is paid all the same."""
    played = In(
        plan(SORRY, granted(), promises=PROMISES, close=p.CloseNeeds(root_cause="optional", needs=("apology",)))
    )
    played.finish(played.work("apology"), NOWHERE)
    played.pay(PAID)
    return played


def test_it_holds_up_no_money_and_a_person_is_asked() -> None:
    """No step is stuck; the promise is open, and the case does not end before somebody reached the customer."""
    played = unwritten()
    assert played.case.ledger["refund"].status == "paid"
    [task] = [x for x in played.case.tasks.values() if x.status == "open"]
    assert (task.purpose, task.roles) == ("bounced", ("owner",))
    assert task.words["en"].startswith(
        "The message “apology” cannot be sent (no_address): reach the customer otherwise"
    )
    assert all("no_address" in task.words[language] for language in LANGUAGES)
    assert (played.case.promises["acknowledge"].status, played.case.given) == ("open", frozenset())
    phases = [played.case.phase]
    played.give(answer("apology#bounced0", "reached"))
    kept = played.case.promises["acknowledge"]
    assert (kept.status, kept.by_step, played.case.given) == ("kept", "apology", frozenset({"apology"}))
    assert [*phases, played.case.phase] == ["resolved", "closed"]


def test_once_there_is_an_address_it_is_sent_again() -> None:
    """Refused again, it is asked again; sent, it keeps what it was to keep."""
    played = unwritten()
    played.give(answer("apology#bounced0", "resend"))
    played.finish(played.work("apology"), NOWHERE)
    assert played.case.tasks["apology#bounced1"].status == "open"
    played.give(answer("apology#bounced1", "resend"))
    played.finish(played.work("apology"), SENT)
    assert (played.case.bounced, played.case.promises["acknowledge"].status) == ({}, "kept")


def test_what_fails_again_and_again_holds_up_nothing_either() -> None:
    """All tries are spent: it is the same as if there were no address."""
    tried_once = SORRY.model_copy(update={"retry": p.Retry(wait=HOUR, tries=1)})
    played = In(plan(tried_once, granted()))
    played.finish(played.work("apology"), c.NotApplied(why="busy"))
    assert played.pay(PAID) == "card"
    assert played.case.tasks["apology#bounced0"].status == "open"


def test_an_offer_waits_until_its_reader_was_reached() -> None:
    """Nobody chooses what they were not told, and silence of theirs is none; told by phone, they choose."""
    played = Played(plan(CHOICES))
    played.finish(played.work("offer"), NOWHERE)
    assert not played.case.offers
    played.later(HOUR.span * 30)
    assert not played.case.offers
    played.give(answer("offer#bounced0", "reached"))
    assert played.case.offers["offer"].lapses_at == played.now + HOUR.span * 24
    played.give(c.ChooseAlternative(now=played.now, actor=c.Actor(person="cu_1"), step="offer", choice="a"))
    assert played.case.status("offer") == "done"


def test_where_the_playbook_has_another_way_that_is_taken() -> None:
    """In a plan of a `try` it fails the plan, as ever."""
    played = Played(plan(p.Try(id="t", plans=((SORRY,),), otherwise=(do("call", undo=None),))))
    played.finish(played.work("apology"), NOWHERE)
    assert played.work("call")
    assert not played.said(e.MessageBounced)


def test_silence_of_one_who_was_not_asked_is_no_yes() -> None:
    """A question afterwards that cannot be sent waits for somebody who asks it."""
    asks = p.FollowUp(after=HOUR, survey="csat", reply_within=HOUR * 24, silent="accept")
    played = Played(plan(do("work", undo=None), follow_up=(asks,)))
    played.finish(played.work("work"))
    played.later(HOUR.span)
    [name] = played.case.follow_ups
    played.finish(played.work(name), NOWHERE)
    played.later(HOUR.span * 48)
    assert (played.case.phase, played.case.follow_ups[name].silent_at) == ("resolved", None)
    played.give(answer(f"{name}#bounced0", "reached"))
    assert played.case.follow_ups[name].silent_at is not None


def test_nothing_is_said_not_to_have_left_that_did() -> None:
    """An auditor looks at what became of it."""
    played = Played(plan(SORRY, do("work", undo=None)))
    gone = e.MessageBounced(at=START, step="apology", why="no_address", by="engine", unsent=True)
    assert illegal(played.case, gone) == "a message is said not to have left, and nothing shows it"
    played.finish(played.work("apology"), SENT)
    assert illegal(played.case, gone) == "a message is said not to have left, and nothing shows it"
    assert illegal(played.case, replace_unsent(gone)) == ""


def replace_unsent(gone: e.MessageBounced) -> e.MessageBounced:
    """Return the same of a message that left."""
    return gone.model_copy(update={"unsent": False})


def test_one_may_go_on_without_it() -> None:
    """Nobody finds them: the step is left out by hand, and what has to be given before closing is still asked for."""
    played = unwritten()
    played.give(c.SkipStep(now=START, actor=OWNER, step="apology", why="nobody knows where they are"))
    assert (played.case.status("apology"), played.case.bounced) == ("skipped", {})
    assert [x.purpose for x in played.case.tasks.values() if x.status == "open"] == ["review"]
