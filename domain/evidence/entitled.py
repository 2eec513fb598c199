"""Deciding once more what was decided to be owed: the pack that a record names is asked with the facts it kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.case.events import EntitlementDecided
from domain.case.surveying.entitling import why_nothing
from domain.clock.calendar import Calendar
from domain.entitlement.answer import Answer
from domain.entitlement.evaluate import answer
from domain.entitlement.model import Pack
from domain.errors import MakegoodError
from domain.ids import ENGINE
from domain.values import Value

PARTS: Final[Mapping[str, str]] = {
    "pack": "which pack it is", "kind": "whether it is law, contract or guarantee", "rules": "the version",
    "unit": "for what each is owed", "units": "for how many", "owed": "what each rule gives",
    "per_unit": "what is owed for one", "total": "what is owed in all", "missing": "that nothing is missing",
    "unverified": "what nobody has read in its source", "why_not": "why nothing is owed", "refused": "what is refused",
}  # fmt: skip
"""What is compared, in words."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A decision and the same once more: what comes out, what of it is another; `trouble`: why nothing comes out."""

    seq: int
    decided: EntitlementDecided
    now: Answer | None
    differs: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def same(self) -> bool:
        """Say whether it comes out as it was decided."""
        return self.now is not None and not self.differs

    @property
    def why(self) -> str:
        """Say in words what is another, or why it cannot be decided; "" where it is the same."""
        return self.trouble or ", ".join(PARTS[name] for name in self.differs)


def recompute(seq: int, decided: EntitlementDecided, pack: Pack, calendar: Calendar | None) -> Recomputed:
    """Decide once more.

    A person who followed a later version of a pack decided by the day it was looked at: its version is asked by name.
    """
    on, by_name = decided.on, decided.rules if decided.by != ENGINE else ""
    if not isinstance(on, date):
        return Recomputed(seq, decided, None, trouble="it names no day")
    try:
        now = answer(pack, decided.inputs, on, version=by_name, calendar=calendar, heads=decided.heads)
    except MakegoodError as trouble:
        return Recomputed(seq, decided, None, trouble=trouble.what.rstrip("."))
    found, told = _of_answer(now), _of_record(decided)
    compared = PARTS.keys() - ({"why_not"} if by_name else set())  # a person's decision keeps no reasons of the pack
    compared -= set() if decided.refused else {"refused"}  # earlier releases did not keep what was refused
    return Recomputed(
        seq, decided, now, tuple(name for name in PARTS if name in compared and found[name] != told[name])
    )


def _of_answer(now: Answer) -> Mapping[str, Value | object]:
    return {
        "pack": now.pack, "kind": now.kind, "rules": now.version, "unit": now.unit, "units": now.units or 1,
        "owed": now.gifts, "per_unit": now.per_unit, "total": now.total or (), "missing": now.missing,
        "unverified": now.unverified, "why_not": why_nothing(now),
        "refused": now.refused,
    }  # fmt: skip


def _of_record(decided: EntitlementDecided) -> Mapping[str, Value | object]:
    return {
        "pack": decided.pack, "kind": decided.kind, "rules": decided.rules, "unit": decided.unit,
        "units": decided.units, "owed": decided.owed, "per_unit": decided.per_unit, "total": decided.total,
        "missing": (), "unverified": decided.unverified, "why_not": decided.why_not,
        "refused": decided.refused,
    }  # fmt: skip
