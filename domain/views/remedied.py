"""What became of a remedy, in words: set off, not wanted, come back, taken back; and what an undo was turned into."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case import events as e
from domain.events import Event
from domain.ids import keys_of, step_of
from domain.money import Money
from domain.views.telling import Telling
from domain.views.wording import money


def told(t: Telling, event: Event) -> Iterable[str]:
    """Tell one of the facts about a remedy."""
    match event:
        case e.RemedySetOff() if event.recovery:
            yield _recovered(t, event)
        case e.RemedySetOff():
            yield _made_good(t, event)
        case e.RemedyDeclined():
            yield t.say("remedy.declined", at=t.at(event.at), remedy=t.entry(event.entry))
        case e.PayoutReturned():
            why, name = event.why.rstrip("."), "remedy.returned" if t.inward else "remedy.returned.outward"
            yield t.say(name, at=t.at(event.at), remedy=t.entry(event.entry), why=why)
        case e.RemedyReversed():
            kind, amount = t.case.ledger[event.entry].kind, event.amount
            payee = t.case.ledger[event.entry].payee.id
            remedy, why = t.for_whom(payee, t.remedy(kind, amount)), event.why.rstrip(".")
            yield t.say(f"remedy.reversed.{event.how}", at=t.at(event.at), remedy=remedy, why=why)
        case e.OutsideRecoveryLearned() if isinstance(event.amount, Money):
            amount, source = money(event.amount, t.language), t.say(f"source.{event.source}")
            yield t.say("recovery", at=t.at(event.at), amount=amount, source=source)
        case _:
            return


def _recovered(t: Telling, event: e.RemedySetOff) -> str:
    amount = money(event.amount, t.language) if isinstance(event.amount, Money) else ""
    source = t.say(f"source.{t.case.recoveries[event.recovery].source}")
    return t.say("remedy.recovered", at=t.at(event.at), amount=amount, source=source, remedy=in_full(t, event.entry))


def _made_good(t: Telling, event: e.RemedySetOff) -> str:
    amount = money(event.amount, t.language) if isinstance(event.amount, Money) else ""
    name = "remedy.made-good" if event.whole else "remedy.made-good.part"
    other = t.entry(event.made_good_by)
    return t.say(name, at=t.at(event.at), amount=amount, other=other, remedy=in_full(t, event.entry))


def in_full(t: Telling, name: str) -> str:
    """Return an entry in words, before anything was set off of it."""
    entry = t.case.ledger[name]
    return t.for_whom(entry.payee.id, t.remedy(entry.kind, entry.in_full, t.detail(name)))


def turned_into(t: Telling, step: str) -> list[str]:
    """Return what the customer got for a step that could not be taken back, in words."""
    outer, keys = step_of(step), keys_of(step)
    layout = t.book.layout
    return [
        t.entry(name)
        for name, entry in t.case.ledger.items()
        if entry.status in {"paid", "set off"}
        and keys_of(entry.step)[: len(keys)] == keys
        and any(name == outer and part == "instead" for name, part, _ in layout.around.get(step_of(entry.step), ()))
    ]
