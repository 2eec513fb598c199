"""What another remedy made good and was taken back since: less was given for it, so a person is asked for the rest.

Nothing of it is given by itself: whoever took the other back may have had a reason that holds for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from domain.case import events as e
from domain.case.state import Case, Entry, Task
from domain.case.survey import Survey
from domain.case.surveying.authority import describe
from domain.case.surveying.by_hand import is_typed
from domain.case.surveying.owing import settles
from domain.case.surveying.people import open_task
from domain.money import Money, told
from domain.values import Value
from domain.vocabulary import LANGUAGES, Words

STEP: Final = "@made-good"
"""The step of tasks about what is not made good any more: they belong to the case, not to a part of its plan."""
_GETS: Final = frozenset({"proposed", "approved", "paid", "set off"})
"""What was denied, not wanted or taken back itself is not owed the part that another made good."""
NOTHING: Final = ""
"""What somebody saw to where what they wanted to give was denied."""
_WORDS: Words = {
    "en": "{other} was taken back, for which {what} was not given ({entry}): say what is given for it (kind and"
    " amount), and somebody else grants it; or say why nothing is given",
    "id": "{other} ditarik kembali, padahal karenanya {what} tidak diberikan ({entry}): sebutkan apa yang diberikan"
    " (jenis dan jumlah), orang lain menyetujuinya; atau jelaskan mengapa tidak ada yang diberikan",
    "vi": "{other} đã bị thu hồi, trong khi vì nó mà {what} đã không được đưa ({entry}): hãy ghi sẽ đưa gì (loại và số"
    " tiền), người khác duyệt; hoặc nêu lý do vì sao không đưa gì",
}


class NotMadeGood(NamedTuple):
    """By which other entries a part of one is not made good any more, and how much of it; None for a thing in kind."""

    others: tuple[str, ...]
    amount: Money | None


def not_made_good(case: Case, name: str) -> NotMadeGood | None:
    """Return what of an entry other entries made good and were taken back since, less what somebody saw to."""
    entry = case.ledger[name]
    found = dict(_lost(case, entry)) if entry.status in _GETS else {}
    seen_to = [_seen_to(case, each, task) for each, task in _asked(case, name).items() if task.status == "done"]
    amounts = [part for part in found.values() if part is not None]
    if not found or (not amounts and any(seen is not NOTHING for seen in seen_to)):
        return None
    if not amounts:
        return NotMadeGood((*found,), None)
    left = sum(each.minor for each in amounts) - sum(each.minor for each in seen_to if isinstance(each, Money))
    return NotMadeGood((*found,), Money(amounts[0].currency, left)) if left > 0 else None


def _lost(case: Case, entry: Entry) -> Iterator[tuple[str, Money | None]]:
    """Yield the others that are not kept whole any more, with what they do not make good; what comes back is paid."""
    for there, made in entry.made_good.items():
        other = case.ledger[there]
        if other.open:
            continue
        if other.status != "paid":
            yield there, made
        elif made is not None and other.kept is not None and other.kept.currency == made.currency and other.kept < made:
            yield there, made - other.kept


def _seen_to(case: Case, name: str, task: Task) -> Value:
    """Return what of it somebody saw to by an answer: what they gave, or all of it where they say why they do not."""
    entry = case.ledger.get(name) if is_typed(task) else None
    if entry is None or (entry.amount is None and entry.status != "denied"):
        return task.details.get("amount")
    given, asked = settles(entry), task.details.get("amount")
    other = isinstance(asked, Money) and given is not None and given.currency != asked.currency
    if entry.status == "denied" or given is None:
        return NOTHING
    return asked if other else given


def _asked(case: Case, name: str) -> dict[str, Task]:
    tasks = case.tasks.items()
    return {each: task for each, task in tasks if task.step == STEP and task.details.get("made_good") == name}


def made_good_still(survey: Survey) -> bool:
    """Ask for what is not made good any more; says whether nothing of that is left."""
    still, case = True, survey.case
    for name, entry in case.ledger.items():
        lost = not_made_good(case, name) if entry.made_good else None
        if lost is not None:
            done = sum(task.status == "done" for task in _asked(case, name).values())
            open_task(
                survey, f"{name}#made-good{done}", step=STEP, purpose="redress", role=case.owner,
                due=survey.book.clocks(case.tier).review, words=_words(case, entry, lost),
                details={"made_good": name, "amount": lost.amount, "others": lost.others},
            )  # fmt: skip
            still = False
    for task_name, task in case.tasks.items():
        if task.step == STEP and task.status == "open" and not_made_good(case, str(task.details["made_good"])) is None:
            survey.move(e.TaskTakenBack(at=survey.now, task=task_name, why="settled otherwise"))
    return still


def _words(case: Case, entry: Entry, lost: NotMadeGood) -> Words:
    return {
        language: _WORDS[language].format(
            other=", ".join(describe(case.ledger[there], language) for there in lost.others),
            what=told(lost.amount, language) if lost.amount is not None else entry.kind, entry=entry.kind,
        )
        for language in LANGUAGES
    }  # fmt: skip
