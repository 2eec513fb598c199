"""A case that goes into another: the other one takes it in, and what was still owed is asked for there.

It does not close before the other one has it. Whoever owns the other case says what of that is given there, and
somebody else grants it; or why nothing is: mostly it is the same loss, told twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.case.state import BAD_ENDS, Case, Task
from domain.case.survey import Survey
from domain.case.surveying.effects import begin
from domain.case.surveying.owing import settles
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
            "case": f"{case.id}/{case.reopened}" if case.reopened else case.id, "into": case.ending.into,
            "customer": case.ending.whose or case.customer.id, "why": case.ending.why,
            "owed": left(case, survey.book.layout),
        }  # fmt: skip
        begin(survey, path, kind="do", contract=TAKE_IN, request=request)
    return status is not None and status not in BAD_ENDS


def left(case: Case, layout: Layout) -> tuple[Value, ...]:
    """Return what is owed by decisions of a case and not granted in it: amounts, and things in words."""
    here = [
        what
        for path in unsettled(case, layout, granted=True)
        for what in what_is_left(case, layout, path, granted=True)
    ]
    return (*here, *(each for taken in unanswered(case, granted=True).values() for each in taken))


def unanswered(case: Case, *, granted: bool = False) -> dict[str, tuple[Value, ...]]:
    """Return what was owed in cases that were taken in and nothing was named for, by their names.

    Where somebody said why nothing more is given, nothing is left; what was named and denied is asked for again.
    `granted`: what is only proposed counts as not given, for it is not where the case is called off.
    """
    left = {name: _left(case, name, owed, granted=granted) for name, owed in case.taken_in.items() if owed}
    return {name: owed for name, owed in left.items() if owed}


def _left(case: Case, name: str, owed: tuple[Value, ...], *, granted: bool) -> tuple[Value, ...]:
    named = [case.ledger.get(task) for task, each in _asked(case, name).items() if each.status == "done"]
    entries = [entry for entry in named if entry is not None]
    if len(entries) < len(named):
        return ()
    given = [x for x in entries if x.status != "denied" and not (granted and x.status == "proposed")]
    amounts = [amount for entry in given if (amount := settles(entry)) is not None]
    left: list[Value] = []
    for each in owed:
        if isinstance(each, Money):
            got = sum(amount.minor for amount in amounts if amount.currency == each.currency)
            left += [Money(each.currency, each.minor - got)] if each.minor > got else []
        elif not any(entry.amount is None for entry in given):
            left.append(each)
    return tuple(left)


def _asked(case: Case, name: str) -> dict[str, Task]:
    return {task: each for task, each in case.tasks.items() if each.details.get("taken_in") == name}


def seen_to(survey: Survey) -> bool:
    """Ask what is given of what was owed in cases that were taken in; says whether all of that was answered."""
    left = unanswered(survey.case)
    for name, owed in left.items():
        done = sum(task.status == "done" for task in _asked(survey.case, name).values())
        open_task(
            survey, f"{name}#taken-in{done}", step=STEP, purpose="redress", role=survey.case.owner,
            due=survey.book.clocks(survey.case.tier).review, words=_words(name, owed),
            details={"taken_in": name, "left": owed},
        )  # fmt: skip
    return not left


def _words(name: str, owed: tuple[Value, ...]) -> Words:
    return {
        language: _WORDS[language].format(
            case=name[:12], what=", ".join(owed_in_words(each, language) for each in owed)
        )
        for language in LANGUAGES
    }


def owed_in_words(owed: Value, language: str) -> str:
    """Return what was owed in a case that was taken in, an amount or a thing, in a language."""
    if isinstance(owed, Money):
        return told(owed, language)
    return str(owed.get(language) or owed["en"]) if isinstance(owed, Mapping) else str(owed)
