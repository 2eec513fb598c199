"""Which fact may follow which state: the frozen table, per event type and version, that yesterday's journals keep to.

A rule looks at the case before the fact and says what is wrong, or nothing. It is written apart from `decide`, so that
a fault there shows here. One that came later judges the versions of a fact that were written since. The rules lie
beside this, by what a fact is about, as its handlers lie in domain/case/evolving.
"""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case
from domain.events import Event
from domain.evidence.legal import (  # noqa: F401 — each registers its rules
    budgets,
    choices,
    coming_in,
    ending,
    giving,
    granting,
    judging,
    messages,
    out_of_the_ordinary,
    people,
    promises,
    receipts,
    steps,
    two_persons,
    undoing,
)
from domain.evidence.legal.rules import broken


def illegal(case: Case, event: Event, version: int | None = None) -> str:
    """Return what is wrong about a fact in this state of the case, or ""; without a version by that of today."""
    if not case.phase and not isinstance(event, e.FailureDetected):
        return "a case begins with what failed"
    return broken(case, event, event.version if version is None else version)
