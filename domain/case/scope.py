"""What expressions of a playbook can see of a case, and how the values written in a playbook are computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.case.book import Book
from domain.case.state import Case
from domain.errors import MakegoodError
from domain.expression import EvaluationError, inputs, parse
from domain.ids import step_path
from domain.money import Money
from domain.playbook import plan as p
from domain.values import Person, Value
from domain.vocabulary import UPHOLDS, SecondLook


@dataclass(slots=True)
class CaseScope:
    """The names an expression may use: the failure, the case, its customer, and the loops round it."""

    case: Case
    book: Book
    keys: tuple[str, ...] = ()
    bindings: Mapping[str, Value] = field(default_factory=dict)
    part: str = ""
    """The part whose steps names mean first; in a part that is another playbook, `failure` is bound to its facts."""
    follow_up: tuple[str, str] = ("", "")
    """The survey that `answer(survey)` reads, and the follow-up it was asked in."""
    _failure: Mapping[str, Value] | None = None

    def root(self, name: str) -> Value:
        """Return what a name at the root stands for; KeyError when there is no such name."""
        if name == "failure":
            return self.bindings[name] if name in self.bindings else self._facts()
        if name == "case":
            return self._case()
        if name == "customer":
            return {"kind": "individual", "reachable": bool(self.case.customer.ref), "person": self.case.customer}
        return self.bindings[name]

    def ask(self, function: str, name: str) -> Value:
        """Return what became of a step: answer, result, chosen, outcome or why; KeyError while there is nothing."""
        path = self._instance(name)
        match function:
            case "result":
                return self.case.effects[path].receipt if self.case.steps[path].status == "done" else _missing(name)
            case "answer":
                return self._answer(name, path)
            case "entitled":
                return self._entitled(path)
            case "chosen":
                return self.case.offers[path].chosen or _missing(name)
            case "outcome":  # a step on a branch that was not taken was skipped
                state = self.case.steps.get(path)
                return state.status if state else "skipped"
            case "why":
                state = self.case.steps.get(path)
                return state.why if state else ""
            case _:
                raise KeyError(function)

    def _instance(self, name: str) -> str:
        step = self.book.layout.named(name, f"{self.part}:") if self.part else name
        depth = len(self.book.layout.enclosing(step, p.Each)) if step in self.book.layout.steps else 0
        return step_path(step, self.keys[:depth], escaped=True)

    def _entitled(self, path: str) -> Value:
        """Return what was found to be owed; in two currencies at once it is no single amount."""
        if self.case.status(path) != "done":
            raise KeyError(path)
        found = self.case.entitled[path]
        told: dict[str, Value] = {
            "due": bool(found.gifts), "care": any(gift.in_kind or gift.duty for gift in found.gifts),
            "refused": bool(found.refused),
        }  # fmt: skip
        amounts = found.per_unit or (Money(self.book.packs[found.pack].currencies[0], 0),)
        if len(amounts) == 1:
            told |= {"amount": amounts[0], "total": amounts[0] * found.units}
        return told

    def _answer(self, name: str, path: str) -> Value:
        if name == self.follow_up[0]:
            return self.case.follow_ups[self.follow_up[1]].answer
        if self.case.status(path) != "done":
            raise KeyError(name)
        for task in reversed(self.case.tasks.values()):
            if task.step == path and task.purpose in {"ask", "second", "settle"} and task.status == "done":
                return task.answer
        raise KeyError(name)

    def _facts(self) -> Mapping[str, Value]:
        if self._failure is None:
            facts = dict(self.case.facts)
            self._failure = facts
            for name, source in self.book.plan.derived.items():
                facts[name] = parse(source).evaluate(self)
        return self._failure

    def _case(self) -> Mapping[str, Value]:
        case = self.case
        return {
            "id": case.id, "tier": case.tier, "opened_at": case.opened_at, "reported_at": case.reported_at,
            "market": case.market, "owed": owes(case), "second_look": second_look(case),
        }  # fmt: skip


def owes(case: Case) -> bool:
    """Say whether something is owed to the customer: a remedy that is neither paid nor denied."""
    return any(entry.open for entry in case.ledger.values())


def second_look(case: Case) -> SecondLook:
    """Return how far a second look is: open from the word of the customer on that they do not agree."""
    if case.review:
        return "open"
    if case.looked is None:
        return "none"
    return "upheld" if case.looked.finding in UPHOLDS else "stands"


def _missing(name: str) -> Value:
    raise KeyError(name)


class NoValue(MakegoodError):
    """A value written in a playbook cannot be had in this case; a person decides."""

    def __init__(self, what: str, source: str, read: Mapping[str, Value]) -> None:
        """Keep the expression and what it read, for the record."""
        super().__init__(what)
        self.source = source
        self.read = read


def holds(conditions: tuple[str, ...], scope: CaseScope, read: dict[str, Value]) -> bool:
    """Say whether all conditions hold; what they read goes into `read`. NoValue when one has none."""
    return all(_truth(source, scope, read) for source in conditions)


def any_holds(conditions: tuple[str, ...], scope: CaseScope, read: dict[str, Value]) -> bool:
    """Say whether one of the conditions holds."""
    return any(_truth(source, scope, read) for source in conditions)


def _truth(source: str, scope: CaseScope, read: dict[str, Value]) -> bool:
    value = evaluate(source, scope, read)
    if not isinstance(value, bool):
        raise NoValue("is neither true nor false", source, read)
    return value


def evaluate(source: str, scope: CaseScope, read: dict[str, Value]) -> Value:
    """Return the value of an expression; what it read goes into `read`."""
    expression = parse(source)
    try:
        read.update(inputs(expression, scope))
        return expression.evaluate(scope)
    except EvaluationError as trouble:
        raise NoValue(trouble.what, source, read) from trouble


def compute(term: p.Term, scope: CaseScope, read: dict[str, Value]) -> Value:
    """Return what a value written in a playbook comes to."""
    match term:
        case p.Given():
            return term.value
        case p.Formula():
            return evaluate(term.source, scope, read)
        case p.Record():
            return {name: compute(inner, scope, read) for name, inner in term.fields.items()}
        case p.ByCases():
            for line in term.cases:
                if holds(line.when, scope, read):
                    return compute(line.then, scope, read)
            return compute(term.otherwise, scope, read)


def person_of(term: p.Term | None, scope: CaseScope, read: dict[str, Value]) -> Person:
    """Return the person a `to` names, by default the person harmed. NoValue when it names none."""
    if term is None:
        return scope.case.customer
    value = compute(term, scope, read)
    if not isinstance(value, Person):
        raise NoValue("“to” names no person", "to", read)
    return value
