"""Offers: what is chosen was offered, once, and lapses in time."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case
from domain.evidence.legal.rules import rule


def _open_offer(case: Case, step: str) -> str:
    offer = case.offers.get(step)
    return "" if offer is not None and not offer.how else "an offer is answered that is not open"


@rule(e.AlternativeChosen)
def _(case: Case, event: e.AlternativeChosen) -> str:
    offer = case.offers.get(event.step)
    if offer is not None and event.choice not in offer.choices:
        return "something is chosen that was not offered"
    return _open_offer(case, event.step)


@rule(e.OfferDeclined)
def _(case: Case, event: e.OfferDeclined) -> str:
    return _open_offer(case, event.step)


@rule(e.OfferLapsed)
def _(case: Case, event: e.OfferLapsed) -> str:
    offer = case.offers.get(event.step)
    if offer is not None and event.why == "silence" and event.at < offer.lapses_at:
        return "an offer lapses before its time"
    return _open_offer(case, event.step)
