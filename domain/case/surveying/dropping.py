"""What is owed and would not be given any more where a case is called off or ended, or a step is passed by.

Nobody drops that alone: two persons do, in every house.
"""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case, Entry
from domain.case.surveying.authority import describe
from domain.case.surveying.closing import NEED_WORDS
from domain.case.surveying.differing import undecided
from domain.case.surveying.unsettled import in_words, unsettled, what_is_left
from domain.ids import keys_of, step_of, undone_step
from domain.playbook.layout import Layout
from domain.staffing import Act
from domain.vocabulary import Words

_DROPS: Words = {
    "en": "It drops what is owed: {what}", "id": "Dengan itu yang terutang tidak diberikan: {what}",
    "vi": "Làm vậy thì khoản phải trả này không được trả nữa: {what}",
}  # fmt: skip
_GRANTED: Words = {"en": "{what}, granted", "id": "{what}, sudah disetujui", "vi": "{what}, đã duyệt"}


def granted(case: Case, layout: Layout, step: str = "") -> list[Entry]:
    """Return what was granted and is still to be paid: by a step, or inside it; in all of the case without one."""
    return [entry for entry in case.ledger.values() if entry.status == "approved" and _within(layout, entry.step, step)]


def _within(layout: Layout, path: str, step: str) -> bool:
    name, here, keys = step_of(path), step_of(step), keys_of(step)
    return not step or ((name == here or layout.inside(name, here)) and keys_of(path)[: len(keys)] == keys)


def drops(case: Case, layout: Layout, act: Act, step: str = "", outcome: e.Outcome | None = None) -> Words | None:
    """Return in words what an act would drop of what is owed; None where nothing is.

    A case that is called off pays nothing more; one that is ended with an outcome pays what was granted.
    """
    if act not in {"skip", "cancel"}:
        return None
    by_hand = granted(case, layout, step) if outcome is None and not undone_step(step) else []
    owed = unsettled(case, layout, granted=True) if act == "cancel" else ()
    open_ones = undecided(case) if act == "cancel" else ()
    listed = {
        language: (
            *_by_hand(by_hand, language), *_by_law(case, layout, owed, language),
            *(f"{NEED_WORDS['difference'][language]} ({case.entitled[path].pack})" for path in open_ones),
        )
        for language in _DROPS
    }  # fmt: skip
    if not listed["en"]:
        return None
    return {language: _DROPS[language].format(what="; ".join(words)) for language, words in listed.items()}


def _by_hand(entries: list[Entry], language: str) -> list[str]:
    return [_GRANTED[language].format(what=describe(each, language)) for each in entries]


def _by_law(case: Case, layout: Layout, owed: tuple[str, ...], language: str) -> list[str]:
    return [
        f"{in_words(what, language)} ({case.entitled[path].pack})"
        for path in owed
        for what in what_is_left(case, layout, path, granted=True)
    ]
