"""What comes in: the failure, talks, evidence, what was asked of the customer."""

from __future__ import annotations

from domain.case import events as e
from domain.case.evolving.drafts import changed, on, own, put
from domain.case.evolving.messages import tell
from domain.case.state import BY_HAND, Asked, Case, Receipt, Told
from domain.money import Money
from domain.values import Person
from domain.vocabulary import CUSTOMER


@on(e.FailureDetected)
def _(case: Case, event: e.FailureDetected) -> None:
    put(
        case, failure=event.failure, source=event.source, key=event.key, facts=event.facts, phase="received",
        reported_at=event.reported_at, happened_at=event.happened_at, promised=event.promised,
        delivered=event.delivered,
    )  # fmt: skip


@on(e.CaseOpened)
def _(case: Case, event: e.CaseOpened) -> None:
    customer = event.customer if isinstance(event.customer, Person) else Person("")
    put(
        case, customer=customer, market=event.market, language=event.language, owner=event.owner,
        initiated_by=event.initiated_by, opened_at=event.at, opened_by=event.by, tier_since=event.at,
        channels=frozenset({event.channel}) - {""},
    )  # fmt: skip
    if event.initiated_by == "customer":
        put(case, heard_at=event.at)


@on(e.FailureChanged)
def _(case: Case, event: e.FailureChanged) -> None:
    put(case, facts={**case.facts, **event.facts}, said_by_one=(case.said_by_one - {*event.facts}).union(event.alone))
    for name in event.facts:
        own(case, "told_by")[name] = (*case.told_by.get(name, ()), event.by)


@on(e.ContactRecorded)
def _(case: Case, event: e.ContactRecorded) -> None:
    if event.direction == "in":
        put(
            case,
            heard_at=event.at,
            channels=case.channels | {event.channel},
            contacts=case.contacts + 1,
            tries=case.tries if case.ending is not None else (),
        )
    else:
        name = f"{BY_HAND}{sum(name.startswith(BY_HAND) for name in case.told) + 1}"
        tell(case, name, Told(event.at, gives=event.gives, channel=event.channel))
        put(case, given=case.given | set(event.gives))


@on(e.InformationRequested)
def _(case: Case, event: e.InformationRequested) -> None:
    own(case, "asked")[event.request] = Asked(event.at, event.until, event.by)
    tell(case, event.request, Told(event.at, channel=event.channel))


@on(e.InformationReceived)
def _(case: Case, event: e.InformationReceived) -> None:
    put(case, heard_at=event.at)
    if event.request in case.asked:
        own(case, "asked")[event.request] = changed(case.asked[event.request], received=event.at)


@on(e.EvidenceReceived)
def _(case: Case, event: e.EvidenceReceived) -> None:
    put(case, heard_at=event.at)
    cover = case.covers.get(event.step)
    if cover is not None and isinstance(event.amount, Money):
        came = Receipt(event.amount, event.by, event.of, event.number, event.bought, event.although)
        own(case, "covers")[event.step] = changed(cover, receipts=(*cover.receipts, came))
    if event.kind == "proof":
        own(case, "proofs")[event.step] = (*case.proofs.get(event.step, ()), event.by)


@on(e.CustomerRecognised)
def _(case: Case, event: e.CustomerRecognised) -> None:
    if isinstance(event.customer, Person):
        put(case, customer=event.customer, language=event.language)
    if event.why:  # of journals of earlier releases nobody was told that this is a hand in what is given
        put(case, recognised_by=(*case.recognised_by, event.by))
    if event.alone or event.second:
        others = case.said_by_one - {CUSTOMER}
        put(case, said_by_one=others | {CUSTOMER} if event.alone else others)
    alone = event.by if event.elsewhere and not event.second else ""
    for name, entry in case.ledger.items():
        there = entry.status == "paid" and entry.payee.id == case.customer.id
        if (alone and there) or (event.second and entry.sent_by):
            own(case, "ledger")[name] = changed(entry, sent_by=alone)


@on(e.NoteAdded)
def _(case: Case, event: e.NoteAdded) -> None:
    """Change nothing: no decision rests on it."""
