"""Others of the case who got something are written to themselves; where that does not arrive, the customer is asked."""

from __future__ import annotations

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.due import due
from domain.case.survey import Work
from domain.playbook import plan as p
from domain.values import Person
from domain.views.letter import said
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.plans import HOUR, plan
from tests.unit.test_ledger import Played
from tests.unit.test_remedy_ledger import LETTER, PAID, granted

BEN = Person("cu_2", "v_2", "")
DONE = c.Applied(receipt={"ok": True}, message=LETTER)


def both_paid(*, known: bool = True, follow_up: tuple[p.FollowUp, ...] = ()) -> Played:
    """Play until the customer and another person were paid a refund each."""
    to = p.Given(value=BEN if known else Person("cu_2"))
    played = Played(plan(granted(500), granted(700, id="his", to=to), follow_up=follow_up))
    played.pay(PAID)
    played.pay(PAID)
    return played


def letters(played: Played) -> list[Work]:
    """Return the letters that are due."""
    return [work for work in due(played.case, played.book, played.now).work if work.effect == "tell"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_else_got_something_reads_what_is_theirs_and_nothing_of_others(language: str) -> None:
    """Before the case ends, and once."""
    played = both_paid()
    [work] = letters(played)
    assert (work.step, work.request["message"], work.request["to"]) == ("@paid-to[his]", "paid-to-you", BEN)
    telling = Telling(played.case, played.book, played.events, language, reader=BEN.id)
    told = said(telling, work.request, work.step)["remedies"]
    assert len(told.splitlines()) == 1
    assert "7" in told
    assert played.said(e.CaseClosed) == []
    played.finish(work, DONE)
    assert len(played.said(e.CaseClosed)) == 1


def test_where_they_cannot_be_written_to_the_customer_is_asked_to_tell_them() -> None:
    """By name where that is known; the case ends once the customer was written to."""
    played = both_paid()
    played.finish(letters(played)[0], c.NotApplied(why="no_address", refused=True))
    [work] = letters(played)
    assert (work.step, work.request["message"]) == ("@told-by-them[his]", "please-tell-them")
    assert work.request["to"] == played.case.customer
    telling = Telling(played.case, played.book, played.events, "en", names={BEN.id: "Ben"})
    assert said(telling, work.request, work.step)["remedies"] == "– a refund of USD 7.00 for Ben"
    played.finish(work, DONE)
    assert len(played.said(e.CaseClosed)) == 1


def test_who_is_not_known_at_all_is_not_written_to() -> None:
    """Nobody could be: there is no name and no address."""
    assert letters(both_paid(known=False)) == []


def test_what_is_put_right_does_not_wait_for_the_letter() -> None:
    """What was promised is kept when it is so; the case ends behind the letter."""
    asks = (p.FollowUp(after=HOUR * 20, survey="s", reply_within=HOUR, silent="accept"),)
    played = both_paid(follow_up=asks)
    assert len(played.said(e.Resolved)) == 1
    assert [work.step for work in letters(played)] == ["@paid-to[his]"]
