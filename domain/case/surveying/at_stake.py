"""What is at stake where two persons have to agree, in words: what an act would drop, and what would go elsewhere.

Nobody drops alone what is owed, was granted or was chosen by the customer: two persons do, in every house, and the
second one reads what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Entry
from domain.case.surveying.authority import describe
from domain.case.surveying.by_hand import is_by_hand
from domain.case.surveying.closing import NEED_WORDS
from domain.case.surveying.differing import undecided
from domain.case.surveying.owing import passed_by
from domain.case.surveying.unsettled import gives, in_words, unsettled, what_is_left
from domain.ids import keys_of, step_of, undone_step
from domain.playbook import plan as p
from domain.playbook.grounds import grounds
from domain.playbook.layout import Layout
from domain.staffing import Act
from domain.vocabulary import LANGUAGES, Words

_DROPS: Words = {
    "en": "It drops what is owed: {what}", "id": "Dengan itu yang terutang tidak diberikan: {what}",
    "vi": "Làm vậy thì khoản phải trả này không được trả nữa: {what}",
}  # fmt: skip
_ELSEWHERE: Words = {
    "en": "It is about: {what}", "id": "Ini menyangkut: {what}", "vi": "Việc này liên quan đến: {what}"
}  # fmt: skip
_STANDS: dict[str, Words] = {
    "proposed": {"en": "{what}, asked for", "id": "{what}, diajukan", "vi": "{what}, đã đề nghị"},
    "chosen": {
        "en": "{what}, which the customer chose", "id": "{what}, yang dipilih pelanggan", "vi": "{what}, khách đã chọn"
    },
    "approved": {"en": "{what}, granted", "id": "{what}, sudah disetujui", "vi": "{what}, đã duyệt"},
    "unknown": {
        "en": "what nobody has found out yet ({what})", "id": "yang belum diperiksa siapa pun ({what})",
        "vi": "khoản chưa ai xác định ({what})",
    },
}  # fmt: skip


_UP_TO: Words = {"en": "{kind} up to {amount}", "id": "{kind} hingga {amount}", "vi": "{kind} tối đa {amount}"}


# --- What an act drops -----------------------------------------------------------------------------------------------
def drops(case: Case, book: Book, act: Act, step: str = "", outcome: e.Outcome | None = None) -> Words | None:
    """Return in words what an act would drop of what is owed; None where nothing is.

    A case that is called off pays nothing more; one that is ended with an outcome pays what was granted.
    """
    if act not in {"skip", "cancel"} or undone_step(step):
        return None
    layout = book.layout
    chosen = [(entry, "chosen") for entry in _chosen(case, book, step)]
    by_hand = [(entry, "approved") for entry in granted(case, layout, step)] if outcome is None else []
    owed = [x for x in unsettled(case, layout, granted=True) if act == "cancel" or gives(layout, step, x)]
    open_ones = undecided(case) if act == "cancel" else ()
    unknown = (
        {each.pack: None for each in asks_the_law(case, layout, step) if isinstance(each, p.Entitle)} if step else {}
    )
    return _said(
        _DROPS,
        {
            language: (
                *(_stands(entry, how, language) for entry, how in (*by_hand, *chosen)),
                *_by_law(case, layout, owed, language, granted=True),
                *(_STANDS["unknown"][language].format(what=pack) for pack in unknown),
                *(f"{NEED_WORDS['difference'][language]} ({case.entitled[path].pack})" for path in open_ones),
            )
            for language in LANGUAGES
        },
    )


def granted(case: Case, layout: Layout, step: str = "") -> list[Entry]:
    """Return what was granted and is still to be paid: by a step, or inside it; in all of the case without one."""
    return [entry for entry in case.ledger.values() if entry.status == "approved" and _within(layout, entry.step, step)]


def _chosen(case: Case, book: Book, step: str) -> Iterator[Entry]:
    """Yield what the customer chose and nobody has decided about yet; what a law owes of it is told as that."""
    chosen = {step_of(path) for path, offer in case.offers.items() if offer.how == "chosen"}
    waiting = (x for x in case.ledger.values() if x.status == "proposed" and not x.entitled and not is_by_hand(x))
    for entry in waiting if chosen else ():
        rests_on = grounds(book.plan, book.layout, step_of(entry.step)).steps
        if chosen & rests_on and _within(book.layout, entry.step, step):
            yield entry


def asks_the_law(case: Case, layout: Layout, path: str) -> Iterator[p.Entitle | p.Remedy]:
    """Yield what is to ask a pack yet, or to give what one said, of a step and what lies inside it."""
    name, keys = step_of(path), keys_of(path)
    for each, step in layout.steps.items():
        if each != name and (not layout.inside(each, name) or passed_by(case, layout, each, keys)):
            continue
        if isinstance(step, p.Entitle) and not _over(case, each, keys, "done"):
            yield step
        if isinstance(step, p.Remedy) and step.entitled and not _over(case, each, keys, "done", "skipped"):
            yield step


def _over(case: Case, name: str, keys: tuple[str, ...], *ended: str) -> bool:
    """Say whether a step has ended in these ways, wherever it was met inside the loops of a place."""
    met = [
        state.status
        for there, state in case.steps.items()
        if step_of(there) == name and keys_of(there)[: len(keys)] == keys
    ]
    return bool(met) and all(status in ended for status in met)


def _within(layout: Layout, path: str, step: str) -> bool:
    name, here, keys = step_of(path), step_of(step), keys_of(step)
    return not step or ((name == here or layout.inside(name, here)) and keys_of(path)[: len(keys)] == keys)


# --- What goes elsewhere ---------------------------------------------------------------------------------------------
def coming(case: Case, layout: Layout) -> Words | None:
    """Return in words what is on its way to the customer: asked for, granted, covered, owed; None where nothing is."""
    theirs = [entry for entry in case.ledger.values() if entry.open and entry.payee.id == case.customer.id]
    covered = [x for x in case.covers.values() if not x.ended and x.payee.id == case.customer.id]
    return _said(
        _ELSEWHERE,
        {
            language: (
                *(_stands(entry, entry.status, language) for entry in theirs),
                *(_UP_TO[language].format(kind=x.kind, amount=in_words(x.up_to, language)) for x in covered),
                *_by_law(case, layout, unsettled(case, layout), language, granted=False),
            )
            for language in LANGUAGES
        },
    )


# --- In words --------------------------------------------------------------------------------------------------------
def _said(sentence: Words, listed: dict[str, tuple[str, ...]]) -> Words | None:
    if not listed["en"]:
        return None
    return {language: sentence[language].format(what="; ".join(words)) for language, words in listed.items()}


def _stands(entry: Entry, how: str, language: str) -> str:
    return _STANDS[how][language].format(what=describe(entry, language))


def _by_law(case: Case, layout: Layout, owed: Sequence[str], language: str, *, granted: bool) -> list[str]:
    return [
        f"{in_words(what, language)} ({case.entitled[path].pack})"
        for path in owed
        for what in what_is_left(case, layout, path, granted=granted)
    ]
