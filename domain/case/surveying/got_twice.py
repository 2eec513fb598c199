"""What somebody got elsewhere after we had paid it, so that nothing is set off any more: a person decides what of it.

They let the customer keep both, or have something taken back, which is an entry of its own; nothing is by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.case import events as e
from domain.case.state import Case, Entry, Recovery
from domain.case.survey import Survey
from domain.case.surveying.people import open_task
from domain.case.surveying.set_off import counts_for
from domain.money import Money, told
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
    """Ask about what came elsewhere after it was paid; says whether everything of it is decided."""
    decided = True
    for name, recovery in survey.case.recoveries.items():
        paid = paid_meanwhile(survey.case, survey.book.around.remedies, recovery)
        if paid and not is_seen_to(survey.case, name):
            task = open_task(
                survey, question(name), step=TWICE, purpose="twice", role=survey.case.owner,
                due=survey.book.clocks(survey.case.tier).stuck, words=_words(recovery, paid),
                details={"recovery": name, "amount": recovery.left, "entries": tuple(paid)},
            )  # fmt: skip
            decided = decided and task is not None and task.status == "done"
    return decided


def _words(recovery: Recovery, paid: Mapping[str, Entry]) -> Words:
    return {
        language: _WORDS[language].format(
            amount=told(recovery.left, language), source=_SOURCES[recovery.source][language],
            paid=", ".join(f"{each.kind} {_kept(each, language)}" for each in paid.values()),
        )
        for language in LANGUAGES
    }  # fmt: skip


def _kept(entry: Entry, language: str) -> str:
    return told(entry.kept, language) if isinstance(entry.kept, Money) else ""


def is_new(case: Case, house: Remedies, learned: e.OutsideRecoveryLearned) -> bool:
    """Say whether what was just learned came after something was paid that it would have been set off against."""
    return bool(paid_meanwhile(case, house, case.recoveries[learned.recovery]))
