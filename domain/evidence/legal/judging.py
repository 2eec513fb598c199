"""How bad a case is, from the tier it is in, and what is owed, which is decided once."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case
from domain.evidence.legal.rules import rule
from domain.ids import ENGINE


@rule(e.RiskReassessed)
def _(case: Case, event: e.RiskReassessed) -> str:
    return "" if event.was == case.tier else "a risk is judged anew from a tier the case is not in"


@rule(e.EntitlementDecided)
def _(case: Case, event: e.EntitlementDecided) -> str:
    before = case.entitled.get(event.step)
    anew = event.by != ENGINE or event.step in case.hands
    return "what is owed is decided twice" if before is not None and before.decided and not anew else ""


@rule(e.EntitlementPostponed)
def _(case: Case, event: e.EntitlementPostponed) -> str:
    before = case.entitled.get(event.step)
    decided = before is not None and before.decided and event.step not in case.hands
    if decided:
        return "what is owed is open again after it was decided"
    return "" if event.needs else "what is owed is left open for no reason"


@rule(e.EntitlementDiffers)
def _(case: Case, event: e.EntitlementDiffers) -> str:
    found = case.entitled.get(event.step)
    return "" if found is not None and found.decided else "a decision differs that was not made"
