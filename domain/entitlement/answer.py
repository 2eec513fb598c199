"""What a pack answers: what is owed, by which clause, what was tried, and what it still has to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from domain.entitlement.model import AnyWithin, Keeper, Kind, Unit
from domain.model import Model
from domain.money import Money
from domain.values import AnyMoney, AnyValue, Values
from domain.vocabulary import Words

Status = Literal["due", "not due", "cannot say yet"]
Verdict = Literal["applies", "does not apply", "gives nothing", "excluded", "undecided", "not needed"]


def _day(data: object) -> object:
    """Read a day as events keep it; plain ones are read as they are."""
    return data["$date"] if isinstance(data, Mapping) and set(data) == {"$date"} else data


Day = Annotated[date, BeforeValidator(_day)]
"""A day of the calendar, also as it is kept in an event."""

Proof = Literal["", "proven", "not proven", "open", "not said", "barring"]
"""What became of a proof: given, failed, not settled (so that it is due, or that it bars), or nobody has said so."""


class Step(Model):
    """One step of the arithmetic: what was done, and with which values, for whoever puts it into words."""

    done: str
    values: Mapping[str, AnyValue]


class Gift(Model):
    """What one rule gives for one unit: money, or something in kind, or that something is done by a day."""

    rule: str
    head: str
    words: Words
    clause: str
    source: str
    amount: AnyMoney | None = None
    in_kind: Mapping[str, Words] = Field(default_factory=dict)
    duty: Words = Field(default_factory=dict)
    kept_by: Keeper = Field(default="decision", exclude_if=lambda keeper: keeper == "decision")
    """What keeps the duty; left out where it is the decision."""
    in_writing: bool = Field(default=False, exclude_if=lambda wanted: not wanted)
    """Whether only what is written keeps it; left out where anything does, as in decisions of earlier releases."""
    gives: tuple[str, ...] = Field(default=(), exclude_if=lambda gives: not gives)
    """What the word that keeps it has to give besides; left out where that is nothing."""
    within: AnyWithin | None = None
    within_from: str = ""
    by: Day | None = None
    late: AnyMoney | None = None
    late_clause: str = ""
    claim_within: AnyWithin | None = None
    claim_by: Day | None = None
    claim_clause: str = ""
    unproven: tuple[str, ...] = ()
    """Exclusions that were claimed or may be, and were not proven."""
    unverified: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


class Tried(Model):
    """A rule or exclusion that was looked at: what came of it, why, and the facts that were read for it.

    `because` are the conditions that decided, as they are written, or the rule or exclusion that did; `reason` says the
    same in English, and `whole_reason` with what was read. `read` has facts, and what was derived of them.
    """

    rule: str
    words: Words
    clause: str
    verdict: Verdict
    reason: str
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    read: Values = Field(default_factory=dict)
    unverified: str = ""
    proof: Proof = ""
    claim_by: Day | None = Field(default=None, exclude_if=lambda day: day is None)
    """The last day for a claim that was made too late."""

    @property
    def whole_reason(self) -> str:
        """The reason, with the values that were read for it where they make it so."""
        if not self.read or self.verdict not in {"applies", "does not apply", "gives nothing"}:
            return self.reason
        values = (f"{name}: {_said(value)}" for name, value in self.read.items())
        return f"{self.reason[:-1]} ({', '.join(values)})."


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


class Refused(Model):
    """What one rule would have given and does not: kept back by an exclusion, or claimed too late (`by` is "claim").

    `words` say what it is, `why` what keeps it back; clause and source are those of what does. Where somebody has to
    prove that, `burden` says who, `proof` what became of it.
    """

    rule: str
    head: str
    words: Words
    by: str
    why: Words
    clause: str
    source: str
    burden: Words = Field(default_factory=dict)
    proof: Proof = ""
    unverified: str = ""


class Answer(Model):
    """What is owed on a day by one version of a pack.

    `missing` are the facts that can still change the answer, in the order of the pack; `gifts` is what is certain even
    so, and `at_least` what is certain for one unit in all, where that is more (least.py finds it). `refused` is what
    would have been owed, had nothing kept it back. `units` is None where nobody said how many there are; then there is
    no `total`. `enforced` says whether the version was not only in force but enforced on that day; None where it has no
    dates.
    """

    pack: str
    digest: str
    version: str
    kind: Kind
    unit: Unit
    on: date
    status: Status
    enforced: bool | None = True
    missing: tuple[str, ...] = ()
    gifts: tuple[Gift, ...] = ()
    per_unit: tuple[AnyMoney, ...] = ()
    units: int | None = None
    total: tuple[AnyMoney, ...] | None = None
    tried: tuple[Tried, ...] = ()
    unverified: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    at_least: tuple[AnyMoney, ...] = ()

    def amount(self, currency: str) -> Money:
        """Return what is owed for one unit in a currency."""
        return next((each for each in self.per_unit if each.currency == currency), Money(currency, 0))
