"""What many cases came to in figures: how long it took, what it cost, which promises broke, what got stuck and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.case import events as e
from domain.case.state import Case, base_of
from domain.events import Event
from domain.ids import step_of

MOMENTS = ("acknowledged", "resolved", "closed")
ACKNOWLEDGE = "acknowledge"
_MILLISECOND = timedelta(milliseconds=1)


class Spread(NamedTuple):
    """How values spread: half of them are at most `p50`, nine of ten at most `p90`."""

    p50: int
    p90: int
    most: int


def spread(values: Sequence[int]) -> Spread | None:
    """Return how values spread, by nearest rank; None where there are none."""
    if not values:
        return None
    ranked = sorted(values)
    at = [ranked[-(-len(ranked) * share // 100) - 1] for share in (50, 90)]
    return Spread(at[0], at[1], ranked[-1])


@dataclass(slots=True)
class Figures:
    """Figures over cases; everything is folded from their events and states."""

    cases: int = 0
    took: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in MOMENTS})
    """Milliseconds from the report, by what was reached."""
    cost: dict[str, list[int]] = field(default_factory=dict)
    """Minor units paid per case, by currency, for the cases in which something was."""
    promises: dict[str, Counter[str]] = field(default_factory=dict)
    """By promise how it stands: kept, broken, open."""
    stuck: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a step could not go on, by step and reason."""

    def add(self, case: Case, events: Sequence[Event]) -> None:
        """Take one more case in."""
        self.cases += 1
        self._moments(case, events)
        paid: Counter[str] = Counter()
        for entry in case.ledger.values():
            kept = entry.kept
            if kept is not None:
                paid[kept.currency] += kept.minor
        for currency, minor in paid.items():
            self.cost.setdefault(currency, []).append(minor)
        for name, promise in case.promises.items():
            self.promises.setdefault(base_of(name), Counter())[promise.status] += 1

    def _moments(self, case: Case, events: Sequence[Event]) -> None:
        told = resolved = closed = None
        for event in events:
            match event:
                case e.MessageSent():
                    told = told or event.at
                case e.Resolved():
                    resolved = event.at
                case e.CaseClosed():
                    closed = event.at
                case e.TaskOpened() if event.purpose in {"stuck", "evaluate"}:
                    why = str(event.details.get("why", "")).replace("_", " ")
                    self.stuck[step_of(event.step), why] += 1
                case _:
                    pass
        promise = case.promises.get(ACKNOWLEDGE)
        kept = promise.at if promise is not None and promise.status == "kept" else None
        self._reached(case, {"acknowledged": kept or told, "resolved": resolved, "closed": closed})

    def _reached(self, case: Case, moments: dict[str, datetime | None]) -> None:
        for name, at in moments.items():
            if at is not None and case.reported_at is not None:
                self.took[name].append(max(0, (at - case.reported_at) // _MILLISECOND))
