"""Whose receipt is not paid, or not in full, is told so, with the reason."""

from __future__ import annotations

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.due import due
from domain.case.evolve import fold
from domain.case.surveying.covers import USED_UP
from domain.case.surveying.receipts_told import short
from domain.playbook import plan as p
from domain.views.explain import explain
from domain.views.letter import said
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.plans import HOUR, START, plan, usd
from tests.unit.test_ledger import BOSS, RUNGS, Played, cover


@pytest.mark.parametrize(
    ("sent", "lines"),
    [
        ((100, 200), ()),
        ((500, 401), ("Of your receipt over USD 4.01 we pay USD 4.00: receipts are paid up to USD 9.00 in all",)),
    ],
)
def test_whose_receipt_is_cut_is_told_why(sent: tuple[int, ...], lines: tuple[str, ...]) -> None:
    """A letter of the engine's own, once for each, before the case ends; the story says it too, in every language."""
    played = Played(plan(cover(), p.Wait(id="w", span=HOUR * 30, at_most=HOUR * 30)))
    for minor in sent:
        played.receipt(minor)
        played.pay(c.Applied(receipt={"ok": True}))
    asked = [work for work in due(played.case, played.book, played.now).work if work.step.startswith("@receipt")]
    assert [work.request["message"] for work in asked] == ["your-receipt"] * len(lines)
    for language in LANGUAGES:
        telling = Telling(played.case, played.book, played.events, language)
        told = said(telling, asked[0].request if asked else {}, "@receipt[x]")["receipts"]
        assert bool(told) == bool(lines)
        assert all(line in told for line in lines) or language != "en"
        assert told.removeprefix("– ") in "\n".join(explain(telling))
    for work in asked:
        told_by = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}
        played.finish(work, c.Applied(receipt={"ok": True}, message=told_by))
    assert not [work for work in due(played.case, played.book, played.now).work if work.step.startswith("@receipt")]


def test_whose_receipt_is_denied_is_told_what_whoever_denied_it_says() -> None:
    """The words are those for the customer."""
    played = Played(plan(cover(authority=p.Authority(above=RUNGS[1:], within=HOUR))))
    played.receipt(500)
    played.give(c.DenyRemedy(now=START, actor=BOSS, entry=next(iter(played.case.ledger)), why="it is of another day"))
    [one] = short(played.case)
    assert (one.why, one.said, one.paid) == ("denied", "it is of another day", usd(0))
    assert [work for work in due(played.case, played.book, played.now).work if work.step.startswith("@receipt")]


def test_whose_receipt_comes_when_the_case_has_ended_for_them_is_told() -> None:
    """Nothing of it is proposed any more; the letter goes out before the case closes."""
    played = Played(plan(cover(), p.Wait(id="w", span=HOUR * 30, at_most=HOUR * 30)))
    played.receipt(900)
    played.receipt(100)
    assert [*short(played.case)] == []
    played.give(c.WithdrawCase(now=START, actor=c.Actor(person="cu_1", roles=("customer",)), why="never mind"))
    assert [(each.why, each.paid) for each in short(played.case)] == [("called-off", usd(0))]
    played.pay(c.Applied(receipt={"ok": True}))
    assert played.case.phase != "closed"
    [work] = due(played.case, played.book, played.now).work
    assert work.step == "@receipt[meals%5Br2%5D]"
    told = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}
    played.finish(work, c.Applied(receipt={"ok": True}, message=told))
    played.finish(played.work("@cancelled[0]"), c.Applied(receipt={"ok": True}, message=told))
    assert [x.outcome for x in played.said(e.CaseClosed)] == ["withdrawn"]


EACH = p.Authority(auto_up_to=(usd(0),), above=RUNGS, within=HOUR * 24)
"""Whoever may is asked about every receipt."""


def waiting() -> Played:
    """Return a cover of which a person grants every receipt, and three that come to more than it."""
    played = Played(plan(cover(authority=EACH), p.Wait(id="w", span=HOUR * 30, at_most=HOUR * 30)))
    for minor in (500, 600, 300):
        played.receipt(minor)
    return played


