"""Messages: sent, waiting for the morning, and not arrived."""

from __future__ import annotations

from typing import Final

from domain.case import events as e
from domain.case.state import Case
from domain.evidence.legal.promises import opened_again
from domain.evidence.legal.rules import rule
from domain.evidence.legal.steps import begun

_MESSAGES: Final = frozenset({"tell", "offer", "follow-up"})


@rule(e.MessageSent)
def _(case: Case, event: e.MessageSent) -> str:
    return begun(case, event.step, event.attempt)


@rule(e.MessageWaits)
def _(case: Case, event: e.MessageWaits) -> str:
    return "" if event.until > event.at else "a message waits for an instant that has passed"


@rule(e.MessageBounced)
def _(case: Case, event: e.MessageBounced) -> str:
    effect = case.effects.get(event.step)
    if event.unsent and (effect is None or effect.kind not in _MESSAGES or effect.status not in {"refused", "failed"}):
        return "a message is said not to have left, and nothing shows it"
    if not event.unsent and event.step not in case.told:
        return "a message bounces that was not sent"
    return opened_again(case, event.promises)
