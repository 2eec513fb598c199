"""A case that goes into another: the other one takes it in, and what was still owed is asked for there.

It does not close before the other one has it. Whoever owns the other case says what of that is given there, and
somebody else grants it; or why nothing is: mostly it is the same loss, told twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.case.state import BAD_ENDS, Case
from domain.case.survey import Survey
from domain.case.surveying.effects import begin
from domain.case.surveying.people import open_task, stuck
from domain.case.surveying.unsettled import unsettled, what_is_left
from domain.ids import step_path
from domain.money import Money, told
from domain.playbook.layout import Layout
from domain.playbook.merging import TAKE_IN
from domain.values import Value
from domain.vocabulary import LANGUAGES, Words

GOES: Final = "@merged"
"""The path of the request to the case that takes this one in."""
STEP: Final = "@taken-in"
"""The step of tasks about what was owed in a case that was taken in."""
_WORDS: Words = {
    "en": "{case} was merged into this case, and there was still owed: {what}. Say what is given here (kind and"
    " amount), and somebody else grants it; or say why nothing more is given",
    "id": "{case} digabungkan ke kasus ini, dan di sana masih terutang: {what}. Sebutkan apa yang diberikan di sini"
    " (jenis dan jumlah), orang lain menyetujuinya; atau jelaskan mengapa tidak ada lagi yang diberikan",
    "vi": "{case} đã được gộp vào vụ việc này, ở đó còn phải trả: {what}. Hãy ghi ở đây sẽ trả gì (loại và số tiền),"
    " người khác duyệt; hoặc nêu lý do vì sao không trả thêm",
}


def is_taken_in(survey: Survey) -> bool:
    """Have the other case take this one in; says whether it has, or a person saw to it."""
    case = survey.case
    if case.ending is None or case.ending.outcome != "merged":
        return True
    path = step_path(GOES, (str(case.reopened),))
    status = case.status(path)
    if status in BAD_ENDS:
        stuck(survey, path, case.steps[path].why)
    elif status is None:
        request: dict[str, Value] = {
            "case": case.id, "into": case.ending.into, "customer": case.ending.whose or case.customer.id,
            "why": case.ending.why,
            "owed": left(case, survey.book.layout),
        }  # fmt: skip
        begin(survey, path, kind="do", contract=TAKE_IN, request=request)
    return status is not None and status not in BAD_ENDS


def left(case: Case, layout: Layout) -> tuple[Value, ...]:
    """Return what is owed by decisions of a case and not granted in it: amounts, and things in words."""
    return tuple(
        what
        for path in unsettled(case, layout, granted=True)
        for what in what_is_left(case, layout, path, granted=True)
    )


def seen_to(survey: Survey) -> bool:
    """Ask what is given of what was owed in cases that were taken in; says whether all of that was answered."""
    still = True
    for name, owed in survey.case.taken_in.items():
        if not owed:
            continue
        task = open_task(
            survey, f"{name}#taken-in", step=STEP, purpose="redress", role=survey.case.owner,
            due=survey.book.clocks(survey.case.tier).review, words=_words(name, owed),
            details={"taken_in": name, "left": owed},
        )  # fmt: skip
        still = still and task is not None and task.status == "done"
    return still


def _words(name: str, owed: tuple[Value, ...]) -> Words:
    return {
        language: _WORDS[language].format(case=name[:12], what=", ".join(_told(each, language) for each in owed))
        for language in LANGUAGES
    }


def _told(owed: Value, language: str) -> str:
    if isinstance(owed, Money):
        return told(owed, language)
    return str(owed.get(language) or owed["en"]) if isinstance(owed, Mapping) else str(owed)
