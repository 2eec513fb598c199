"""A decision about what is owed as the customer is told it: by which law, how much, and how it comes about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Entitled
from domain.entitlement.answer import Answer, Gift, Refused
from domain.entitlement.evaluate import answer
from domain.entitlement.model import Pack
from domain.errors import MakegoodError
from domain.money import Money
from domain.views.entitlement.compared import comes_about
from domain.views.entitlement.telling import Teller
from domain.views.phrases import phrase
from domain.views.wording import day, in_words, money


def decided(event: e.EntitlementDecided, book: Book, language: str, at: str, *, inward: bool) -> Iterator[str]:
    """Yield what was decided, sentence by sentence; what nobody has verified is said among ourselves."""
    pack = pack_of(book, event.pack, event.digest)
    parts = {"at": at, "title": title(pack, event.pack, language), "day": _day(event.on, language)}
    if not event.owed:
        yield phrase("entitled.nothing", language, why=_why_not(event, book, language), **parts)
        yield from (_refusal(each, language) for each in event.refused)
        return
    yield phrase("entitled.due", language, **parts)
    known = asked_again(event, book)
    for gift in event.owed:
        yield from told(gift, language)
        steps = how(event, gift, book, known, language)
        if steps:
            yield phrase("entitled.how", language, steps=steps)
    total = [amount for amount in event.total if isinstance(amount, Money)]
    if event.units > 1 and total and pack is not None:
        amount = " + ".join(money(each, language) for each in total)
        yield phrase(
            "entitled.total", language, count=Teller(pack, language).value(event.units, pack.units), amount=amount
        )
    yield from (_refusal(each, language) for each in event.refused)
    for why in event.unverified if inward else ():
        yield phrase("entitled.unverified", language, why=why.rstrip("."))


def told(gift: Gift, language: str) -> Iterator[str]:
    """Yield what a rule gives, by which clause."""
    yield phrase("entitled.gift", language, clause=gift.clause, source=gift.source, what=_what(gift, language))


def refused(case: Case, language: str) -> Iterator[str]:
    """Yield what packs refuse in a case, as it stands, in words: what, why, and by which clause."""
    for found in case.entitled.values():
        yield from (_refusal(each, language) for each in found.refused)


def _refusal(each: Refused, language: str) -> str:
    source = f" ({each.source})" if each.source not in {"", each.clause} else ""
    name = "entitled.refused.proven" if each.proof == "proven" and each.burden else "entitled.refused"
    return phrase(
        name, language, what=in_words(each.words, language), why=in_words(each.why, language), clause=each.clause,
        source=source, who=in_words(each.burden, language),
    )  # fmt: skip


def postponed(event: e.EntitlementPostponed, book: Book, language: str, at: str) -> Iterator[str]:
    """Yield what could not be said yet, and what was needed."""
    pack = pack_of(book, event.pack, event.digest)
    facts = {} if pack is None else pack.facts
    needs = [in_words(facts[name].words, language) if name in facts else name for name in event.needs]
    named = title(pack, event.pack, language)
    yield phrase("entitled.postponed", language, at=at, title=named, needs="; ".join(needs))
    least = [money(each, language) for each in event.at_least if isinstance(each, Money)]
    if least and pack is not None:
        unit = Teller(pack, language).say(pack.unit)
        yield phrase("entitled.at-least", language, amount=" + ".join(least), unit=unit)
    for gift in event.certain:
        if gift.amount is None:
            yield phrase("entitled.gift", language, clause=gift.clause, source=gift.source, what=_what(gift, language))


def differs(event: e.EntitlementDiffers, book: Book, language: str, at: str) -> Iterator[str]:
    """Yield what would be decided otherwise."""
    named = title(book.packs.get(event.pack), event.pack, language)
    was, now = (" + ".join(money(x, language) for x in amounts if isinstance(x, Money)) or "0"
                for amounts in (event.was, event.per_unit))  # fmt: skip
    yield phrase("entitled.differs", language, at=at, title=named, was=was, amount=now)


def pack_of(book: Book, name: str, digest: str) -> Pack | None:
    """Return the pack that was asked, where the case has it."""
    return book.packs.get(name) if book.pack_digests.get(name) == digest else None


def title(pack: Pack | None, name: str, language: str) -> str:
    """Return what a pack is called."""
    return f"“{in_words(pack.title, language)}”" if pack is not None else name


def _day(on: object, language: str) -> str:
    return day(on, language) if isinstance(on, date) else str(on)


def _what(gift: Gift, language: str) -> str:
    """Return what a rule gives, in words."""
    things = [in_words(thing, language) for thing in gift.in_kind.values()]
    things += [in_words(gift.duty, language)] if gift.duty else []
    worth = [money(gift.amount, language)] if gift.amount is not None else []
    words = in_words(gift.words, language)
    return f"{words} ({', '.join([*worth, *things])})" if worth or things else words


def asked_again(found: e.EntitlementDecided | Entitled, book: Book) -> Answer | None:
    """Return what the pack answers with the facts of a decision; None where the case does not have it any more."""
    pack = pack_of(book, found.pack, found.digest)
    if pack is None or pack.version(found.rules) is None or not isinstance(found.on, date):
        return None
    try:
        return answer(
            pack, found.inputs, found.on, version=found.rules, calendar=book.calendar, heads=found.heads
        )  # fmt: skip
    except MakegoodError:
        return None


def read_by(known: Answer | None, rule: str) -> Mapping[str, object]:
    """Return the facts that a rule read, and what was worked out of them."""
    return next((each.read for each in known.tried if each.rule == rule), {}) if known is not None else {}


def how(found: e.EntitlementDecided | Entitled, gift: Gift, book: Book, known: Answer | None, language: str) -> str:
    """Return how something that is owed comes about; "" where that is not known any more.

    Args:
        found: the decision.
        gift: what one of its rules gives.
        book: the documents of the case.
        known: the pack's answer, asked again.
        language: in which it is told.
    """
    pack = pack_of(book, found.pack, found.digest)
    if pack is None:
        return ""
    read = {**found.inputs, **read_by(known, gift.rule)}
    version = pack.version(found.rules) if known is not None else None
    return "; ".join(comes_about(Teller(pack, language), version, gift, read))


def _why_not(event: e.EntitlementDecided, book: Book, language: str) -> str:
    """Return why nothing is owed, rule by rule; without the pack as the record has it, in English."""
    pack, known = pack_of(book, event.pack, event.digest), asked_again(event, book)
    version = pack.version(event.rules) if pack is not None else None
    if pack is None or version is None or known is None:
        return " ".join(event.why_not)
    teller = Teller(pack, language)
    rules = {rule.id for rule in version.rules}
    whole = (f"{in_words(x.words, language)}: {teller.reason(x, version)}" for x in known.tried if x.rule in rules)
    return f"{'; '.join(dict.fromkeys(whole))}."
