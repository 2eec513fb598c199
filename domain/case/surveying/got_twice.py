"""What somebody got elsewhere after we had paid it, so that nothing is set off any more: a person decides what of it.

They let the customer keep both, or have something taken back, which is an entry of its own; nothing is by itself. What
is owed nobody takes back: where all of it is, they are told so, and that only the source itself can ask for its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from domain.case import events as e
from domain.case.evolve import fold
from domain.case.state import Case, Entry, Recovery
from domain.case.survey import Survey
from domain.case.surveying.owing import left_without, owes_care
from domain.case.surveying.people import open_task
from domain.case.surveying.set_off import counts_for, pending
from domain.money import Money, told
from domain.playbook.layout import Layout
from domain.remedies import Remedies
from domain.vocabulary import LANGUAGES, Words

KEEPS, TAKEN_BACK = "keeps", "taken-back"
"""What somebody can decide: the customer keeps both, or something of what we paid was taken back."""
TWICE: Final = "@elsewhere"
"""The step of tasks about what came elsewhere: they belong to the case, not to a part of its plan."""
_WORDS: Words = {
    "en": "{amount} came elsewhere ({source}) after we paid {paid}: do they keep both?",
    "id": "{amount} diterima dari pihak lain ({source}) setelah kami membayar {paid}: apakah keduanya tetap diberikan?",
    "vi": "{amount} đã nhận từ nơi khác ({source}) sau khi chúng tôi trả {paid}: khách có giữ cả hai không?",
}
_OWED: Words = {
    "en": "All that we paid is owed, so nobody takes it back",
    "id": "Semua yang kami bayar memang terutang, jadi tidak ada yang menariknya kembali",
    "vi": "Toàn bộ số đã trả là khoản phải trả, nên không ai thu hồi",
}
_SOURCES: Mapping[str, Words] = {
    "chargeback": {"en": "their bank", "id": "bank mereka", "vi": "ngân hàng của khách"},
    "insurer": {"en": "an insurer", "id": "asuransi", "vi": "công ty bảo hiểm"},
    "agent": {"en": "an agent", "id": "agen", "vi": "đại lý"},
}


def paid_meanwhile(case: Case, house: Remedies, recovery: Recovery) -> Mapping[str, Entry]:
    """Return what we paid that a recovery would have been set off against, had it been known before."""
    if recovery.left.minor <= 0:
        return {}
    return {
        name: entry
        for name, entry in case.ledger.items()
        if entry.kept is not None and entry.kept.minor and counts_for(case, house, entry, recovery)
    }


def question(recovery: str) -> str:
    """Return the name of the task about a recovery."""
    return f"{recovery}#twice"


def is_seen_to(case: Case, recovery: str) -> bool:
    """Say whether a person saw to all of what came elsewhere: nothing of it is set off, or asked about, any more."""
    asked = case.tasks.get(case.last_asked(question(recovery)))
    return case.recoveries[recovery].free.minor <= 0 and (asked is None or asked.status != "open")


def got_twice(survey: Survey) -> bool:
    """Ask about what came elsewhere after it was paid; says whether everything of it is decided.

    What this very look sets off is not asked about; what was asked about and is set off since is asked anew.
    """
    decided = True
    for name, recovery in survey.case.recoveries.items():
        paid = paid_meanwhile(survey.case, survey.book.around.remedies, recovery)
        left = recovery.left - pending(survey, name, recovery)
        if paid and left.minor > 0 and not is_seen_to(survey.case, name):
            decided = _ask(survey, name, left, paid) and decided
    return decided


def _ask(survey: Survey, name: str, left: Money, paid: Mapping[str, Entry]) -> bool:
    """Put the question; says whether it is answered."""
    case, recovery = survey.case, survey.case.recoveries[name]
    asked = case.last_asked(question(name))
    before = case.tasks.get(asked)
    if before is not None and before.status == "open" and before.details["amount"] != left:
        survey.move(e.TaskTakenBack(at=survey.now, task=asked, why="asked anew"))
        return False
    task = open_task(
        survey, question(name), step=TWICE, purpose="twice", role=case.owner,
        due=survey.book.clocks(case.tier).stuck,
        words=_words(recovery, left, paid, owed=not may_go_back(case, survey.book.layout, paid)),
        details={"recovery": name, "amount": left, "entries": tuple(paid)},
    )  # fmt: skip
    return task is not None and task.status == "done"


def may_go_back(case: Case, layout: Layout, names: Iterable[str]) -> bool:
    """Say whether anything of what we paid may be taken back: not what law, contract or guarantee owes."""
    entries = {name: case.ledger[name] for name in names}
    return any(
        each.reversed is not None
        or (each.kept is not None and not keeps_owed(case, layout, name, Money(each.kept.currency, 1)))
        for name, each in entries.items()
    )


def keeps_owed(case: Case, layout: Layout, name: str, amount: Money | None) -> bool:
    """Say whether something would be owed that an entry gives, were so much of it taken back."""
    entry = case.ledger[name]
    at = case.last_at or case.opened_at or entry.proposed_at
    gone = e.RemedyReversed(at=at, entry=name, amount=amount, how="hand", by="", why="")
    return owes_care(entry) or (bool(entry.entitled) and bool(left_without(fold(case, (gone,)), layout, entry)))


def _words(recovery: Recovery, left: Money, paid: Mapping[str, Entry], *, owed: bool) -> Words:
    return {
        language: (f"{_OWED[language]}. " if owed else "") + _WORDS[language].format(
            amount=told(left, language), source=_SOURCES[recovery.source][language],
            paid=", ".join(f"{each.kind} {_kept(each, language)}" for each in paid.values()),
        )
        for language in LANGUAGES
    }  # fmt: skip


def _kept(entry: Entry, language: str) -> str:
    return told(entry.kept, language) if isinstance(entry.kept, Money) else ""


def is_new(case: Case, house: Remedies, learned: e.OutsideRecoveryLearned) -> bool:
    """Say whether what was just learned came after something was paid that it would have been set off against."""
    return bool(paid_meanwhile(case, house, case.recoveries[learned.recovery]))
