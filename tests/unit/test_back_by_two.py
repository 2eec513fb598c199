"""What was paid is paid again by the word of one who did not grant it, once; else by that of two persons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.evolve import fold
from domain.errors import Unfit
from domain.evidence.alone import alone, is_judged
from domain.evidence.legal import illegal
from domain.record import Envelope
from domain.vocabulary import LANGUAGES
from tests.support.plans import START, plan, usd
from tests.unit.test_ledger import BOSS, OTHER, refund
from tests.unit.test_remedy_ledger import PAID, In, came_back

BACK = came_back()


def paid() -> In:
    """Return a case in which 500 dollars were granted by a person and paid."""
    played = In(plan(refund(usd(500))))
    played.give(c.ApproveRemedy(now=START, actor=BOSS, entry="refund"))
    played.pay(PAID)
    return played


def stands(played: In) -> str:
    """Say how it stands."""
    return played.case.ledger["refund"].status


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize(
    "who",
    [BOSS, replace(OTHER, person="b.bea", same_as=("bea",)), replace(OTHER, person="eve", one_with=("bea",))],
    ids=["granted it", "another account", "stands in"],
)
def test_who_granted_it_does_not_have_it_paid_again_alone(who: c.Actor, *, answer: bool) -> None:
    """Under whatever account, and whoever counts as one with them: somebody else agrees first, or says no."""
    played = paid()
    said = replace(BACK, actor=who)
    played.give(said, said)
    assert (stands(played), list(played.case.wanted)) == ("paid", ["@second#1"])
    words = played.case.tasks["@second#1"].words
    assert words["en"] == (
        f"Do you agree that what was paid came back (r-1)? {who.person} says: “account closed”. "
        "Then it is paid again: refund USD 5.00"
    )
    assert all("5" in words[each] and "r-1" in words[each] for each in LANGUAGES)
    agrees = c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": answer, "why": "w"})
    with pytest.raises(Unfit, match="asked for this"):
        played.give(replace(agrees, actor=who))
    asked = played.case
    played.give(agrees)
    assert stands(played) == ("approved" if answer else "paid")
    back = played.said(e.PayoutReturned)
    assert [(x.by, x.second) for x in back] == ([(who.person, "olaf")] if answer else [])
    if answer:
        assert illegal(asked, back[0]) == "it is written down for two by one person that something came back"


def test_who_had_a_hand_in_what_it_rests_on_does_not_agree_to_it() -> None:
    """Nor whoever gets it: they could not have granted it either."""
    played = paid()
    played.give(replace(BACK, actor=BOSS))
    gets = replace(OTHER, person=played.case.customer.id)
    with pytest.raises(Unfit, match="may not decide"):
        played.give(c.CompleteTask(now=START, actor=gets, task="@second#1", answer={"approve": True}))


def test_another_one_says_so_alone_once() -> None:
    """The second time the same one says so, it takes a second person; what a bank passes on does not."""
    played = paid()
    played.give(BACK)
    assert (stands(played), played.case.ledger["refund"].returned_by) == ("approved", ("hedda",))
    played.pay(PAID)
    played.give(replace(BACK, reference="r-2"))
    assert (stands(played), played.case.wanted["@second#1"].evidence) == ("paid", ("r-2",))
    bank = c.Actor(person="bank", roles=("service", "head"))
    played.give(replace(BACK, reference="r-2", actor=bank))
    assert (stands(played), played.case.tasks["@second#1"].status) == ("approved", "taken back")


def test_in_a_closed_case_it_is_asked_by_taking_it_up_again() -> None:
    """Nobody is asked in a closed case."""
    played = paid()
    played.case = replace(played.case, phase="closed", outcome="solved")
    played.give(replace(BACK, actor=BOSS))
    assert [type(x) for x in played.said(e.CaseReopened)] == [e.CaseReopened]
    assert (stands(played), played.case.tasks["@second#1"].status) == ("paid", "open")


@pytest.mark.parametrize(
    ("by", "roles", "version", "wrong"),
    [
        ("hedda", ("head",), 2, ""), ("bea", ("boss",), 2, "it is paid again by the word of one who granted it"),
        ("bea", ("boss",), 1, None), ("bea", ("service",), 2, None),
    ],
)  # fmt: skip
def test_an_auditor_sees_who_had_it_paid_again_alone(
    by: str, roles: tuple[str, ...], version: int, wrong: str | None
) -> None:
    """Whoever granted it, or said so before; earlier facts and systems are not judged."""
    played = paid()
    fact = e.PayoutReturned(at=START, entry="refund", step="refund", method="card", why="w", reference="r-1", by=by)
    record = Envelope("case/x", 9, "ev", "PayoutReturned", version, START, START, by, roles, "", "c", "", (), "", fact)
    assert is_judged(record) == (wrong is not None)
    if wrong is not None:
        assert alone(played.case, record, (), played.book).startswith(wrong)
        again = fold(played.case, (fact,))
        assert alone(again, record, (), played.book).startswith("it is paid again")
