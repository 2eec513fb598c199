"""What a plan has not come to: what it may still give or do for the customer, which packs it asks, what is half done.

What is done `whenever` something happens is to come once that has happened; what the facts do not call for is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import UnionType

from domain.case.book import Book
from domain.case.scope import CaseScope, NoValue, compute
from domain.case.state import Case
from domain.case.survey import Survey
from domain.case.surveying.lasting import by_market, comes_to
from domain.case.surveying.owing import passed_by
from domain.case.surveying.undoing import WHOLE_PLAN, to_undo
from domain.case.surveying.whenever import half_done
from domain.ids import escape, keys_of, part_of, step_of, step_path
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
    ahead = Ahead(case, book)
    for name, step in book.layout.steps.items():
        if path and not _is_of(case, book.layout, name, path):
            continue
        if isinstance(step, by) and gives(step) and ahead.may_come_to(name):
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
    if part_of(step.id) and not isinstance(term, p.Given):  # inside a part `failure` is another one
        return None
    try:
        value = compute(term, CaseScope(case, book), {}) if term is not None else None
    except NoValue:
        return None
    if not isinstance(value, Money):
        return None
    stands_for = isinstance(step, p.Remedy) and step.amount is None
    return share(value, book.around.remedies.kind(step.remedy).premium) if stands_for else value


def _is_of(case: Case, layout: Layout, name: str, path: str) -> bool:
    """Say whether a step is another one, or lies inside it where that may still come."""
    here = step_of(path)
    return name == here or (layout.inside(name, here) and not passed_by(case, layout, name, keys_of(path)))


# --- What is to come -------------------------------------------------------------------------------------------------
class Ahead:
    """What a plan has not come to, nor passed by, as a case stands: looked at once, asked of one step after another."""

    def __init__(self, case: Case, book: Book) -> None:
        """Look at what the case has met."""
        self._case, self._book, self._layout = case, book, book.layout
        self._scope = CaseScope(case, book)
        self._met = {step_of(path) for path in (*case.steps, *case.effects, *case.loops, *case.branches, *case.waits)}
        self._proposed = {entry.step for entry in case.ledger.values()}
        self._left = any(each.then == "leave" and each.id in case.interrupts for each in book.plan.whenever)

    def may_come_to(self, name: str) -> bool:
        """Say whether a step that gives something may still give it, in one round at least."""
        if self._layout.is_instead(name) or (self._left and self._layout.inside(name, MAIN)):
            return False
        ahead = any(self._not_proposed(name, keys) for keys in self._rounds_ahead(name))
        return ahead and self._is_called_for(name)

    def is_ahead(self, name: str) -> bool:
        """Say whether a step is still to come: neither a block round it has ended, nor did what comes behind begin."""
        return any(True for _ in self._rounds_ahead(name))

    def _rounds_ahead(self, name: str) -> Iterator[tuple[str, ...]]:
        """Yield the keys of the rounds in which a step is to come; those of a loop that has not begun are not known."""
        layout, case = self._layout, self._case
        apart = [outer for outer, _, _ in layout.around[name] if outer not in layout.steps]
        if case.phase == "resolved" or not {*apart} <= case.interrupts.keys():
            return
        loops = layout.enclosing(name, p.Each)
        own = loops[0] if loops else name
        if any(each in layout.steps and layout.depends(each, own) for each in self._met):
            return
        for keys in _rounds(case, _loops_round(layout, name)):
            if not self._is_over(name, keys) and not passed_by(case, layout, name, keys):
                yield keys

    def _is_over(self, name: str, keys: tuple[str, ...]) -> bool:
        """Say whether a step, or a block round it, has ended in a round."""
        around = self._layout.around[name]
        blocks = [outer for outer, _, _ in around if outer in self._layout.steps]
        return any(self._case.status(_in_round(self._layout, each, keys)) for each in (*blocks, name))

    def _not_proposed(self, name: str, keys: tuple[str, ...]) -> bool:
        """Say whether nothing was proposed by a step in a round; nothing is before all loops round it have begun."""
        if len(keys) < len(_loops_round(self._layout, name)):
            return True
        return not any(step_of(path) == name and keys_of(path)[: len(keys)] == keys for path in self._proposed)

    def _is_called_for(self, name: str) -> bool:
        """Say whether nothing that is known by now, and lasts, stands against a step: no fact, and no answer."""
        answer = by_market if part_of(name) else comes_to  # inside a part `failure` is another one
        conditions = _conditions(self._layout, name)
        return all(answer(source, self._scope) in {wanted, None} for source, wanted in conditions)

    def holds_elsewhere(self, name: str) -> bool:
        """Say whether a step is for other markets than that of the case, which never changes."""
        conditions = _conditions(self._layout, name)
        return not all(by_market(source, self._scope) in {wanted, None} for source, wanted in conditions)


def _loops_round(layout: Layout, name: str) -> list[str]:
    """Return the loops in the rounds of which a step lies, outermost first; what they do `otherwise` is in none."""
    return [outer for outer, part, _ in layout.around[name]
            if part == "round" and isinstance(layout.steps.get(outer), p.Each)]  # fmt: skip


def _rounds(case: Case, loops: Sequence[str], keys: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the keys of all rounds of loops in each other, as far as they have begun."""
    loop = case.loops.get(step_path(loops[0], keys, escaped=True)) if loops else None
    if loop is None:
        yield keys
        return
    for key in loop.keys:
        yield from _rounds(case, loops[1:], (*keys, escape(key)))


def _in_round(layout: Layout, name: str, keys: tuple[str, ...]) -> str:
    return step_path(name, keys[: len(_loops_round(layout, name))], escaped=True)


def yet_to_ask(case: Case, book: Book) -> Iterator[p.Entitle]:
    """Yield what asks a pack where the case goes on by its plan: what it has not come to, or waits there for a fact.

    What holds in another market is not to come, whatever else may be put right.
    """
    ahead = Ahead(case, book)
    for name, step in book.layout.steps.items():
        if isinstance(step, p.Entitle) and (_waits(case, name) or ahead.is_ahead(name)):
            yield from () if ahead.holds_elsewhere(name) else (step,)


def _waits(case: Case, name: str) -> bool:
    """Say whether a pack was asked somewhere that needs a fact yet."""
    return any(step_of(path) == name and not found.decided for path, found in case.entitled.items())


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
