"""What is sent once is not sent again before it is known what became of it; what came back is not taken back, too."""

from __future__ import annotations

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.due import due
from domain.case.ledger import balances
from domain.errors import CommandRejected
from domain.playbook import plan as p
from tests.support.plans import HOUR, contract, do, plan, usd
from tests.unit.test_remedy_ledger import HEAD, PAID, In, granted

OWNER = c.Actor(person="owl", roles=("owner",))
SECOND = c.Actor(person="sol", roles=("owner",))
WAITS = p.Wait(id="w", span=HOUR * 900, at_most=HOUR * 900)
UNDOABLE = granted(undo=contract("card.undo", undoes=True))


def back(case: In, reference: str = "r1") -> None:
    """Have what was paid come back."""
    case.give(c.ReturnPayout(now=case.now, actor=HEAD, entry="refund", reference=reference, why="account closed"))


def again(case: In, step: str = "refund") -> c.RetryStep:
    """Have a step tried anew by its owner."""
    return c.RetryStep(now=case.now, actor=OWNER, step=step, why="it came back")


def sent(case: In) -> list[tuple[str, str]]:
    """Return what may be sent now: the step, and its key."""
    return [(work.step, work.key) for work in due(case.case, case.book, case.now).work if work.mode == "send"]


# --- Tried anew ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", ["open", "accepted", "unknown"])
def test_a_payout_under_way_is_not_tried_anew(status: str) -> None:
    """What came back is paid by the next way: until that is known, nobody has its step pay a third time."""
    case = In(plan(granted(), WAITS))
    case.pay(PAID)
    back(case)
    second = case.begin_payout()
    told: dict[str, c.Outcome] = {
        "accepted": c.Accepted(reference="t-2", expect_by=case.now + HOUR.span), "unknown": c.Unknown(why="time-out"),
    }  # fmt: skip
    if status in told:
        case.land(told[status])
    assert (case.case.effects["refund"].status, case.case.status("refund")) == (status, "done")
    with pytest.raises(CommandRejected, match=r"not known yet.*Wait until it is established"):
        case.give(again(case))
    assert "ca_1/refund/3" not in {key for _, key in sent(case)}
    case.under_way = second
    case.land(PAID)
    assert sorted(case.case.applied) == ["ca_1/refund/1", "ca_1/refund/2"]


def test_whoever_wants_it_tried_anew_is_told_which_question_is_open() -> None:
    """Where a person is asked whether it was done, their answer comes first; then it can be tried anew."""
    once = contract("cash", pays=True, capability="neither")
    case = In(plan(granted(pay=(once, once)), WAITS))
    case.pay(PAID)
    back(case)
    case.be_told()
    case.begin_payout()
    case.land(c.Unknown(why="time-out"))
    case.later(HOUR.span)
    [name] = [n for n, x in case.case.tasks.items() if x.purpose == "establish"]
    with pytest.raises(CommandRejected, match=f"makegood task do ca_1 {name} applied=yes"):
        case.give(again(case))
    case.give(c.CompleteTask(now=case.now, actor=OWNER, task=name, answer={"applied": False}))
    case.give(again(case))
    assert sent(case) == [("refund", "ca_1/refund/3")]


def test_a_stuck_step_whose_effect_is_under_way_is_not_tried_anew() -> None:
    """The answer to the task meets the same check as the command."""
    case = In(plan(granted(), WAITS))
    case.pay(PAID)
    back(case)
    case.begin_payout()
    words = {"en": "what now?"}
    stuck = e.TaskOpened(
        at=case.now, task="refund#stuck", step="refund", purpose="stuck", role="owner", words=words,
        due=case.now + HOUR.span,
    )  # fmt: skip
    case._keep([stuck])
    answer = {"decision": "retry", "why": "it came back"}
    with pytest.raises(CommandRejected, match="not known yet"):
        case.give(c.CompleteTask(now=case.now, actor=OWNER, task="refund#stuck", answer=answer))


# --- Taken back ------------------------------------------------------------------------------------------------------
UNDONE = plan(UNDOABLE, do("mid", undo=None), p.Undo(id="u", target="refund"), WAITS)


def test_what_came_back_is_neither_taken_back_nor_paid_again() -> None:
    """The plan takes the refund back behind its return: it is with us already, and there it stays."""
    case = In(UNDONE)
    case.pay(PAID)
    back(case)
    case.finish(case.work("mid"))
    assert sent(case) == []
    assert (case.case.ledger["refund"].status, case.case.status("refund")) == ("denied", "undone")
    assert case.case.undos["u#0"].finished
    assert not case.said(e.RemedyReversed)
    [line] = balances(case.case).values()
    assert (line.paid, line.to_pay, line.released, line.even) == (0, 0, 10_000, True)


