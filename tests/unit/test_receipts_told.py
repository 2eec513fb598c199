"""Whose receipt is not paid, or not in full, is told so, with the reason."""

from __future__ import annotations

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.due import due
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
    assert [(each.why, each.paid) for each in short(played.case)] == [("used-up", usd(0))]
    played.give(c.WithdrawCase(now=START, actor=c.Actor(person="cu_1", roles=("customer",)), why="never mind"))
    played.pay(c.Applied(receipt={"ok": True}))
    assert played.case.phase != "closed"
    [work] = due(played.case, played.book, played.now).work
    assert work.step == "@receipt[meals%5Br2%5D]"
    told = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}
    played.finish(work, c.Applied(receipt={"ok": True}, message=told))
    assert [x.outcome for x in played.said(e.CaseClosed)] == ["withdrawn"]
