"""What somebody has to know to do a task: the form it is answered with, and what happens when it is overdue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from domain.case.book import Book
from domain.case.deciding.tasks import form_of
from domain.case.events import Found
from domain.case.state import Case, Task, Wanted
from domain.case.surveying.authority import able
from domain.case.surveying.got_twice import KEEPS, TAKEN_BACK, may_go_back
from domain.case.surveying.hands import answers_before
from domain.clock.duration import Duration
from domain.ids import step_of
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.values import Person, Sealed, Value
from domain.views.wording import about

_TEXT = p.FactType(type="text")
_IF_NEEDED = p.FactType(type="text", optional=True)
_YES_NO = p.FactType(type="yes_no")
_TOLD = p.FactType(type="text", optional=True, label={"en": "for a no: the reason, as the customer reads it"})
_DECISIONS: Mapping[str, Mapping[str, p.FactType]] = {
    "approve": {"approve": _YES_NO, "why": _TOLD},
    "budget": {"approve": _YES_NO, "why": _TOLD},
    "stuck": {"decision": p.FactType(type="words", words=("retry", "skip")), "why": _TEXT},
    "evaluate": {"decision": p.FactType(type="words", words=("retry", "skip")), "why": _TEXT},
    "countersign": {"approve": _YES_NO, "why": _IF_NEEDED},
    "second-look": {"finding": p.FactType(type="words", words=get_args(Found)), "why": _TEXT},
    "staffing": {"person": _TEXT, "why": _TEXT},
    "escalation": {"take_over": p.FactType(type="yes_no", optional=True)},
    "promise": {"note": _IF_NEEDED},
    "differs": {"decision": p.FactType(type="words", words=("stands", "follow")), "why": _TEXT},
    "evidence": {"decision": p.FactType(type="words", words=("shown", "trusted")), "why": _TEXT},
    "twice": {"decision": p.FactType(type="words", words=(KEEPS, TAKEN_BACK)), "why": _TEXT},
    "sign": {"decision": p.FactType(type="words", words=("no_abuse", "abuse")), "why": _TEXT},
    "bounced": {"decision": p.FactType(type="words", words=("reached", "resend")), "why": _TEXT},
}


def fields(case: Case, book: Book, task: Task) -> Mapping[str, p.FactType]:
    """Return the fields of an answer by name: the playbook's form, or what a decision takes."""
    if task.purpose == "establish":
        came_back = _contract(case, book, task)
        result = came_back.result if came_back is not None else {}
        return {"applied": _YES_NO, **{name: _optional(kind) for name, kind in result.items()}}
    entries = task.details.get("entries") if task.purpose == "twice" else None
    if isinstance(entries, tuple) and not may_go_back(case, book.layout, map(str, entries)):
        return {"decision": p.FactType(type="words", words=(KEEPS,)), "why": _TEXT}
    return _DECISIONS.get(task.purpose) or form_of(book, task)


def _optional(kind: str) -> p.FactType:
    return p.fact_type(kind).model_copy(update={"optional": True})


def _contract(case: Case, book: Book, task: Task) -> Contract | None:
    effect, step = case.effects.get(task.step), book.layout.steps.get(step_of(task.step))
    known: tuple[Contract | None, ...] = ()
    match step:
        case p.Do():
            known = (step.connector, step.undo)
        case p.Grant():
            known = step.pay
        case _:
            return None
    return next((one for one in known if one and effect and one.name == effect.connector), None)


def typed(kind: p.FactType) -> str:
    """Say how a field is written: its type or words, its bounds, and whether it may be left out or stays private."""
    bounds = (("at least", kind.least), ("at most", kind.most))
    more = [f"{how} {Duration(to) if kind.type == 'duration' else to}" for how, to in bounds if to is not None]
    more += [word for word, so in (("optional", kind.optional), ("private", kind.private)) if so]
    return ", ".join([" or ".join(kind.words) if kind.words else kind.type, *more])


def overdue(case: Case, book: Book, task: Task) -> str:
    """Say what happens when a task is not done in time."""
    if task.purpose in {"ask", "second", "settle"} and _caught(book, step_of(task.step)):
        return "the step is late: the task is taken back, and the plan goes on with what comes instead"
    above = _passed_on(case, book, task)
    if above:
        return f"the decision is passed on to {above}"
    again = about(Duration(book.clocks(case.tier).again.ms), "en")
    called = _called(case, book, task)
    return f"it stays open and rings again every {again}" + (f"; {called} may do it too" if called else "")


