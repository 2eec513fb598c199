"""What a plan has not come to: what it may still give or do for the customer, which packs it asks, what is half done.

What is done `whenever` something happens is to come once that has happened; what the facts do not call for is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType

from domain.case.book import Book
from domain.case.scope import CaseScope, NoValue, compute, evaluate
from domain.case.state import Case
from domain.case.survey import Survey
from domain.case.surveying.owing import passed_by
from domain.case.surveying.undoing import WHOLE_PLAN, to_undo
from domain.case.surveying.whenever import half_done
from domain.expression import parse
from domain.ids import keys_of, part_of, step_of
from domain.money import Money, share, told
from domain.playbook import plan as p
from domain.playbook.layout import MAIN, Layout
from domain.vocabulary import LANGUAGES, Words

Giving = p.Grant | p.Delegate | p.Do
"""What gives something to the customer, or has it done for them."""


# --- What may still be given -----------------------------------------------------------------------------------------
def may_still_give(
    case: Case, book: Book, path: str = "", by: type[p.Step] | UnionType = Giving
) -> Iterator[tuple[str, Words]]:  # fmt: skip
    """Yield what the plan may still give or do, each step with words for it; of a step and inside it where one is said.

    What a law owes is told as that, and what was asked for, granted or denied is in the ledger.
    """
    for name, step in book.layout.steps.items():
        if path and not _is_of(case, book.layout, name, path):
            continue
        if isinstance(step, by) and gives(step) and _is_to_come(case, book, name):
            yield name, in_words(step, case, book)


def gives(step: p.Step) -> bool:
    """Say whether a step gives something beyond what a law owes, or does something for the customer.

    What a service does is for them where the plan says how it is taken back, or that it never is.
    """
    match step:
        case p.Remedy():
            return not step.entitled or step.amount is not None
        case p.Do():
            return not step.stays and (step.pivot or step.undo is not None or bool(step.instead))
        case _:
            return isinstance(step, p.Grant | p.Delegate)


def in_words(step: p.Step, case: Case, book: Book) -> Words:
    """Return what a step gives or does, in words; with its amount, where it is known by now."""
    match step:
        case p.Do():
            return {x: step.connector.says.get(x) or step.connector.name for x in LANGUAGES}
        case p.Delegate():
            return {x: step.words.get(x) or step.words["en"] for x in LANGUAGES}
        case p.Remedy() | p.Cover():
            amount = _amount(step, case, book)
            return {x: f"{step.remedy} {told(amount, x)}" if amount else step.remedy for x in LANGUAGES}
        case _:
            return dict.fromkeys(LANGUAGES, step.id)


def _amount(step: p.Remedy | p.Cover, case: Case, book: Book) -> Money | None:
    """Return what a step would give as things stand, None where nobody can say yet; what stands for cash is more."""
    term = step.up_to if isinstance(step, p.Cover) else step.amount or step.cash
    try:
        value = compute(term, CaseScope(case, book), {}) if term is not None else None
    except NoValue:
        return None
    if not isinstance(value, Money):
        return None
    stands_for = isinstance(step, p.Remedy) and step.amount is None
    return share(value, book.around.remedies.kind(step.remedy).premium) if stands_for else value


def _is_to_come(case: Case, book: Book, name: str) -> bool:
    layout = book.layout
    if layout.is_instead(name) or not is_ahead(case, layout, name) or not _is_called_for(case, book, name):
        return False
    left = any(each.then == "leave" and each.id in case.interrupts for each in book.plan.whenever)
    if left and layout.inside(name, MAIN):
        return False
    proposed = any(step_of(entry.step) == name for entry in case.ledger.values())
    return not proposed or bool(layout.enclosing(name, p.Each))


def _is_of(case: Case, layout: Layout, name: str, path: str) -> bool:
    """Say whether a step is another one, or lies inside it where that may still come."""
    here = step_of(path)
    return name == here or (layout.inside(name, here) and not passed_by(case, layout, name, keys_of(path)))


# --- What is to come -------------------------------------------------------------------------------------------------
def is_ahead(case: Case, layout: Layout, name: str) -> bool:
    """Say whether the plan has not come to a step, nor passed it by: neither a block round it nor what comes behind.

    In a loop a round that ended says nothing of the others: there the loop does.
    """
    apart = [outer for outer, _, _ in layout.around[name] if outer not in layout.steps]
    if case.phase == "resolved" or not {*apart} <= case.interrupts.keys() or passed_by(case, layout, name, ()):
        return False
    loops = layout.enclosing(name, p.Each)
    own = loops[0] if loops else name
    met = {step_of(path) for path in (*case.steps, *case.effects, *case.loops, *case.branches, *case.waits)}
    over = any(case.status(each) for each in (own, *(outer for outer, _, _ in layout.around[own])))
    return not over and not any(layout.steps.get(each) and layout.follows(each, own) for each in met)


def yet_to_ask(case: Case, book: Book) -> Iterator[p.Entitle]:
    """Yield what asks a pack where the case goes on by its plan: what it has not come to, or waits there for a fact.

    What holds in another market is not to come, whatever else may be put right.
    """
    for name, step in book.layout.steps.items():
        if isinstance(step, p.Entitle) and (_waits(case, name) or is_ahead(case, book.layout, name)):
            yield from () if _holds_elsewhere(case, book, name) else (step,)


def _waits(case: Case, name: str) -> bool:
    """Say whether a pack was asked somewhere that needs a fact yet."""
    return any(step_of(path) == name and not found.decided for path, found in case.entitled.items())


def _holds_elsewhere(case: Case, book: Book, name: str) -> bool:
    """Say whether a step is for other markets than that of a case, which never changes."""
    scope = CaseScope(case, book)
    conditions = (source for source, wanted in _conditions(book.layout, name) if wanted)
    by_market = [each for each in conditions if {read.name for read in parse(each).reads} == {"case.market"}]
    return any(evaluate(each, scope, {}) is False for each in by_market)


def _is_called_for(case: Case, book: Book, name: str) -> bool:
    """Say whether nothing that is known by now stands against a step: no fact, and no answer that was given."""
    if part_of(name):  # inside a part `failure` is another one
        return not _holds_elsewhere(case, book, name)
    scope = CaseScope(case, book)
    return not any(_is_known(case, book, source) and _is(source, scope, not wanted)
                   for source, wanted in _conditions(book.layout, name))  # fmt: skip


def _is(source: str, scope: CaseScope, wanted: bool) -> bool:  # noqa: FBT001 — the value that is looked for
    try:
        return evaluate(source, scope, {}) is wanted
    except NoValue:
        return False


def _is_known(case: Case, book: Book, source: str) -> bool:
    """Say whether all that a condition reads of other steps is there: they have ended."""
    asked = {read.name for read in parse(source).reads if read.kind != "name"}
    return all(case.status(each) is not None and each in book.layout.steps for each in asked)


def _conditions(layout: Layout, name: str) -> Iterator[tuple[str, bool]]:
    """Yield the conditions on which a step is come to, its own and those round it, and how each has to be."""
    for outer, part, _ in (*layout.around[name], (name, "", 0)):
        step = layout.steps.get(outer)
        if step is None:
            continue
        yield from ((source, True) for source in step.when)
        yield from ((source, False) for source in step.unless)
        if isinstance(step, p.Choose) and part.startswith("way "):
            yield from ((source, True) for source in step.ways[int(part.removeprefix("way "))].when)


# --- What is half done -----------------------------------------------------------------------------------------------
def taken_back(case: Case, book: Book, *, whole: bool) -> Iterator[tuple[str, Words]]:
    """Yield what is taken back where a case ends now: all that can be (`whole`), else what is half done."""
    if case.last_at is None:
        return
    look = Survey(case, book, case.last_at)  # what is half done only a fact changes, no clock
    for path in to_undo(look, WHOLE_PLAN, 0, ()) if whole else half_done(look):
        step = book.layout.steps[step_of(path)]
        if isinstance(step, p.Do | p.Remedy):
            yield path, in_words(step, case, book)
