"""What was offered, and what the customer chose."""

from __future__ import annotations

from domain.case import events as e
from domain.case.evolving.drafts import changed, end_step, on, own, put
from domain.case.state import Case, Offer


@on(e.AlternativesOffered)
def _(case: Case, event: e.AlternativesOffered) -> None:
    own(case, "offers")[event.step] = Offer(event.choices, event.otherwise, event.at, event.lapses_at)


@on(e.AlternativeChosen)
def _(case: Case, event: e.AlternativeChosen) -> None:
    put(case, heard_at=event.at)
    _answered(case, event.step, event.choice, "chosen", event.written_by)
    end_step(case, event.step, "done", event, event.choice)


@on(e.OfferDeclined)
def _(case: Case, event: e.OfferDeclined) -> None:
    put(case, heard_at=event.at)
    _answered(case, event.step, "declined", "declined", event.written_by)


@on(e.OfferLapsed)
def _(case: Case, event: e.OfferLapsed) -> None:
    _answered(case, event.step, event.otherwise, "lapsed" if event.why == "silence" else "called off")
    if event.why == "silence":
        end_step(case, event.step, "done", event, event.otherwise)


def _answered(case: Case, step: str, chosen: str, how: str, written_by: str = "") -> None:
    offer = case.offers.get(step)
    if offer is not None:
        own(case, "offers")[step] = changed(offer, chosen=chosen, how=how, written_by=written_by)
