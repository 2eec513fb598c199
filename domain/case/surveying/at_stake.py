"""What is at stake where two persons have to agree, in words: what an act would drop, and what would go elsewhere.

Nobody drops alone what is owed or might be, was granted, or was chosen or is claimed by the customer, nor what the plan
may still give or did half for them: two persons do, in every house, and the second one reads what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Entry, Recovery
from domain.case.surveying.authority import describe
from domain.case.surveying.by_hand import is_by_hand
from domain.case.surveying.closing import NEED_WORDS, NEEDS
from domain.case.surveying.denied import denied_choices
from domain.case.surveying.differing import undecided
from domain.case.surveying.expecting import compared
from domain.case.surveying.merging import GOES, owed_in_words, unanswered
from domain.case.surveying.owing import care_ahead, passed_by
from domain.case.surveying.pay_within import duty_of
from domain.case.surveying.people import has_proof
from domain.case.surveying.plan_ahead import Ahead, may_still_give, taken_back, yet_to_ask
from domain.case.surveying.plan_ahead import in_words as in_plan
from domain.case.surveying.set_off import counts_for
from domain.case.surveying.unsettled import gives, in_words, unsettled, what_is_left
from domain.ids import keys_of, step_of, undone_step
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.grounds import grounds
from domain.playbook.layout import Layout
from domain.staffing import Act
from domain.values import Value
from domain.vocabulary import LANGUAGES, UPHOLDS, Words

_DROPS: Words = {
    "en": "It drops what is owed: {what}", "id": "Dengan itu yang terutang tidak diberikan: {what}",
    "vi": "Làm vậy thì khoản phải trả này không được trả nữa: {what}",
}  # fmt: skip
_AHEAD: Words = {
    "en": "The plan may still give: {what}", "id": "Rencana masih dapat memberikan: {what}",
    "vi": "Kế hoạch có thể còn mang lại: {what}",
}  # fmt: skip
_DENIED: Words = {
    "en": "The customer chose this, and it was denied: {what}",
    "id": "Pelanggan memilih ini, dan tidak dikabulkan: {what}",
    "vi": "Khách đã chọn khoản này và không được chấp thuận: {what}",
}  # fmt: skip
_BACK: Words = {"en": "It takes back: {what}", "id": "Dengan itu dibatalkan: {what}", "vi": "Làm vậy sẽ hủy: {what}"}
_ELSEWHERE: Words = {
    "en": "It is about: {what}", "id": "Ini menyangkut: {what}", "vi": "Việc này liên quan đến: {what}"
}  # fmt: skip
_LOWERS: Words = {
    "en": "It lowers what is owed: {what}", "id": "Dengan itu yang terutang berkurang: {what}",
    "vi": "Làm vậy thì khoản phải trả này giảm: {what}",
}  # fmt: skip
_AGAIN: Words = {
    "en": "Then it is paid again: {what}", "id": "Jika ya, ini dibayarkan lagi: {what}",
    "vi": "Nếu đúng, khoản này được trả lại lần nữa: {what}",
}  # fmt: skip
_STANDS: dict[str, Words] = {
    "paid": {"en": "{what}", "id": "{what}", "vi": "{what}"},
    "proposed": {"en": "{what}, asked for", "id": "{what}, diajukan", "vi": "{what}, đã đề nghị"},
    "chosen": {
        "en": "{what}, which the customer chose", "id": "{what}, yang dipilih pelanggan", "vi": "{what}, khách đã chọn"
    },
    "denied": dict.fromkeys(LANGUAGES, "{what}"),
    "hoped": {
        "en": "{what}, which the customer hopes for", "id": "{what}, yang diharapkan pelanggan",
        "vi": "{what}, khách mong muốn",
    },
    "shown": {
        "en": "{what}, for which something was shown", "id": "{what}, yang sudah ditunjukkan buktinya",
        "vi": "{what}, đã có chứng cứ",
    },
    "approved": {"en": "{what}, granted", "id": "{what}, sudah disetujui", "vi": "{what}, đã duyệt"},
    "unknown": {
        "en": "what nobody has found out yet ({what})", "id": "yang belum diperiksa siapa pun ({what})",
        "vi": "khoản chưa ai xác định ({what})",
    },
}  # fmt: skip


class Mark(NamedTuple):
    """By what a thing at stake is compared: what it is, of which step or document, and how much of what."""

    kind: str
    path: str = ""
    what: str = ""

    def __str__(self) -> str:
        """Write it as the journal keeps it."""
        return " ".join(part for part in self if part)


Thing = tuple[Mark, Words]
"""A thing at stake, with words for it."""


class AtStake(NamedTuple):
    """What is at stake: each thing under a mark by which it is compared, and all of it in a sentence by language."""

    marks: tuple[str, ...]
    words: Words

    @classmethod
    def of(cls, sentence: Words, found: Sequence[Thing]) -> AtStake | None:
        """Return what was found in a sentence; None where nothing was."""
        if not found:
            return None
        listed = {language: "; ".join(words[language] for _, words in found) for language in sentence}
        return cls(tuple(str(mark) for mark, _ in found), {x: sentence[x].format(what=listed[x]) for x in sentence})

    @classmethod
    def all(cls, *parts: AtStake | None) -> AtStake | None:
        """Return several together, a sentence each; None where there is none."""
        known = [each for each in parts if each is not None]
        marks = tuple(mark for each in known for mark in each.marks)
        return cls(marks, {x: ". ".join(each.words[x] for each in known) for x in LANGUAGES}) if known else None


_UPHELD: Words = {
    "en": "a complaint that was found to be right", "id": "keluhan yang dinilai benar",
    "vi": "khiếu nại đã được kết luận là đúng",
}  # fmt: skip
_WROTE: Words = {
    "en": "what the customer wrote, which nobody has looked into", "id": "tulisan pelanggan yang belum diperiksa",
    "vi": "điều khách đã viết mà chưa ai xem xét",
}  # fmt: skip
_DUE: Words = {
    "en": "what a law still asks of us ({what})", "id": "kewajiban hukum yang masih berjalan ({what})",
    "vi": "việc pháp luật còn yêu cầu ({what})",
}  # fmt: skip
_UP_TO: Words = {"en": "{kind} up to {amount}", "id": "{kind} hingga {amount}", "vi": "{kind} tối đa {amount}"}


# --- What an act drops -----------------------------------------------------------------------------------------------
def drops(case: Case, book: Book, act: Act, step: str = "", outcome: e.Outcome | None = None) -> AtStake | None:
    """Return what an act would drop of what is owed, or might be; None where nothing is.

    A case that is called off pays nothing more, and answers nobody's claim; one that is ended with an outcome pays what
    was granted, and says with reasons what becomes of a claim. Either asks no pack any more. Where an outcome tells no
    decision, the customer does not hear why they do not get what the plan may still give, or did half for them.
    """
    if act == "decline":
        return AtStake.of(_DROPS, [*_unwanted(case, book, step)])
    if act not in {"skip", "cancel"} or undone_step(step):
        return None
    if act == "skip" and step_of(step) == GOES:  # with the request goes all that would go on in the other case
        return drops(case, book, "cancel", outcome="merged")
    layout, found = book.layout, list[Thing]()
    if outcome is None:
        found += [_entry(each, "approved") for each in granted(case, layout, step)]
    found += [_cover(case, path) for path in _covered(case, layout, step)]
    found += [_entry(each, "chosen") for each in _chosen(case, book, step)]
    owed = [x for x in unsettled(case, layout, granted=True) if act == "cancel" or gives(layout, step, x)]
    found += _by_law(case, layout, owed, granted=True)
    asks = asks_the_law(case, layout, step) if step else yet_to_ask(case, book)
    packs = dict.fromkeys(each.pack for each in asks if isinstance(each, p.Entitle))
    found += [(Mark("unknown", pack), _in_words("unknown", pack)) for pack in packs]
    if not step:
        found += _found_or_due(case) if not tells_a_decision(outcome) else ()
        found += _claimed(case) if outcome is None else ()
        found += [_difference(case, path) for path in undecided(case)]
        found += [_taken_in(name, each) for name, left in unanswered(case, granted=True).items() for each in left]
    if step:
        skipped = (words for _, words in may_still_give(case, book, step, by=p.Grant))
        return AtStake.all(AtStake.of(_DROPS, found), AtStake.of(_AHEAD, _once("ahead", skipped)))
    if tells_a_decision(outcome):
        return AtStake.of(_DROPS, found)
    named = {mark.path for mark, _ in found if mark.kind in {"chosen", "shown", "cover"}}
    ahead = (words for path, words in _not_decided(case, book) if not {path, step_of(path)} & named)
    return AtStake.all(
        AtStake.of(_DROPS, found), AtStake.of(_AHEAD, _once("ahead", ahead)),
        AtStake.of(_BACK, _once("back", (words for _, words in taken_back(case, book, whole=outcome is None)))),
    )  # fmt: skip


def denied(case: Case, book: Book, step: str) -> AtStake | None:
    """Return what of a step the customer chose and somebody denied: no more is dropped by going on without it."""
    theirs = (entry for entry in denied_choices(case, book).values() if _within(book.layout, entry.step, step))
    return AtStake.of(_DENIED, [_entry(each, "denied") for each in theirs])


def _unwanted(case: Case, book: Book, name: str) -> Iterator[Thing]:
    """Yield what of a remedy goes when it is not wanted: it was granted, or is owed; care also ahead of its step."""
    entry = case.ledger.get(name)
    if entry is None and care_ahead(case, book.layout, name):
        step = book.layout.steps[step_of(name)]
        yield Mark("ahead", name), in_plan(step, case, book)
    elif entry is not None and entry.open and (entry.status == "approved" or entry.entitled):
        yield _entry(entry, entry.status)


def tells_a_decision(outcome: e.Outcome | None) -> bool:
    """Say whether a case ends with an outcome of which the customer is told what was decided, and why."""
    return outcome is not None and "decision" in NEEDS[outcome]


def _not_decided(case: Case, book: Book) -> Iterator[tuple[str, Words]]:
    """Yield what the plan may still give, and what was asked for and nobody has decided about.

    What law owes of it is told as that; what stands for an undo goes on however a case ends.
    """
    yield from may_still_give(case, book)
    for entry in case.ledger.values():
        if entry.status == "proposed" and not entry.entitled and not book.layout.is_instead(step_of(entry.step)):
            yield entry.step, {language: describe(entry, language) for language in LANGUAGES}


def _once(kind: str, found: Iterable[Words]) -> list[Thing]:
    """Return what is told in the same words once, under marks that say so."""
    return [*{Mark(kind, what=words["en"]): words for words in found}.items()]


def _covered(case: Case, layout: Layout, step: str) -> list[str]:
    """Return the covers that were granted and run."""
    return [path for path, cover in case.covers.items() if not cover.ended and _within(layout, path, step)]


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


def _found_or_due(case: Case) -> Iterator[Thing]:
    """Yield that the customer was found to be right, and what a law still asks to be done for them.

    An answer that is due is no claim less than money.
    """
    if case.finding is not None and case.finding.finding in UPHOLDS:
        yield Mark("upheld", what=case.finding.finding), _UPHELD
    for name, promise in case.promises.items():
        duty = duty_of(case, name) if promise.status == "open" else {}
        if duty:
            yield Mark("duty", name), {x: _DUE[x].format(what=in_words(duty, x)) for x in LANGUAGES}


def _claimed(case: Case) -> Iterator[Thing]:
    """Yield what the customer claims and nobody has answered: what they wrote, hope for, or showed.

    Who withdraws has answered it themselves.
    """
    if case.finding is None and case.contacts:
        yield Mark("wrote"), _WROTE
    hoped = case.expected
    if hoped is not None and compared(case)[0] == "missed":
        amount = f"{hoped.amount.minor} {hoped.amount.currency}" if hoped.amount is not None else "in kind"
        what = {x: f"{hoped.kind} {in_words(hoped.amount, x)}" if hoped.amount else hoped.kind for x in LANGUAGES}
        yield Mark("hoped", hoped.kind, amount), {x: _STANDS["hoped"][x].format(what=what[x]) for x in LANGUAGES}
    for entry in case.ledger.values():
        if entry.status == "proposed" and has_proof(case, entry.step):
            yield _entry(entry, "shown")


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
def coming(case: Case, layout: Layout) -> AtStake | None:
    """Return what is on its way to the customer: asked for, granted, covered, owed; None where nothing is."""
    theirs = [entry for entry in case.ledger.values() if entry.open and entry.payee.id == case.customer.id]
    covered = [path for path in _covered(case, layout, "") if case.covers[path].payee.id == case.customer.id]
    found = [_entry(each, each.status) for each in theirs]
    found += [_cover(case, path) for path in covered]
    return AtStake.of(_ELSEWHERE, [*found, *_by_law(case, layout, unsettled(case, layout), granted=False)])


# --- What is lowered -------------------------------------------------------------------------------------------------
def lowers(case: Case, book: Book, recovery: Recovery) -> AtStake | None:
    """Return what is owed that money from elsewhere is set off against: by now, or where the plan comes to it yet."""
    house, ahead = book.around.remedies, Ahead(case, book)
    found = [
        _entry(entry, entry.status)
        for entry in case.ledger.values()
        if entry.open and entry.entitled and counts_for(case, house, entry, recovery)
    ]
    for name, step in book.layout.steps.items():
        if not isinstance(step, p.Remedy) or not step.entitled or step.in_kind:
            continue
        if recovery.source in house.kind(step.remedy).set_off and ahead.may_come_to(name):
            found.append((Mark("ahead", name), in_plan(step, case, book)))
    return AtStake.of(_LOWERS, found)


def paid_again(case: Case, name: str) -> AtStake | None:
    """Return what is paid again when it came back: an entry of which everything is still kept; None where it is not."""
    entry = case.ledger.get(name)
    if entry is None or entry.status != "paid" or entry.reversed is not None:
        return None
    return AtStake.of(_AGAIN, [_entry(entry, "paid")])


# --- In words --------------------------------------------------------------------------------------------------------
def _entry(entry: Entry, how: str) -> Thing:
    amount = f"{entry.amount.minor} {entry.amount.currency}" if isinstance(entry.amount, Money) else "in kind"
    words = {language: _STANDS[how][language].format(what=describe(entry, language)) for language in LANGUAGES}
    return Mark(how, entry.step, f"{entry.kind} {amount}"), words


def _cover(case: Case, path: str) -> Thing:
    cover = case.covers[path]
    words = {x: _UP_TO[x].format(kind=cover.kind, amount=in_words(cover.up_to, x)) for x in LANGUAGES}
    return Mark("cover", path, f"{cover.up_to.minor} {cover.up_to.currency}"), words


def _by_law(case: Case, layout: Layout, owed: Sequence[str], *, granted: bool) -> Iterator[Thing]:
    for path in owed:
        pack = case.entitled[path].pack
        for what in what_is_left(case, layout, path, granted=granted):
            amount = f"{what.minor} {what.currency}" if isinstance(what, Money) else what["en"]
            yield Mark("owed", path, amount), {x: f"{in_words(what, x)} ({pack})" for x in LANGUAGES}


def _difference(case: Case, path: str) -> Thing:
    pack = case.entitled[path].pack
    return Mark("difference", path), {x: f"{NEED_WORDS['difference'][x]} ({pack})" for x in LANGUAGES}


def _taken_in(name: str, left: Value) -> Thing:
    amount = f"{left.minor} {left.currency}" if isinstance(left, Money) else "in kind"
    return Mark("taken in", name, amount), {x: f"{owed_in_words(left, x)} ({name[:12]})" for x in LANGUAGES}


def _in_words(how: str, what: str) -> Words:
    return {language: _STANDS[how][language].format(what=what) for language in LANGUAGES}
