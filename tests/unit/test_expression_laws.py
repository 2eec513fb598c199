"""Laws of the expression language, over generated expressions and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from itertools import permutations

from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from domain.clock import Duration
from domain.clock.duration import LONGEST_MS
from domain.expression import (
    BUDGET,
    BudgetSpent,
    EvaluationError,
    Expression,
    ExpressionError,
    inputs,
    parse,
    printed,
)
from domain.expression.tree import (
    Asked,
    Call,
    Choice,
    Constant,
    Index,
    Items,
    Known,
    Logic,
    Loop,
    Name,
    Negated,
    Node,
    Operation,
    Select,
)
from domain.money import EXPONENTS, Money
from domain.values import LARGEST_INTEGER, Person, Sealed, Value

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
integers = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.integers(-3, 3)
durations = st.builds(Duration, st.integers(-LONGEST_MS, LONGEST_MS))
amounts = st.builds(Money, st.sampled_from(sorted(EXPONENTS)), integers)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
names = st.sampled_from(["a", "b", "c", "size", "x1"])
fields = names | st.sampled_from(["and", "in", "true", "odd key", 'quo"te', "", "é"])
literals = st.one_of(texts, integers, st.booleans(), durations, amounts, days)


def _path(of: SearchStrategy[Node], index: SearchStrategy[Node]) -> SearchStrategy[Node]:
    not_text = index.filter(lambda at: not (isinstance(at, Constant) and isinstance(at.value, str)))
    return st.builds(Select, of, fields, st.just(1)) | st.builds(Index, of, not_text, st.just(1))


places: SearchStrategy[Node] = st.builds(Name, names, st.just(1)) | st.builds(
    Asked, st.sampled_from(["answer", "result", "chosen", "outcome", "why", "entitled"]), texts, st.just(1)
)
paths: SearchStrategy[Node] = st.recursive(
    places, lambda of: _path(of, st.builds(Constant, st.integers(-1, 2), st.just(1))), max_leaves=3
)
leaves: SearchStrategy[Node] = (
    st.builds(Constant, literals, st.just(1)) | paths | st.builds(Known, paths, st.just(1))
)  # fmt: skip
marks = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*"])
macros = st.sampled_from(["all", "exists", "filter", "map"])


def _negated(mark: str, of: Node) -> Node:
    """Negate by `!` where unary minus would only make another literal number."""
    numeric = isinstance(of, Constant) and type(of.value) is int
    return Negated("!" if numeric else mark, of, 1)  # type: ignore[arg-type]


def _grown(of: SearchStrategy[Node]) -> SearchStrategy[Node]:
    column = st.just(1)
    several = st.lists(of, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Operation, marks, of, of, column),
        st.builds(Logic, st.sampled_from(["&&", "||"]), several, column),
        st.builds(_negated, st.sampled_from("!-"), of),
        st.builds(Choice, of, of, of, column),
        st.builds(Items, st.lists(of, max_size=3).map(tuple), column),
        st.builds(Loop, macros, of, names, of, column),
        st.builds(Call, st.just("size"), st.tuples(of), column),
        st.builds(
            Call, st.sampled_from(["share", "days_between", "startsWith", "contains"]), st.tuples(of, of), column
        ),
        _path(of, of),
    )


trees: SearchStrategy[Node] = st.recursive(leaves, _grown, max_leaves=12)
instants = st.datetimes(timezones=st.just(UTC)) | st.datetimes()
atoms: SearchStrategy[Value] = st.one_of(
    texts, integers, st.booleans(), st.none(), durations, amounts, days, instants,
    st.builds(Person, texts), st.builds(Sealed, texts, texts),
)  # fmt: skip
values: SearchStrategy[Value] = st.recursive(
    atoms, lambda of: st.lists(of, max_size=3).map(tuple) | st.dictionaries(fields, of, max_size=3), max_leaves=6
)


@dataclass
class Everything:
    """A scope that has something under most names."""

    values: Mapping[str, Value]

    def root(self, name: str) -> Value:
        """Look a root up."""
        return self.values[name]

    def ask(self, function: str, name: str) -> Value:
        """Answer by the length of the id."""
        del function
        return self.values["abc"[len(name) % 3]]


scopes = st.builds(Everything, st.dictionaries(names, values, min_size=2))


def _source(tree: Node) -> str:
    source = printed(tree)
    try:
        parse(source)
    except ExpressionError as refused:
        assume("24 levels" not in refused.what and "2000 characters" not in refused.what)
        raise
    return source


@given(trees)
def test_printing_and_reading_give_the_same_tree(tree: Node) -> None:
    """Reading what was printed gives an equal tree, whose columns lie within the source."""
    source = _source(tree)
    assert parse(source).tree == tree
    assert printed(parse(source).tree) == source


@given(st.text(st.sampled_from("ab1 .,()[]\"'\\=<>!&|+-*?:in not and or size known exists{}/“é"), max_size=40))
def test_any_text_is_read_or_refused(source: str) -> None:
    """Reading any characters gives an expression or a refusal with a column, never anything else."""
    refused = _refusal(source)
    assert refused is None or (1 <= refused.column <= len(source) + 1 and refused.what)


def _refusal(source: str) -> ExpressionError | None:
    try:
        parse(source)
    except ExpressionError as refused:
        return refused
    return None


@given(trees, scopes)
def test_evaluation_fails_only_as_it_should(tree: Node, scope: Everything) -> None:
    """Whatever the values, an evaluation gives a value or an EvaluationError at a column; the inputs never fail."""
    expression = parse(_source(tree))
    outcome = _outcome(expression, scope)
    assert not isinstance(outcome, EvaluationError) or 1 <= outcome.column <= len(expression.source)
    inputs(expression, scope)


@given(trees, scopes, st.integers(0, 60))
def test_a_budget_changes_no_value(tree: Node, scope: Everything, budget: int) -> None:
    """With less budget an evaluation gives the same or runs out; it never gives anything else."""
    expression = parse(_source(tree))
    small, large = _outcome(expression, scope, budget), _outcome(expression, scope, 1_000_000)
    assert isinstance(small, BudgetSpent) or small == large or str(small) == str(large)


def _outcome(expression: Expression, scope: Everything, budget: int = BUDGET) -> Value | EvaluationError:
    try:
        return expression.evaluate(scope, budget=budget)
    except EvaluationError as failed:
        return failed


@given(
    st.lists(st.sampled_from(["true", "false", "missing", "1"]), min_size=1, max_size=4), st.sampled_from(["&&", "||"])
)
def test_the_order_of_conditions_does_not_matter(parts: list[str], mark: str) -> None:
    """Conditions in any order, and as a macro over a list, come to the same: a value, or a failure."""
    outcomes = {_truth(f" {mark} ".join(order)) for order in permutations(parts) if len(parts) > 1}
    macro = "all" if mark == "&&" else "exists"
    indexes = ", ".join(str(at) for at in range(len(parts)))
    arms = "".join(f"i == {at} ? {part} : " for at, part in enumerate(parts)) + "true"
    assert len(outcomes | {_truth(f"[{indexes}].{macro}(i, {arms})")}) == 1


def _truth(source: str) -> str:
    outcome = _outcome(parse(source), Everything({}))
    return "failed" if isinstance(outcome, EvaluationError) else str(outcome)
