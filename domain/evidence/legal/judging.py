"""How bad a case is, and what is owed: a lower tier takes two, and what is owed is decided once."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case
from domain.evidence.legal.rules import rule
from domain.ids import ENGINE
from domain.risk import is_above


@rule(e.RiskReassessed)
def _(case: Case, event: e.RiskReassessed) -> str:
    if event.was != case.tier:
        return "a risk is judged anew from a tier the case is not in"
    if not is_above(case.tier, event.tier):
        return ""
    if not event.second or event.second == event.assessor:
        return "a tier is lowered by one person alone"
    wanted = [name for name, asked in case.wanted.items() if asked.act == "lower" and asked.by == event.assessor]
    agreed = any(case.tasks[name].by == event.second for name in wanted if name in case.tasks)
    return "" if agreed else "a tier is lowered that nobody agreed to lower"


@rule(e.SecondAsked)
def _(case: Case, event: e.SecondAsked) -> str:
    return "a second person is asked twice under one name" if event.task in case.wanted else ""


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
