"""What comes in: the failure, once, and what was asked for."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case
from domain.evidence.legal.rules import rule


@rule(e.FailureDetected)
def _(case: Case, event: e.FailureDetected) -> str:
    return "a case begins once" if case.phase else ""


@rule(e.InformationReceived)
def _(case: Case, event: e.InformationReceived) -> str:
    asked = case.asked.get(event.request)
    return "" if asked is not None and asked.received is None else "something is received that was not asked for"
