"""What stands beside each other in a case agrees: who answered granted it, and what was granted is what is paid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from domain.case import events as e
from domain.case.evolve import fold
from domain.case.state import Case
from domain.events import Event
from domain.evidence.legal import illegal
from domain.money import Money
from domain.values import Person
from tests.laws.test_lives import live


def forged(case: Case, event: Event) -> Iterator[Event]:
    """Yield what could stand there instead, and would contradict what stands before it."""
    match event:
        case e.StepStarted(effect="pay", request={"amount": Money() as amount}):
            more = Money(amount.currency, amount.minor * 10)
            yield event.model_copy(update={"request": {**event.request, "amount": more}})
            yield event.model_copy(update={"request": {**event.request, "payee": Person("cu_nobody")}})
        case e.RemedyApproved() if event.rung and any(
            x.purpose == "approve" and x.status == "done" and x.details.get("entry") == event.entry
            for x in case.tasks.values()
        ):
            yield event.model_copy(update={"approver": "zoe"})


def test_an_auditor_finds_what_contradicts_what_stands_before_it() -> None:
    """Of every payout and of every grant that somebody was asked for, in any life."""
    tried: Counter[str] = Counter()
    for seed in range(80):
        case = Case(id="ca_life")
        for event in live(seed, judged=False).events:
            for other in forged(case, event):
                assert illegal(case, other), f"seed {seed}: {other}"
                tried[type(other).__name__] += 1
            case = fold(case, (event,))
    assert min(tried["StepStarted"], tried["RemedyApproved"]) >= 15
