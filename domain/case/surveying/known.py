"""What is known of how much a remedy by hand should be, for whoever names it and for whoever grants it.

Nothing of it binds: what was upheld may be worth less or more than a pack would give. But nobody gives another currency
unawares, nobody grants an amount that is far off without being told, and whoever is asked hears what is kept back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.case.book import Book
from domain.case.state import Case, Entitled, Entry, Task
from domain.case.surveying.by_hand import is_by_hand, proposed_in
from domain.case.surveying.unsettled import in_words
from domain.entitlement.answer import Refused
from domain.entitlement.evaluate import answer
from domain.errors import MakegoodError
from domain.money import Money, told
from domain.vocabulary import LANGUAGES, Words

LEAST: Final = 50
MOST: Final = 200
"""An amount below or above so many per cent of what is known is far off."""
_BACK: Words = {
    "en": "Still kept back: {what}. If that is wrong, put the fact right first, and it is owed by itself",
    "id": "Masih ditahan: {what}. Bila itu keliru, perbaiki dahulu faktanya, maka itu menjadi hak dengan sendirinya",
    "vi": "Vẫn bị giữ lại: {what}. Nếu điều đó sai, hãy sửa dữ kiện trước, khi đó khách tự được hưởng",
}
_FAR: Words = {
    "en": "what is known of it comes to {known}, and this is far off",
    "id": "yang diketahui berjumlah {known}, dan ini jauh berbeda",
    "vi": "theo những gì đã biết là {known}, và khoản này chênh lệch nhiều",
}
_OTHER: Words = {
    "en": "what is known of it comes to {known}, and this is another currency ({why})",
    "id": "yang diketahui berjumlah {known}, dan ini mata uang lain ({why})",
    "vi": "theo những gì đã biết là {known}, và khoản này là loại tiền khác ({why})",
}


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What rules of one decision would give and facts keep back; `amounts` is what all of it would come to."""

    refused: tuple[Refused, ...]
    amounts: tuple[Money, ...]


def kept_back(case: Case, book: Book) -> Iterator[KeptBack]:
    """Yield what exclusions keep from being owed, decision by decision as they stand."""
    for found in case.entitled.values():
        if found.refused:
            yield KeptBack(found.refused, _without_exclusions(book, found))


def _without_exclusions(book: Book, found: Entitled) -> tuple[Money, ...]:
    """Return what a decision would come to if nothing kept it back; nothing where that cannot be said."""
    pack = book.packs.get(found.pack)
    if pack is None or book.pack_digests.get(found.pack) != found.digest or not isinstance(found.on, date):
        return ()
    versions = tuple(each.model_copy(update={"exclusions": ()}) for each in pack.versions)
    try:
        given = answer(
            pack.model_copy(update={"versions": versions}), found.inputs, found.on, version=found.rules,
            calendar=book.calendar, heads=found.heads,
        )  # fmt: skip
    except MakegoodError:
        return ()
    return () if given.missing else tuple(each * found.units for each in given.per_unit)


def of_upheld(case: Case, book: Book) -> Words:
    """Return what whoever is asked for redress hears of what is kept back still; nothing where nothing is."""
    back = [*kept_back(case, book)]
    listed = {
        language: "; ".join(line for each in back for line in _in_words(each, language)) for language in LANGUAGES
    }
    return {language: _BACK[language].format(what=listed[language]) for language in LANGUAGES} if back else {}


def _in_words(back: KeptBack, language: str) -> Iterator[str]:
    amounts = ", ".join(told(each, language) for each in back.amounts)
    for each in back.refused:
        what, why = in_words(each.words, language), f"{in_words(each.why, language)}, {each.clause}"
        yield f"{what} {amounts} ({why})" if amounts else f"{what} ({why})"


def known(case: Case, book: Book, task: Task) -> tuple[Money, ...]:
    """Return what is known of how much the answer to a task should give, one amount a currency.

    That is what is owed and left, or not made good any more; for what was upheld, what is kept back still, else what
    the customer hopes for.
    """
    left = task.details.get("left")
    if isinstance(left, tuple):
        return tuple(each for each in left if isinstance(each, Money))
    if "made_good" in task.details:
        amount = task.details.get("amount")
        return (amount,) if isinstance(amount, Money) else ()
    found = [amount for each in kept_back(case, book) for amount in each.amounts]
    hoped = case.expected.amount if case.expected is not None else None
    return _summed(found or ([hoped] if hoped is not None else []))


def _summed(amounts: list[Money]) -> tuple[Money, ...]:
    sums: dict[str, Money] = {}
    for each in amounts:
        sums[each.currency] = sums[each.currency] + each if each.currency in sums else each
    return tuple(sums.values())


def currencies(case: Case, book: Book, task: Task) -> tuple[str, ...]:
    """Return the currencies that an answer is expected in: those of what is known, else all that the case is about."""
    certain = dict.fromkeys(each.currency for each in known(case, book, task))
    return tuple(certain) or tuple(dict.fromkeys(_of_the_case(case, book)))


def _of_the_case(case: Case, book: Book) -> Iterator[str]:
    yield from (value.currency for value in case.facts.values() if isinstance(value, Money))
    plan = (entry.amount for entry in case.ledger.values() if not is_by_hand(entry))
    yield from (amount.currency for amount in plan if isinstance(amount, Money))
    for found in case.entitled.values():
        yield from (book.packs[found.pack].currencies if found.pack in book.packs else ())


def beside_it(case: Case, book: Book, entry: Entry) -> Words:
    """Return what whoever grants a remedy by hand hears of what is known, where it is far from that; else nothing."""
    asked = proposed_in(case, entry) if is_by_hand(entry) else None
    amount = entry.in_cash
    if asked is None or amount is None:
        return {}
    amounts = known(case, book, asked[1])
    same = next((each for each in amounts if each.currency == amount.currency), None)
    if not amounts or (same is not None and LEAST * same.minor <= 100 * amount.minor <= MOST * same.minor):
        return {}
    words, why = _OTHER if same is None else _FAR, asked[1].answer.get("other_currency")
    return {
        language: words[language].format(known=", ".join(told(each, language) for each in amounts), why=why)
        for language in LANGUAGES
    }
