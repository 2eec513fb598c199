"""What a letter to a customer may say of a case: each placeholder of its template as a text, in the reader's language.

Words that somebody typed reach a letter only where that is said of their field: see `TOLD`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.case import events as e
from domain.case.surveying.receipts_told import short
from domain.events import Event
from domain.ids import step_of
from domain.values import Value
from domain.views.ending import decided, lines, parted
from domain.views.explain import what_happened
from domain.views.others import got
from domain.views.receipts import in_short, left
from domain.views.returned import came_back
from domain.views.telling import Telling
from domain.views.wording import in_words

TOLD: Final[Mapping[type[Event], str]] = {
    e.FindingMade: "why", e.PromiseReplaced: "why", e.NewTimeSet: "why", e.RemedyDenied: "why",
    e.RemedyReversed: "why", e.ClockStopped: "reason",
}  # fmt: skip
"""Facts with words that somebody typed for the customer, and the field they are in. What else is typed is ours."""


def said(telling: Telling, request: Mapping[str, Value], step: str) -> dict[str, str]:
    """Return what a template may mention, but for what only whoever sends it knows.

    Args:
        telling: the case, and who reads.
        request: what the step asks to be sent.
        step: its path.
    """
    case, language = telling.case, telling.language
    choices = request.get("choices")
    offered = choices if isinstance(choices, Mapping) else {}
    given = [name for name, entry in case.ledger.items() if entry.status == "paid"]
    theirs = got(telling, step)
    return {
        "title": in_words(telling.book.plan.title, language),
        "choices": lines(_words(words, language) for words in offered.values()),
        "otherwise": _words(offered.get(str(request.get("otherwise"))), language),
        "chosen": _chosen(telling),
        "promises": lines(telling.ahead(step_of(step))),
        "remedies": lines(map(telling.entry_in_full, given) if theirs is None else theirs),
        "story": "\n".join(what_happened(_settled(telling))),
        "question": _words(request.get("words"), language),
        "receipts": lines([*(in_short(telling, each) for each in short(case)), *left(telling)]),
        **_new_time(telling, request),
        **came_back(telling, step),
        **decided(telling),
        **parted(telling),
    }


def _settled(telling: Telling) -> Telling:
    """Leave out of what a letter tells what was over when it went out: how long it waited, what was not known then."""
    case = telling.case
    told = [
        event for event in telling.events
        if not isinstance(event, e.MessageWaits)
        and not (isinstance(event, e.OutcomeUnknown) and case.effects[event.step].status != "unknown")
    ]  # fmt: skip
    return replace(telling, events=told)


def _words(words: object, language: str) -> str:
    return in_words({str(k): str(v) for k, v in words.items()}, language) if isinstance(words, Mapping) else ""


def _chosen(telling: Telling) -> str:
    """Return what the customer chose themselves; what holds because no answer came is no choice of theirs."""
    for offer in reversed(telling.case.offers.values()):
        if offer.how == "chosen" and offer.chosen in offer.choices:
            return in_words(offer.choices[offer.chosen], telling.language)
    return ""


def _new_time(telling: Telling, request: Mapping[str, Value]) -> Mapping[str, str]:
    """Return what a message says of a promise that is replaced: what it was, until when it held, and holds now, why."""
    name = str(request.get("promise", ""))
    due = {part: at for part in ("was_due", "new_due") if isinstance(at := request.get(part), datetime)}
    return {
        "promise": telling.promise_in_words(name) if name else "",
        **{part: telling.at(due[part]) if part in due else "" for part in ("was_due", "new_due")},
        "why": str(request.get("why", "")),
    }
