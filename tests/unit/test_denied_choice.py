"""What the customer chose and somebody denied: they are told, whoever goes on without it is, and nobody says solved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around
from domain.case.due import due
from domain.case.survey import Work
from domain.case.surveying.denied import SKIPPED
from domain.playbook import plan as p
from domain.views.briefing import fields
from domain.views.letter import said
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.plans import START, contract, plan, usd
from tests.unit.test_at_stake import ASKS, CHOOSES, CLERK, question
from tests.unit.test_ledger import BOSS, OTHER, Played, refund
from tests.unit.test_second_look import ROUTES

LETTER = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}
WHY = "it was bought with miles"
COLLEAGUES = "they shout at everybody"


def chosen(**more: object) -> Played:
    """Play until the customer chose a refund that nobody has granted."""
    pays = {"amount": p.Given(value=usd(4_200)), "authority": ASKS, "when": ('chosen("offer") == "a"',)}
    gift = refund(None, **{**pays, "pay": (contract("card", pays=True),), **more})
    played = Played(plan(CHOOSES, gift), around=Around(routes=ROUTES))
    played.finish(played.work("offer"), c.Applied(receipt={"ok": True}, message=LETTER))
    played.give(c.ChooseAlternative(now=START, actor=c.Actor(person="cu_1"), step="offer", choice="a"))
    return played


def denied() -> Played:
    """Play until that was denied."""
    played = chosen()
    played.give(c.DenyRemedy(now=START, actor=BOSS, entry="refund", why=WHY))
    return played


def letters(played: Played) -> list[Work]:
    """Return the letters of a denial that are due."""
    return [work for work in due(played.case, played.book, played.now).work if work.step.startswith("@denied")]


def go_on(played: Played) -> None:
    """Have the owner go on without it, and a second person agree where it takes one."""
    played.give(c.SkipStep(now=START, actor=CLERK, step="refund", why=COLLEAGUES))


def test_who_chose_what_is_denied_is_told_before_the_case_is_put_right() -> None:
    """What they chose, the reason that was written for them, who else can decide; not what colleagues said."""
    played = denied()
    assert letters(played) == []  # it may still be tried anew
    go_on(played)
    [work] = letters(played)
    assert (work.request["message"], work.request["gives"]) == ("not-given", ("decision", "route"))
    assert played.case.phase == "working"
    for language in LANGUAGES:
        told = said(Telling(played.case, played.book, played.events, language), work.request, work.step)
        assert WHY in told["not_given"]
        assert all(told[part] for part in ("chosen", "route"))
        assert COLLEAGUES not in "".join(told.values())
    played.finish(work, c.Applied(receipt={"ok": True}, message=LETTER | {"gives": ("decision", "route")}))
    assert played.said(e.Resolved)
    assert [x.outcome for x in played.said(e.CaseClosed)] == ["solved"]
    assert letters(played) == []


def test_where_somebody_told_them_all_of_it_no_letter_says_it_again() -> None:
    """A talk gives as much as a letter."""
    played = denied()
    told = c.RecordContact(
        now=START, actor=OTHER, direction="out", channel="phone", text="sealed", gives=("decision", "route")
    )
    played.give(told)
    go_on(played)
    assert (letters(played), [x.outcome for x in played.said(e.CaseClosed)]) == ([], ["solved"])


def test_who_goes_on_without_what_nobody_decided_gives_the_customer_no_reason() -> None:
    """The reason of a skip is for colleagues: the denial that comes with it says that it was skipped."""
    played = chosen()
    go_on(played)
    played.give(c.CompleteTask(now=START, actor=BOSS, task="@second#1", answer={"approve": True}))
    assert [x.why for x in played.said(e.RemedyDenied)] == [SKIPPED]
    [work] = letters(played)
    told = said(Telling(played.case, played.book, played.events, "en"), work.request, work.step)
    assert "refund" in told["not_given"]
    assert SKIPPED not in "".join(told.values())
    assert COLLEAGUES not in "".join(told.values())


def test_the_second_person_reads_what_was_chosen_and_denied_and_how_much() -> None:
    """Where going on without a step takes two in a tier."""
    played = denied()
    tier = played.case.tier
    policy = played.book.policy
    rules = policy.tiers[tier]
    eyes = rules.four_eyes.model_copy(update={"acts": ("skip",)})
    tiers = {**policy.tiers, tier: rules.model_copy(update={"four_eyes": eyes})}
    played.book = replace(played.book, policy=policy.model_copy(update={"tiers": tiers}))
    go_on(played)
    assert question(played).endswith("The customer chose this, and it was denied: refund USD 42.00")


@pytest.mark.parametrize("purpose", ["approve"])
def test_who_says_no_is_told_that_the_customer_reads_why(purpose: str) -> None:
    """On the form that they fill in."""
    played = chosen()
    [task] = [task for task in played.case.tasks.values() if task.purpose == purpose]
    assert "the customer reads it" in fields(played.case, played.book, task)["why"].label["en"]
