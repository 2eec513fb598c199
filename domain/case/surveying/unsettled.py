"""What was found to be owed and nothing settles: a case does not end over it, whatever way its plan took.

It is settled by entries of the ledger that give it, that set it off, that the customer does not want, or that were
granted and no way paid them, by hand too; and where two persons agreed to go on without the remedy of it. A remedy that
is called off with its block settles nothing. The owner is asked for what is left until it is settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.case import events as e
from domain.case.ledger import open_entry_of
from domain.case.state import Case, Entitled, Entry, Task
from domain.case.survey import Survey
from domain.case.surveying.bouncing import is_unread
from domain.case.surveying.by_hand import is_by_hand, is_typed
from domain.case.surveying.differing import OWED
from domain.case.surveying.owing import is_decided, settles, things_uncovered
from domain.case.surveying.people import open_task
from domain.ids import keys_of, step_of
from domain.money import Money, told
from domain.playbook import plan as p
from domain.playbook.layout import Layout
from domain.values import Value
from domain.vocabulary import LANGUAGES, Words

_WORDS: Words = {
    "en": "Owed and given by nothing ({pack}): {what}. Say what is given (kind and amount); somebody else grants it",
    "id": "Hak pelanggan yang belum diberikan ({pack}): {what}. Sebutkan jenis dan jumlahnya; orang lain menyetujuinya",
    "vi": "Khách được hưởng mà chưa được trả ({pack}): {what}. Hãy ghi sẽ trả gì (loại và số tiền); người khác duyệt",
}
_GIVEN_IN_KIND: Final = frozenset({"paid", "declined"})


def unsettled(case: Case, layout: Layout, *, granted: bool = False) -> tuple[str, ...]:
    """Return the paths of the decisions of which something is owed that nothing settles, or is about to.

    `granted`: what is only proposed settles nothing, for it is not proposed any more where a case is ended by hand.
    """
    made = (path for path in case.entitled if is_decided(case, path))
    return tuple(path for path in made if what_is_left(case, layout, path, granted=granted))


def would_leave_open(case: Case, layout: Layout, step: str) -> bool:
    """Say whether going on by hand without a step that the plan passed by lets money be that is owed."""
    return case.status(step) == "skipped" and any(gives(layout, step, path) for path in unsettled(case, layout))


def is_passed_by(case: Case, layout: Layout, step: str) -> bool:
    """Say whether a step has ended and going on without it by hand would change nothing.

    One that gave what came back is gone on without as one that was never done, until that is paid again; so is a
    message that did not reach its reader.
    """
    ended = case.status(step) in {"done", "skipped"} and not is_unread(case, step)
    return ended and open_entry_of(case, step) is None and not would_leave_open(case, layout, step)


def all_settled(survey: Survey) -> bool:
    """Say whether all is settled that was found to be owed; the owner is asked for what is not."""
    case, left = survey.case, unsettled(survey.case, survey.book.layout)
    for path in case.entitled:
        if path in left:
            _ask(survey, path)
        else:
            asked = (name for name in _asked(case, path) if case.tasks[name].status == "open")
            survey.move(*(e.TaskTakenBack(at=survey.now, task=name, why="settled otherwise") for name in asked))
    return not left


# --- What is left ----------------------------------------------------------------------------------------------------
def what_is_left(case: Case, layout: Layout, path: str, *, granted: bool = False) -> list[Money | Words]:
    """Return what is owed by a decision and nothing settles: amounts, and things in words (`granted` as above)."""
    found = case.entitled[path]
    if any(_is_about(x, path, found) and x.status == "done" for x in _answered_in_words(case)):
        return []
    left = money_left(case, layout, path, granted=granted)
    return [*left, *_things_left(case, layout, path)]


def _answered_in_words(case: Case) -> Iterator[Task]:
    """Yield the tasks whose answer is all that says what was given, as in journals of earlier releases."""
    return (task for task in case.tasks.values() if task.purpose == "redress" and not is_typed(task))


def money_left(case: Case, layout: Layout, path: str, *, granted: bool = False) -> Iterator[Money]:
    """Yield what of the money that a decision found no entry settles, by currency."""
    found = case.entitled[path]
    units = _units(case, layout, path, found)
    entries = [entry for entry in case.ledger.values() if path in entry.entitled]
    counted = [entry for entry in entries if entry.status != "proposed" or not granted]
    given = [amount for entry in counted if (amount := _settled_by(case, layout, entry)) is not None]
    for owed in found.per_unit:
        left = owed.minor * units - sum(each.minor for each in given if each.currency == owed.currency)
        if left > 0:
            yield Money(owed.currency, left)


def _settled_by(case: Case, layout: Layout, entry: Entry) -> Money | None:
    """Return how much an entry settles; one that was granted all of it, where no way paid it and its step ended so."""
    step = layout.steps.get(step_of(entry.step))
    no_way = isinstance(step, p.Grant) and bool(step.pay) and not step.hand and entry.method >= len(step.pay)
    refused = entry.status == "denied" and entry.granted and case.status(entry.step) == "refused"
    return entry.in_cash if refused and no_way else settles(entry)


def _units(case: Case, layout: Layout, path: str, found: Entitled) -> int:
    """Return for how many money is to be given: going on by hand without a round of a remedy counts for one."""
    keys, units = keys_of(path), found.units
    waived = {there for there in case.waived if case.status(there) == "skipped" and gives(layout, there, path)}
    for there in waived:
        units -= 1 if len(keys_of(there)) > len(keys) else found.units
    return units


def gives(layout: Layout, there: str, path: str) -> bool:
    """Say whether a step is, or holds, a remedy that pays what a decision found, in the rounds of that decision."""
    name, keys, mine = step_of(there), keys_of(there), keys_of(path)
    if keys[: len(mine)] != mine[: len(keys)]:
        return False
    remedies = (x for x in layout.steps.values() if isinstance(x, p.Remedy) and step_of(path) in x.entitled)
    return any(not each.in_kind and (each.id == name or layout.inside(each.id, name)) for each in remedies)


def _things_left(case: Case, layout: Layout, path: str) -> list[Words]:
    """Return what is owed in kind and was neither given nor declined: by what names the decision, else by anything.

    What the customer is paid back for against receipts is not owed in kind any more.
    """
    given = set[str]()
    cares = (x for x in layout.steps.values() if isinstance(x, p.Cover) or (isinstance(x, p.Remedy) and x.in_kind))
    named = any(step_of(path) in each.entitled for each in cares)
    over = [x for x in case.ledger.values() if not isinstance(x.amount, Money) and x.status in _GIVEN_IN_KIND]
    about = [entry for entry in over if path in entry.entitled or not (named or entry.entitled or is_by_hand(entry))]
    if not named and (about or case.covers):
        return []
    for entry in about:
        step = layout.steps.get(step_of(entry.step))
        if not isinstance(step, p.Remedy) or not step.named_care:
            return []  # in words of its own: whoever gave it looked what is owed
        given |= {*entry.in_kind} or {*step.in_kind}
    return [words for name, words in things_uncovered(case, path).items() if name not in given]


# --- Asking for it ---------------------------------------------------------------------------------------------------
def _asked(case: Case, path: str) -> list[str]:
    return [name for name, task in case.tasks.items() if task.purpose == "redress" and task.details.get("step") == path]


def _is_about(task: Task, path: str, found: Entitled) -> bool:
    return all(task.details.get(name) == value for name, value in _details(path, found).items())


def _details(path: str, found: Entitled) -> dict[str, Value]:
    return {"step": path, "owed": found.per_unit, "units": found.units}


def _ask(survey: Survey, path: str) -> None:
    case, found = survey.case, survey.case.entitled[path]
    left = what_is_left(case, survey.book.layout, path)
    asked = _asked(case, path)
    words = {
        language: _WORDS[language].format(pack=found.pack, what=", ".join(in_words(each, language) for each in left))
        for language in LANGUAGES
    }
    done = sum(case.tasks[name].status == "done" for name in asked)
    open_task(
        survey, f"{path}#owed{done}", step=OWED, purpose="redress", role=case.owner,
        due=survey.book.clocks(case.tier).review, words=words,
        details={**_details(path, found), "left": tuple(left)},
    )  # fmt: skip


def in_words(what: Money | Words, language: str) -> str:
    """Return what is left in a language."""
    return told(what, language) if isinstance(what, Money) else what.get(language) or what["en"]