def test_a_second_payout_under_way_is_waited_for_and_then_taken_back() -> None:
    """It may still arrive: only what is known is settled."""
    case = In(UNDONE)
    case.pay(PAID)
    back(case)
    second = case.begin_payout()
    case.finish(case.work("mid"))
    assert sent(case) == []
    assert not case.case.undos["u#0"].finished
    case.under_way = second
    case.land(PAID)
    [work] = due(case.case, case.book, case.now).work
    assert work.step == "refund~undo"
    case.finish(work)
    assert (case.case.ledger["refund"].status, case.case.status("refund")) == ("reversed", "undone")


def test_nothing_comes_back_while_it_is_not_known_whether_it_was_taken_back() -> None:
    """One after the other: else it would be settled twice."""
    case = In(UNDONE)
    case.pay(PAID)
    case.finish(case.work("mid"))
    case.begin(case.work("refund~undo"))
    with pytest.raises(CommandRejected, match="being taken back"):
        back(case)
    case.land(PAID)
    assert case.case.ledger["refund"].status == "reversed"


@pytest.mark.parametrize("way", ["cancelled", "try"])
def test_what_came_back_is_not_paid_so_that_it_can_be_taken_back(way: str) -> None:
    """A case that is called off, and a plan that failed, take back what they did: what came back is left at that."""
    failing = p.Try(id="t", plans=((UNDOABLE, do("mid", undo=None)),), otherwise=(WAITS,))
    case = In(plan(failing) if way == "try" else plan(UNDOABLE, WAITS))
    case.pay(PAID)
    back(case)
    if way == "try":
        case.finish(case.work("mid"), c.NotApplied(why="no", refused=True))
    else:
        case.give(c.CancelCase(now=case.now, actor=OWNER, why="nothing failed"))
        case.give(c.CompleteTask(now=case.now, actor=SECOND, task="@second#1", answer={"approve": True}))
    assert sent(case) == []
    assert (case.case.ledger["refund"].status, case.case.status("refund")) == ("denied", "undone")
    assert all(undoing.finished for undoing in case.case.undos.values())


# --- Taken back by hand, and by its undo -----------------------------------------------------------------------------
def taken_by_hand(case: In, amount: int | None = None) -> c.ReverseRemedy:
    """Have a person write down that they took back what was paid, or a part of it."""
    some = usd(amount) if amount is not None else None
    return c.ReverseRemedy(now=case.now, actor=HEAD, entry="refund", amount=some, reference="h-1", why="by mistake")


def test_what_was_taken_back_by_hand_is_not_taken_back_again() -> None:
    """The undo of its step goes to nobody: it is with us already, and the step is undone."""
    case = In(UNDONE)
    case.pay(PAID)
    case.give(taken_by_hand(case))
    case.finish(case.work("mid"))
    assert sent(case) == []
    assert (case.case.ledger["refund"].status, case.case.status("refund")) == ("reversed", "undone")
    assert [each.how for each in case.said(e.RemedyReversed)] == ["hand"]
    assert case.case.undos["u#0"].finished


def test_an_undo_takes_back_what_is_left_of_a_part() -> None:
    """Of 100 dollars 30 were taken back by hand: the undo asks for 70."""
    case = In(UNDONE)
    case.pay(PAID)
    case.give(taken_by_hand(case, 3_000))
    case.finish(case.work("mid"))
    work = case.work("refund~undo")
    assert work.request["amount"] == usd(7_000)
    case.finish(work)
    assert [each.amount for each in case.said(e.RemedyReversed)] == [usd(3_000), usd(7_000)]


def test_nothing_is_taken_back_by_hand_while_its_undo_is_under_way() -> None:
    """Else it could be taken back twice."""
    case = In(UNDONE)
    case.pay(PAID)
    case.finish(case.work("mid"))
    case.begin(case.work("refund~undo"))
    with pytest.raises(CommandRejected, match="being taken back"):
        case.give(taken_by_hand(case))


def test_each_payout_of_a_step_is_taken_back_by_its_own_receipt() -> None:
    """Tried again by hand, a step paid twice: both go back, the last first, and then the step is undone."""
    case = In(UNDONE)
    case.pay(c.Applied(receipt={"reference": "tr-1"}))
    case.give(again(case))
    case.pay(c.Applied(receipt={"reference": "tr-2"}))
    assert {name: each.status for name, each in case.case.ledger.items()} == {"refund": "paid", "refund/2": "paid"}
    case.finish(case.work("mid"))
    seen = []
    for reference in ("tr-2", "tr-1"):
        work = case.work("refund~undo")
        seen.append((work.request["reference"], work.key))
        assert work.request["reference"] == reference
        case.finish(work)
    assert seen == [("tr-2", "ca_1/refund/2~undo/1"), ("tr-1", "ca_1/refund~undo/2")]
    assert [each.entry for each in case.said(e.RemedyReversed)] == ["refund/2", "refund"]
    assert [each.goes_on for each in case.said(e.StepUndone)] == [True, False]
    assert (case.case.status("refund"), sent(case)) == ("undone", [])
    assert case.case.undos["u#0"].finished
