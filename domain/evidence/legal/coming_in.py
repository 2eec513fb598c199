"""What comes in: the failure, who the customer is, what was asked of them."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case
from domain.evidence.legal.rules import rule


@rule(e.FailureDetected)
def _(case: Case, event: e.FailureDetected) -> str:
    return "a case begins once" if case.phase else ""


@rule(e.CustomerRecognised)
def _(case: Case, event: e.CustomerRecognised) -> str:
    if not event.second:
        return ""
    wanted = [name for name, asked in case.wanted.items() if asked.act == "redirect" and asked.by == event.by]
    agreed = any(case.tasks[name].by == event.second for name in wanted if name in case.tasks)
    return "" if agreed and event.second != event.by else "the customer is known otherwise by one person for two"


@rule(e.InformationReceived)
def _(case: Case, event: e.InformationReceived) -> str:
    asked = case.asked.get(event.request)
    return "" if asked is not None and asked.received is None else "something is received that was not asked for"