def letters(played: Played) -> list[str]:
    """Return the letters about receipts that are due."""
    return [work.step for work in due(played.case, played.book, played.now).work if work.step.startswith("@receipt")]


def test_what_an_earlier_receipt_leaves_is_known_once_that_is_settled() -> None:
    """Nothing is cut, left out or told before; what is denied is there for those behind it."""
    played = waiting()
    assert {name: each.amount for name, each in played.case.ledger.items()} == {"meals[r1]": usd(500)}
    assert (played.said(e.StepSkipped), [*short(played.case)], letters(played)) == ([], [], [])
    played.give(c.DenyRemedy(now=played.now, actor=BOSS, entry="meals[r1]", why="that was no meal"))
    assert {name: each.amount for name, each in played.case.ledger.items()} == {
        "meals[r1]": usd(500), "meals[r2]": usd(600), "meals[r3]": usd(300),
    }  # fmt: skip
    assert letters(played) == ["@receipt[meals%5Br1%5D]"]
    for name in ("meals[r2]", "meals[r3]"):
        played.give(c.ApproveRemedy(now=played.now, actor=BOSS, entry=name))
        played.pay(c.Applied(receipt={"ok": True}))
    assert [(each.path, each.why, each.paid) for each in short(played.case)] == [("meals[r1]", "denied", usd(0))]
    assert [each.why for each in played.said(e.CoverEnded)] == ["used up"]


def test_where_those_ahead_are_paid_what_is_behind_is_cut_and_left_out() -> None:
    """Each with the reason that holds for good; a receipt that fits whole does not wait for those ahead."""
    played = waiting()
    played.give(c.ApproveRemedy(now=played.now, actor=BOSS, entry="meals[r1]"))
    assert [*played.case.ledger] == ["meals[r1]"]
    played.pay(c.Applied(receipt={"ok": True}))
    assert {name: each.amount for name, each in played.case.ledger.items()} == {
        "meals[r1]": usd(500), "meals[r2]": usd(400),
    }  # fmt: skip
    assert (played.said(e.StepSkipped), letters(played)) == ([], [])
    played.give(c.ApproveRemedy(now=played.now, actor=BOSS, entry="meals[r2]"))
    played.pay(c.Applied(receipt={"ok": True}))
    assert [(each.path, each.why, each.paid) for each in short(played.case)] == [
        ("meals[r2]", "cut", usd(400)), ("meals[r3]", "used-up", usd(0)),
    ]  # fmt: skip
    small = Played(plan(cover(authority=EACH)))
    for minor in (500, 400):
        small.receipt(minor)
    assert {name: each.amount for name, each in small.case.ledger.items()} == {
        "meals[r1]": usd(500), "meals[r2]": usd(400),
    }  # fmt: skip


def test_what_an_earlier_release_cut_is_told_once_it_is_certain() -> None:
    """Journals of then have a receipt left out behind one that is open; nothing of that is decided anew."""
    played = Played(plan(cover(authority=EACH), p.Wait(id="w", span=HOUR * 30, at_most=HOUR * 30)))
    for minor in (900, 100):
        played.receipt(minor)
    left_out = e.StepSkipped(at=played.now, step="meals[r2]", why=USED_UP)
    played.case = fold(played.case, (left_out,))
    assert ([each.why for each in short(played.case)], letters(played)) == (["used-up"], [])
    played.give(c.ApproveRemedy(now=played.now, actor=BOSS, entry="meals[r1]"))
    assert letters(played) == []
    played.pay(c.Applied(receipt={"ok": True}))
    assert letters(played) == ["@receipt[meals%5Br2%5D]"]
    assert played.said(e.StepSkipped) == []


def test_what_waits_for_those_ahead_of_it_is_settled_when_the_case_is_called_off() -> None:
    """Nothing of it was proposed: it is left out, and told so."""
    played = waiting()
    played.give(c.WithdrawCase(now=played.now, actor=c.Actor(person="cu_1", roles=("customer",)), why="never mind"))
    assert {each.why for each in short(played.case)} == {"called-off"}
    played.be_told()
    assert played.case.phase == "closed"
