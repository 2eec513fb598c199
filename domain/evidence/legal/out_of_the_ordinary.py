"""Holds, the kill switch, and whom a complaint is about."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case
from domain.evidence.legal.rules import rule


@rule(e.CaseFreed)
def _(case: Case, event: e.CaseFreed) -> str:
    return "" if case.hold is not None else "a case is freed that is not held"


@rule(e.PlanStopped)
def _(case: Case, event: e.PlanStopped) -> str:
    return "" if case.stopped is None else "a plan is stopped that is stopped"


@rule(e.PlanResumed)
def _(case: Case, event: e.PlanResumed) -> str:
    return "" if case.stopped is not None else "a plan goes on that was not stopped"


@rule(e.ComplainedAbout)
def _(case: Case, event: e.ComplainedAbout) -> str:
    return "a complaint is twice about the same person" if event.person in case.complained_about else ""
