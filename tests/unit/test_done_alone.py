"""What one person dropped alone is found by an auditor with the playbook: choices, covers in a block, withdrawals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.deciding import countersigning
from domain.case.evolve import fold, named
from domain.case.surveying import at_stake
from domain.events import Event
from domain.evidence.alone import alone, denied_with, is_judged
from domain.evidence.legal import illegal
from domain.playbook import plan as p
from domain.record import Envelope
from tests.support.plans import HOUR, START, plan, usd
from tests.unit.test_at_stake import ASKS, CANCEL, CHOOSES, CLERK, chosen
from tests.unit.test_entitling import Life, asking, remedy
from tests.unit.test_ledger import OTHER, Played, cover, refund

AGREES = c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": True})
SKIPS = c.SkipStep(now=START, actor=CLERK, step="refund", why="no need")
WITHDRAWS = c.WithdrawCase(now=START, actor=CLERK, why="they said never mind", text="sealed")


def envelopes(events: Sequence[Event], *roles: str) -> list[Envelope]:
    """Return facts as a journal keeps them, those of one instant as of one command."""
    return [
        Envelope(
            "case/ca_1", seq, f"ev_{seq}", type(event).__name__, event.version, event.at, event.at, "fin", roles, "",
            "one", "", (), "", event,
        )
        for seq, event in enumerate(events, start=1)
    ]  # fmt: skip


def found(played: Played | Life, kind: type[Event], *roles: str, second: str | None = None, version: int = 0) -> str:
    """Return what an auditor finds of the fact of a kind, with another second person."""
    records = envelopes(played.events, *(roles or ("desk",)))
    at = next(n for n, record in enumerate(records) if isinstance(record.event, kind))
    if second is not None:
        records[at] = replace(records[at], event=records[at].event.model_copy(update={"second": second}))
    if version:
        records[at] = replace(records[at], version=version)
    case = fold(named(played.case.id), played.events[:at])
    event = records[at].event
    if wrong := illegal(case, event, version or None):
        return wrong
    if not is_judged(records[at]):
        return ""
    return alone(case, records[at], denied_with(records, at), played.book)


def in_a_block() -> Played:
    """Play until a cover was granted within a block that has something left to do."""
    branches: dict[str, tuple[p.AnyStep, ...]] = {
        "care": (cover(),),
        "gift": (refund(None, amount=p.Given(value=usd(700)), authority=ASKS),),
    }
    block = p.Together(id="block", branches=branches)
    return Played(plan(block))


def running() -> Played:
    """Play until a cover runs."""
    return Played(plan(cover(), refund(None, amount=p.Given(value=usd(700)), authority=ASKS)))


@pytest.mark.parametrize(
    ("start", "act", "kind", "what"),
    [
        (chosen, CANCEL, e.CaseCancelled, "what the customer chose"),
        (chosen, SKIPS, e.StepSkippedByHand, "what the customer chose"),
        (chosen, WITHDRAWS, e.CaseWithdrawn, "what the customer chose"),
        (running, CANCEL, e.CaseCancelled, "a cover"),
        (running, WITHDRAWS, e.CaseWithdrawn, "a cover"),
        (in_a_block, replace(SKIPS, step="block"), e.StepSkippedByHand, "a cover"),
    ],
)
def test_what_takes_two_by_one_is_found(
    start: Callable[[], Played], act: c.Command, kind: type[Event], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By two it is none; a record that names nobody for the second is; and so is a core that asks nobody."""
    said = f"{what} is dropped by one person alone"
    played = start()
    played.give(act, c.ClaimTask(now=START, actor=OTHER, task="@second#1"), AGREES)
    assert found(played, kind) == ""
    assert found(played, kind, second="") == said
    assert found(played, kind, second="", version=1) == ""
    monkeypatch.setattr(at_stake, "_chosen", lambda case, book, step: iter(()))
    monkeypatch.setattr(at_stake, "_covered", lambda case, layout, step: [])
    monkeypatch.setattr(at_stake, "_not_decided", lambda case, book: iter(()))
    again = start()
    try:
        again.give(act)
    except AssertionError as broken:  # what is played by hand is looked at by the rules that need no playbook
        assert said in str(broken)
    else:
        assert found(again, kind) == said


def test_what_was_only_asked_for_one_alone_denies() -> None:
    """Goodwill that nobody chose, or what a person denied before: who goes on without it is accused of nothing."""
    played = Played(plan(refund(None, amount=p.Given(value=usd(4_200)), authority=ASKS)))
    played.give(SKIPS)
    assert found(played, e.StepSkippedByHand) == ""


LOOK = p.Ask(id="look", role="desk", due=HOUR, words={"en": "Look"}, form={})


@pytest.mark.parametrize("steps", [(refund(None, authority=ASKS),), (LOOK, refund(None))])
@pytest.mark.parametrize(("act", "kind"), [(CANCEL, e.CaseCancelled), (WITHDRAWS, e.CaseWithdrawn)])
def test_what_the_plan_would_give_is_not_dropped_by_one(
    steps: tuple[p.AnyStep, ...], act: c.Command, kind: type[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for, or still to come: who ends the case over it alone is found, in facts of today's version."""
    played = Played(plan(*steps))
    played.give(act, c.ClaimTask(now=START, actor=OTHER, task="@second#1"), AGREES)
    assert found(played, kind) == ""
    said = "what the plan would give is dropped by one person alone"
    assert found(played, kind, second="") == said
    assert found(played, kind, second="", version=kind.version - 1) == ""
    monkeypatch.setattr(countersigning, "drops", lambda case, book, act, step="", outcome=None: None)
    alone = Played(plan(*steps))
    alone.give(act)
    assert found(alone, kind) == said


def test_what_was_chosen_in_another_part_is_none_of_it() -> None:
    """A gift beside the offer rests on no choice."""
    beside = refund(None, id="beside", amount=p.Given(value=usd(900)), authority=ASKS)
    played = Played(plan(beside, CHOOSES))
    played.give(c.SkipStep(now=START, actor=CLERK, step="beside", why="no need"))
    assert found(played, e.StepSkippedByHand) == ""


def test_a_withdrawal_is_judged_by_who_wrote_it_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the house drops what is owed; a service passes on what the customer said, and the customer says it."""
    monkeypatch.setattr(countersigning, "drops_by_another", lambda case, book, command: False)
    life = Life(asking(remedy(authority=ASKS)), late_by=6, price=usd(9_000))
    life.take(WITHDRAWS)
    assert found(life, e.CaseWithdrawn) == "what is owed is dropped by one person alone"
    assert found(life, e.CaseWithdrawn, "service") == ""
    own = Life(asking(remedy(authority=ASKS)), late_by=6, price=usd(9_000))
    own.take(c.WithdrawCase(now=START, actor=c.Actor(person="cu_1", roles=("customer",)), why="never mind"))
    assert found(own, e.CaseWithdrawn) == ""
