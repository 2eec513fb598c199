"""An example as it is played: a situation, the deeds of people and partners, and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from domain.clock.span import Span
from domain.money import Money
from domain.playbook.plan import Plan
from domain.values import Person, Value

DeedKind = Literal[
    "choose", "decline", "silent", "late", "answer", "refuse", "fail", "unknown", "later", "approve", "deny", "retry",
    "skip", "cause", "change", "receipt", "event", "withdraw", "cancel", "follow_up",
]  # fmt: skip
"""What somebody does in an example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that somebody does, other than well and at once.

    `target` is what it is about: a step, a connector, an event or a follow-up. `after` counts from when it could be
    done first. `barred`: the engine is to refuse it.
    """

    do: DeedKind
    line: int
    target: str = ""
    round: str = ""
    after: Span | None = None
    by: str = ""
    why: str = ""
    times: int = 1
    choice: str = ""
    applied: bool = True
    amount: Money | None = None
    thing: str = ""
    """What a receipt is for."""
    number: str = ""
    """The number of a receipt; without one each is another."""
    values: Mapping[str, Value] = field(default_factory=dict)
    barred: bool = False

    @property
    def words(self) -> str:
        """Return it in words: `refuse seats.hold`, `choose refund`."""
        said = self.choice or (str(self.amount) if self.amount else "") or self.target
        if self.do in {"withdraw", "cancel", "change", "cause"}:
            said = said or self.why
        inside = f" ({self.round})" if self.round else ""
        return f"{self.do.replace('_', ' ')} {said}{inside}".strip()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word that is expected, and where it stands."""

    is_: str
    line: int


@dataclass(frozen=True, slots=True)
class WantedRemedy:
    """A remedy that is expected; what is left empty is not looked at."""

    kind: str
    line: int
    to: str = ""
    amount: Money | None = None
    status: str = ""

    @property
    def words(self) -> str:
        """Return it in words: `refund 200.00 USD to p1, paid`."""
        return remedy_words(self.kind, self.amount, self.to, self.status)


def remedy_words(kind: str, amount: object, to: str, status: str) -> str:
    """Write a remedy in a few words."""
    named = f"{kind} {amount}" if isinstance(amount, Money) else kind
    return named + (f" to {to}" if to else "") + (f", {status}" if status else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is expected of a case; what is None or empty is not looked at. `lines` say where each part stands."""

    line: int
    lines: Mapping[str, int] = field(default_factory=dict)
    handled: bool = True
    tier: str = ""
    steps: Mapping[str, Wanted] = field(default_factory=dict)
    messages: tuple[str, ...] | None = None
    promises: Mapping[str, Wanted] = field(default_factory=dict)
    follow_ups: Mapping[str, Wanted] = field(default_factory=dict)
    remedies: tuple[WantedRemedy, ...] | None = None
    tasks: tuple[str, ...] | None = None
    outcome: str = ""
    reopened: bool | None = None
    resolved_within: Span | None = None
    closed_within: Span | None = None
    at: tuple[Look, ...] = ()

    def place(self, part: str) -> int:
        """Return the line of a part."""
        return self.lines.get(part, self.line)


@dataclass(frozen=True, slots=True)
class Look:
    """What is expected in between, so long after the failure was reported."""

    after: Span
    expected: Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example."""

    name: str
    line: int
    market: str
    failure: str
    reported: datetime
    happened: datetime | None
    customer: Person
    language: str
    facts: Mapping[str, Value]
    when: tuple[Deed, ...]
    expected: Expected


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of one playbook, and the playbook as it was when they were read."""

    playbook: str
    plan: Plan
    cases: tuple[Example, ...]
