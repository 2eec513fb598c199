"""What was set off is set off once: what a person saw to is not set off again, and what is taken back is open again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.case import commands as c
from domain.errors import CommandRejected
from domain.playbook import plan as p
from domain.views.recovered import what_changes
from tests.support.by_hand import GRANTS, NAMES, name_it
from tests.support.by_hand import do as do_task
from tests.support.plans import HOUR, START, do, plan, usd
from tests.unit.test_ledger import BOSS
from tests.unit.test_remedy_ledger import HOUSE, PAID, TWICE, In, granted, learn

HEAD = replace(GRANTS, roles=("head",))
OWNER = c.Actor(person="owl", roles=("owner",))
LONG = HOUR * 900
LONG_AFTER = timedelta(days=300)


def paid_and_then_recovered() -> In:
    """Play a refund of 100 dollars that is paid before the bank gives 100 back, with another remedy ahead."""
    ahead = (do("mid", undo=None), granted(8_000, id="more", loss="bag"), p.Wait(id="w", span=LONG, at_most=LONG))
    played = In(plan(granted(10_000), *ahead))
    played.pay(PAID)
    played.give(learn(10_000))
    return played


def take_back(entry: str, minor: int | None = None) -> c.ReverseRemedy:
    """Take back what was paid, or a part of it."""
    amount = usd(minor) if minor is not None else None
    return c.ReverseRemedy(now=START, actor=BOSS, entry=entry, reference=f"x-{minor}", why="w", amount=amount)


@pytest.mark.parametrize("decision", ["keeps", "taken-back", ""])
def test_what_a_person_saw_to_is_not_set_off_again(decision: str) -> None:
    """Both are kept, or what was paid was taken back for it, with an answer or without: the next one is paid whole."""
    played = paid_and_then_recovered()
    if decision != "keeps":
        played.give(take_back("refund", 10_000 if not decision else 4_000))
    if decision:
        played.give(c.CompleteTask(now=played.now, actor=OWNER, task=TWICE, answer={"decision": decision, "why": "w"}))
    played.finish(played.work("mid"))
    assert played.at_once("more") == ("approved", 8_000)
    assert played.case.recoveries["recovery1"].free.minor == 0
    played.pay(PAID)
    assert played.case.tasks[TWICE].status == ("done" if decision else "taken back")
    assert f"{TWICE}+" not in played.case.tasks  # what was paid since is not got twice
    said = " ".join(what_changes(played.case, HOUSE, "recovery1"))
    assert ("owl decided" if decision else "taken back for it; nothing more of it is set off") in said


def test_what_is_taken_back_of_another_remedy_sees_to_nothing() -> None:
    """The question is about the refund alone: a gift that is taken back leaves all of what came twice."""
    gift = granted(8_000, id="gift", remedy="goodwill")
    played = In(plan(granted(10_000), gift, p.Wait(id="w", span=LONG, at_most=LONG)))
    played.pay(PAID)
    played.pay(PAID)
    played.give(learn(10_000))
    assert played.case.tasks[TWICE].details["entries"] == ("refund",)
    played.give(take_back("gift"))
    assert played.case.recoveries["recovery1"].free == usd(10_000)


def test_what_was_not_seen_to_is_still_set_off() -> None:
    """Of 130 dollars of which 100 were taken back, 30 are left to set off."""
    played = In(paid_and_then_recovered().plan)
    played.pay(PAID)
    played.give(learn(13_000))
    played.give(take_back("refund"))
    played.finish(played.work("mid"))
    assert played.at_once("more") == ("approved", 5_000)


def test_two_recoveries_of_one_amount_are_two() -> None:
    """What shows them tells them apart; the same statement is the same money."""
    played = In(plan(do("before", undo=None), granted(20_000)))
    played.give(learn(5_000), replace(learn(5_000), evidence="a statement of the second card"), learn(5_000))
    assert len(played.case.recoveries) == 2
    played.finish(played.work("before"))
    assert played.at_once("refund") == ("approved", 10_000)


# --- What made it good was taken back --------------------------------------------------------------------------------
MADE_GOOD = "refund#made-good0"


def voucher_and_refund(of: int = 10_000, *ahead: p.AnyStep) -> In:
    """Play a voucher of 80 dollars and a refund for the same loss, both paid as far as they go."""
    played = In(plan(granted(8_000, id="voucher", remedy="voucher"), granted(of), *ahead))
    played.pay(PAID)
    if of > 8_000:
        played.pay(PAID)
    return played


def seen_to(task: str) -> c.CompleteTask:
    """Say why nothing is given instead."""
    return c.CompleteTask(now=START, actor=OWNER, task=task, answer={"why": "they had a new one from the shop"})


def test_what_another_made_good_is_asked_for_when_that_is_taken_back() -> None:
    """A refund of 100 dollars was set down to 20 by a voucher of 80: without it 80 are missing."""
    played = voucher_and_refund(10_000, p.Wait(id="w", span=LONG, at_most=LONG))
    assert MADE_GOOD not in played.case.tasks
    played.give(take_back("voucher"))
    asked = played.case.tasks[MADE_GOOD]
    assert (asked.status, asked.details["amount"], asked.details["others"]) == ("open", usd(8_000), ("voucher",))
    assert asked.words["en"].startswith("voucher USD 80.00 was taken back, for which USD 80.00 was not given (refund)")
    assert asked.words.keys() == {"en", "id", "vi"}
    played.give(seen_to(MADE_GOOD))
    assert not [task for task in played.case.tasks.values() if task.status == "open"]


def test_what_was_set_off_whole_and_a_part_that_is_taken_back_are_asked_for_too() -> None:
    """Each time for what is missing by then, and no more."""
    played = voucher_and_refund(8_000, p.Wait(id="w", span=LONG, at_most=LONG))
    assert played.at_once("refund") == ("set off", 0)
    played.give(take_back("voucher", 3_000))
    assert played.case.tasks[MADE_GOOD].details["amount"] == usd(3_000)
    played.give(seen_to(MADE_GOOD), take_back("voucher", 5_000))
    assert played.case.tasks["refund#made-good1"].details["amount"] == usd(5_000)


def test_what_is_named_for_it_is_granted_and_given_and_a_part_leaves_the_rest() -> None:
    """Of 80 dollars that are missing 30 are named: granted and given, 50 are asked for; denied, it is asked anew."""
    played = voucher_and_refund(10_000, p.Wait(id="w", span=LONG, at_most=LONG))
    played.give(take_back("voucher"))
    with pytest.raises(CommandRejected, match="the answer lacks “kind”"):
        do_task(played, "redress", NAMES, gave="cash", reference="till 7")
    name_it(played, "refund", 3_000)
    do_task(played, "approve", HEAD, approve=True)
    do_task(played, "give", NAMES, reference="till 7")
    assert played.at_once(MADE_GOOD) == ("paid", 3_000)
    assert played.case.tasks["refund#made-good1"].details["amount"] == usd(5_000)
    name_it(played, "refund", 5_000)
    do_task(played, "approve", HEAD, approve=False, why="too much")
    assert played.case.tasks["refund#made-good2"].details["amount"] == usd(5_000)


def test_a_thing_that_is_named_for_it_is_all_of_it() -> None:
    """Of 80 dollars that are missing a thing in kind leaves nothing: while it is given, and once it was."""
    played = voucher_and_refund(10_000, p.Wait(id="w", span=LONG, at_most=LONG))
    played.give(take_back("voucher"))
    name_it(played, "replacement", None)
    assert "refund#made-good1" not in played.case.tasks
    do_task(played, "give", NAMES, reference="parcel 7")
    assert not [task for task in played.case.tasks.values() if task.status == "open"]


def test_a_closed_case_is_taken_up_again_for_what_is_not_made_good_any_more() -> None:
    """Nobody would be asked otherwise."""
    played = voucher_and_refund()
    played.later(LONG_AFTER)
    assert played.case.phase == "closed"
    played.give(take_back("voucher"))
    assert (played.case.phase, played.case.tasks[MADE_GOOD].status) == ("working", "open")


def test_of_what_is_taken_back_itself_nothing_is_asked_for() -> None:
    """Whoever takes both back owes no part of either."""
    played = voucher_and_refund(10_000, p.Wait(id="w", span=LONG, at_most=LONG))
    played.give(take_back("voucher"), take_back("refund"))
    assert played.case.tasks[MADE_GOOD].status == "taken back"
