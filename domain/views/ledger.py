"""The ledger of a case as a statement: for each person and currency every entry, its basis and what became of it.

Each line says who said so, by which way it was paid, and what was still to pay and given behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.case import events as e
from domain.case.evolve import fold, named
from domain.case.ledger import Balance, balances
from domain.case.state import Case, Entry
from domain.events import Event
from domain.money import Money
from domain.values import Value

IN_KIND: Final = ""
"""The currency of what has none: a repair, a replacement."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement; `to_pay` and `given` are what stands behind it, in minor units."""

    at: datetime
    entry: str
    kind: str
    what: str
    amount: Money | None
    by: str
    role: str
    way: str
    why: str
    reference: str
    to_pay: int
    given: int


@dataclass(frozen=True, slots=True)
class Account:
    """What one person's remedies in one currency come to, line by line; `basis` says of each entry why it is given."""

    payee: str
    currency: str
    lines: Sequence[Line]
    basis: Mapping[str, str]
    in_kind: Mapping[str, Mapping[str, Value]]
    balance: Balance


@dataclass(slots=True)
class _Written:
    """A statement in the making."""

    lines: dict[tuple[str, str], list[Line]] = field(default_factory=dict)
    basis: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    in_kind: dict[tuple[str, str], dict[str, Mapping[str, Value]]] = field(default_factory=dict)


def statement(case: str, events: Sequence[Event]) -> list[Account]:
    """Return the accounts of a case, each in the order of its facts; whoever got something first comes first."""
    state, written = named(case), _Written()
    for event in events:
        state = fold(state, (event,))
        if type(event) in _CALLED:
            _write(written, state, event)
    sums = balances(state)
    return [
        Account(name[0], name[1], lines, written.basis[name], written.in_kind[name], sums.get(name, Balance()))
        for name, lines in written.lines.items()
    ]


def _write(written: _Written, behind: Case, event: Event) -> None:
    name = str(vars(event)["entry"])
    entry = behind.ledger[name]
    full = entry.in_full
    account = (entry.payee.id, full.currency if full is not None else IN_KIND)
    balance = balances(behind).get(account, Balance())
    role, way = (str(vars(event).get(part, "")) for part in ("role", "method"))
    line = Line(
        event.at, name, entry.kind, _called(event, entry), _amount(event, entry), _by(event, behind), role, way,
        _why(event, behind), _reference(event), balance.to_pay, balance.paid - balance.reversed,
    )  # fmt: skip
    written.lines.setdefault(account, []).append(line)
    written.basis.setdefault(account, {})[name] = entry.basis
    written.in_kind.setdefault(account, {})[name] = entry.in_kind


_CALLED: Final[Mapping[type[Event], str]] = {
    e.RemedyProposed: "proposed", e.RemedyApproved: "approved", e.RemedyDenied: "denied", e.RemedySetOff: "set off",
    e.RemedyDeclined: "declined", e.RemedyPaid: "paid", e.PayoutReturned: "came back", e.RemedyReversed: "taken back",
}  # fmt: skip
"""What a line calls each fact."""


def _called(event: Event, entry: Entry) -> str:
    """Return what a line calls a fact: what is no money is given, and not paid."""
    return "given" if isinstance(event, e.RemedyPaid) and entry.in_full is None else _CALLED[type(event)]


def _amount(event: Event, entry: Entry) -> Money | None:
    told = vars(event).get("amount", entry.amount)
    return told if isinstance(told, Money) else None


def _by(event: Event, behind: Case) -> str:
    """Return who said so, and who agreed where it took two."""
    match event:
        case e.RemedySetOff(recovery=name) if name in behind.recoveries:
            said = behind.recoveries[name]
            return ", ".join(filter(None, (said.by, said.second)))
        case e.PayoutReturned():
            return ", ".join(filter(None, (event.by, event.second)))
        case e.RemedyApproved() | e.RemedyDenied():
            return event.approver
        case e.RemedyDeclined() | e.RemedyReversed():
            return event.by
        case e.RemedySetOff():
            return event.recovery or event.made_good_by
        case _:
            return ""


def _why(event: Event, behind: Case) -> str:
    """Return why; of what was set off against money from elsewhere with what shows that."""
    why = str(vars(event).get("why", ""))
    said = behind.recoveries.get(event.recovery) if isinstance(event, e.RemedySetOff) else None
    return ": ".join(filter(None, (why, said.evidence))) if said is not None else why


def _reference(event: Event) -> str:
    """Return under which reference something was paid, came back or was taken back; or what it was set off against."""
    if isinstance(event, e.RemedySetOff):
        return event.recovery or event.made_good_by
    if isinstance(event, e.RemedyPaid):
        return ", ".join(str(value) for value in event.receipt.values() if isinstance(value, str))
    return str(vars(event).get("reference", ""))


def told_in_kind(account: Account) -> Iterator[tuple[str, str]]:
    """Yield what entries in kind give, each with its parts: how many, what it costs us, what it is said to be worth."""
    for name, parts in account.in_kind.items():
        if parts:
            yield name, ", ".join(f"{part.replace('_', ' ')} {value}" for part, value in parts.items())
