"""What the check promises, over generated expressions and facts that have the types they were declared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from domain.clock import Duration
from domain.clock.duration import LONGEST_MS
from domain.expression import EvaluationError, Expression, ExpressionError, Names, Reference, check, parse
from domain.expression.operations import kind_of
from domain.expression.tokens import LONGEST_SOURCE
from domain.expression.types import ANY, BASIC, FieldOf, ListOf, RecordOf, Type, kind_of_type
from domain.money import Money
from domain.values import LARGEST_INTEGER, Value

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
integers = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.integers(-3, 3)
durations = st.builds(Duration, st.integers(-LONGEST_MS, LONGEST_MS))
days = st.dates(date(1, 1, 1), date(9999, 12, 31))

RECORD: Mapping[str, tuple[str, SearchStrategy[Value]]] = {
    "text": ("text", texts), "number": ("integer", integers), "flag": ("yes_no", st.booleans()),
    "span": ("duration", durations), "price": ("money", st.builds(Money, st.just("USD"), integers)),
    "day": ("date", days), "moment": ("instant", st.datetimes(timezones=st.just(UTC))),
}  # fmt: skip
ITEM = RecordOf({name: FieldOf(BASIC[kind]) for name, (kind, _) in RECORD.items()})
OPTIONAL = {f"maybe_{name}": FieldOf(BASIC[kind], optional=True) for name, (kind, _) in RECORD.items()}
TYPED = Names(
    {"r": RecordOf({**ITEM.fields, **OPTIONAL, "items": FieldOf(ListOf(ITEM))})},
    {Reference("result", "step"): FieldOf(ITEM, optional=True)},
)
items = st.fixed_dictionaries({name: strategy for name, (_, strategy) in RECORD.items()})
roots = st.fixed_dictionaries(
    {**{name: strategy for name, (_, strategy) in RECORD.items()}, "items": st.lists(items, max_size=3).map(tuple)},
    optional={f"maybe_{name}": strategy for name, (_, strategy) in RECORD.items()},
)


def _typed(kind: str) -> SearchStrategy[str]:
    """Write sources that ought to have this kind, some of them wrong."""
    names_of = [name for name, (k, _) in RECORD.items() if k == kind]
    found = [st.sampled_from([f"r.{n}" for n in names_of] + [f"r.maybe_{n}" for n in names_of])]
    found.append(st.sampled_from([f"(known(r.maybe_{n}) ? r.maybe_{n} : r.{n})" for n in names_of]))
    found.append(st.sampled_from([f'result("step").{n}' for n in names_of] + [f"r.items[0].{n}" for n in names_of]))
    deeper = {
        "integer": [
            "({integer} + {integer})", "({integer} * {integer})", "size({text})", "days_between({date}, {instant})",
        ],
        "duration": ["({duration} - {duration})", "({duration} * {integer})", "-{duration}"],
        "money": ["({money} + {money})", "({integer} * {money})", "share({money}, {integer})"],
        "yes_no": [
            "({yes_no} and {yes_no})", "({yes_no} or {yes_no})", "(not {yes_no})", "({money} < {money})",
            "({integer} == {integer})", "({text} in [{text}, {text}])", "{text}.contains({text})", "known(r.maybe_day)",
            "(known(r.maybe_text) and r.maybe_text == {text})", "r.items.exists(i, i.number < {integer})",
            "r.items.all(i, {yes_no})", "({instant} <= {instant})", "({duration} > {duration})",
        ],
    }  # fmt: skip
    shapes = deeper.get(kind, ["({yes_no} ? {" + kind + "} : {" + kind + "})"])
    filled = st.sampled_from(shapes).flatmap(
        lambda shape: st.fixed_dictionaries({
            name: st.deferred(lambda name=name: TYPED_SOURCES[name])  # type: ignore[misc]
            for name in TYPED_SOURCES if f"{{{name}}}" in shape
        }).map(lambda parts: shape.format(**parts))
    )  # fmt: skip
    return st.one_of(*found, filled)


TYPED_SOURCES: dict[str, SearchStrategy[str]] = dict.fromkeys((k for k, _ in RECORD.values()), st.nothing())
TYPED_SOURCES.update({kind: _typed(kind) for kind in TYPED_SOURCES})
_ALLOWED = ("larger than", "longer than", "beyond what", "no item")


@given(st.sampled_from(sorted(TYPED_SOURCES)).flatmap(TYPED_SOURCES.__getitem__), roots, st.none() | items)
def test_what_passes_the_check_keeps_its_type(
    source: str, root: Mapping[str, Value], step: Mapping[str, Value] | None
) -> None:
    """A checked expression gives a value of its type, or fails by size or index, never by kind or absence."""
    assume(len(source) < LONGEST_SOURCE)
    expression = _read(source)
    assume(expression is not None)
    assert expression is not None
    checked = check(expression, TYPED)
    assume(not checked.errors)
    try:
        value = expression.evaluate(Facts(root, step))
    except EvaluationError as failed:
        if any(words in failed.what for words in _ALLOWED):
            return
        raise
    assert kind_of(value) == kind_of_type(checked.type), value


def _read(source: str) -> Expression | None:
    try:
        return parse(source)
    except ExpressionError as refused:
        if "24 levels" in refused.what:
            return None
        raise


@dataclass
class Facts:
    """A scope with one record, and the result of one step, which may be missing."""

    record: Mapping[str, Value]
    step: Mapping[str, Value] | None

    def root(self, name: str) -> Value:
        """Return the one record."""
        return {"r": self.record}[name]

    def ask(self, function: str, name: str) -> Value:
        """Return the one result."""
        return {("result", "step"): self.step}[function, name]


@pytest.mark.parametrize("type_", [ANY, *BASIC.values(), ListOf(ANY), ITEM])
def test_every_type_has_a_kind(type_: Type) -> None:
    """Types and values speak of the same kinds."""
    assert kind_of_type(type_) in {*BASIC, "list", "record"}
