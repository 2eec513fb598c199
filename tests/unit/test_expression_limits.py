"""What a hostile expression or hostile data can make the language do: little, and not for long."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from time import process_time

import pytest

from domain.expression import BudgetSpent, EvaluationError, ExpressionError, Names, check, parse
from domain.values import Value

_READ_WITHIN = 0.01
"""Seconds for reading anything; the best of three counts, so that a busy machine does not fail the test."""
_CHECKED_WITHIN = 0.25


@dataclass
class One:
    """A scope with one root, `x`."""

    value: Value

    def root(self, name: str) -> Value:
        """Return the one value there is."""
        if name != "x":
            raise KeyError(name)
        return self.value

    def ask(self, function: str, name: str) -> Value:
        """Know nothing."""
        raise KeyError(function, name)


def _seconds(source: str) -> float:
    """Time one reading, past the cache."""
    start = process_time()
    with suppress(ExpressionError):
        parse.__wrapped__(source)
    return process_time() - start


HOSTILE = {
    "long": "a" * 2_001,
    "very long": "(" * 1_000_000,
    "brackets": "(" * 1_000 + ")" * 1_000,
    "lists": "[" * 1_000 + "]" * 1_000,
    "open": "(" * 2_000,
    "calls": "size(" * 400,
    "denials": "!(" * 999 + "a",
    "words of denial": "not (" * 399 + "a",
    "marks of both kinds": "!-" * 999 + "a",
    "sum": "+".join(["1"] * 1_000),
    "fields": "a" + ".b" * 999,
    "indexes": "a" + "[0]" * 660,
    "methods": "a" + ".size()" * 250,
    "choices": "a?b:" * 499 + "c",
    "choices inside": "a?(" * 600,
    "macros": "x" + ".map(a,a)" * 200,
    "macros inside": "x.map(a," * 200 + "1" + ")" * 200,
    "mixed": "((a.b.b.b[0].b.b.b[0]+1+1+1)*1*1*1)" * 50,
    "chained in brackets": "(" * 23 + "1" + ("+1" * 40 + ")") * 23,
    "list": "[" + "1," * 900 + "1]",
    "number": "9" * 1_999,
    "fraction": "1." + "9" * 1_900,
    "text without end": '"' + "a\\" * 900,
    "backslashes": '"' + "\\" * 1_998,
    "escapes": '"' + "\\x41" * 499 + "\\q",
    "quotes": "\"'" * 999,
    "spaces": " " * 2_000,
    "spaces and a mark": " " * 1_999 + "=",
    "marks": "=" * 2_000,
    "dots": "." * 2_000,
    "function": "z" * 1_990 + "()",
    "chained comparison": "a==" * 600 + "a",
    "null": "\x00" * 2_000,
    "half characters": "\ud800" * 2_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sources_are_refused_quickly(name: str) -> None:
    """Whatever is nested, chained, long or broken beyond the limits is refused within 10 ms."""
    source = HOSTILE[name]
    with pytest.raises(ExpressionError):
        parse(source)
    assert min(_seconds(source) for _ in range(3)) < _READ_WITHIN


LARGE_BUT_FINE = {
    "denials": "!" * 1_999 + "x",
    "words of denial": "not " * 499 + "x",
    "minus": "-" * 1_999 + "x",
    "long condition": " or ".join(["x"] * 390),
    "long list": "[" + ",".join(["1"] * 200) + "]",
    "long text": '"' + "a" * 1_998 + '"',
    "escaped text": '"' + "\\n" * 999 + '"',
    "deep": "(" * 23 + "x" + ")" * 23,
    "deep sum": "+".join(["1"] * 24),
    "deep path": "x" + ".b" * 23,
    "long choice": "x?1:" * 23 + "2",
}


@pytest.mark.parametrize("name", LARGE_BUT_FINE)
def test_large_sources_are_read_quickly(name: str) -> None:
    """What is within the limits is read, and within 10 ms too."""
    source = LARGE_BUT_FINE[name]
    parse(source)
    assert min(_seconds(source) for _ in range(3)) < _READ_WITHIN


@pytest.mark.parametrize(
    "source",
    ["(" * 24 + "x" + ")" * 24, "+".join(["1"] * 25), "x" + ".b" * 24, "!(" * 24 + "x" + ")" * 24, "x?1:" * 24 + "2"],
)
def test_the_limit_of_nesting(source: str) -> None:
    """Twenty-four levels are allowed, and not one more."""
    with pytest.raises(ExpressionError, match="more than 24 levels"):
        parse(source)


def test_the_limit_of_lists() -> None:
    """Two hundred items may be written out, and not one more."""
    with pytest.raises(ExpressionError, match="at most 200 items"):
        parse("[" + ",".join(["1"] * 201) + "]")


def test_deep_data_is_compared_without_recursion() -> None:
    """Data nested deeper than the stack compares all the same."""
    deep: Value = ()
    for _ in range(3_000):
        deep = (deep,)
    assert parse("x == x").evaluate(One(deep)) is True
    assert parse("[x] == [x, x]").evaluate(One(deep)) is False


def test_a_budget_of_its_own() -> None:
    """The caller can allow less; a small condition needs little."""
    condition = parse("x.exists(a, a > 1)")
    assert condition.evaluate(One((1, 2)), budget=20) is True
    with pytest.raises(BudgetSpent):
        condition.evaluate(One((1, 2)), budget=5)


def test_a_long_list_that_is_only_read_is_not_work() -> None:
    """What the data already holds is handed on whatever its length."""
    many = tuple(range(200_000))
    assert parse("x").evaluate(One(many)) is many


def test_evaluation_is_an_error_of_its_own() -> None:
    """A spent budget can be told from other failures."""
    assert issubclass(BudgetSpent, EvaluationError)


@pytest.mark.parametrize("name", LARGE_BUT_FINE)
def test_checking_large_sources_ends(name: str) -> None:
    """The check survives everything that can be read."""
    start = process_time()
    check(parse(LARGE_BUT_FINE[name]), Names({}))
    assert process_time() - start < _CHECKED_WITHIN