def _caught(book: Book, step: str) -> bool:
    """Say whether a step lies where being late is caught: in a plan of a `try`, a round, branches that are awaited."""
    for outer, part, _ in book.layout.around.get(step, ()):
        match book.layout.steps.get(outer):
            case p.Try() if part.startswith("plan"):
                return True
            case p.Each() if part == "round":
                return True
            case p.Together() as branches if branches.wait_for:
                return True
    return False


def _passed_on(case: Case, book: Book, task: Task) -> str:
    step, entry = book.layout.steps.get(step_of(task.step)), case.ledger.get(str(task.details.get("entry", "")))
    if task.purpose != "approve" or entry is None or not isinstance(step, p.Grant):
        return ""
    rungs = [rung.role for rung in able(step.authority, entry.amount)]
    here = next((n for n, role in enumerate(rungs) if role in task.roles), len(rungs))
    return rungs[here + 1] if here + 1 < len(rungs) else ""


def _called(case: Case, book: Book, task: Task) -> str:
    step = book.layout.steps.get(step_of(task.step))
    up = step.up if isinstance(step, p.Ask) else step.hand.up if isinstance(step, p.Grant) and step.hand else ""
    if up and task.purpose in {"ask", "second", "settle", "give"}:
        return "" if up in task.roles else up
    ladder = [rung.to for rung in book.ladder(case.tier) if rung.direction == "up"]
    role = ladder[min(task.rung_at, len(ladder) - 1)] if ladder else ""
    return "" if role in task.roles else role


@dataclass(frozen=True, slots=True)
class Redirect:
    """As whom the customer is to be known from now on, and as whom what is on its way went so far."""

    to: Person
    so_far: Person


def redirect(case: Case, name: str) -> Redirect | None:
    """Return what a second person is asked to agree to, where it is about who the customer is and where things go."""
    asked = case.wanted.get(name)
    if asked is None or asked.customer is None or asked.instead_of is None:
        return None
    return Redirect(asked.customer, _paid_to(case) if asked.customer == asked.instead_of else asked.instead_of)


def into_another(case: Case, name: str) -> str:
    """Return the case of whose customer a second person is asked whether they are the same one as here; "" for none."""
    asked = case.wanted.get(name)
    return asked.into if asked is not None and asked.whose else ""


def of_their_words(case: Case, name: str) -> Wanted | None:
    """Return what a second person is asked, where it is whether the customer withdrew, or does not want something."""
    asked = case.wanted.get(name)
    return asked if asked is not None and (asked.outcome == "withdrawn" or asked.act == "decline") else None


def about_words(asked: Wanted) -> str:
    """Say in a word what the customer is said to have said."""
    return "withdrew" if asked.outcome == "withdrawn" else "unwanted"


def in_their_words(asked: Wanted, words: str | None) -> str:
    """Say in what words the customer is said to have said it, and who wrote them down; None where they are not shown.

    Words that were taken out of the vault, or never given, are none.
    """
    if words is None and asked.text:
        return f"whoever claims the task reads it; {asked.by} wrote it down"
    return f"“{words}”, written down by {asked.by}" if words else f"no words of theirs, written down by {asked.by}"


def _paid_to(case: Case) -> Person:
    """Return whom the last payout went to of what came back: it is asked where that goes now."""
    paid = [case.effects[x.step].request.get("payee") for x in case.ledger.values() if x.is_sent_elsewhere]
    return next((each for each in reversed(paid) if isinstance(each, Person)), case.customer)


def to_settle(case: Case, task: Task) -> list[tuple[str, Mapping[str, Value]]]:
    """Return who gave which of the answers that a task settles; nothing for another task, what is private left out.

    Whoever gives a second answer is not shown the first: it would be no answer of their own.
    """
    if task.purpose != "settle":
        return []
    return [
        (each.by, {name: value for name, value in each.answer.items() if not isinstance(value, Sealed)})
        for each in answers_before(case, task)
    ]


def shown_facts(case: Case, book: Book) -> Mapping[str, Value]:
    """Return what is known of the failure, but for people and what the playbook calls private."""
    open_kinds = {"text", "integer", "yes_no", "date", "instant", "duration", "money", "words"}
    types = book.plan.facts
    return {
        name: value
        for name, value in case.facts.items()
        if name in types and not types[name].private and types[name].type in open_kinds
    }
